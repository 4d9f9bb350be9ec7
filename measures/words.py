"""The words of charts, in the reader's language: one door for templates, files and feeds.

What is said of a chart follows from its `Facts` or its `Shown`, and from nothing else. Figures and periods are spelled in `spelling.py`,
charts, rules and findings named in `names.py`; the outcome line, the table and what stands with a chart have a file each.
"""

from functools import cache

from django.utils.translation import gettext, pgettext

from measures.about import facts_about, small_numbers
from measures.chart import ChartWords
from measures.doubts import Problem
from measures.facts import Facts, facts_of
from measures.found import Found, found_in, grouped
from measures.names import centre_name, chart_name, found_words, rules_title
from measures.outcome import aim_line, outcome_line
from measures.series import UnfitData
from measures.showing import Shown
from measures.spelling import bare_figure, figure, period_name, period_names, period_short, sentence_case, spelling
from measures.table import Table, table

__all__ = [
    "Table",
    "aim_line",
    "chart_name",
    "chart_words",
    "facts_about",
    "figure",
    "findings",
    "outcome_line",
    "points_in_words",
    "rules_title",
    "said",
    "small_numbers",
    "table",
]

TOLD_OF_A_POINT = ("figure", "number", "whole", "rules", "note")
LONGEST_UNIT_BESIDE_A_FIGURE = 8  # "days" stands beside each figure, "falls per 1,000 bed-days" once in the heading


def said(problem: Problem | UnfitData) -> str:
    """What is doubtful or cannot be drawn, in the reader's language."""
    sentence = gettext(problem.said)
    return sentence % problem.about if problem.about else sentence


def findings(shown: Shown) -> list[str]:
    """Every finding as a sentence, points outside the limits on one side in one; or the sentence that says why there is none."""
    facts = facts_of(shown)
    told = [sentence_case(_found_in_words(each, facts)) for each in grouped(found_in(shown))]
    return told or [outcome_line(facts)]


def _found_in_words(found: Found, facts: Facts) -> str:
    """Of the first phase's lines, it is said that they are: those of the point's own phase lie elsewhere."""
    said = found_words(found, facts)
    is_carried = facts.compared == "phases" and not found.within
    return gettext("Against the first phase: %(signal)s.") % {"signal": said} if is_carried else f"{said}."


def chart_words(shown: Shown) -> ChartWords:
    """Everything in a drawing that is language."""
    definition, facts = shown.definition, facts_of(shown)
    write = figure if len(definition.unit) <= LONGEST_UNIT_BESIDE_A_FIGURE else bare_figure
    way = spelling()
    points = cache(lambda: points_in_words(table(shown)))  # only drawings that speak of single points need it
    return ChartWords(
        title=" – ".join(part for part in (definition.name, shown.stratum, chart_name(shown.chart)) if part),
        description=_description(shown, facts),
        periods=tuple(period_names(shown)),
        ticks=tuple(period_short(point.on, shown.time_unit, shown.merged_months, way=way) for point in shown.points),
        figure=lambda value: write(value, definition),
        centre=sentence_case(centre_name(facts.centre_is)),
        upper=gettext("Upper limit"),
        lower=gettext("Lower limit"),
        aim=gettext("Aim"),
        upper_short=pgettext("limit", "Upper"),
        lower_short=pgettext("limit", "Lower"),
        figure_short=lambda value: bare_figure(value, definition),
        tick=lambda value: bare_figure(value, definition, trims=True),
        phases=tuple(gettext("Phase %(number)s") % {"number": number} for number in range(1, len(shown.phases) + 2)),
        about=lambda place: points()[place],
        sentence=outcome_line(facts),
        source=definition.source,
        illustrative=gettext("Illustrative data") if definition.is_illustrative else "",
    )


def points_in_words(points: Table) -> list[str]:
    """Each row of the table as one line: March 2024. Number: 31. Out of: 136. Figure: 22.8%."""
    pair = gettext("%(heading)s: %(text)s")
    columns = [points.columns.index(name) for name in TOLD_OF_A_POINT if name in points.columns]
    told = [(column, points.headings[column]) for column in columns]
    lines = []
    for row in points.rows:
        cells = [pair % {"heading": heading, "text": row[column]} for column, heading in told if row[column]]
        lines.append(". ".join([sentence_case(row[0]), *cells]) + ".")
    return lines


def _description(shown: Shown, facts: Facts) -> str:
    """The outcome line, then what it did not name, the aim and what is not shown."""
    parts = [outcome_line(facts)]
    if shown.analysis is None and shown.unfit:
        parts.append(said(shown.unfit))
    parts += [each for each in findings(shown) if each[1:-1] not in parts[0]]
    if shown.left_out:
        names = [period_name(shown.points[place].on, shown.time_unit, shown.merged_months) for place, _reason in shown.left_out]
        parts.append(gettext("Left out: %(reason)s") % {"reason": f"{', '.join(names)}."})
    parts += [aim_line(facts), small_numbers(shown)]
    if shown.definition.is_illustrative:
        parts.append(f"{gettext('Illustrative data')}.")
    return " ".join(part for part in parts if part)
