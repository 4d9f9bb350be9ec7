"""Vocabularies from fixtures/vocabularies/*.json, by natural key."""

from django.conf import settings
from django.core.management.base import BaseCommand

from home import vocabularies


class Command(BaseCommand):
    help = "Insert missing terms and renew those that nobody has edited. Terms that editors changed, merged or retired are left alone. Nothing is deleted."

    def handle(self, *args, **options) -> None:
        done = vocabularies.load(settings.BASE_DIR / "fixtures" / "vocabularies")
        if options["verbosity"]:
            self.stdout.write(f"Vocabularies: {done.inserted} new, {done.renewed} renewed, {done.left} left as they are.")
