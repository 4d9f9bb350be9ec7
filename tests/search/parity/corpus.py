"""A collection of invented things in two languages, the same on every run: what the engines are compared on. Nothing here is real."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from search import indexing
from search.indexing import Draft

SIZE = 600
KINDS = ["story"] * 6 + ["lesson"] * 3 + ["resource"] * 2 + ["idea", "method", "organization", "member", "document"]
TOPICS, METHODS = ["sleep", "falls", "waits", "infection", "flow"], ["pdsa", "lean", "six-sigma", "spc"]
TAGS, STATUSES, REGIONS = ["EQIPON", "Quiet", "Été"], ["planned", "running", "finished"], ["North Example", "Baie d’Exemple"]
ACCESS = ["all"] * 14 + ["in"] * 3 + ["anon", "group1", "group2 super", "all-en", "all-fr"]

PEOPLE = ["Ana Example", "Zoé Exemple", "Noël O’Example", "Bo Fictional"]
ENGLISH = {
    "who": ["The fictional ward", "An invented clinic", "The night team", "Nurses at Example Hospital", "Our emergency department", "The ED"],
    "did": ["reduced", "improved", "measured", "tested", "stopped", "kept", "called about", "re-designed"],
    "what": [
        "noise at night", "falls with harm", "no show appointments", "missed visits", "catheter infections", "opioid prescribing",
        "the wait list", "phone calls before surgery", "hand hygiene", "plan do study act cycles", "PDSA cycles", "length of stay",
    ],
    "how": [
        "with a checklist", "by calling patients", "with a run chart", "in small tests of change", "using statistical process control",
        "before the café opened", "in the patient’s room", "during 12 weeks", "with H₂O and soap", "without any change in staffing",
    ],
    "end": ["and it did not work", "and sleep was better", "and waits became shorter", "and nobody noticed", "and readmissions fell by 30 %"],
}  # fmt: skip
FRENCH = {
    "who": ["L’unité fictive", "Une clinique inventée", "L’équipe de nuit", "Les infirmières de l’hôpital Exemple", "Le service des urgences"],
    "did": ["a réduit", "a amélioré", "a mesuré", "a essayé", "a arrêté", "n’a pas changé", "s’est occupée de"],
    "what": [
        "le bruit la nuit", "les chutes avec blessures", "les rendez-vous manqués", "l’attente aux urgences", "les infections",
        "la liste d’attente", "les appels avant l’opération", "l’hygiène des mains", "la durée du séjour", "les cycles PDSA",
    ],
    "how": [
        "avec une liste de contrôle", "en appelant les patients", "grâce à un graphique", "par de petits essais", "pendant douze semaines",
        "au cœur de l’été", "dans la chambre du patient", "d’aujourd’hui à demain",
    ],
    "end": ["et ça n’a pas marché", "et le sommeil était meilleur", "et l’attente a diminué", "sans résultat", "et les réadmissions ont baissé"],
}  # fmt: skip


def drafts() -> Iterator[Draft]:
    chance = random.Random(200)
    began = datetime(2021, 1, 5, 12, tzinfo=UTC)
    for number in range(1, SIZE + 1):
        language, words = ("fr", FRENCH) if chance.random() < 0.35 else ("en", ENGLISH)
        kind = chance.choice(KINDS)
        facets = {
            "topic": chance.sample(TOPICS, chance.randint(0, 2)),
            "method": chance.sample(METHODS, chance.randint(0, 2)),
            "hashtag": chance.sample(TAGS, chance.randint(0, 1)),
            "status": [chance.choice(STATUSES)] if kind == "story" else [],
            "region": [chance.choice(REGIONS)] if chance.random() < 0.3 else [],
        }
        yield Draft(
            kind,
            number,
            language,
            title=_sentence(chance, words, "who", "did", "what") if chance.random() < 0.9 else _sentence(chance, words, "what"),
            access=chance.choice(ACCESS),
            also=", ".join(chance.sample(PEOPLE, chance.randint(0, 2))),
            body=" ".join(_sentence(chance, words, *words) + "." for _ in range(chance.choice([1, 2, 3, 5, 8, 40]))),
            facets=facets,
            published_on=began + timedelta(days=chance.randint(0, 1700), seconds=chance.randint(0, 80_000))
            if chance.random() < 0.9
            else None,
            usefulness=round(chance.random(), 2),
        )


def _sentence(chance: random.Random, words: dict[str, list[str]], *parts: str) -> str:
    return " ".join(chance.choice(words[part]) for part in parts)


def load() -> None:
    made = list(drafts())
    indexing.clear()
    indexing.write({(each.kind, each.object_id) for each in made}, made)
