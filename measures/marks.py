"""Which mark a point bears: its shape tells what was found, its tone whether that is wanted. The shape never hangs on the direction. Plain Python."""

from dataclasses import dataclass

from measures.analysis import Analysis, kind_of, mark_of
from measures.run_chart import side
from measures.series import Chart, Direction

OF_SPREAD = {Chart.MR, Chart.S}  # less spread is no aim that anybody has declared
TONES = {"improvement": "good", "concern": "concern", "neutral": "neutral"}


@dataclass(frozen=True, slots=True)
class Mark:
    shape: str = "circle"  # square: part of a run, shift or trend; diamond: outside the limits
    tone: str = ""  # good, concern, neutral; empty: nothing was found
    is_hollow: bool = False  # left out of lines and runs

    @property
    def classes(self) -> str:
        """Blue is wanted, orange unwanted, grey neither."""
        if self.is_hollow:
            return "pt pt-hollow"
        return {"good": "pt pt-good", "concern": "pt pt-out", "neutral": "pt pt-neutral"}.get(self.tone, "pt")

    def to_plain(self) -> str:
        """As facts keep it: square-good, hollow, diamond-concern; empty for a plain point."""
        shape = "" if self.shape == "circle" else self.shape
        return "-".join(part for part in ("hollow" if self.is_hollow else "", shape, self.tone) if part)

    @classmethod
    def from_plain(cls, plain: str) -> "Mark":
        parts = plain.split("-")
        shape = next((part for part in parts if part in ("square", "diamond")), "circle")
        return cls(shape, next((part for part in parts if part in TONES.values()), ""), "hollow" in parts)


PLAIN = Mark()


def marks_of(analysis: Analysis) -> list[Mark]:
    """The mark of each point, missing ones too."""
    direction = Direction.NEITHER if analysis.chart in OF_SPREAD else analysis.options.direction
    in_run = _in_long_runs(analysis)
    marks = []
    for place, each in enumerate(analysis.points):
        found = mark_of(each) or in_run.get(place, 0)
        shape = "diamond" if "outside" in each.findings else "square" if found else "circle"
        tone = TONES.get(kind_of(found, direction).partition("_")[0], "")
        marks.append(Mark(shape, tone, each.excluded) if found or each.excluded else PLAIN)
    return marks


def _in_long_runs(analysis: Analysis) -> dict[int, int]:
    """The points of the longest run with the side that they lie on; not those on the line, nor those left out."""
    found = {}
    for finding in analysis.findings:
        if finding.rule == "long-run":
            for place in range(finding.first, finding.last + 1):
                each = analysis.points[place]
                if not each.excluded and side(each.value, each.centre) == finding.sign:
                    found[place] = finding.sign
    return found
