"""One edition of a measure, whole: its definition and its figures as somebody left them. What a reviewer read is what readers see. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from measures.choosing import Kind
from measures.series import Direction


@dataclass(frozen=True, slots=True)
class AimStep:
    """The aim from a day on; None: from the beginning. In the unit that is drawn."""

    value: float
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What is counted, in words. Nothing in here tells a figure."""

    name: str
    language: str = "en"
    family: str = "outcome"  # outcome, process, balancing
    operational: str = ""  # what is counted, who is in, who is out
    numerator_words: str = ""
    denominator_words: str = ""
    unit: str = ""
    multiplier: float = 1
    decimals: int | None = None
    kind: Kind = Kind.PROPORTION
    time_unit: str = "month"  # day, week, month, quarter, year, event
    direction: Direction = Direction.NEITHER
    source: str = ""
    collection: str = ""
    strata: tuple[str, ...] = ()
    aims: tuple[AimStep, ...] = ()
    aim_by: date | None = None
    aim_set_by: str = ""
    small_number_limit: int = 11
    merges_small_numbers: bool = True  # into longer periods; False: hidden
    zero_is_small: bool = False
    shows_dates_of_events: bool = False  # rare harms show sequence numbers, unless an editor allows dates
    is_illustrative: bool = False

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Definition":
        return _definition(plain)

    @property
    def is_of_rare_events(self) -> bool:
        return self.kind in (Kind.CASES_BETWEEN, Kind.TIME_BETWEEN)

    @property
    def drawn_multiplier(self) -> float:
        return 100 if self.kind == Kind.PROPORTION else self.multiplier

    @property
    def drawn_unit(self) -> str:
        return "%" if self.kind == Kind.PROPORTION else self.unit


@dataclass(frozen=True, slots=True)
class Figure:
    """One observation. Without figures it says: not collected."""

    on: date | int
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    sd: float | None = None
    size: float | None = None
    stratum: str = ""  # empty: everybody
    left_out: str = ""  # the reason why it counts in no line


@dataclass(frozen=True, slots=True)
class PhaseStart:
    """A new phase that a person has begun, with the reason."""

    on: date | int
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What happened at a point: change, event, data, or a PDSA cycle of the story."""

    on: date | int
    text: str
    kind: str = "change"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A measure with its figures on one day."""

    definition: Definition
    figures: tuple[Figure, ...] = ()
    phases: tuple[PhaseStart, ...] = ()
    baseline_until: date | int | None = None
    baseline_reason: str = ""
    notes: tuple[Note, ...] = ()
    as_of: date | None = None

    def to_plain(self) -> dict[str, Any]:
        """As JSON keeps it. Columns of figures are written once, so that ten thousand rows stay small."""
        columns = [each.name for each in fields(Figure)]
        plain = {
            name: _plain(getattr(self, name)) for name in ("definition", "phases", "baseline_until", "baseline_reason", "notes", "as_of")
        }
        return {**plain, "columns": columns, "figures": [[_plain(getattr(row, name)) for name in columns] for row in self.figures]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Snapshot":
        """Read what `to_plain` wrote; what a later version of the site has added gets its default."""
        rows = [dict(zip(plain["columns"], row, strict=True)) for row in plain["figures"]]
        return cls(
            definition=_definition(plain["definition"]),
            figures=tuple(Figure(**{**row, "on": _day(row["on"])}) for row in rows),
            phases=tuple(PhaseStart(_day(each["on"]), each["reason"]) for each in plain["phases"]),
            baseline_until=_day(plain["baseline_until"]),
            baseline_reason=plain["baseline_reason"],
            notes=tuple(Note(_day(each["on"]), each["text"], each["kind"]) for each in plain["notes"]),
            as_of=_day(plain["as_of"]),
        )


def _definition(plain: Mapping[str, Any]) -> Definition:
    known = {each.name for each in fields(Definition)}
    given = {name: value for name, value in plain.items() if name in known}
    return Definition(
        **{
            **given,
            "kind": Kind(given.get("kind", Kind.PROPORTION)),
            "direction": Direction(given.get("direction", Direction.NEITHER)),
            "strata": tuple(given.get("strata", ())),
            "aims": tuple(AimStep(each["value"], _day(each["from_on"])) for each in given.get("aims", ())),
            "aim_by": _day(given.get("aim_by")),
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return str(value) if isinstance(value, Kind | Direction) else value


def _day(written: Any) -> Any:
    return date.fromisoformat(written) if isinstance(written, str) else written
