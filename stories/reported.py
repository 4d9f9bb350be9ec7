"""The figures of a story as a reader meets them: in words, in a table, in a drawing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stories import dumbbell
from stories.figures import Figure

if TYPE_CHECKING:
    from stories.models import StatedResult, StoryPage

# The states of a story whose team says that something got better: only there a mark is blue.
CLAIMS_IMPROVEMENT = {"improved", "held", "spread", "sustained"}


def in_words(value: Decimal | int, unit: str = "", *, places: int = 0) -> str:
    """A number in the reader's language, with at least so many places; a share with its sign."""
    if isinstance(value, Decimal):
        value = value.normalize()
        places = max(places, -int(value.as_tuple().exponent), 0)
    number = number_format(value, places, force_grouping=abs(value) >= 10000)
    return _("%(number)s%%") % {"number": number} if unit == "%" else number


@dataclass(frozen=True)
class Reported:
    """One stated result, ready to be read."""

    result: "StatedResult"
    claims_improvement: bool

    @property
    def before_words(self) -> str:
        return self._side(self.result.before)

    @property
    def after_words(self) -> str:
        words = self._side(self.result.after)
        return f"{self.result.after_prefix} {words}" if words and self.result.after_prefix else words

    @property
    def aim_words(self) -> str:
        return "" if self.result.aim is None else _("aim %(figure)s") % {"figure": in_words(self.result.aim, self._unit)}

    @property
    def verdict(self) -> str:
        verdict = self.result.verdict
        return "same" if verdict == "better" and not self.claims_improvement else verdict

    @property
    def before_parts(self) -> str:
        return self._parts(self.result.before)

    @property
    def after_parts(self) -> str:
        return self._parts(self.result.after)

    @property
    def misprints(self) -> list[str]:
        """A sentence for each side whose printed share is not what its own counts give."""
        return [
            _("%(printed)s was given beside %(count)s of %(whole)s, which is %(computed)s.")
            % {
                "printed": in_words(figure.stated, "%"),
                "count": in_words(figure.numerator),
                "whole": in_words(figure.denominator),
                "computed": in_words(figure.computed, "%"),
            }
            for figure in (self.result.before, self.result.after)
            if figure.is_misprinted
        ]

    def row(self) -> dumbbell.Row:
        before, after, aim = self.result.before.value, self.result.after.value, self.result.aim
        unit = self._unit
        is_said = unit in ("", "%") or unit.casefold() in self.result.label.casefold()
        name = self.result.label if is_said else _("%(measure)s (%(unit)s)") % {"measure": self.result.label, "unit": unit}
        return dumbbell.Row(
            name=name,
            before=None if before is None else float(before),
            after=None if after is None else float(after),
            before_words=self.before_words,
            after_words=self.after_words,
            unit=unit,
            verdict=self.verdict,
            aim=None if aim is None else float(aim),
            aim_words=self.aim_words,
        )

    def sentence(self) -> str:
        if self.before_words and self.after_words:
            return _("%(measure)s: %(before)s before, %(after)s after.") % {
                "measure": self.result.label,
                "before": self.before_words,
                "after": self.after_words,
            }
        if self.before_words:
            return _("%(measure)s: %(before)s before; no figure after.") % {"measure": self.result.label, "before": self.before_words}
        return _("%(measure)s: %(after)s; no figure before.") % {"measure": self.result.label, "after": self.after_words}

    @property
    def _unit(self) -> str:
        has_counts = self.result.before.computed is not None or self.result.after.computed is not None
        return "%" if has_counts else self.result.unit

    @property
    def _places(self) -> int:
        """2.5 before and 2.0 after, not 2: when one side has a place, so has the other, unless it is “over 80”."""
        values = [figure.value for figure in (self.result.before, self.result.after) if figure.value is not None]
        has_places = any(value != value.to_integral_value() for value in values)
        return 1 if has_places and not self.result.after_prefix else 0

    def _side(self, figure: Figure) -> str:
        return "" if figure.value is None else in_words(figure.value, self._unit, places=self._places)

    def _parts(self, figure: Figure) -> str:
        if figure.computed is None or figure.numerator is None or figure.denominator is None:
            return ""
        return _("%(count)s of %(whole)s") % {"count": in_words(figure.numerator), "whole": in_words(figure.denominator)}


def reported(page: "StoryPage") -> list[Reported]:
    """Every stated result of the story, in its order."""
    claims = page.status in CLAIMS_IMPROVEMENT
    return [Reported(result, claims) for result in page.stated_results.all()]


def drawing(page: "StoryPage", *, width: int, most: int | None = None, key: str = "") -> SafeString:
    """The dumbbells of a story, at most so many rows, as SVG."""
    rows = [each for each in reported(page) if each.row().can_be_drawn][:most]
    svg = dumbbell.draw(
        [each.row() for each in rows],
        title=_("Before and after, as reported"),
        description=" ".join(each.sentence() for each in rows),
        key=f"d{page.pk}{key}",
        to=_("to"),
        width=width,
    )
    return mark_safe(svg)
