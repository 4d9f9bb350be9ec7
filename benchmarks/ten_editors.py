"""Ten editors publish at once over HTTP for 60 seconds on one database. Prints answers, errors and times.

python -m benchmarks.ten_editors [seconds] [editors]
"""

import statistics
import sys
import tempfile
import threading
import time
from collections import Counter

from benchmarks.running_site import Visitor, approve, running_site, stories_in_review, use_scratch


def main(seconds: float, editors: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        use_scratch(folder)
        from stories.models import StoryPage
        from tests.factories import an_editor

        waiting = stories_in_review(int(seconds * 20))
        visitors = [an_editor(f"Editor {number}") for number in range(editors)]
        answers, times, confirmed, lock = Counter(), [], [], threading.Lock()
        with running_site(folder) as (port, _web, _worker):
            until = time.monotonic() + seconds

            def publish(visitor: Visitor) -> None:
                while time.monotonic() < until:
                    with lock:
                        if not waiting:
                            return
                        page, state = waiting.pop()
                    began = time.monotonic()
                    status, is_confirmed = approve(visitor, page, state)
                    with lock:
                        answers[status] += 1
                        times.append(time.monotonic() - began)
                        if is_confirmed:
                            confirmed.append(page)

            threads = [threading.Thread(target=publish, args=(Visitor(port, user),)) for user in visitors]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        lasted = min(seconds, time.monotonic() - until + seconds)
        live = StoryPage.objects.live().filter(pk__in=confirmed).count()
        errors = sum(number for status, number in answers.items() if status >= 500)
        print(f"{editors} editors, {lasted:.0f} s: {sum(answers.values())} publications, answers {dict(answers)}, {errors} errors")
        print(
            f"confirmed {len(confirmed)}, live {live}; median {statistics.median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms"
        )
        return 0 if not errors and live == len(confirmed) and confirmed else 1


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(float(words[0]) if words else 60, int(words[1]) if len(words) > 1 else 10))
