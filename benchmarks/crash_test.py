"""kill -9 of web, worker and clock while pages are published, posts approved and taken back, on networks that fail in every way.

python -m benchmarks.crash_test [rounds]    says how many posts were lost, doubled, or sent without approval

What the networks stored is kept by another process, which nobody kills: it is asked at the end. In between an editor does what the
desk asks for: looks at what is unknown, tries again what failed.
"""

import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.on_fakes import Fakes, connect_all, fake_networks
from benchmarks.running_site import Process, Visitor, approve, running_site, stories_in_review, use_scratch, wait_until_up

NEVER_APPROVED = 4  # every so many-th page's posts stay drafts: none of them may be seen on a network
TAKEN_BACK = 7  # every so many-th page is taken offline again in the middle
FAULTS = [
    {"kind": "500", "probability": 0.08}, {"kind": "503-after-commit", "probability": 0.1, "route": "create"},
    {"kind": "timeout-after-commit", "probability": 0.08, "route": "create", "seconds": 5}, {"kind": "timeout", "probability": 0.03, "seconds": 5},
    {"kind": "reset", "probability": 0.06}, {"kind": "reset-after-commit", "probability": 0.1, "route": "create"},
    {"kind": "garbage", "probability": 0.08, "route": "create"}, {"kind": "cut", "probability": 0.08, "route": "create"},
    {"kind": "slow-body", "probability": 0.02, "seconds": 4}, {"kind": "429", "probability": 0.03, "reset_in": 3},
    {"kind": "402", "probability": 0.02, "network": "x"}, {"kind": "duplicate", "probability": 0.03, "network": "linkedin", "route": "create"},
]  # fmt: skip
CHAOS_SECONDS, DRAIN_SECONDS = 30, 420  # after the last kill


