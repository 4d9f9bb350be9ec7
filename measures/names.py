"""What charts, rules and findings are called, in the reader's language."""

from django.utils.translation import gettext, gettext_lazy, ngettext

from measures.facts import Facts
from measures.found import OF_RUNS, Found
from measures.rules import RULE_SETS, RuleSet
from measures.series import Chart
from measures.spelling import span

CHARTS = {
    Chart.RUN: gettext_lazy("Run chart"),
    Chart.I: gettext_lazy("I chart (individual values)"),
    Chart.MR: gettext_lazy("MR chart (moving ranges)"),
    Chart.XBAR: gettext_lazy("Xbar chart (means)"),
    Chart.S: gettext_lazy("S chart (standard deviations)"),
    Chart.P: gettext_lazy("P chart (shares)"),
    Chart.P_PRIME: gettext_lazy("P′ chart (shares of large numbers)"),
    Chart.C: gettext_lazy("C chart (counts)"),
    Chart.U: gettext_lazy("U chart (rates)"),
    Chart.U_PRIME: gettext_lazy("U′ chart (rates of large exposures)"),
    Chart.G: gettext_lazy("G chart (cases between events)"),
    Chart.T: gettext_lazy("T chart (time between events)"),
    Chart.I_PRIME: gettext_lazy("I′ chart (values of unequal size)"),
    Chart.I_MEDIAN: gettext_lazy("I chart around the median"),
    Chart.I_MEDIAN_RANGE: gettext_lazy("I chart around the median, with median ranges"),
    Chart.FUNNEL_PROPORTION: gettext_lazy("Funnel of shares"),
    Chart.FUNNEL_RATE: gettext_lazy("Funnel of rates"),
    Chart.FUNNEL_RATIO: gettext_lazy("Funnel of observed over expected"),
}
RULES_IN_SHORT = {
    "anhoej": gettext_lazy("Anhøj rules"),
    "run-chart": gettext_lazy("run chart rules"),
    "making-data-count": gettext_lazy("Making Data Count rules"),
    "western-electric": gettext_lazy("Western Electric rules"),
    "life-qi": gettext_lazy("Life QI rules"),
    "shewhart": gettext_lazy("Shewhart rule"),
}


def chart_name(chart: Chart | str) -> str:
    return str(CHARTS[Chart(chart)])


def chart_in_short(chart: Chart | str) -> str:
    """Without what stands in brackets."""
    return chart_name(chart).split(" (")[0]


def rules_title(rules: RuleSet | str) -> str:
    """The whole title, as it stands under a chart."""
    return gettext((rules if isinstance(rules, RuleSet) else RULE_SETS[rules]).title)


def rules_in_short(name: str) -> str:
    return str(RULES_IN_SHORT.get(name, name))


def centre_name(centre_is: str) -> str:
    return gettext("median") if centre_is == "median" else gettext("mean")


def found_words(found: Found, facts: Facts) -> str:
    """One finding with its time: longest run of 9 points below the median, Aug 2024 to Apr 2025."""
    what = what_was_found(found, facts)
    if found.rule in OF_RUNS and found.way == -found.sign:
        what = (
            gettext("%(what)s, then below it") % {"what": what} if found.sign > 0 else gettext("%(what)s, then above it") % {"what": what}
        )
    if not found.sign and not found.within:  # of the whole series
        return what
    return f"{what}, {span(found.first, found.last, facts.time_unit, facts.merged_months)}"


def what_was_found(found: Found, facts: Facts) -> str:
    """One finding without its time; whether it lies inside a phase belongs to it."""
    what = _what(found, centre_name(facts.centre_is))
    if found.within == "phase":
        what = gettext("%(what)s inside its own phase") % {"what": what}
    elif found.within == "first-phase":
        what = gettext("%(what)s inside the first phase already") % {"what": what}
    elif found.within == "baseline":
        what = gettext("%(what)s inside the baseline already") % {"what": what}
    return what


def _what(found: Found, centre: str) -> str:
    about = {"points": found.points, "centre": centre}
    is_high = found.sign > 0
    match found.rule:
        case "outside" if is_high:
            return ngettext("point above the upper limit", "%(points)s points above the upper limit", found.points) % about
        case "outside":
            return ngettext("point below the lower limit", "%(points)s points below the lower limit", found.points) % about
        case "long-run" if is_high:
            said = gettext("longest run of %(points)s points above the %(centre)s")
        case "long-run":
            said = gettext("longest run of %(points)s points below the %(centre)s")
        case "shift" if is_high:
            said = gettext("shift of %(points)s points above the %(centre)s")
        case "shift":
            said = gettext("shift of %(points)s points below the %(centre)s")
        case "other-long-run" if is_high:
            said = gettext("run of %(points)s points above the %(centre)s")
        case "other-long-run":
            said = gettext("run of %(points)s points below the %(centre)s")
        case "trend":
            said = gettext("upward trend") if is_high else gettext("downward trend")
        case "two-of-three":
            said = gettext("two of three points near the upper limit") if is_high else gettext("two of three points near the lower limit")
        case "four-of-five":
            said = (
                gettext("four of five points well above the %(centre)s")
                if is_high
                else gettext("four of five points well below the %(centre)s")
            )
        case "few-crossings":
            said = gettext("too few crossings of the %(centre)s")
        case "few-runs":
            said = gettext("number of runs too small")
        case _:
            said = gettext("number of runs too large")
    return said % about
