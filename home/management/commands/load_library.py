"""The first resources of a new site."""

from django.core.management.base import BaseCommand

from home import library
from search import feeding


class Command(BaseCommand):
    help = "Bring in the resources that the founding paper names, and a few more. Safe to run again: what is there, or was deleted, is left as it is."

    def handle(self, *args, **options) -> None:
        with feeding.held():
            new = library.load()
        feeding.drain(limit=1_000_000)  # so that they can be searched at once
        if options["verbosity"]:
            self.stdout.write(f"Resources: {new} new.")
