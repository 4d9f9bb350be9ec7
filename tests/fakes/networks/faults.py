"""Faults on command: which network and route, what goes wrong, how often; with a seed, the same each time."""

import random
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

BEFORE = ("429", "402", "expired-token")  # nothing is stored
EITHER = ("timeout", "reset", "500", "502", "503")  # nothing is stored; with -after-commit it is, and the client cannot know
AFTER = ("duplicate", "slow-body", "garbage", "cut")  # stored; "duplicate" as if an earlier try had come through unseen
KINDS = (*BEFORE, *EITHER, *(f"{kind}-after-commit" for kind in EITHER), *AFTER)


@dataclass
class Fault:
    kind: str
    network: str = "any"
    route: str = "any"  # the name of a route, such as "create", "delete", "upload"
    times: int | None = 1  # None: until it is cleared
    probability: float = 1.0
    seed: int | None = None
    seconds: float = 90.0  # of silence, or of a dripping body
    reset_in: float = 60.0  # a limit ends after as many seconds
    happened: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False)

    @property
    def what(self) -> str:
        return self.kind.removesuffix("-after-commit")

    @property
    def is_after(self) -> bool:
        return self.kind in AFTER or self.kind.endswith("-after-commit")

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "chance"}


class Faults:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: list[Fault] = []

    def add(self, **wanted: Any) -> Fault:
        """Raises ValueError with a sentence for a fault that there is not."""
        if wanted.get("kind") not in KINDS:
            raise ValueError(f"The kinds are: {', '.join(KINDS)}.")
        try:
            fault = Fault(**{**wanted, "chance": random.Random(wanted.get("seed"))})
        except TypeError as problem:
            raise ValueError(str(problem)) from problem
        with self.lock:
            self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        with self.lock:
            self.waiting.clear()

    def take(self, network: str, route: str) -> Fault | None:
        """The first that fits and whose dice say so."""
        with self.lock:
            for fault in self.waiting:
                if fault.network not in ("any", network) or fault.route not in ("any", route):
                    continue
                if fault.times is not None and fault.happened >= fault.times:
                    continue
                if fault.chance.random() < fault.probability:
                    fault.happened += 1
                    return fault
        return None
