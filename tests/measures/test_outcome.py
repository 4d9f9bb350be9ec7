"""The outcome line, word by word, in both languages; and what it never says, whatever the figures."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.choosing import Kind
from measures.facts import facts_of
from measures.rules import RULE_SETS
from measures.series import Direction
from measures.snapshot import AimStep, PhaseStart
from measures.words import aim_line, facts_about, outcome_line
from tests.measures.tiny import LOWER, MIXED, STABLE, month, noise, shown_of

REMINDERS = (PhaseStart(month(12), "Reminders"),)
CASES = {
    "no signal": (
        shown_of(MIXED, unit="min"),
        "none",
        "No signal: this may be chance. The median is 31~min (Jan 2023 to Dec 2024). Run chart, Anhøj rules, 24 points.",
        "Aucun signal~: ce peut être le hasard. La médiane est de 31~min (janv. 2023 à déc. 2024). Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "too few points": (
        shown_of(STABLE[:9], whole=100),
        "too_few",
        "Only 9 points: too few to be sure. The median is 31.0% (Jan to Sep 2023). Run chart, Anhøj rules, 9 points.",
        "Seulement 9 points~: trop peu pour en être sûr. La médiane est de 31,0~% (janv. à sept. 2023). Graphique chronologique, règles d’Anhøj, 9 points.",
    ),
    "a late shift": (
        shown_of(STABLE + LOWER, whole=100),
        "improvement",
        "Signal of improvement (longest run of 12 points above the median, then below it, Jan to Dec 2023; too few crossings of the median). The median is 25.5% (Jan 2023 to Dec 2024). Run chart, Anhøj rules, 24 points.",
        "Signal d’amélioration (plus longue suite de 12 points au-dessus de la médiane, puis au-dessous, janv. à déc. 2023; trop peu de croisements de la médiane). La médiane est de 25,5~% (janv. 2023 à déc. 2024). Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "a late shift, where more is wanted": (
        shown_of(STABLE + LOWER, whole=100, direction=Direction.UP),
        "concern",
        "Signal of worsening (longest run of 12 points above the median, then below it, Jan to Dec 2023; too few crossings of the median). The median is 25.5% (Jan 2023 to Dec 2024). Run chart, Anhøj rules, 24 points.",
        "Signal de détérioration (plus longue suite de 12 points au-dessus de la médiane, puis au-dessous, janv. à déc. 2023; trop peu de croisements de la médiane). La médiane est de 25,5~% (janv. 2023 à déc. 2024). Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "a late shift, where neither is wanted": (
        shown_of(STABLE + LOWER, whole=100, direction=Direction.NEITHER),
        "neutral",
        "Signal (longest run of 12 points above the median, then below it, Jan to Dec 2023; too few crossings of the median). A change, neither better nor worse by the team's own word. The median is 25.5% (Jan 2023 to Dec 2024). Run chart, Anhøj rules, 24 points.",
        "Signal (plus longue suite de 12 points au-dessus de la médiane, puis au-dessous, janv. à déc. 2023; trop peu de croisements de la médiane). Un changement, ni en mieux ni en moins bien selon l’équipe elle-même. La médiane est de 25,5~% (janv. 2023 à déc. 2024). Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "a P chart": (
        shown_of(STABLE + LOWER, whole=200, chart="p"),
        "improvement",
        "Special cause, an improvement (longest run of 12 points above the mean, then below it, Jan to Dec 2023; too few crossings of the mean). The mean is 12.9% (Jan 2023 to Dec 2024). P chart, Anhøj rules, 24 points.",
        "Cause spéciale, une amélioration (plus longue suite de 12 points au-dessus de la moyenne, puis au-dessous, janv. à déc. 2023; trop peu de croisements de la moyenne). La moyenne est de 12,9~% (janv. 2023 à déc. 2024). Carte de contrôle P, règles d’Anhøj, 24 points.",
    ),
    "two phases": (
        shown_of(STABLE + LOWER, whole=100, phases=REMINDERS),
        "improvement",
        "The median went from 31.0% (Jan to Dec 2023) to 20.5% (Jan to Dec 2024). Against the first phase: signal of improvement (longest run of 12 points below the median, Jan to Dec 2024). Run chart, Anhøj rules, 24 points.",
        "La médiane est passée de 31,0~% (janv. à déc. 2023) à 20,5~% (janv. à déc. 2024). Par rapport à la première phase~: signal d’amélioration (plus longue suite de 12 points au-dessous de la médiane, janv. à déc. 2024). Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "two phases on a P chart": (
        shown_of(STABLE + LOWER, whole=400, chart="p", phases=REMINDERS),
        "improvement",
        "The mean went from 7.8% (Jan to Dec 2023) to 5.1% (Jan to Dec 2024). Against the first phase: special cause, an improvement (longest run of 12 points below the mean, Jan to Dec 2024). P chart, Anhøj rules, 24 points.",
        "La moyenne est passée de 7,8~% (janv. à déc. 2023) à 5,1~% (janv. à déc. 2024). Par rapport à la première phase~: cause spéciale, une amélioration (plus longue suite de 12 points au-dessous de la moyenne, janv. à déc. 2024). Carte de contrôle P, règles d’Anhøj, 24 points.",
    ),
    "two phases that may be chance": (
        shown_of(MIXED, whole=100, phases=REMINDERS),
        "none",
        "The median went from 31.0% (Jan to Dec 2023) to 30.5% (Jan to Dec 2024): the difference between the phases may be chance. Run chart, Anhøj rules, 24 points.",
        "La médiane est passée de 31,0~% (janv. à déc. 2023) à 30,5~% (janv. à déc. 2024)~: la différence entre les phases peut être due au hasard. Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "two phases of five points": (
        shown_of(STABLE[:5] + LOWER[:5], whole=100, phases=(PhaseStart(month(5), "Reminders"),)),
        "too_few",
        "The median went from 30.0% (Jan to May 2023) to 21.0% (Jun to Oct 2023): the difference between the phases may be chance. Only 10 points: too few to be sure. Run chart, Anhøj rules, 10 points.",
        "La médiane est passée de 30,0~% (janv. à mai 2023) à 21,0~% (juin à oct. 2023)~: la différence entre les phases peut être due au hasard. Seulement 10 points~: trop peu pour en être sûr. Graphique chronologique, règles d’Anhøj, 10 points.",
    ),
    "a gain that was lost again": (
        shown_of(
            STABLE[:8] + LOWER[:8] + [each + 25 for each in LOWER[:8]],
            whole=100,
            phases=(PhaseStart(month(8), "Reminders"), PhaseStart(month(16), "Stopped")),
        ),
        "neutral",
        "The median went from 30.5% (Jan to Aug 2023) to 45.5% (May to Dec 2024). Against the first phase: signal (longest run of 9 points below the median, Aug 2023 to Apr 2024). Not random, but neither clearly better nor clearly worse. Run chart, Anhøj rules, 24 points.",
        "La médiane est passée de 30,5~% (janv. à août 2023) à 45,5~% (mai à déc. 2024). Par rapport à la première phase~: signal (plus longue suite de 9 points au-dessous de la médiane, août 2023 à avr. 2024). Ce n’est pas aléatoire, mais ni clairement mieux ni clairement moins bien. Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "a fall that came before the phase": (
        shown_of(STABLE + LOWER[:6] + LOWER, whole=100, phases=(PhaseStart(month(18), "Reminders"),)),
        "improvement",
        "The median went from 29.5% (Jan 2023 to Jun 2024) to 20.5% (Jul 2024 to Jun 2025). Against the first phase: signal of improvement (longest run of 18 points below the median, Jan 2024 to Jun 2025; too few crossings of the median). Run chart, Anhøj rules, 30 points.",
        "La médiane est passée de 29,5~% (janv. 2023 à juin 2024) à 20,5~% (juill. 2024 à juin 2025). Par rapport à la première phase~: signal d’amélioration (plus longue suite de 18 points au-dessous de la médiane, janv. 2024 à juin 2025; trop peu de croisements de la médiane). Graphique chronologique, règles d’Anhøj, 30 points.",
    ),
    "a baseline": (
        shown_of(STABLE + LOWER, whole=100, baseline_until=month(11)),
        "improvement",
        "Against the baseline (median 31.0%, Jan to Dec 2023): signal of improvement (longest run of 12 points below the median, Jan to Dec 2024). Run chart, Anhøj rules, 24 points.",
        "Par rapport à la période de référence (médiane 31,0~%, janv. à déc. 2023)~: signal d’amélioration (plus longue suite de 12 points au-dessous de la médiane, janv. à déc. 2024). Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "a baseline with limits": (
        shown_of(STABLE + LOWER, whole=100, chart="i", baseline_until=month(11)),
        "improvement",
        "Against the baseline (mean 31.0%, Jan to Dec 2023): special cause, an improvement (11 points below the lower limit, Jan to Dec 2024; longest run of 12 points below the mean, Jan to Dec 2024). I chart, Anhøj rules, 24 points.",
        "Par rapport à la période de référence (moyenne 31,0~%, janv. à déc. 2023)~: cause spéciale, une amélioration (11 points au-dessous de la limite inférieure, janv. à déc. 2024; plus longue suite de 12 points au-dessous de la moyenne, janv. à déc. 2024). Carte de contrôle I, règles d’Anhøj, 24 points.",
    ),
    "a baseline and no signal": (
        shown_of(MIXED, whole=100, baseline_until=month(11)),
        "none",
        "No signal against the baseline (median 31.0%, Jan to Dec 2023): this may be chance. Run chart, Anhøj rules, 24 points.",
        "Aucun signal par rapport à la période de référence (médiane 31,0~%, janv. à déc. 2023)~: ce peut être le hasard. Graphique chronologique, règles d’Anhøj, 24 points.",
    ),
    "both ways": (
        shown_of(STABLE + [each + 25 for each in STABLE] + LOWER, whole=400, chart="p", baseline_until=month(11)),
        "both",
        "Against the baseline (mean 7.8%, Jan to Dec 2023): special causes both ways, better and worse (run of 12 points below the mean, Jan to Dec 2025; 12 points above the upper limit, Jan to Dec 2024; longest run of 13 points above the mean, Nov 2023 to Dec 2024; and 1 more). P chart, Anhøj rules, 36 points.",
        "Par rapport à la période de référence (moyenne 7,8~%, janv. à déc. 2023)~: causes spéciales dans les deux sens, en mieux et en moins bien (suite de 12 points au-dessous de la moyenne, janv. à déc. 2025; 12 points au-dessus de la limite supérieure, janv. à déc. 2024; plus longue suite de 13 points au-dessus de la moyenne, nov. 2023 à déc. 2024; et 1 autre). Carte de contrôle P, règles d’Anhøj, 36 points.",
    ),
    "a hump": (
        shown_of(STABLE[:8] + [each + 20 for each in STABLE[:9]] + STABLE[:8], whole=100),
        "neutral",
        "Signal (longest run of 9 points above the median, Sep 2023 to May 2024; too few crossings of the median). Not random, but neither clearly better nor clearly worse. The median is 33.0% (Jan 2023 to Jan 2025). Run chart, Anhøj rules, 25 points.",
        "Signal (plus longue suite de 9 points au-dessus de la médiane, sept. 2023 à mai 2024; trop peu de croisements de la médiane). Ce n’est pas aléatoire, mais ni clairement mieux ni clairement moins bien. La médiane est de 33,0~% (janv. 2023 à janv. 2025). Graphique chronologique, règles d’Anhøj, 25 points.",
    ),
    "always the same": (
        shown_of([20] * 14, whole=100),
        "none",
        "All 14 figures are the same: 20.0%. Run chart, Anhøj rules, 14 points.",
        "Les 14 valeurs sont toutes les mêmes~: 20,0~%. Graphique chronologique, règles d’Anhøj, 14 points.",
    ),
    "one figure": (
        shown_of([20], whole=100),
        "too_few",
        "One figure only, 20.0% (January 2023): nothing can be said about change yet.",
        "Une seule valeur, 20,0~% (janvier 2023)~: rien ne peut encore être dit d’un changement.",
    ),
    "no figures": (
        shown_of([]),
        "no_figures",
        "There are no figures yet.",
        "Il n’y a pas encore de données.",
    ),
    "small numbers only": (
        shown_of([2] * 14, whole=100, merges_small_numbers=False),
        "no_figures",
        "The numbers are too small to be shown.",
        "Les nombres sont trop petits pour être montrés.",
    ),
    "one point outside": (
        shown_of([*STABLE, 60, *STABLE], whole=100, chart="i", rules="making-data-count"),
        "neutral",
        "Special cause (point above the upper limit, January 2024). Not random, but neither clearly better nor clearly worse. The mean is 32.2% (Jan 2023 to Jan 2025). I chart, Making Data Count rules, 25 points.",
        "Cause spéciale (point au-dessus de la limite supérieure, janvier 2024). Ce n’est pas aléatoire, mais ni clairement mieux ni clairement moins bien. La moyenne est de 32,2~% (janv. 2023 à janv. 2025). Carte de contrôle I, règles de Making Data Count, 25 points.",
    ),
    "the last point outside": (
        shown_of([*MIXED, 60], whole=100, chart="i"),
        "concern",
        "Special cause, a worsening (point above the upper limit, January 2025). The mean is 31.8% (Jan 2023 to Jan 2025). I chart, Anhøj rules, 25 points.",
        "Cause spéciale, une détérioration (point au-dessus de la limite supérieure, janvier 2025). La moyenne est de 31,8~% (janv. 2023 à janv. 2025). Carte de contrôle I, règles d’Anhøj, 25 points.",
    ),
    "a trend that came and went": (
        shown_of([*MIXED[:10], 31, 30, 29, 28, 27, 26, *MIXED[:8]], whole=100, rules="run-chart"),
        "neutral",
        "Signal (downward trend, Nov 2023 to Apr 2024). Not random, but neither clearly better nor clearly worse. The median is 30.0% (Jan 2023 to Dec 2024). Run chart, run chart rules, 24 points.",
        "Signal (tendance à la baisse, nov. 2023 à avr. 2024). Ce n’est pas aléatoire, mais ni clairement mieux ni clairement moins bien. La médiane est de 30,0~% (janv. 2023 à déc. 2024). Graphique chronologique, règles des graphiques chronologiques, 24 points.",
    ),
    "too many runs": (
        shown_of([30, 20] * 12, whole=100, rules="run-chart"),
        "neutral",
        "Signal (number of runs too large). Not random, but neither clearly better nor clearly worse. The median is 25.0% (Jan 2023 to Dec 2024). Run chart, run chart rules, 24 points.",
        "Signal (nombre de suites trop grand). Ce n’est pas aléatoire, mais ni clairement mieux ni clairement moins bien. La médiane est de 25,0~% (janv. 2023 à déc. 2024). Graphique chronologique, règles des graphiques chronologiques, 24 points.",
    ),
    "few points with a trend": (
        shown_of([30, 31, 32, 33, 34, 20, 19, 18, 17, 16], whole=100, chart="i", rules="run-chart"),
        "improvement",
        "Special cause, an improvement (downward trend, May to Oct 2023; number of runs too small; and 1 more). Only 10 points: too few to be sure. I chart, run chart rules, 10 points.",
        "Cause spéciale, une amélioration (tendance à la baisse, mai à oct. 2023; nombre de suites trop petit; et 1 autre). Seulement 10 points~: trop peu pour en être sûr. Carte de contrôle I, règles des graphiques chronologiques, 10 points.",
    ),
    "Western Electric": (
        shown_of(STABLE + LOWER, whole=200, chart="p", rules="western-electric"),
        "improvement",
        "Special cause, an improvement (shift of 12 points above the mean, then below it, Jan to Dec 2023; shift of 12 points below the mean, Jan to Dec 2024; four of five points well below the mean, Apr to May 2024; and 2 more). The mean is 12.9% (Jan 2023 to Dec 2024). P chart, Western Electric rules, 24 points.",
        "Cause spéciale, une amélioration (décalage de 12 points au-dessus de la moyenne, puis au-dessous, janv. à déc. 2023; décalage de 12 points au-dessous de la moyenne, janv. à déc. 2024; quatre points sur cinq bien au-dessous de la moyenne, avr. à mai 2024; et 2 autres). La moyenne est de 12,9~% (janv. 2023 à déc. 2024). Carte de contrôle P, règles de Western Electric, 24 points.",
    ),
    "Life QI": (
        shown_of(STABLE + LOWER, whole=200, rules="life-qi"),
        "improvement",
        "Signal of improvement (shift of 12 points above the median, then below it, Jan to Dec 2023; shift of 12 points below the median, Jan to Dec 2024). The median is 12.8% (Jan 2023 to Dec 2024). Run chart, Life QI rules, 24 points.",
        "Signal d’amélioration (décalage de 12 points au-dessus de la médiane, puis au-dessous, janv. à déc. 2023; décalage de 12 points au-dessous de la médiane, janv. à déc. 2024). La médiane est de 12,8~% (janv. 2023 à déc. 2024). Graphique chronologique, règles de Life QI, 24 points.",
    ),
    "rules without a chart for them": (
        shown_of(MIXED, whole=100, rules="shewhart"),
        "none",
        "No signal can be found: these rules look at limits, and this chart has none. The median is 31.0% (Jan 2023 to Dec 2024). Run chart, Shewhart rule, 24 points.",
        "Aucun signal ne peut être trouvé~: ces règles regardent des limites, et ce graphique n’en a pas. La médiane est de 31,0~% (janv. 2023 à déc. 2024). Graphique chronologique, règle de Shewhart, 24 points.",
    ),
    "cases between events": (
        shown_of(
            [3, 5, 2, 8, 4, 6, 3, 7, 5, 2, 40, 35, 50, 42, 38, 44, 39, 47],
            kind=Kind.CASES_BETWEEN,
            direction=Direction.UP,
            unit="admissions",
            chart="g",
            time_unit="event",
            days=list(range(1, 19)),
        ),
        "improvement",
        "Special cause, an improvement (longest run of 8 points above the median, events 11 to 18; too few crossings of the median). The median between events is 7.5~admissions (events 1 to 18). G chart, Anhøj rules, 18 points.",
        "Cause spéciale, une amélioration (plus longue suite de 8 points au-dessus de la médiane, événements 11 à 18; trop peu de croisements de la médiane). La médiane entre événements est de 7,5~admissions (événements 1 à 18). Carte de contrôle G, règles d’Anhøj, 18 points.",
    ),
    "months merged into quarters": (
        shown_of(STABLE + LOWER, whole=36),
        "too_few",
        "Only 8 points: too few to be sure. The median is 72.2% (Q1 2023 to Q4 2024). Run chart, Anhøj rules, 8 points.",
        "Seulement 8 points~: trop peu pour en être sûr. La médiane est de 72,2~% (T1 2023 à T4 2024). Graphique chronologique, règles d’Anhøj, 8 points.",
    ),
}
OVERCLAIMS = re.compile(r"success|signific|caused|causé|led to|proved|succès|prouv|grâce à|entraîn", re.IGNORECASE)


def in_both(facts) -> tuple[str, str]:
    lines = []
    for language in ("en", "fr"):
        with translation.override(language):
            lines.append(f"{outcome_line(facts)} {aim_line(facts)}".strip())
    return lines[0].replace("\u00a0", "~"), lines[1].replace("\u00a0", "~")


@pytest.mark.parametrize("case", CASES)
def test_the_line_says_what_the_chart_supports(case):
    shown, signal, english, french = CASES[case]

    facts = facts_of(shown)

    assert facts.signal == signal
    assert in_both(facts) == (english, french)


# --- Whatever the figures ---

series = st.tuples(st.integers(0, 10_000), st.integers(2, 40), st.integers(-15, 15)).map(
    lambda seed: [value + (seed[2] if place >= seed[1] // 2 else 0) for place, value in enumerate(noise(seed[0], seed[1]))]
)
readings = st.fixed_dictionaries(
    {
        "rules": st.sampled_from(list(RULE_SETS)),
        "direction": st.sampled_from(list(Direction)),
        "phases": st.sampled_from([(), (PhaseStart(month(6), "Reminders"),)]),
        "baseline_until": st.sampled_from([None, month(5)]),
    }
)


@given(series, readings)
@settings(deadline=None, max_examples=80)
def test_a_run_chart_never_speaks_of_special_causes(values, reading):
    english, french = in_both(facts_of(shown_of(values, chart="run", **reading)))

    assert "special cause" not in english.lower()
    assert not re.search("causes? spéciale", french.lower())


@given(series, readings, st.sampled_from(["run", "i"]))
@settings(deadline=None, max_examples=80)
def test_better_and_worse_need_a_direction(values, reading, chart):
    facts = facts_of(shown_of(values, chart=chart, **{**reading, "direction": Direction.NEITHER}))

    english, french = in_both(facts)
    assert facts.signal in ("neutral", "none", "too_few")
    assert not re.search(r"improvement|worsening|, better and worse", english)
    assert not re.search(r"amélioration|détérioration|en mieux et", french)


@given(series, readings, st.sampled_from(["run", "i"]))
@settings(deadline=None, max_examples=80)
def test_the_line_never_claims_more_than_charts_can(values, reading, chart):
    facts = facts_of(shown_of(values, chart=chart, aims=(AimStep(28.0),), **reading))

    for line in in_both(facts):
        assert not OVERCLAIMS.search(line)
        assert len(re.findall(r"[a-zé%)]\. [A-ZÀ-Ý]", line)) <= 5


@given(series, readings)
@settings(deadline=None, max_examples=80)
def test_turning_the_series_over_turns_better_into_worse(values, reading):
    upside_down = [100 - value for value in values]
    signals = {"improvement": "concern", "concern": "improvement"}

    down = facts_of(shown_of(values, **{**reading, "direction": Direction.DOWN}))
    same = facts_of(shown_of(upside_down, **{**reading, "direction": Direction.UP}))
    worse = facts_of(shown_of(values, **{**reading, "direction": Direction.UP}))

    assert same.signal == down.signal
    assert worse.signal == signals.get(down.signal, down.signal)


@given(st.integers(0, 1000), st.integers(1, 5))
@settings(deadline=None, max_examples=60)
def test_no_text_tells_how_much_is_hidden(seed, counted):
    """One month in which nearly everybody missed a visit: neither who did, nor who did not, nor how many months are hidden is told."""
    values = [round(abs(value)) + 200 for value in noise(seed, 20)]
    few = [*values[:7], 9000 + counted, *values[7:]]
    wholes = [1000] * 7 + [9006] + [1000] * 13

    for merges in (True, False):
        shown = shown_of(few, wholes=wholes, merges_small_numbers=merges)
        for language in ("en", "fr"):
            with translation.override(language):
                text = " ".join([outcome_line(facts_of(shown)), *(f"{label} {told}" for label, told in facts_about(shown))])
            assert shown.hidden or shown.merged_months
            told = set(re.findall(r"\d+", re.sub(r"(?<=\d)[,\u202f](?=\d{3})", "", text)))
            assert not told & {str(9000 + counted), "9006"}
            assert not re.search(r"\b(1|one|une?) (period|période)", text)


# --- The aim, a fact of its own ---


@pytest.mark.parametrize(
    ("aim", "given_too", "met", "english", "french"),
    [
        (20, {}, False, "Aim not met: the median (Jan to Dec 2024) is 20.5%; the aim is 20% or less.",
         "Objectif non atteint~: la médiane (janv. à déc. 2024) est de 20,5~%; l’objectif est 20~% ou moins."),
        (22.5, {}, True, "Aim met: the median (Jan to Dec 2024) is 20.5%; the aim is 22.5% or less.",
         "Objectif atteint~: la médiane (janv. à déc. 2024) est de 20,5~%; l’objectif est 22,5~% ou moins."),
        (20, {"direction": Direction.UP}, True, "Aim met: the median (Jan to Dec 2024) is 20.5%; the aim is 20% or more.",
         "Objectif atteint~: la médiane (janv. à déc. 2024) est de 20,5~%; l’objectif est 20~% ou plus."),
        (20, {"direction": Direction.NEITHER}, None, "Aim: 20%. The median (Jan to Dec 2024) is 20.5%.",
         "Objectif~: 20~%. La médiane (janv. à déc. 2024) est de 20,5~%."),
        (20, {"aim_by": date(2025, 6, 1)}, False,
         "Aim not yet due: the median (Jan to Dec 2024) is 20.5%; the aim is 20% or less by 1 Jun 2025.",
         "Objectif pas encore à échéance~: la médiane (janv. à déc. 2024) est de 20,5~%; l’objectif est 20~% ou moins d’ici le 1er juin 2025."),
        (21, {"aim_by": date(2025, 6, 1)}, True,
         "Aim met so far, not yet due: the median (Jan to Dec 2024) is 20.5%; the aim is 21% or less by 1 Jun 2025.",
         "Objectif atteint jusqu’ici, pas encore à échéance~: la médiane (janv. à déc. 2024) est de 20,5~%; "
         "l’objectif est 21~% ou moins d’ici le 1er juin 2025."),
        (21, {"aim_by": date(2024, 12, 31)}, True,
         "Aim met: the median (Jan to Dec 2024) is 20.5%; the aim is 21% or less by 31 Dec 2024.",
         "Objectif atteint~: la médiane (janv. à déc. 2024) est de 20,5~%; l’objectif est 21~% ou moins d’ici le 31 déc. 2024."),
    ],
)  # fmt: skip
def test_the_aim_is_held_against_the_last_phase(aim, given_too, met, english, french):
    shown = shown_of(STABLE + LOWER, whole=100, phases=(PhaseStart(month(12), "Reminders"),), aims=(AimStep(float(aim)),), **given_too)
    facts = facts_of(shown)

    assert facts.aim_met is met
    assert aim_line(facts) == english
    with translation.override("fr"):
        assert aim_line(facts).replace("\u00a0", "~") == french


def test_a_phase_of_two_points_is_held_against_the_aim_by_its_last_figure():
    shown = shown_of([*STABLE, 20, 18], whole=100, phases=(PhaseStart(month(12), "Reminders"),), aims=(AimStep(19.0),))

    assert aim_line(facts_of(shown)) == "Aim met: the last figure (February 2024) is 18.0%; the aim is 19% or less."


def test_with_a_baseline_the_figures_since_count_against_the_aim():
    """The centre line of such a chart is the baseline's own: it would say for ever that the aim is missed."""
    shown = shown_of(STABLE + LOWER, whole=100, baseline_until=month(11), aims=(AimStep(21.0),))

    assert aim_line(facts_of(shown)) == "Aim met: the median since the baseline (Jan to Dec 2024) is 20.5%; the aim is 21% or less."


