"""One row of a file as the answers that the composer's own forms take, and what could not be taken."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from members.models import Member
from stories.composer.cleaning import clean_words
from stories.composer.fields import plain_number

from .columns import ABOUT, MOST_RESULTS, PARTS, SIDES, Columns, fold, heading_of
from .reading import Row
from .terms import Terms

TEXTS = (
    "title", "problem", "aim", "aim_what", "aim_how_much", "aim_for_whom", "aim_by_when", "setting_text", "period",
    "what_we_did", "result_statement", "what_happened", "balancing_effects", "caution",
    "what_did_not_work", "lessons", "advice", "limits", "plain_language", "contact",
)  # fmt: skip
MANY = ("methods", "topics", "quality_domains", "care_settings", "organizations")
CHOSEN = {"language": "en", "status": "testing", "licence": "cc-by-4.0"}  # what an empty cell means, as in a new draft
FIGURES = [*(f"{side}_{part}" for side in SIDES for part in PARTS), *ABOUT]
DIRECTIONS = {
    "higher": ("higher", "higher is better", "up", "plus haut", "hausse"),
    "lower": ("lower", "lower is better", "down", "plus bas", "baisse"),
    "neither": ("neither", "aucun", "ni l'un ni l'autre"),
}
AUTHOR = re.compile(r"(?P<name>[^()]+?)\s*\((?P<affiliation>.+)\)")
DAY = re.compile(r"(\d{4})-\d\d(-\d\d)?")


@dataclass(frozen=True)
class Note:
    """One thing that a person should know or mend, with its column."""

    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.column}: {self.sentence}" if self.column else self.sentence


@dataclass
class Answers:
    """What one row says, ready for the forms."""

    data: QueryDict
    row: Row
    columns: Columns
    reference: str = ""
    notes: list[Note] = field(default_factory=list)  # the story comes in all the same
    problems: list[Note] = field(default_factory=list)  # it does not
    organizations_said: str = ""

    @property
    def title(self) -> str:
        return " ".join(self.data["title"].split())

    def column(self, answer: str) -> str:
        """The heading under which an answer stands in this file."""
        return self.columns.answers.get(answer) or heading_of(answer)


def answers_of(row: Row, columns: Columns, terms: Terms, *, writer: Member | None) -> Answers:
    said = {answer: clean_words(row.words.get(heading, "")).strip() for answer, heading in columns.answers.items()}
    answers = Answers(QueryDict(mutable=True), row, columns)
    answers.problems = [Note(column, sentence) for column, sentence in row.problems if column not in columns.unknown]
    answers.reference = " ".join(said.get("reference", "").split())
    answers.organizations_said = said.get("organizations", "")
    for name in TEXTS:
        answers.data[name] = said.get(name, "")
    answers.data["year"] = _year(said.get("year", ""))
    answers.data["hashtags"] = " ".join(several(said.get("hashtags", "")))
    answers.data["add_organization"] = ""
    _choose(answers, said, terms)
    _figures(answers, said)
    _authors(answers, said.get("authors", ""), writer)
    _source(answers, said)
    _name_unknown_columns(answers)
    return answers


def several(words: str) -> list[str]:
    """Parts in one cell, with a semicolon or a line break between them; a list in JSON comes one a line."""
    parts = [part.strip(" \t;") for part in (words.split("\n") if "\n" in words else words.split(";"))]
    return [part for part in parts if part]


def _year(words: str) -> str:
    whole = re.fullmatch(r"(\d{4})\.0+", words) or DAY.fullmatch(words)
    return whole[1] if whole else words


# --- Words of the vocabularies ---


def _choose(answers: Answers, said: dict[str, str], terms: Terms) -> None:
    for name in MANY:
        answers.data.setlist(name, _found(answers, name, several(said.get(name, "")), terms))
    scales = _found(answers, "scale", several(said.get("scale", "")), terms)
    answers.data["scale"] = scales[0] if scales else ""
    if len(scales) > 1:
        answers.notes.append(Note(answers.column("scale"), _("Only one fits here: the first is taken.")))
    for name, usual in CHOSEN.items():
        word = said.get(name, "")
        answers.data[name] = (terms.find(name, word) if word else "") or usual
        if word and not terms.find(name, word):
            words = _("not found: “%(word)s”. The draft says “%(usual)s”: look whether that is right.")
            answers.notes.append(Note(answers.column(name), words % {"word": word[:80], "usual": terms.label(name, usual)}))


def _found(answers: Answers, name: str, words: list[str], terms: Terms) -> list[str]:
    keys = []
    for word in words:
        if key := terms.find(name, word):
            keys.append(key)
        else:
            answers.notes.append(Note(answers.column(name), _not_found(word, terms.near(name, word))))
    return list(dict.fromkeys(keys))


def _not_found(word: str, near: str) -> str:
    if near:
        return _("not found: “%(word)s”. Did you mean “%(near)s”?") % {"word": word[:80], "near": near}
    return _("not found: “%(word)s”. The draft goes without it.") % {"word": word[:80]}


# --- Rows of rows ---


def _rows(answers: Answers, prefix: str, rows: list[dict[str, str]]) -> None:
    """As a page would post them."""
    answers.data[f"{prefix}-TOTAL_FORMS"], answers.data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, values in enumerate(rows):
        for name, value in values.items():
            answers.data[f"{prefix}-{place}-{name}"] = value


def _figures(answers: Answers, said: dict[str, str]) -> None:
    """Empty results keep their place, so that an error names its own column."""
    rows = []
    for number in range(1, MOST_RESULTS + 1):
        values = {name: said.get(f"result_{number}_{name}", "") for name in FIGURES}
        values["direction"] = _direction(answers, f"result_{number}_direction", values["direction"])
        for name in ("before_value", "after_value", "aim_value"):
            values[name] = _four_places(values[name])
        rows.append(values)
    _rows(answers, "stated_results", rows)


def _direction(answers: Answers, name: str, words: str) -> str:
    found = next((key for key, also in DIRECTIONS.items() if fold(words) in map(fold, also)), "")
    if words and not found:
        answers.notes.append(Note(answers.column(name), _("not found: “%(word)s”. Write higher, lower or neither.") % {"word": words[:80]}))
    return found or "higher"


def _four_places(words: str) -> str:
    """A spreadsheet's 64.15094339622641 is what it made of a division; no reader needs more than four places."""
    sign = "%" if words.endswith("%") else ""
    try:
        number = Decimal(plain_number(words))
        places = -int(number.as_tuple().exponent)
    except (InvalidOperation, ValueError, TypeError):
        return words
    if not number.is_finite() or abs(places) > 40:
        return words
    return f"{(round(number, 4) if places > 4 else number).normalize():f}{sign}"


def _authors(answers: Answers, words: str, writer: Member | None) -> None:
    """A member is credited only by their own word: here only the one in whose name the stories come in."""
    rows = []
    for part in several(words):
        named = AUTHOR.fullmatch(part)
        name, affiliation = (named["name"], named["affiliation"]) if named else (part, "")
        is_writer = writer is not None and fold(name) == fold(writer.name) and not any(row["member"] for row in rows)
        rows.append(
            {"name": name, "affiliation": affiliation, "credit": "author", "member": str(writer.pk) if writer and is_writer else ""}
        )
    _rows(answers, "authors", rows)


def _source(answers: Answers, said: dict[str, str]) -> None:
    source = {name: said.get(f"source_{name}", "") for name in ("label", "url", "doi")}
    if any(source.values()) and not source["label"]:
        source["label"] = source["doi"] or source["url"]
    _rows(answers, "sources", [{**source, "note": ""}] if any(source.values()) else [])


def _name_unknown_columns(answers: Answers) -> None:
    for heading in answers.columns.unknown:
        if answers.row.words.get(heading, "").strip():
            answers.notes.append(Note(heading, _("This column is unknown: it is not in the draft.")))
