"""1,000 approved posts over five accounts go out to the fake networks: how long, how many errors, how much memory.

python -m benchmarks.drain_shares [posts]
"""

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

from benchmarks.on_fakes import connect_all, fake_networks
from benchmarks.running_site import use_scratch

PAGES = 4


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder, fake_networks(folder) as fakes:
        use_scratch(folder)
        from sharing import sender
        from sharing.models import SharePost
        from tests.factories import a_live_story, an_editor

        editor = an_editor()
        accounts = connect_all(fakes, editor)
        queue(number, accounts, [a_live_story() for _ in range(PAGES)], editor)
        sender.work_off(limit=10)  # what is read at the first time only
        before, memory, began = sent(), in_use(), time.perf_counter()
        samples = []
        while SharePost.objects.queued().exists() and time.perf_counter() - began < 900:
            sender.work_off(limit=100, seconds=60)
            samples.append((sent(), in_use()))
        seconds = time.perf_counter() - began
        states = Counter(SharePost.objects.filter(made_by=editor).values_list("state", "reason"))
        stored = len(fakes.stored())
        print(
            f"{sent() - before} of {number} posts over {len(accounts)} accounts in {seconds:.0f} s: {(sent() - before) / seconds:.1f} a second"
        )
        print(
            f"states {dict(states)}; {stored} messages stored; memory {memory:.0f} MB after ten, then "
            + ", ".join(f"{mb:.0f}" for _, mb in samples)
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"at most {peak:.0f} MB")
        grown = samples[-1][1] - samples[len(samples) // 3][1] if samples else 0
        return 0 if set(states) == {("sent", "")} and grown < 15 else 1


def queue(number: int, accounts: list, pages: list, editor) -> None:
    """The first post of each page is drafted and approved as ever; the others are as if it were told again, in other words."""
    from sharing import drafting, ledger, posts
    from sharing.models import SharePost

    made = 0
    for page in pages:
        for draft in drafting.draft_for(page, by=editor):
            first = posts.approve(draft, editor)
            made += 1
            for round_ in range(1, number // (len(pages) * len(accounts))):
                post = SharePost.objects.get(pk=first.pk)
                post.pk, post.kind, post.round, post.key = None, SharePost.Kind.AGAIN, round_, uuid4().hex
                post.code = uuid4().hex[:10]
                post.parts = [f"Told again, time {round_}. {post.link}"]
                post.approved_digest = ledger.digest(post)
                ledger.begin(post, by=editor, reason="again", composed=drafting.print_of(drafting.words_for(page, post)))
                made += 1
    print(f"{made} posts queued", flush=True)


def sent() -> int:
    from sharing.models import SharePost

    return SharePost.objects.filter(state="sent").count()


def in_use() -> float:
    """Resident memory now, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))
