"""Lay the foundation of a new site, or mend that of an old one."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from home import foundation


class Command(BaseCommand):
    help = "Pages, groups with their rights, the review workflow, vocabularies. Safe to run again."

    def handle(self, *args, **options) -> None:
        call_command("createcachetable", verbosity=0)
        foundation.lay()
        self.stdout.write("The foundation is laid.")
