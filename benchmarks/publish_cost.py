"""What publishing a story costs with sharing on (five accounts) and off: the same stories, in turn, and the difference.

python -m benchmarks.publish_cost [stories]
"""

import statistics
import sys
import tempfile
import time

from benchmarks.running_site import use_scratch

MOST_MS = 20.0


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        use_scratch(folder)
        from sharing.models import Account
        from tests.factories import a_member, a_story

        author = a_member()
        for position in range(5):
            Account.objects.create(network="by-hand", name=f"Account {position}", remote_id=str(position))
        took: dict[bool, list[float]] = {True: [], False: []}
        for position in range(number * 2 + 4):
            is_on = bool(position % 2)
            Account.objects.update(state=Account.State.CONNECTED if is_on else Account.State.DISCONNECTED)
            revision = a_story(by=author).get_latest_revision()
            began = time.process_time()
            revision.publish()
            if position >= 4:  # the first ones warm up
                took[is_on].append((time.process_time() - began) * 1000)
        on, off = (statistics.median(took[which]) for which in (True, False))
        print(f"{number} stories each, ms of computing (median): {off:.1f} without sharing, {on:.1f} with it: {on - off:+.1f}")
        return 0 if on - off <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 40))
