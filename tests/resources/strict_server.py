"""A web server on this machine that answers by its address, as servers of the world do, and notes what it was asked."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AWAY = {"/moved": (301, "/good"), "/for-now": (302, "/good"), "/circle": (301, "/circle"), "/inside": (302, "http://10.0.0.1/"), "/file": (301, "file:///etc/passwd")}  # fmt: skip
CODES = {"/good": 200, "/gone": 404, "/refuses": 403, "/broken": 500}


class StrictHandler(BaseHTTPRequestHandler):
    """Strict: whoever asks without an agent, or for the text of a page after a good head, is refused."""

    def do_HEAD(self) -> None:
        self._answer(reads=False)

    def do_GET(self) -> None:
        self._answer(reads=True)

    def _answer(self, *, reads: bool) -> None:
        self.server.asked.append((self.command, self.path))
        path = self.path.split("?")[0]
        if "Throughline" not in self.headers.get("User-Agent", "") or (reads and path == "/good"):
            return self._say(400)
        if path == "/slow":
            with contextlib.suppress(OSError):
                for _second in range(50):
                    self.wfile.write(b"H")
                    time.sleep(0.1)
            return None
        if path == "/no-head":
            return self._say(200 if reads else 405)
        if path in AWAY:
            return self._say(AWAY[path][0], Location=AWAY[path][1])
        return self._say(CODES.get(path, 404))

    def _say(self, code: int, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@contextlib.contextmanager
def running() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), StrictHandler)
    server.daemon_threads, server.asked = True, []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
