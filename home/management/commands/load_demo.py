"""Real projects told through the composer and the review, and fictional people to log in as."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.demo import loading
from home.demo.files import DemoFault
from search import feeding
from search.extracting import waiting

READING = 60  # seconds for the texts of files; what is left is read by the worker


class Command(BaseCommand):
    help = "Bring in the demo's people, stories, lessons and drafts. Safe to run again: what is there, or was deleted, is left as it is."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo: its log-ins have a password that everybody knows. To load the demo all the same, set DEMO=1."
            )
        self.tells = bool(options["verbosity"])
        try:
            with feeding.held():
                new = loading.load(self.tell)
        except DemoFault as fault:
            raise CommandError(str(fault)) from fault
        waiting.extract_what_waits(seconds=READING)  # so that it can be searched at once, with its files
        feeding.drain(limit=1_000_000)
        self.tell(f"The demo is loaded: {new} new." if new else "The demo is here already; nothing was added.")

    def tell(self, words: str) -> None:
        if self.tells:
            self.stdout.write(f"   {words}")
            self.stdout.flush()
