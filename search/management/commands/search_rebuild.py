"""The index made anew from the things themselves, while the site runs: for after a restore, or when in doubt."""

import time

from django.core.management.base import BaseCommand, CommandError

from search import feeding
from search.kinds import KINDS
from search.models import SearchDocument


class Command(BaseCommand):
    help = "Make the rows of the search index anew, of everything or of some kinds. Rows that are as they should be stay untouched."

    def add_arguments(self, parser) -> None:
        parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"Only these: {', '.join(KINDS)}.")

    def handle(self, *args, **options) -> None:
        if unknown := set(options["kinds"]) - set(KINDS):
            raise CommandError(f"No such kind: {', '.join(sorted(unknown))}. There are {', '.join(KINDS)}.")
        began = time.monotonic()
        if options["kinds"]:
            for kind in options["kinds"]:
                self.tell(f"{kind}: {feeding.index_kind(kind)} rows written")
        else:
            self.tell(f"{feeding.index_all()} rows written")
        there = SearchDocument.objects.there().count()
        self.tell(f"{there} rows in the index, {time.monotonic() - began:.1f} s. Waiting in the queue: {feeding.depth().waiting}.")

    def tell(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