def seconds_to_start() -> float:
    """How long a process takes on this machine before it begins its work."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "benchmarks.impatient", "help"], capture_output=True, check=True)
    return time.monotonic() - began


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder, fake_networks(folder) as fakes:
        use_scratch(folder)
        from tests.factories import an_editor

        editors = [an_editor(f"Editor {number}") for number in range(3)]
        connect_all(fakes, editors[0])
        test = Crashes(fakes, rounds, editors)
        with running_site(folder, worker=(sys.executable, "-m", "benchmarks.impatient", "db_worker", "--interval", "0.3")) as site:
            clock = Process(
                sys.executable, "-m", "benchmarks.impatient", "run_due", "--loop", "--pause", "1", log=Path(folder) / "clock.log"
            )
            try:
                test.run(*site, clock)
            finally:
                clock.end()
        return test.report()


class Crashes:
    def __init__(self, fakes: Fakes, rounds: int, editors: list) -> None:
        self.fakes, self.rounds, self.editors = fakes, rounds, editors
        self.stop, self.lock = threading.Event(), threading.Lock()
        self.waiting = stories_in_review(rounds + 10)
        self.may_publish = threading.Semaphore(10)  # one more with each round, so that pages go live to the end
        self.by_hand, self.faults = Counter(), Counter()

    def run(self, port: int, web: Process, worker: Process, clock: Process) -> None:
        for number, fault in enumerate(FAULTS):
            self.fakes.ask("POST", "/_faults", {"times": None, "seed": number, **fault})
        threads = [threading.Thread(target=self.publish, args=(Visitor(port, editor),)) for editor in self.editors[:2]]
        threads.append(threading.Thread(target=self.approve_posts, args=(Visitor(port, self.editors[2]),)))
        for thread in threads:
            thread.start()
        chance, startup = random.Random(6), seconds_to_start()
        born = dict.fromkeys([web, worker, clock], time.monotonic())
        for number in range(self.rounds):
            self.may_publish.release()
            victim = chance.choice([web, worker, worker, clock, clock])
            lives = startup + chance.random() * 4  # it is at work when it is killed
            time.sleep(max(0.2, born[victim] + lives - time.monotonic()))
            victim.end(signal.SIGKILL)
            victim.start()
            born[victim] = time.monotonic()
            if victim is web:
                wait_until_up(port)
            self.take_something_back(number)
            print(f"\r{number + 1} kills", end="", flush=True)
        print()
        self.stop.set()
        for thread in threads:
            thread.join()
        self.drain(port)

    # --- What people do meanwhile ---

    def publish(self, visitor: Visitor) -> None:
        """An editor approves pages, over HTTP."""
        while not self.stop.is_set():
            if not self.may_publish.acquire(timeout=1):
                continue
            with self.lock:
                if not self.waiting:
                    return
                page, state = self.waiting.pop()
            try:
                approve(visitor, page, state)
            except (OSError, HTTPException):
                pass

    def approve_posts(self, visitor: Visitor) -> None:
        """Another one approves texts on the desk, over HTTP, as they are shown."""
        from django.db import close_old_connections

        while not self.stop.is_set():
            close_old_connections()
            self.approve_what_waits(visitor)
            self.stop.wait(0.5)

    def approve_what_waits(self, visitor: Visitor) -> int:
        from django.urls import reverse

        from sharing import ledger
        from sharing.models import SharePost

        drafts = [post for post in SharePost.objects.filter(state="draft", kind="post")[:40] if self.may_go(post)]
        if drafts:
            body = urlencode([("post", f"{post.pk}:{ledger.digest(post)}") for post in drafts])
            try:
                visitor.post(reverse("sharing_approve_many"), body)
            except (OSError, HTTPException):
                pass
        return len(drafts)

    def may_go(self, post) -> bool:
        return post.page_id is not None and post.page_id % NEVER_APPROVED != 0

    def take_something_back(self, number: int) -> None:
        """A page that was told about goes offline."""
        if number % TAKEN_BACK:
            return
        from sharing.models import SharePost

        post = SharePost.objects.filter(state="sent", page__live=True).select_related("page").order_by("?").first()
        if post:
            post.page.specific.unpublish()

    def drain(self, port: int) -> None:
        """A while later the networks are well again; whatever asks for a person gets one."""
        time.sleep(CHAOS_SECONDS)
        for fault in self.fakes.ask("GET", "/_faults"):
            self.faults[fault["kind"]] += fault["happened"]
        self.fakes.ask("DELETE", "/_faults")
        from sharing.models import SharePost

        visitor, until = Visitor(port, self.editors[2]), time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < until:
            time.sleep(1.0)
            self.as_a_person()
            if self.approve_what_waits(visitor):
                continue
            if not SharePost.objects.filter(state__in=["approved", "due", "sending", "unknown", "failed", "retracting"]).exists():
                return

    def as_a_person(self) -> None:
        from sharing import posts
        from sharing.models import SharePost

        for post in SharePost.objects.filter(state="unknown", reason="ask"):
            there = [thing for thing in self.fakes.stored() if code_of(post) in json.dumps(thing) and not thing["deleted_at"]]
            posts.decide_unknown(post, self.editors[0], bool(there), "https://example.org/seen" if there else "")
            self.by_hand["looked"] += 1
        for post in SharePost.objects.filter(state__in=["failed", "paused"]):
            self.by_hand[f"tried again after {post.reason}"] += 1
            posts.retry(post, self.editors[0])

    # --- What became of it ---

    def report(self) -> int:
        from django.db import connection

        from sharing.models import ShareEvent, SharePost

        stored = self.fakes.stored()
        times = Counter(code for thing in stored for code in codes_in(thing))
        live = {code for thing in stored if not thing["deleted_at"] for code in codes_in(thing)}
        rows = {code_of(post): post for post in SharePost.objects.all()}
        ever = set(ShareEvent.objects.filter(became="approved").values_list("post", flat=True))
        states = Counter(post.state for post in rows.values())
        lost = [c for c, post in rows.items() if post.pk in ever and post.state not in ("skipped", "retracted", "draft") and c not in live]
        doubled = [code for code, number in times.items() if number > parts_with_code(rows.get(code))]
        messages = sum(len(post.remotes) for post in rows.values())
        unapproved = [code for code in times if code not in rows or rows[code].pk not in ever]
        left = [code for code, post in rows.items() if post.state == "retracted" and code in live]
        waiting = sum(states[state] for state in ("approved", "due", "sending", "unknown", "failed", "retracting"))
        print(f"{self.rounds} kills, {len(rows)} posts: {dict(states)}; {len(stored)} messages stored for {messages} in the ledger")
        unknown = Counter(ShareEvent.objects.filter(became="unknown").exclude(was="unknown").values_list("reason", flat=True))
        print(f"faults: {dict(self.faults)}; unknown for a while: {dict(unknown)}")
        print(f"a person was asked: {dict(self.by_hand) or 'never'}; still waiting: {waiting}; left after a withdrawal: {len(left)}")
        print(f"{len(lost)} lost, {len(doubled)} doubled, {len(unapproved)} unapproved")
        for name, codes in (("lost", lost), ("doubled", doubled), ("unapproved", unapproved), ("left", left)):
            for code in codes[:5]:
                tell(name, code, rows.get(code), stored)
        sound = "ok"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        is_well = not (lost or doubled or unapproved or left or waiting) and sound == "ok" and states["sent"] and len(stored) == messages
        return 0 if is_well else 1


def code_of(post) -> str:
    return f"/s/{post.code}/"


def codes_in(thing: dict) -> set[str]:
    """The short links in a stored post: each row of the ledger has its own."""
    return set(re.findall(r"/s/[\w-]+/", json.dumps(thing)))


def parts_with_code(post) -> int:
    """A link stands in one part of a thread, and perhaps in its card."""
    return 1 if post is None else max(1, sum(code_of(post) in text for text in post.parts))


def tell(name: str, code: str, post, stored: list[dict]) -> None:
    print(f"--- {name}: {code} {post and (post.account.network, post.state, post.reason, post.remotes)}")
    for event in post.events.all() if post else []:
        print(f"    {event.at:%H:%M:%S.%f} {event} {event.reason} {event.detail[:80]}")
    for thing in stored:
        if code in json.dumps(thing):
            print("   ", json.dumps(thing)[:300])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200))
