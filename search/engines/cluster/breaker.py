"""After the cluster has failed, this process leaves it alone for a while, so that only one reader in many waits for it."""

import threading
import time
from collections.abc import Callable

PAUSES = (2.0, 5.0, 10.0, 20.0)  # seconds; the last for as long as it stays away


class Breaker:
    """Closed while all is well. Opened by a failure: after a pause one question tries again, and decides."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures, self._until = 0, 0.0

    def lets_through(self) -> bool:
        """Whether to ask the cluster now. While one question tries, the others do not."""
        with self._lock:
            if not self._failures:
                return True
            now = self._clock()
            if now < self._until:
                return False
            self._until = now + PAUSES[0]
            return True

    def failed(self) -> None:
        with self._lock:
            self._until = self._clock() + PAUSES[min(self._failures, len(PAUSES) - 1)]
            self._failures += 1

    def held(self) -> None:
        with self._lock:
            self._failures = 0


breaker = Breaker()  # of this process
