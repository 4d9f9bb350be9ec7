"""What a chart of 60 points costs the page of its story, drawn anew and kept: queries and CPU milliseconds, with and without it.

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
    before = {}
    print(f"{'the page of a story':<28}{'SQL anew':>10}{'SQL kept':>10}{'CPU ms anew':>13}{'CPU ms kept':>13}{'kB':>8}")
    for name in ("without a chart", "with a chart of 60 points"):
        if name.startswith("with a"):
            a_chart(story, a_measure(figures=[*STEADY, *STEADY, *STEADY[:12]]))
        Stamp.bump()
        anew, kept = measure(story, caches["pages"].clear), measure(story, lambda: None)
        print(f"{name:<28}{anew[0]:>10}{kept[0]:>10}{anew[1]:>13.1f}{kept[1]:>13.1f}{anew[2] / 1024:>8.1f}")
        before = before or {"sql": anew[0], "cpu": anew[1]}
    print(f"{'the chart alone':<28}{anew[0] - before['sql']:>10}{'':>10}{anew[1] - before['cpu']:>13.1f}")


def measure(story, prepare: Callable[[], None]) -> tuple[int, float, int]:
    """Queries, the least CPU time of many runs, bytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times, body = Client(), [], b""
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
