"""The outcome line: what a chart supports and no more, in one to four short sentences.

Run charts speak of signals, only charts with limits of special causes. Better and worse are said only where a direction is wanted.
"""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from measures.choosing import Kind
from measures.facts import FEW, Facts, Stretch
from measures.found import Found
from measures.names import centre_name, chart_in_short, found_words, rules_in_short
from measures.rules import RULE_SETS
from measures.series import Direction
from measures.spelling import bare_figure, day_name, figure, number, period_name, sentence_case, span

MOST_NAMED = 3


def outcome_line(facts: Facts, *, in_short: bool = False) -> str:
    """What the figures say, by which chart and which rules. In short, for cards: without the periods and the single findings."""
    if facts.signal == "no_figures" or facts.points == 0:
        return _nothing(facts)
    if facts.points == 1 and facts.first is not None:
        about = {"figure": figure(_only(facts), facts), "period": period_name(facts.first, facts.time_unit, facts.merged_months)}
        return gettext("One figure only, %(figure)s (%(period)s): nothing can be said about change yet.") % about
    return " ".join([*_verdict(facts, in_short=in_short), _by_which_rules(facts)])


def _nothing(facts: Facts) -> str:
    if facts.points:
        return gettext("These figures cannot be drawn as a chart.")
    if facts.hides_small:
        return gettext("The numbers are too small to be shown.")
    return gettext("There are no figures yet.")


def _only(facts: Facts) -> float | None:
    return next((value for value in facts.spark if value is not None), None)


def _verdict(facts: Facts, *, in_short: bool) -> list[str]:
    few = gettext("Only %(points)s points: too few to be sure.") % {"points": facts.points} if facts.points < FEW else ""
    if facts.is_constant:
        same = gettext("All %(points)s figures are the same: %(figure)s.")
        return [same % {"points": facts.points, "figure": figure(_only(facts), facts)}, *([few] if few else [])]
    said = [_change(facts, in_short=in_short)] if facts.compared == "phases" else []
    if _is_compared(facts) or (facts.found and not facts.compared):
        said += _signal(facts, in_short=in_short)
    elif facts.compared == "baseline" and facts.baseline:
        about = {"baseline": _baseline(facts, facts.baseline)}
        said.append(gettext("No signal against the baseline (%(baseline)s): this may be chance.") % about)
    elif not facts.compared and not few:
        said.append(_none_found(facts))
    if facts.compared and not in_short and any(each.within for each in facts.found):
        said.append(_inside(facts))
    if few:
        said.append(few)
    if not facts.compared and not (few and facts.found):
        said.append(_level(facts, in_short=in_short))
    return said


def _none_found(facts: Facts) -> str:
    rules = RULE_SETS.get(facts.rules)
    if rules and not facts.has_limits and not (rules.runs or rules.runs_count or rules.shift or rules.trend):
        return gettext("No signal can be found: these rules look at limits, and this chart has none.")
    return gettext("No signal: this may be chance.")


def _by_which_rules(facts: Facts) -> str:
    about = {"chart": chart_in_short(facts.chart), "rules": rules_in_short(facts.rules), "points": number(facts.points)}
    return gettext("%(chart)s, %(rules)s, %(points)s points.") % about


# --- Where the centre lies, and where it went ---


def _level(facts: Facts, *, in_short: bool) -> str:
    """The centre line; of several phases that cannot be compared, the last one's."""
    stretch = next((each for each in reversed(facts.phases) if each.centre is not None), None)
    if stretch is None:
        return ""
    about = {"centre": centre_name(facts.centre_is), "figure": figure(stretch.centre, facts), "span": _span(stretch, facts)}
    if in_short:
        return gettext("The %(centre)s is %(figure)s.") % about
    if facts.kind in (Kind.CASES_BETWEEN, Kind.TIME_BETWEEN):
        return gettext("The %(centre)s between events is %(figure)s (%(span)s).") % about
    return gettext("The %(centre)s is %(figure)s (%(span)s).") % about


def _change(facts: Facts, *, in_short: bool) -> str:
    """From the first phase to the last; without a finding against the first phase's lines, chance is named in the same breath."""
    first, last = facts.phases[0], facts.phases[-1]
    about = {
        "centre": centre_name(facts.centre_is),
        "before": figure(first.centre, facts),
        "after": figure(last.centre, facts),
        "first": _span(first, facts),
        "last": _span(last, facts),
        "phases": len(facts.phases),
    }
    if about["before"] == about["after"]:
        said = gettext("The %(centre)s stayed at %(before)s (%(first)s, and %(last)s).") % about
        return said if _is_compared(facts) else f"{said} {gettext('No signal: this may be chance.')}"
    if in_short and _is_compared(facts):
        return gettext("The %(centre)s went from %(before)s to %(after)s.") % about
    if in_short:
        return gettext("The %(centre)s went from %(before)s to %(after)s: the difference between the phases may be chance.") % about
    if _is_compared(facts):
        return gettext("The %(centre)s went from %(before)s (%(first)s) to %(after)s (%(last)s).") % about
    return (
        gettext("The %(centre)s went from %(before)s (%(first)s) to %(after)s (%(last)s): the difference between the phases may be chance.")
        % about
    )


def _span(stretch: Stretch, facts: Facts) -> str:
    return span(stretch.first, stretch.last, facts.time_unit, facts.merged_months)


