"""What every network's counting answers with: how long a text is, and whether it may go out like that."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """How long a text is by the network's own measure."""

    used: int
    limit: int
    unit: str  # "weighted", "graphemes", "characters", "bytes"
    problems: tuple[str, ...] = ()  # codes: "too-long", "too-many-bytes", "forbidden-character", "empty"

    @property
    def fits(self) -> bool:
        return not self.problems
