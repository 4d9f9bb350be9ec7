"""Queries, CPU milliseconds and bytes of each public page with many stories in the tables.

    python -m benchmarks.pages [2000 10000]

Works in a scratch folder that is thrown away; never touches the site's own data.
"""

import sys
import tempfile
import time

from benchmarks.running_site import use_scratch


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        use_scratch(scratch)
        made = 0
        for size in sizes:
            measure(size, size - made)
            made = size


def measure(size: int, more: int) -> None:
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from content.models import Stamp
    from stories.models import StoryPage
    from tests.factories.many import many_stories

    many_stories(more)
    Stamp.bump()
    caches["pages"].clear()
    story = StoryPage.objects.order_by("pk").first()
    print(f"\n{size:,} stories on {connection.vendor}")
    print(f"{'page':<44}{'status':>7}{'SQL first':>11}{'SQL warm':>10}{'CPU ms first':>14}{'CPU ms warm':>13}{'kB':>8}")
    for address in (
        "/en/",
        "/en/stories/",
        "/en/stories/?page=50",
        "/en/stories/?status=held&method=method-3",
        "/en/stories/?q=naloxone",
        f"/en/stories/{story.slug}/",
        f"/fr/stories/{story.slug}/",
        "/en/lessons/",
        "/en/methods/",
        "/en/methods/method-3/",
        "/en/hashtags/",
        "/en/hashtags/Generated3/",
        "/en/organizations/",
        "/en/organizations/generated-3/",
        "/en/people/",
        "/en/search/?q=naloxone+huddle",
        "/en/feeds/stories.rss",
        "/sitemap-stories.xml",
    ):
        client, runs = Client(), []
        for _ in range(4):
            with CaptureQueriesContext(connection) as queries:
                began = time.process_time()
                answer = client.get(address)
                body = answer.getvalue() if answer.streaming else answer.content
                runs.append((len(queries), (time.process_time() - began) * 1000))
        warm = min(run[1] for run in runs[1:])
        print(
            f"{address:<44}{answer.status_code:>7}{runs[0][0]:>11}{runs[-1][0]:>10}{runs[0][1]:>14.1f}{warm:>13.1f}{len(body) / 1024:>8.1f}"
        )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [2000, 10000])
