"""Variation and assurance at a glance, as Making Data Count has them: two questions, each with a drawing and its words."""

from django.utils.translation import gettext, gettext_lazy

from measures.showing import Shown

MAKING_DATA_COUNT = "making-data-count"
VARIATION = {
    "common_cause": gettext_lazy("Common cause: the latest figure is one like the others."),
    "improvement_high": gettext_lazy("Special cause, for the better: the latest figure belongs to a change upwards."),
    "improvement_low": gettext_lazy("Special cause, for the better: the latest figure belongs to a change downwards."),
    "concern_high": gettext_lazy("Special cause, for the worse: the latest figure belongs to a change upwards."),
    "concern_low": gettext_lazy("Special cause, for the worse: the latest figure belongs to a change downwards."),
    "neutral_high": gettext_lazy("Special cause, upwards: no direction is called better."),
    "neutral_low": gettext_lazy("Special cause, downwards: no direction is called better."),
}
ASSURANCE = {
    "pass": gettext_lazy("The aim lies beyond the limits: as things are, it is met every time."),
    "fail": gettext_lazy("The aim lies beyond the limits: as things are, it is missed every time."),
    "hit_or_miss": gettext_lazy("The aim lies between the limits: hit or miss, by chance."),
}


def at_a_glance(shown: Shown) -> list[tuple[str, str, str]]:
    """The name of each drawing, its question and its answer. Only with these rules, and only where there are limits."""
    analysis = shown.analysis
    if shown.rules.name != MAKING_DATA_COUNT or analysis is None or not analysis.has_limits:
        return []
    told = [(analysis.variation, gettext("Variation"), str(VARIATION[analysis.variation]))]
    if analysis.assurance:
        told.append((analysis.assurance, gettext("Assurance"), str(ASSURANCE[analysis.assurance])))
    return told
