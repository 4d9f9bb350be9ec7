"""A whole site on loopback for measurements: scratch data, gunicorn and the task worker as processes that can be killed."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use_scratch(folder: str) -> None:
    """Point this process and its children at a scratch folder, then start Django in it."""
    os.environ.update(
        VAR_DIR=folder,
        DATABASE_URL=os.environ.get("BENCHMARK_DATABASE_URL", f"sqlite:///{folder}/site.sqlite3"),
        DJANGO_SETTINGS_MODULE="cop_site.settings",
        HTTPS="0",
        DEBUG="0",
        DEMO="1",
        ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("set_up", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


class Process:
    """A child in its own process group, started, killed and started again."""

    def __init__(self, *command: str, log: Path) -> None:
        self.command, self.log = command, log
        self.start()

    def start(self) -> None:
        self.child = subprocess.Popen(self.command, stdout=self.log.open("ab"), stderr=subprocess.STDOUT, start_new_session=True)

    def end(self, how: int = signal.SIGTERM) -> None:
        try:
            os.killpg(self.child.pid, how)
        except ProcessLookupError:
            pass
        self.child.wait()


@contextmanager
def running_site(folder: str, *, workers: int = 2, worker: tuple[str, ...] = ()):
    """Web and worker (another one than usual where it is named), up and answering; ended by their process groups whatever happens."""
    port = free_port()
    web = Process(
        sys.executable, "-m", "gunicorn", "cop_site.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4",
        "--worker-class", "gthread", "--timeout", "60", log=Path(folder) / "web.log",
    )  # fmt: skip
    behind = Process(*(worker or (sys.executable, "manage.py", "db_worker", "--interval", "0.3")), log=Path(folder) / "worker.log")
    try:
        wait_until_up(port)
        yield port, web, behind
    finally:
        web.end()
        behind.end()


def wait_until_up(port: int, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Visitor(port).get("/robots.txt")[0] < 500:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("The site did not come up.")


class Visitor:
    """One browser: a session, a token against forged forms, a connection."""

    def __init__(self, port: int, user=None) -> None:
        self.port, self.token = port, secrets.token_hex(16)
        self.cookies = {"csrftoken": self.token}
        if user is not None:
            self.cookies["sessionid"] = session_of(user)

    def get(self, path: str) -> tuple[int, str, bytes]:
        return self._ask("GET", path)

    def post(self, path: str, body: str = "") -> tuple[int, str, bytes]:
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token})

    def _ask(self, verb: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(verb, path, body, {"Cookie": cookies, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read()
        finally:
            connection.close()


def approve(visitor: Visitor, page: int, task_state: int) -> tuple[int, bool]:
    """An editor presses the button: the status, and whether the site confirmed it (it leads back to the page)."""
    from django.urls import reverse

    address = reverse("wagtailadmin_pages:workflow_action", args=[page, "approve", task_state])
    status, location, _ = visitor.post(address, "comment=")
    return status, status == 302 and location.split("?")[0] in (
        reverse("wagtailadmin_pages:edit", args=[page]),
        reverse("wagtailadmin_home"),
    )


def session_of(user) -> str:
    """The key of a fresh session of this user, as if they had just signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def stories_in_review(number: int) -> list[tuple[int, int]]:
    """Submit that many ready stories; (page, task state) of each."""
    from editorial import publishing
    from stories.models import StoryPage
    from tests.factories import a_member, a_story

    author, waiting = a_member("Author of many"), []
    for _ in range(number):
        story = a_story(by=author)
        publishing.submit(story, by=author)
        state = StoryPage.objects.get(pk=story.pk).current_workflow_task_state
        waiting.append((story.pk, state.pk))
    return waiting
