"""Is an author's sentence stronger than the chart? Each such claim is named to the reviewer, with the reason. Plain Python.

A claim is a word of change, cause or success that nothing in its own clause takes back: "did not fall", "to reduce", "may have improved"
and "quality improvement" claim nothing. When in doubt, nothing is flagged: a reviewer reads the sentence anyway.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from measures.facts import Facts
from measures.sentences import gettext_noop

NO_FIGURES = gettext_noop("The chart has no figures that could show it.")
TOO_FEW = gettext_noop("There are too few points to be sure.")
MAY_BE_CHANCE = gettext_noop("The chart shows no signal: the difference may be chance.")
NO_DIRECTION = gettext_noop("The chart shows a change, but none that is clearly an improvement.")
OTHER_WAY = gettext_noop("The chart's signal is in the unwanted direction.")
NOT_THIS_WAY = gettext_noop("The chart shows no signal in this direction.")
CAUSE = gettext_noop("A chart shows that something changed, not why. Say what else may have played a part.")
SIGNIFICANT = gettext_noop("No test of significance stands behind the chart. Say what the rules found.")
SUCCESS = gettext_noop("Success is for the reader to judge. Say what changed, and by how much.")
PROOF = gettext_noop("A chart proves nothing. Say what it shows.")
SPECIAL_CAUSE = gettext_noop("Special causes are found on control charts only; this chart has no limits.")
AIM_NOT_MET = gettext_noop("By these figures the aim is not met.")

WHY_NOT_BETTER = {"no_figures": NO_FIGURES, "too_few": TOO_FEW, "none": MAY_BE_CHANCE, "neutral": NO_DIRECTION, "concern": OTHER_WAY}
WHY_NOT_THIS_WAY = {**WHY_NOT_BETTER, "neutral": NOT_THIS_WAY, "concern": NOT_THIS_WAY}

# What is claimed, in each language: better, or the figures went up or down, or a cause, a success and so on.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "better": r"improv(?:ed|es|ing|ements?)|(?:much|got|get|became|is now|are now) better",
        "down": r"reduc(?:ed|es|ing|tions?)|decreas(?:ed|es|ing|e)|declin(?:ed|es|ing|e)|fell|(?:has|have|had) fallen|dropped|(?:a|the) drop (?:in|of|to|from)"
        r"|went down|(?:is|are|came) down|halved|lowered|shortened|cut (?:by|in half|to|from|the|our|no)",
        "up": r"increas(?:ed|es|ing|e)|rose|(?:has|have|had) risen|went up|(?:is|are) up|doubled|tripled|grew|climbed|(?:a|the) rise in",
        "cause": r"caus(?:ed|es|ing)|(?:led|leads|leading) to|thanks to|because of|result(?:ed|s|ing) in|brought about",
        "significant": r"(?:statistically )?significant(?:ly)?",
        "success": r"success(?:es|ful|fully)?|succeeded|succeeds",
        "proof": r"prov(?:ed|en|es)|proof",
        "special": r"special[- ]causes?",
        "aim": r"(?:aims?|targets?|goals?) (?:(?:was|were|is|has been|have been) )?(?:met|reached|achieved|attained|exceeded)"
        r"|(?:met|meets|reached|reaches|achieved|exceeded|hit) (?:the|our|its|their|this) (?:aims?|targets?|goals?)",
    },
    "fr": {
        "better": r"amélior(?:ée?s?|ations?|e|ent|ait)",
        "down": r"diminu(?:ée?s?|tions?|e|ent)|(?:a|ont|avait|avaient|est|sont|nette|une|la) (?:en )?(?:bien )?baiss(?:ée?s?|e)|rédui(?:te?s?|sent)|réductions?|(?:a|ont) chuté"
        r"|(?:a|ont) reculé|abaissée?s?|raccourcie?s?",
        "up": r"augment(?:ée?s?|ations?|e|ent)|(?:a|ont|est|sont|une|la) (?:en )?hauss(?:ée?s?|e)|(?:a|ont) (?:grimpé|progressé|monté)|doublée?s?|triplée?s?",
        "cause": r"(?:a|ont) (?:bien )?permis|gr[âa]ce (?:à|au|aux)|(?:a|ont) entra[îi]né|(?:a|ont) causé|(?:a|ont) provoqué|(?:a|ont) (?:mené|conduit|abouti) (?:à|au|aux)|en raison d(?:e|u|es)",
        "significant": r"significati(?:fs?|ves?|vement)",
        "success": r"succès|réussites?|(?:a|avons|ont) réussi|réussie?s?",
        "proof": r"prouv(?:ée?s?|e|ent)|(?:a|ont|avons) démontré|preuves?",
        "special": r"causes? spéciales?",
        "aim": r"(?:objectifs?|cibles?|buts?) (?:(?:est|sont|a été|ont été|fut|était) )?(?:atteinte?s?|dépassée?s?)"
        r"|atteint (?:l'|notre |nos |leur |leurs |son |ses |la |les |cet |cette )(?:objectifs?|cibles?|buts?)",
    },
}

# What takes a claim back when it stands in the same clause.
TAKEN_BACK: dict[str, str] = {
    "en": r"not|\w*n't|cannot|no(?!-| shows?\b)|never|none|nothing|nor|neither|without|hardly|whether|if|unclear|unsure|uncertain|unknown"
    r"|may (?:be|have|not|well|still|also)|might|could|would|should|will|perhaps|possibly|likely|room for|need(?:s|ed)?|wish(?:ed)?|question"
    r"|aim(?:s|ed|ing)? (?:is |was )?(?:to|at|for)|goal (?:is|was)|(?:tr(?:y|ied|ying)|plan(?:s|ned|ning)?) (?:to|for)"
    r"|hop(?:e|ed|es|ing)|want(?:s|ed)?|intend(?:s|ed)?|expect(?:s|ed)?|meant",
    "fr": r"ne|n'\w+|pas|aucune?|jamais|ni|sans|peut|peuvent|pourrai(?:t|ent)|pourra|aurai(?:t|ent)|serai(?:t|ent)|devrai(?:t|ent)|si|s'ils?"
    r"|incertaine?|peut-être|vis(?:e|ent|ait|aient|ions|ons|er)|espér\w*|souhait\w*|voul\w*|veut|veulent|voudri\w*"
    r"|prév(?:u|oit|oyait|oyons)|tent(?:é|er|ons|ait|e)|essa(?:yé|yer|ie|yons)|besoin|(?:but|objectif) (?:est|était)|afin"
    r"|pour (?:une?|des|la|le|les|l'\w+)|demand\w*|question",
}

# Chance or too few points, named anywhere in the text: then a change that is told is no claim.
HEDGED: dict[str, str] = {
    "en": r"(?:may|might|could|can) (?:well |still )*(?:be|have been) (?:due to |by |down to )?chance|too (?:few|early|soon)|no signal|not a signal"
    r"|(?:cannot|can't|hard to|not able to) (?:yet )?(?:say|tell|know|be sure|conclude)|not (?:yet )?sure|inside the limits|within the limits",
    "fr": r"peu(?:t|vent)[- ](?:[\w']+ ){0,5}hasard|trop (?:peu|tôt)|(?:aucun|pas de) signal|(?:ne|impossible|difficile) [^.]{0,20}(?:dire|savoir|conclure|affirmer)"
    r"|(?:à l'intérieur|dans les) (?:des )?limites",
}

# Uses of these words that claim nothing, whatever stands around them.
HARMLESS: dict[str, str] = {
    "en": r"(?:quality|continuous|service|practice|process) improvements?|improvement (?:teams?|projects?|advis[oe]rs?|cycles?|work|ideas?|science|coach(?:es)?|leads?|specialists?|plans?|methods?|aims?|efforts?|stor(?:y|ies)|committees?)"
    r"|model for improvement|harm reduction|risk reduction|success factors?|significant others?|proof of concept|increasing(?:ly)? (?:difficult|complex)|fell (?:ill|sick|asleep|behind|short|out)",
    "fr": r"améliorations? (?:continue|de la qualité)|(?:équipes?|projets?|cycles?|conseill[eè]re?s?|idées?|travail|travaux|démarches?|modèles?|plans?|comités?|spécialistes?) (?:d'|de l')amélioration"
    r"|réduction des méfaits|facteurs? de (?:succès|réussite)|preuve de concept|fondée?s? sur des preuves",
}
TURN = r"but|however|yet|although|though|while|mais|cependant|pourtant|toutefois|alors que|tandis que"
CLAUSE = re.compile(rf"[,.;:!?()\n]+(?!\d)|\s(?:{TURN})\s", re.IGNORECASE)
CHANGES = {"better", "up", "down"}


@dataclass(frozen=True, slots=True)
class Claim:
    """The author's words, and why they say more than the chart; the reason in English, through gettext before it is shown."""

    words: str
    why: str


