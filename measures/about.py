"""What stands with every chart: what the figure is, when, of how many, by which chart and rules, from where, and what is not shown."""

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from measures.analysis import TRIAL_BELOW
from measures.facts import Facts, facts_of
from measures.names import centre_name, chart_name, rules_title
from measures.showing import Shown
from measures.spelling import figure, number, period_name, span

MERGED_INTO = {
    2: gettext_lazy("Months were merged into periods of two months because some held fewer than %(limit)s."),
    3: gettext_lazy("Months were merged into quarters because some held fewer than %(limit)s."),
    4: gettext_lazy("Months were merged into periods of four months because some held fewer than %(limit)s."),
    6: gettext_lazy("Months were merged into half years because some held fewer than %(limit)s."),
    12: gettext_lazy("Months were merged into years because some held fewer than %(limit)s."),
}


def facts_about(shown: Shown) -> list[tuple[str, str]]:
    """Pairs of a label and its text, in the order in which they are read. Never the count that is hidden."""
    facts = facts_of(shown)
    pairs = [
        (gettext("Figure"), _what_is_counted(shown)),
        (gettext("Group"), shown.stratum),
        (gettext("Period"), _period(facts)),
        (gettext("Points"), _points(shown, facts)),
        (gettext("Chart"), _chart(shown)),
        (gettext("Rules"), rules_title(shown.rules)),
        (gettext("Limits"), _trial_limits(shown, facts)),
        (gettext("Baseline"), _baseline(shown, facts)),
        (gettext("Phases"), _phases(shown)),
        (gettext("Left out"), _left_out(shown)),
        (gettext("Source"), shown.definition.source),
        (gettext("Figures as of"), date_format(shown.as_of, "DATE_FORMAT") if shown.as_of else ""),
        (gettext("Small numbers"), small_numbers(shown)),
        (gettext("Rare events"), _rare_events(shown)),
        (gettext("Data"), gettext("Illustrative data") if shown.definition.is_illustrative else ""),
    ]
    return [(label, text) for label, text in pairs if text]


def small_numbers(shown: Shown) -> str:
    """That something is merged or not shown, and from which number on; how much that is stays untold."""
    about = {"limit": shown.definition.small_number_limit}
    said = [str(MERGED_INTO[shown.merged_months]) % about] if shown.merged_months in MERGED_INTO else []
    if shown.hidden:
        said.append(gettext("Periods in which a number is below %(limit)s, or would follow from others, are not shown.") % about)
    return " ".join(said)


def _what_is_counted(shown: Shown) -> str:
    definition = shown.definition
    words = definition.operational or definition.name
    if definition.numerator_words and definition.denominator_words:
        parts = {"number": definition.numerator_words, "whole": definition.denominator_words}
        return f"{words} {gettext('Number: %(number)s. Out of: %(whole)s.') % parts}"
    return words


def _period(facts: Facts) -> str:
    if facts.first is None or facts.last is None:
        return ""
    return span(facts.first, facts.last, facts.time_unit, facts.merged_months)


def _points(shown: Shown, facts: Facts) -> str:
    points = ngettext("%(count)s point", "%(count)s points", facts.points) % {"count": number(facts.points)}
    if shown.total:
        return gettext("%(points)s, out of %(total)s in all") % {"points": points, "total": number(shown.total, 3, trims=True)}
    return points


def _chart(shown: Shown) -> str:
    """The chart with the reason for it: ours, or the author's."""
    name = chart_name(shown.chart)
    if shown.chart == shown.suggested:
        return f"{name}. {gettext(shown.why_suggested)}"
    if shown.reason and shown.unfit is None:
        return gettext("%(chart)s, chosen by the team: %(reason)s") % {"chart": name, "reason": shown.reason}
    return name


def _trial_limits(shown: Shown, facts: Facts) -> str:
    if not shown.analysis or not facts.has_limits or not any(part.is_trial for part in shown.analysis.parts):
        return ""
    return gettext("Trial limits: a phase holds fewer than %(points)s points, so they may still move.") % {"points": TRIAL_BELOW}


def _baseline(shown: Shown, facts: Facts) -> str:
    """The centre line that was frozen, until when, and why."""
    if shown.baseline_last is None or not shown.analysis:
        return ""
    about = {
        "period": period_name(shown.points[shown.baseline_last].on, shown.time_unit, shown.merged_months),
        "centre": centre_name(facts.centre_is),
        "figure": figure(shown.analysis.parts[0].centre, shown.definition),
    }
    said = gettext("Until %(period)s, %(centre)s %(figure)s") % about
    return f"{said} – {shown.baseline_reason}" if shown.baseline_reason else said


def _phases(shown: Shown) -> str:
    said = []
    for phase in shown.phases:
        name = period_name(shown.points[phase.first].on, shown.time_unit, shown.merged_months)
        said.append(gettext("From %(period)s: %(reason)s") % {"period": name, "reason": phase.reason})
    return "; ".join(said)


def _left_out(shown: Shown) -> str:
    names = [(period_name(shown.points[place].on, shown.time_unit, shown.merged_months), reason) for place, reason in shown.left_out]
    return "; ".join(f"{name} ({reason})" for name, reason in names)


def _rare_events(shown: Shown) -> str:
    if not shown.definition.is_of_rare_events or shown.shows_dates:
        return ""
    return gettext("Events bear numbers instead of dates, so that nobody can be recognized.")