def _baseline(facts: Facts, baseline: Stretch) -> str:
    return f"{centre_name(facts.centre_is)} {figure(baseline.centre, facts)}, {_span(baseline, facts)}"


# --- What was found ---


def _signal(facts: Facts, *, in_short: bool) -> list[str]:
    about = {"signal": _signal_name(facts), "found": _named(facts)}
    if in_short and facts.compared == "phases":
        said = gettext("Against the first phase: %(signal)s.") % about
    elif in_short and facts.compared == "baseline":
        said = gettext("Against the baseline: %(signal)s.") % about
    elif in_short:
        said = f"{about['signal']}."
    elif facts.compared == "phases":
        said = gettext("Against the first phase: %(signal)s (%(found)s).") % about
    elif facts.compared == "baseline" and facts.baseline:
        baseline = _baseline(facts, facts.baseline)
        said = gettext("Against the baseline (%(baseline)s): %(signal)s (%(found)s).") % {**about, "baseline": baseline}
    else:
        said = f"{about['signal']} ({about['found']})."
    if facts.signal != "neutral":
        return [sentence_case(said)]
    if facts.direction == Direction.NEITHER:
        return [sentence_case(said), gettext("A change, neither better nor worse by the team's own word.")]
    return [sentence_case(said), gettext("Not random, but neither clearly better nor clearly worse.")]


def _signal_name(facts: Facts) -> str:
    if facts.has_limits:
        names = {
            "improvement": gettext("special cause, an improvement"),
            "concern": gettext("special cause, a worsening"),
            "both": gettext("special causes both ways, better and worse"),
        }
        return names.get(facts.signal, gettext("special cause"))
    names = {
        "improvement": gettext("signal of improvement"),
        "concern": gettext("signal of worsening"),
        "both": gettext("signals both ways, better and worse"),
    }
    return names.get(facts.signal, gettext("signal"))


def _in_comparison(facts: Facts) -> list[Found]:
    """Against the first phase or the baseline; where nothing is compared, all that was found."""
    return [each for each in facts.found if not (facts.compared and each.within)]


def _is_compared(facts: Facts) -> bool:
    return bool(facts.compared and _in_comparison(facts))


def _inside(facts: Facts) -> str:
    """Where phases or a baseline were not stable in themselves, the comparison says less."""
    if facts.compared == "baseline":
        return (
            gettext("There are special causes inside the baseline, too.")
            if facts.has_limits
            else gettext("There are signals inside the baseline, too.")
        )
    return (
        gettext("There are special causes inside the phases, too.")
        if facts.has_limits
        else gettext("There are signals inside the phases, too.")
    )


def _named(facts: Facts) -> str:
    """A few findings, each kind among them; the chart's description names them all."""
    found = sorted(_in_comparison(facts), key=lambda each: each.kind == "neutral")
    firsts = [next((each for each in found if each.kind == kind), None) for kind in ("improvement", "concern")]
    telling = [each for each in found if each.kind != "neutral" or not each.sign or facts.signal == "neutral"]
    chosen: Sequence[Found] = list(dict.fromkeys([*(each for each in firsts if each), *telling]))[:MOST_NAMED]
    said = [found_words(each, facts) for each in chosen]
    if more := len(found) - len(chosen):
        said.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
    return "; ".join(said)


# --- The aim: a fact of its own ---


def aim_line(facts: Facts) -> str:
    """Empty without an aim. Never part of the outcome line: an aim may be met by chance, and missed in spite of a signal."""
    if facts.aim is None:
        return ""
    about = {"aim": _aim(facts), "now": _now(facts)}
    if facts.now is None:
        return gettext("Aim: %(aim)s.") % about
    if facts.aim_met is None:
        return gettext("Aim: %(aim)s. %(now)s.") % {**about, "now": sentence_case(about["now"])}
    if facts.aim_is_due:
        return (
            gettext("Aim met: %(now)s; the aim is %(aim)s.") if facts.aim_met else gettext("Aim not met: %(now)s; the aim is %(aim)s.")
        ) % about
    if facts.aim_met:
        return gettext("Aim met so far, not yet due: %(now)s; the aim is %(aim)s.") % about
    return gettext("Aim not yet due: %(now)s; the aim is %(aim)s.") % about


def _aim(facts: Facts) -> str:
    about = {"aim": figure(facts.aim, facts, trims=True)}
    said = about["aim"]
    if facts.direction == Direction.UP:
        said = gettext("%(aim)s or more") % about
    elif facts.direction == Direction.DOWN:
        said = gettext("%(aim)s or less") % about
    return gettext("%(aim)s by %(day)s") % {"aim": said, "day": day_name(facts.aim_by)} if facts.aim_by else said


def _now(facts: Facts) -> str:
    if facts.now is None or facts.now_first is None or facts.last is None:
        return ""
    about = {
        "centre": centre_name(facts.centre_is),
        "figure": bare_figure(facts.now, facts),
        "span": span(facts.now_first, facts.last, facts.time_unit, facts.merged_months),
    }
    if facts.now_is == "last":
        return gettext("the last figure (%(span)s) is %(figure)s") % about
    if facts.now_is == "after-baseline":
        return gettext("the median since the baseline (%(span)s) is %(figure)s") % about
    return gettext("the %(centre)s (%(span)s) is %(figure)s") % about
