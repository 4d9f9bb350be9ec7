"""What a chart of 60 points costs the page of its story, drawn, drawn anew, and kept: queries and CPU milliseconds, with and without it.

    python -m benchmarks.story_with_chart

Works in a scratch folder that is thrown away; never touches the site's own data.
"""

import tempfile
import time
from collections.abc import Callable

from benchmarks.running_site import use_scratch

RUNS = 40


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        use_scratch(scratch)
        compare()


def compare() -> None:
    from django.core.cache import caches

    from content.models import Stamp
    from stories.models import StoryPage
    from tests.factories import a_chart, a_measure
    from tests.factories.many import many_stories
    from tests.factories.measures import STEADY

    story = StoryPage.objects.get(pk=many_stories(50)[0])
    print(f"{'the page of a story':<28}{'':>22}{'SQL':>6}{'CPU ms':>9}{'kB':>8}")
    ways = {"drawn for the first time": caches["pages"].clear, "after a change elsewhere": Stamp.bump, "read before": lambda: None}
    without: dict[str, tuple[int, float, int]] = {}
    for has_chart in (False, True):
        if has_chart:
            a_chart(story, a_measure(figures=[*STEADY, *STEADY, *STEADY[:12]]))
        for way, prepare in ways.items():
            sql, cpu, size = measure(story, prepare)
            told = f" ({sql - without[way][0]:+}, {cpu - without[way][1]:+.1f} ms)" if has_chart else ""
            without.setdefault(way, (sql, cpu, size))
            name = "with a chart of 60 points" if has_chart else "without a chart"
            print(f"{name:<28}{way:>25}{sql:>3}{cpu:>9.1f}{size / 1024:>8.1f}{told}")


def measure(story, prepare: Callable[[], None]) -> tuple[int, float, int]:
    """Queries, the least CPU time of many runs, bytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times, body = Client(), [], b""
    client.get(f"/en/stories/{story.slug}/")
    for _ in range(RUNS):
        prepare()
        began = time.process_time()
        body = client.get(f"/en/stories/{story.slug}/").content
        times.append((time.process_time() - began) * 1000)
    prepare()
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/en/stories/{story.slug}/")
    return len(queries), min(times), len(body)


if __name__ == "__main__":
    main()
