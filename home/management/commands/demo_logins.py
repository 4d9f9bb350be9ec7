"""Whom you can log in as in the demo, and what to look at first."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.demo import files, people


class Command(BaseCommand):
    help = "List the demo's log-ins with their password, what each person may do, and the first page to look at."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo, so there are no demo log-ins.")
        there = people.users()
        lines = [("Log in as", "Who", "What they can do", "Look first at")]
        for row in files.rows_of("people"):
            if row["key"] in there:
                lines.append((row["email"], row["name"], row["may"], row["first_page"]))
        if len(lines) == 1:
            self.stdout.write("The demo's people are not here. `manage.py load_demo` brings them in.")
            return
        self.stdout.write(f"The demo's people are made up. Password of all: {people.PASSWORD}\n\n")
        for line in table(lines):
            self.stdout.write(f"  {line}")
        address = settings.WAGTAILADMIN_BASE_URL
        self.stdout.write(f"\n  Log in at {address}/en/account/login/. Mail of the demo: {address}/outbox/\n")


def table(lines: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their longest words, with a rule under the heading."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    drawn = ["  ".join(words.ljust(width) for words, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return [drawn[0], "  ".join("-" * width for width in widths), *drawn[1:]]
