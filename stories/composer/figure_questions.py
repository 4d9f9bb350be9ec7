"""What the composer asks about a figure as it was typed, each time with the mend offered."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.formats import localize
from django.utils.translation import gettext as _

from content.models import BasePage
from stories.figures import Figure, shares_in
from stories.models import StatedResult

from . import screen


@dataclass(frozen=True)
class Question:
    """A doubt in words, and the value that one press puts in its place."""

    field: str
    sentence: str
    value: str = ""
    offer: str = ""


def _shown(value: Decimal) -> str:
    return localize(value.normalize() if value != value.to_integral() else value.quantize(Decimal(1)))


def questions_about(result: StatedResult) -> list[Question]:
    return [question for side in ("before", "after") for question in _about(f"{side}_value", getattr(result, side), result.unit)]


def questions_in(name: str, text: str) -> list[Question]:
    """The same doubt where the figure stands in a sentence, which only its writer can mend."""
    return [
        Question(
            name,
            _("%(number)s of %(whole)s is %(computed)s%%, and here stands %(stated)s%%. Readers will meet this sentence as it is.")
            % {
                "number": figure.numerator,
                "whole": figure.denominator,
                "computed": _shown(figure.computed),
                "stated": _shown(figure.stated),
            },
        )
        for figure in shares_in(text)
        if not figure.problem and figure.is_misprinted and figure.computed is not None and figure.stated is not None
    ]


def questions_of(draft: BasePage) -> list[Question]:
    """Every doubt about the figures of a draft, for its last look before it is sent."""
    in_words = [question for name in screen.screened_names(draft) for question in questions_in(name, getattr(draft, name) or "")]
    results = draft.stated_results.all() if hasattr(draft, "stated_results") else ()
    in_figures = [replace(question, field="stated_results") for result in results for question in questions_about(result)]
    return [*in_words, *in_figures]


def _about(field: str, figure: Figure, unit: str) -> list[Question]:
    if figure.problem:
        return []  # said beside the number itself
    if figure.is_misprinted and figure.computed is not None and figure.stated is not None:
        return [
            Question(
                field,
                _("%(number)s of %(whole)s is %(computed)s%%, not %(stated)s%%. Readers will see %(computed)s%%.")
                % {
                    "number": figure.numerator,
                    "whole": figure.denominator,
                    "computed": _shown(figure.computed),
                    "stated": _shown(figure.stated),
                },
                str(figure.computed),
                _("Use %(value)s%%") % {"value": _shown(figure.computed)},
            )
        ]
    if figure.stated is not None and unit == "%" and figure.numerator is None and 0 < figure.stated < 1:
        percent = figure.stated * 100
        return [
            Question(
                field,
                _("%(typed)s%% is less than one in a hundred. Did you mean %(percent)s%%?")
                % {"typed": _shown(figure.stated), "percent": _shown(percent)},
                format(percent.normalize(), "f"),
                _("Use %(value)s%%") % {"value": _shown(percent)},
            )
        ]
    return []
