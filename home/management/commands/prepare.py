"""Everything between an empty folder and a site that can start, in one process: a second start takes seconds."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, lay the foundation, and with --demo gather the static files and bring the demo in. Safe to run again."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--demo", action="store_true", help="Also gather static files and load the demo.")

    def handle(self, *args, **options) -> None:
        self.tell("3. Preparing the database (the first time takes about half a minute) ...")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("set_up", stdout=self.stdout)
        call_command("load_library", stdout=self.stdout)
        if options["demo"]:
            self.tell("4. Gathering styles, fonts and scripts ...")
            call_command("collectstatic", interactive=False, verbosity=0)
            self.tell("5. Telling the demo's stories, through the composer and the review ...")
            call_command("load_demo", stdout=self.stdout)

    def tell(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