def stronger_than(facts: Facts, text: str, language: str) -> list[Claim]:
    """Claims in this text that the facts do not carry, in order. `language`: en or fr; any other is read as English."""
    code = "fr" if language.startswith("fr") else "en"
    plain = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    kinds = [kind for kind in WORDS[code] if kind not in CHANGES or not _pattern(HEDGED[code]).search(plain)]
    claims: dict[tuple[str, str], Claim] = {}
    for start, end in _clauses(plain):
        clause = _pattern(HARMLESS[code]).sub(lambda found: "·" * len(found[0]), plain[start:end])
        for kind in kinds:
            why = _why(facts, kind)
            for found in _pattern(WORDS[code][kind]).finditer(clause) if why else ():
                if not _is_taken_back(clause, found, code):
                    said = text[start + found.start() : start + found.end()]
                    claims.setdefault((said.casefold(), why), Claim(said, why))
    return list(claims.values())


def _why(facts: Facts, kind: str) -> str:
    """Why a claim of this kind is too strong; empty when the facts carry it."""
    match kind:
        case "better":
            return WHY_NOT_BETTER.get(facts.signal, "")
        case "up" | "down":
            goes = 1 if kind == "up" else -1
            return "" if any(each.way == goes for each in facts.found) else WHY_NOT_THIS_WAY.get(facts.signal, "")
        case "special":
            return "" if facts.has_limits else SPECIAL_CAUSE
        case "aim":
            return AIM_NOT_MET if facts.aim_met is False else ""
        case _:
            return {"cause": CAUSE, "significant": SIGNIFICANT, "success": SUCCESS, "proof": PROOF}[kind]


def _is_taken_back(clause: str, found: re.Match[str], code: str) -> bool:
    """By a denial, a doubt or a wish around it. In an aim that was met, the word aim is no wish."""
    around = f"{clause[: found.start()]} · {clause[found.end() :]}"
    return bool(_pattern(TAKEN_BACK[code]).search(around))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in CLAUSE.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """Whole words, in any case."""
    return re.compile(rf"(?<![\w·])(?:{words})(?![\w·])", re.IGNORECASE)