def test_without_an_aim_nothing_is_said_of_it():
    assert aim_line(facts_of(shown_of(MIXED))) == ""
    assert facts_of(shown_of(MIXED)).aim_met is None


# --- Phases that are not stable in themselves ---


def test_signals_inside_the_phases_are_told_and_decide_nothing():
    facts = facts_of(shown_of(STABLE + LOWER + [31, 20] * 12, whole=100, phases=(PhaseStart(month(24), "Reminders"),)))

    assert facts.signal == "neutral"
    assert outcome_line(facts).endswith("There are signals inside the phases, too. Run chart, Anhøj rules, 48 points.")


@pytest.mark.parametrize(("seat", "signal"), [("drivers", "improvement"), ("front", "improvement"), ("rear", "neutral")])
def test_the_seat_belt_law_is_read_as_it_is_known(seat, signal):
    """Fewer drivers and passengers in front were hurt after the law; the rear seats, to which it did not apply, show no such change."""
    with Path("fixtures/demo/measures/seatbelts.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    days = [date.fromisoformat(f"{row['month']}-01") for row in rows]
    law = (PhaseStart(date(1983, 2, 1), "Wearing seat belts in front is compulsory"),)

    facts = facts_of(shown_of([float(row[seat]) for row in rows], days=days, phases=law, unit=seat, decimals=0))

    assert facts.signal == signal
    assert ("may be chance" in outcome_line(facts)) == (seat == "rear")


def test_a_card_says_the_same_in_short():
    facts = facts_of(shown_of(STABLE + LOWER, whole=100, phases=REMINDERS))

    line = outcome_line(facts, in_short=True)

    assert line == (
        "The median went from 31.0% to 20.5%. Against the first phase: signal of improvement. Run chart, Anhøj rules, 24 points."
    )
