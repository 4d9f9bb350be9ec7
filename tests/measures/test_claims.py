"""An author's sentence beside the chart: what is stronger than the figures is named, what is honest is left alone."""

from dataclasses import replace

import pytest

from measures.claims import AIM_NOT_MET, CAUSE, MAY_BE_CHANCE, OTHER_WAY, SPECIAL_CAUSE, TOO_FEW, stronger_than
from measures.facts import Facts
from measures.found import Found

NO_SIGNAL = Facts("none", aim_met=False, direction="down", points=24)
WENT_DOWN = Found("shift", -1, "2024-01-01", "2024-09-01", 9, way=-1, kind="improvement")
IMPROVED = Facts("improvement", aim_met=True, direction="down", points=24, found=(WENT_DOWN,))
WORSE = Facts("concern", direction="up", points=24, found=(replace(WENT_DOWN, kind="concern"),))

HONEST_ENGLISH = [
    "No-shows went from 31% to 29%, which may be chance.",
    "We aimed to reduce no-shows by half.",
    "No-shows did not fall.",
    "There was no change in the median wait.",
    "The median wait hasn't improved yet.",
    "We cannot say whether waits improved.",
    "Waits could not be reduced in two of the sites.",
    "Our quality improvement team met every week.",
    "It is too early to say whether fewer people wait.",
    "The improvement project ran for a year; the figures are stable.",
    "We hoped to increase attendance and saw no difference.",
    "The aim was not met: the median is 24%.",
    "We do not know why the figures moved.",
    "Neither site reduced its waits.",
    "The median fell from 31% to 29%. There is no signal, so this may be chance.",
    "There was no significant difference between the months.",
    "The harm reduction group kept its weekly hours.",
    "Text reminders are sent two days before each visit.",
]
HONEST_FRENCH = [
    "Les absences sont passées de 31 % à 29 %, ce qui peut être le fruit du hasard.",
    "Nous visions une réduction de moitié des absences.",
    "Les absences n’ont pas diminué.",
    "L’attente médiane n’a pas changé.",
    "L’attente ne s’est pas améliorée.",
    "On ne peut dire si l’attente a diminué.",
    "Aucune amélioration n’a été observée.",
    "L’équipe d’amélioration s’est réunie chaque semaine.",
    "Il est trop tôt pour parler d’une baisse.",
    "Le projet d’amélioration a duré un an; les chiffres sont stables.",
    "Nous espérions une augmentation des présences.",
    "L’objectif n’est pas atteint : la médiane est de 24 %.",
    "Nous ne savons pas pourquoi les chiffres ont bougé.",
    "Sans réduction de l’attente, le projet continue.",
    "La médiane a diminué de 31 % à 29 %. Aucun signal : ce peut être le hasard.",
    "Il n’y a pas de différence significative entre les mois.",
    "Le groupe de réduction des méfaits a gardé ses heures.",
    "Un rappel est envoyé deux jours avant chaque visite.",
]
STRONG_ENGLISH = [
    ("No-shows fell by 40%.", "fell"),
    ("Waits improved after the change.", "improved"),
    ("We saw a real improvement in attendance.", "improvement"),
    ("No-shows were reduced by a third.", "reduced"),
    ("There was a reduction in missed visits.", "reduction"),
    ("Missed visits dropped within weeks.", "dropped"),
    ("The median wait decreased to 20 days.", "decreased"),
    ("Attendance increased in every clinic.", "increased"),
    ("Attendance rose from 60% to 70%.", "rose"),
    ("With no extra staff, waits were halved.", "halved"),
    ("We tried text reminders and no-shows fell.", "fell"),
    ("No-shows went down.", "went down"),
    ("We doubled the share of visits kept.", "doubled"),
    ("We reached our aim.", "reached our aim"),
    ("The target was met in June.", "target was met"),
    ("The project was a success.", "success"),
]
STRONG_FRENCH = [
    ("Les absences ont diminué de 40 %.", "diminué"),
    ("L’attente s’est améliorée après le changement.", "améliorée"),
    ("Nous avons vu une nette amélioration.", "amélioration"),
    ("Les absences ont été réduites du tiers.", "réduites"),
    ("On note une réduction des visites manquées.", "réduction"),
    ("Les absences ont chuté en quelques semaines.", "ont chuté"),
    ("L’attente a baissé à 20 jours.", "a baissé"),
    ("Les présences ont augmenté partout.", "augmenté"),
    ("Une hausse des présences est visible.", "Une hausse"),
    ("L’attente est réduite de moitié.", "réduite"),
    ("Les présences ont doublé: elles sont doublées.", "doublées"),
    ("L’objectif est atteint.", "objectif est atteint"),
    ("Nous avons atteint notre objectif.", "atteint notre objectif"),
    ("Le projet est un succès.", "succès"),
    ("La baisse est significative.", "significative"),
    ("Les résultats prouvent que le rappel agit.", "prouvent"),
]


