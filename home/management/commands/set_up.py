"""Lay the foundation of a new site, or mend that of an old one."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from home import foundation
from search import feeding


class Command(BaseCommand):
    help = "Pages, groups with their rights, the review workflow, vocabularies. Safe to run again."

    def handle(self, *args, **options) -> None:
        tell = self.stdout.write if options["verbosity"] else lambda *_: None
        call_command("createcachetable", verbosity=0)
        with feeding.held():
            foundation.lay(tell)
            call_command("load_vocabularies", verbosity=options["verbosity"], stdout=self.stdout)
        tell("The foundation is laid.")
        feeding.drain(limit=1_000_000)  # so that it can be searched at once
