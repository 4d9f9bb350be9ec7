"""Which heading means what, in English and French, whatever its case, accents and punctuation. Plain Python."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

MOST_RESULTS = 3

# Each answer with the headings that mean it. The first one is its name in reports and in docs/import.md.
HEADINGS: dict[str, tuple[str, ...]] = {
    "reference": ("your reference", "reference", "external reference", "id", "key", "votre référence", "référence", "identifiant", "clé"),
    "title": ("title", "story title", "project title", "titre", "titre du projet"),
    "language": ("language", "langue"),
    "problem": ("problem", "the problem", "background", "problème", "le problème", "contexte"),
    "aim": ("aim", "aim statement", "but", "objectif"),
    "aim_what": ("aim: what", "what should change", "but: quoi", "objectif: quoi"),
    "aim_how_much": ("aim: how much", "by how much", "but: combien", "objectif: combien"),
    "aim_for_whom": ("aim: for whom", "for whom", "but: pour qui", "objectif: pour qui", "pour qui"),
    "aim_by_when": ("aim: by when", "by when", "but: pour quand", "objectif: pour quand", "échéance"),
    "what_we_did": ("what we did", "what you did", "changes", "ce que nous avons fait", "changements"),
    "what_happened": ("what happened", "ce qui s'est passé", "ce qui est arrivé"),
    "result_statement": ("result", "results", "result in one sentence", "résultat", "résultats", "résultat en une phrase"),
    "status": ("status", "statut", "état"),
    "year": ("year", "année", "an"),
    "period": ("period", "période"),
    "setting_text": ("where", "place", "où", "lieu"),
    "balancing_effects": ("balancing effects", "side effects", "effets d'équilibre", "effets secondaires", "effets compensatoires"),
    "what_did_not_work": ("what did not work", "what didn't work", "ce qui n'a pas fonctionné", "ce qui n'a pas marché"),
    "lessons": ("lessons", "lessons learned", "lessons learnt", "leçons", "leçons apprises"),
    "advice": ("advice", "what we would tell the next team", "conseils", "conseil", "ce que nous dirions à la prochaine équipe"),
    "limits": ("limits", "limitations", "limites"),
    "caution": ("caution", "how far the figures can be trusted", "prudence", "mise en garde"),
    "plain_language": (
        "plain language",
        "in plain words",
        "plain language summary",
        "langage clair",
        "en langage clair",
        "en mots simples",
    ),
    "contact": ("contact", "whom to ask", "personne-ressource", "à qui demander"),
    "authors": ("authors", "author", "auteurs", "auteur", "auteures", "autrices", "auteurs et autrices"),
    "organizations": ("organizations", "organization", "organisations", "organisation", "organismes", "organisme", "agency", "agence"),
    "methods": ("methods", "method", "méthodes", "méthode"),
    "topics": ("topics", "topic", "sujets", "sujet", "thèmes", "thème"),
    "quality_domains": ("domains", "domain", "quality domains", "domaines", "domaines de qualité", "dimensions de la qualité"),
    "care_settings": ("settings", "setting", "care settings", "care setting", "milieux", "milieu", "milieux de soins", "milieu de soins"),
    "scale": ("scale", "échelle", "portée"),
    "hashtags": ("hashtags", "hashtag", "tags", "mots-clics", "mot-clic", "mots-dièse"),
    "source_label": ("source label", "source", "publication"),
    "source_url": ("source url", "source address", "source link", "url", "url de la source", "adresse de la source", "lien de la source"),
    "source_doi": ("source doi", "doi", "doi de la source"),
    "licence": ("licence", "license"),
}

FIGURES = ("result", "results", "figure", "figures", "measure", "indicator", "résultat", "résultats", "mesure", "indicateur", "chiffre")
SIDES = {"before": ("before", "baseline", "avant"), "after": ("after", "après")}
PARTS = {
    "value": ("value", "figure", "valeur", "chiffre", ""),
    "numerator": ("numerator", "number", "numérateur", "nombre"),
    "denominator": ("denominator", "out of", "dénominateur", "sur"),
    "period": ("period", "période"),
}
ABOUT = {
    "label": ("label", "what was counted", "name", "libellé", "ce qui a été compté", "nom"),
    "unit": ("unit", "unité"),
    "direction": ("better", "direction", "wanted direction", "sens", "mieux"),
    "aim_value": ("aim", "target", "cible", "but"),
    "note": ("note", "remarque"),
}


def fold(words: str) -> str:
    """What two spellings share: without case, accents and punctuation."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


def _figure_suffixes() -> Iterable[tuple[str, str]]:
    for side, side_words in SIDES.items():
        for part, part_words in PARTS.items():
            yield from ((f"{side}_{part}", f"{said} {named}") for said in side_words for named in part_words)
    for part, part_words in ABOUT.items():
        yield from ((part, named) for named in part_words)


def _figure_headings() -> Iterable[tuple[str, str]]:
    """“Result 2 before value”, “Before value 2”, and without a number for the first."""
    for answer, suffix in _figure_suffixes():
        for number in range(1, MOST_RESULTS + 1):
            yield from ((f"result_{number}_{answer}", f"{thing} {number} {suffix}") for thing in FIGURES)
            if answer.startswith(("before", "after")):
                yield f"result_{number}_{answer}", f"{suffix} {number}"
        yield from ((f"result_1_{answer}", f"{thing} {suffix}") for thing in FIGURES)
        if answer.startswith(("before", "after")):
            yield f"result_1_{answer}", suffix
    yield from (("result_1_unit", "unit"), ("result_1_unit", "unité"))


def _all_headings() -> dict[str, str]:
    known = {fold(heading): answer for answer, headings in HEADINGS.items() for heading in headings}
    for answer, heading in _figure_headings():
        known.setdefault(fold(heading), answer)
    return known


KNOWN = _all_headings()


@dataclass(frozen=True)
class Columns:
    """What the headings of one file mean."""

    answers: dict[str, str] = field(default_factory=dict)  # answer: the heading as it stands in the file
    unknown: dict[str, str] = field(default_factory=dict)  # heading: the known heading that is nearest, or ""
    twice: tuple[str, str] | None = None  # two headings that mean the same


def understand(headings: Iterable[str]) -> Columns:
    columns = Columns()
    for heading in headings:
        answer = KNOWN.get(fold(heading))
        if answer is None:
            near = get_close_matches(fold(heading), KNOWN, n=1, cutoff=0.8)
            columns.unknown[heading] = near[0] if near else ""
        elif answer in columns.answers:
            return Columns(twice=(columns.answers[answer], heading))
        else:
            columns.answers[answer] = heading
    return columns


def heading_of(answer: str) -> str:
    """The name of an answer where no file gives it one."""
    if answer in HEADINGS:
        return HEADINGS[answer][0]
    return answer.replace("_", " ")
