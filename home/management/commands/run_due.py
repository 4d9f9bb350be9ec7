"""What comes round by the clock. Production runs it with --loop beside the worker; cron may run it once a minute instead."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from editorial import effects, publishing, tidying
from editorial.models import Job
from members import mail, proof
from resources import links
from search import alerts, counting, feeding, indexing, saving
from search.engines.cluster import keeping
from search.extracting import waiting
from search.vectors import rows as vectors
from sharing import counting as share_counting
from sharing import evergreen, expiring, sender, signing_in, withdrawing

log = logging.getLogger("throughline.run_due")

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# name, how often, what
JOBS: list[tuple[str, timedelta, Callable[[], object]]] = [
    ("publish what is scheduled", 20 * SECOND, publishing.publish_due),
    ("catch up with publications", 20 * SECOND, effects.catch_up),
    ("do what follows from decisions", 5 * SECOND, effects.work_off),
    ("send what is shared", 3 * SECOND, sender.work_off),
    ("take back posts whose page was closed", 20 * SECOND, withdrawing.sweep),
    ("draft again for pages that are open again", MINUTE, withdrawing.bring_back),
    ("keep accounts signed in", HOUR, signing_in.keep_signed_in),
    ("warn of sign-ins that end", HOUR, expiring.warn),
    ("index what has changed", 5 * SECOND, feeding.drain),
    ("send to the search cluster", 3 * SECOND, keeping.send_due),
    ("index what embargoes have let go", MINUTE, feeding.open_due),
    ("compare the index with what it tells of", DAY, feeding.compare),
    ("forget what is gone from the index", DAY, indexing.forget_gone),
    ("send mail that waits", 20 * SECOND, mail.send_due),
    ("forget sent mail", DAY, mail.forget_old),
    ("forget spent challenges", DAY, proof.forget_spent),
    ("forget old effects", DAY, tidying.forget_old_effects),
    ("purge old drafts", DAY, tidying.purge_old_versions),
    ("tell at once what is new for saved searches", 30 * SECOND, alerts.tell_at_once),
    ("tell what is new for saved searches", 5 * MINUTE, alerts.tell_due),
    ("know the links", HOUR, links.gather),
    ("look whether links work", MINUTE, links.check_some),
    ("make vectors", MINUTE, vectors.make_some),
    ("extract what waits", 20 * SECOND, waiting.extract_what_waits),
    ("forget removed searches", HOUR, saving.forget_removed),
    ("forget old counts of questions", DAY, counting.forget_old),
    ("draft what comes round again", HOUR, evergreen.draft_due),
    ("count what came back of posts", 10 * MINUTE, share_counting.count_back),
    ("clear sessions", DAY, lambda: call_command("clearsessions")),
    ("prune task results", DAY, lambda: call_command("prune_db_task_results", verbosity=0)),
]


class Command(BaseCommand):
    help = "Run the jobs that are due: scheduled publication, effects, mail, tidying. Once, or with --loop until stopped."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until stopped.")
        parser.add_argument("--pause", type=float, default=5.0, help="Seconds between two rounds of --loop.")

    def handle(self, *args, **options) -> None:
        stopped = threading.Event()
        if options["loop"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopped.set())
        while True:
            self.one_round(tell=options["verbosity"] > 1)
            if not options["loop"] or stopped.wait(options["pause"]):
                return
            close_old_connections()

    def one_round(self, *, tell: bool) -> None:
        for name, every, act in JOBS:
            try:
                ran = _run(name, every, act)
            except Exception:  # the database is away: the next round will see
                log.exception("Job “%s” could not be taken", name)
                continue
            if ran and tell:
                self.stdout.write(name)


def _run(name: str, every: timedelta, act: Callable[[], object]) -> bool:
    """Once among all processes each time it is due. One that fails stops no other."""
    if not Job.objects.take(name, every=every):
        return False
    error = ""
    try:
        act()
    except Exception as problem:
        log.exception("Job “%s” failed", name)
        error = f"{type(problem).__name__}: {problem}"
    Job.objects.give_back(name, error=error)
    return True