@pytest.mark.parametrize("sentence", HONEST_ENGLISH)
def test_honest_english_is_left_alone(sentence):
    assert stronger_than(NO_SIGNAL, sentence, "en") == []


@pytest.mark.parametrize("sentence", HONEST_FRENCH)
def test_honest_french_is_left_alone(sentence):
    assert stronger_than(NO_SIGNAL, sentence, "fr") == []


@pytest.mark.parametrize(("sentence", "words"), STRONG_ENGLISH)
def test_a_stronger_english_sentence_is_named(sentence, words):
    assert words in [claim.words for claim in stronger_than(NO_SIGNAL, sentence, "en")]


@pytest.mark.parametrize(("sentence", "words"), STRONG_FRENCH)
def test_a_stronger_french_sentence_is_named(sentence, words):
    assert words in [claim.words for claim in stronger_than(NO_SIGNAL, sentence, "fr")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Reminders caused the fall."),
        ("en", "The change led to shorter waits."),
        ("en", "Thanks to reminders, fewer people missed a visit."),
        ("en", "Waits are shorter because of the new form."),
        ("en", "The new form resulted in shorter waits."),
        ("fr", "Le rappel a permis de raccourcir l’attente."),
        ("fr", "Grâce à ce rappel, l’attente est plus courte."),
        ("fr", "Ce changement a entraîné des attentes plus courtes."),
    ],
)
def test_a_cause_is_more_than_any_chart_shows(language, sentence):
    assert [claim.why for claim in stronger_than(IMPROVED, sentence, language)] == [CAUSE]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "No-shows fell from 31% to 20%, an improvement."), ("fr", "Les absences ont diminué, une amélioration; objectif atteint.")],
)
def test_what_the_chart_carries_may_be_said(language, sentence):
    assert stronger_than(IMPROVED, sentence, language) == []


def test_each_claim_has_the_reason_that_fits_the_chart():
    few = replace(NO_SIGNAL, signal="too_few")

    assert [claim.why for claim in stronger_than(NO_SIGNAL, "Waits improved.", "en")] == [MAY_BE_CHANCE]
    assert [claim.why for claim in stronger_than(few, "Waits improved.", "en")] == [TOO_FEW]
    assert [claim.why for claim in stronger_than(WORSE, "Attendance improved.", "en")] == [OTHER_WAY]
    assert [claim.why for claim in stronger_than(NO_SIGNAL, "The aim was met.", "en")] == [AIM_NOT_MET]


def test_a_fall_that_the_chart_shows_may_be_told_though_it_is_unwanted():
    assert stronger_than(WORSE, "Attendance fell in spring.", "en") == []


def test_special_causes_belong_to_control_charts():
    with_limits = replace(NO_SIGNAL, has_limits=True)

    assert [claim.why for claim in stronger_than(NO_SIGNAL, "May is a special cause.", "en")] == [SPECIAL_CAUSE]
    assert [claim.why for claim in stronger_than(NO_SIGNAL, "Mai est une cause spéciale.", "fr")] == [SPECIAL_CAUSE]
    assert stronger_than(with_limits, "May is a special cause.", "en") == []


def test_chance_that_is_denied_is_no_hedge():
    claims = stronger_than(NO_SIGNAL, "Waits improved. This cannot be chance.", "en")

    assert [claim.words for claim in claims] == ["improved"]
