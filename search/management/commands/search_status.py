"""How the search is doing: which engine answers, what it holds, how far behind it is. Exits with 1 when something is wrong."""

from django.core.management.base import BaseCommand, CommandError

from search import engine, feeding
from search.engines.cluster import connection, keeping
from search.models import SearchDocument


class Command(BaseCommand):
    help = "Shows engine, version, indexes, documents, lag and health of the search."

    def handle(self, *args: object, **options: object) -> None:
        depth = feeding.depth()
        lines = [("changes to index", f"{depth.waiting} waiting, {depth.later} later, {depth.failed} failed")]
        lines += [("lag", f"{depth.lag.total_seconds():.0f} s"), ("documents in the database", str(SearchDocument.objects.there().count()))]
        problems: list[str] = []
        if connection.is_wanted():
            status = keeping.status()
            lines, problems = [*status.lines, *lines], status.problems
        else:
            lines.insert(0, ("engine", f"{engine.embedded().name}, in the database of the site"))
        width = max(len(name) for name, _value in lines)
        for name, value in lines:
            self.stdout.write(f"{name:{width}}  {value}")
        if problems:
            raise CommandError("\n".join(problems))
