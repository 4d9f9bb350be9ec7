"""New indexes on the cluster, filled from the database beside the old ones: after a restored backup, a lost cluster, a changed mapping."""

import time
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import EngineAway
from search.engines.cluster import connection, filling, indexes


class Command(BaseCommand):
    help = "Fills new indexes on the search cluster while the old ones are read and both are written, then swaps them in one step."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drop-old", action="store_true", help="Only delete the indexes kept from earlier; those of the last minute stay."
        )
        parser.add_argument("--at-once", action="store_true", help="With --drop-old: those of the last minute too.")

    def handle(self, *args: object, drop_old: bool, at_once: bool, **options: object) -> None:
        if not connection.is_wanted():
            raise CommandError("This site has no search cluster: SEARCH_URL is not set.")
        began = time.monotonic()
        try:
            if drop_old:
                dropped = indexes.drop_old(**({"after": timedelta(0)} if at_once else {}))
                self.stdout.write("\n".join(f"{name}: deleted" for name in dropped) or "Nothing to delete.")
            else:
                filling.rebuild(tell=self.stdout.write)
                self.stdout.write(f"{time.monotonic() - began:.1f} s")
        except (EngineAway, filling.HalfFilled, *connection.AWAY) as problem:
            raise CommandError(connection.reason(problem)) from None
