"""kill -9 of web and worker while editors publish: nothing that was confirmed may be lost, and what follows must still happen.

python -m benchmarks.kill_test [rounds]
"""

import random
import signal
import sys
import tempfile
import threading
import time
from http.client import HTTPException

from benchmarks.running_site import Visitor, approve, running_site, stories_in_review, use_scratch, wait_until_up


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        use_scratch(folder)
        from django.core.management import call_command
        from django.db import connection

        from editorial.models import Effect
        from stories.models import StoryPage
        from tests.factories import an_editor

        waiting = stories_in_review(rounds * 12)
        editors = [an_editor(f"Editor {number}") for number in range(4)]
        confirmed, lock, stop, chance = [], threading.Lock(), threading.Event(), random.Random(7)
        with running_site(folder) as (port, web, worker):

            def publish(visitor: Visitor) -> None:
                while not stop.is_set():
                    with lock:
                        if not waiting:
                            return
                        page, state = waiting.pop()
                    try:
                        _, is_confirmed = approve(visitor, page, state)
                    except (OSError, HTTPException):  # killed in the middle: not confirmed, and not asked again
                        time.sleep(0.1)
                        continue
                    if is_confirmed:
                        with lock:
                            confirmed.append(page)

            threads = [threading.Thread(target=publish, args=(Visitor(port, user),)) for user in editors]
            for thread in threads:
                thread.start()
            for number in range(rounds):
                time.sleep(0.3 + chance.random() * 0.7)
                victim = web if number % 2 else worker
                victim.end(signal.SIGKILL)
                victim.start()
                wait_until_up(port)
            stop.set()
            for thread in threads:
                thread.join()
            until = time.monotonic() + 60
            while time.monotonic() < until and Effect.objects.filter(state=Effect.State.QUEUED).exists():
                call_command("run_due", verbosity=0)
                time.sleep(0.5)
        live = set(StoryPage.objects.live().values_list("pk", flat=True))
        lost = [page for page in confirmed if page not in live]
        without_effects = [page for page in live if not Effect.objects.filter(page_id=page, state=Effect.State.DONE).exists()]
        left = Effect.objects.exclude(state__in=[Effect.State.DONE, Effect.State.DROPPED]).count()
        sound = "ok"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        print(f"{rounds} kills: {len(confirmed)} confirmed, {len(live)} live, {len(lost)} lost, {len(without_effects)} without effects, ")
        print(f"{left} effects left undone, integrity {sound}")
        return 0 if confirmed and not lost and not without_effects and not left and sound == "ok" else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 20))
