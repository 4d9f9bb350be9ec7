"""Two hundred scripted questions of every kind: words, phrases, signs, fields, choices, orders, readers, both languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from search.access import Reader
from search.asking import Query
from search.ranking.question import parse
from search.ranking.synonyms import Group, Synonyms

SYNONYMS = [
    Group.of(["PDSA", "plan do study act"], minds_capitals=True),
    Group.of(["ED", "emergency department"], "en", minds_capitals=True),
    Group.of(["urgences", "service des urgences"], "fr"),
    Group.of(["no show", "missed visit"], "en"),
    Group.of(["SPC", "statistical process control"], "en"),
    Group.of(["attente", "délai"], "fr"),
    Group.of(["rest", "sleep"], "en", is_one_way=True),
]
VISITOR, VISITEUR = Reader(frozenset({"all", "anon"})), Reader(frozenset({"all", "anon"}), "fr")
MEMBER, MEMBRE = Reader(frozenset({"all", "in"})), Reader(frozenset({"all", "in"}), "fr")
OF_A_GROUP, ADMINISTRATOR = Reader(frozenset({"all", "in", "group1"})), Reader(frozenset({"all", "in", "super"}))


@dataclass(frozen=True)
class Scripted:
    typed: str
    reader: Reader = VISITOR
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "best"
    after: date | None = None
    before: date | None = None
    page: int = 1

    def __str__(self) -> str:
        more = [f"{name}={','.join(values)}" for name, values in self.chosen.items()]
        more += [self.sort] * (self.sort != "best") + [f"page {self.page}"] * (self.page > 1)
        return " ".join([self.typed or "(nothing)", *more, "as", "-".join(sorted(self.reader.tokens)), self.reader.language])

    def query(self) -> Query:
        question = parse(self.typed, Synonyms(SYNONYMS, self.reader.language))
        chosen = {name: tuple(values) for name, values in question.chosen.items()} | self.chosen
        dates = {"after": self.after or question.after, "before": self.before or question.before}
        return Query(question, self.reader, chosen, self.sort, **dates, page=self.page)


PLAIN = [
    "sleep", "falls", "noise at night", "phone calls before surgery", "hygiene", "hand hygiene soap", "catheter", "infection", "infections",
    "readmissions", "readmission fell", "waits", "wait", "patients", "patient's room", "patient’s room", "hospital", "nurse", "nurses",
    "nursing", "run chart", "checklist", "improving", "improvement", "improved sleep", "reduced waits with a checklist", "measure",
    "measuring falls", "without change", "the", "of the and", "30", "12 weeks", "H2O", "H₂O", "café", "CAFE", "redesigned", "re-designed",
    "example", "Zoé", "zoe exemple", "O’Example", "fictional ward at night", "nothing of this kind: xyzzy", "xyzzy",
]  # fmt: skip
FRENCH = [
    "sommeil", "bruit la nuit", "chutes", "chute", "attente", "l’attente", "L'ATTENTE AUX URGENCES", "reduit", "réduit", "hopital",
    "l’hôpital", "équipe", "equipe de nuit", "infirmières", "infirmiere", "aujourd’hui", "d’aujourd’hui", "coeur", "cœur de l’été", "été",
    "amélioré", "ameliorer", "essais", "petits essais", "graphique", "hygiène des mains", "réadmissions", "n’a pas changé", "durée du séjour",
    "les la le", "séjours", "opérations",
]  # fmt: skip
SIGNS = [
    '"no show"', '"noise at night"', '"at night"', '"night at"', '"run chart" falls', 'falls "run chart" sleep', '"plan do study act"',
    '"liste d’attente"', "« hygiène des mains »", '"an unclosed quote', "-falls", "sleep -noise", 'sleep -"run chart"', "-xyzzy", "- -", "--",
    'waits -"wait list" -opioid', "title:falls", "title:fall", 'title:"noise at night"', "title:night checklist", "titre:attente",
    "author:ana", "author:Zoé", 'author:"Bo Fictional"', "auteur:exemple chutes", "-title:falls night", "falls OR sleep",
    '"no show" OR "missed visits"', '"run chart" OR checklist', "bruit OU chutes", "OR", "OR sleep", "sleep OR", "title:falls OR title:sleep",
    "unknown:field", "a:b:c", "#EQIPON", "#Quiet sleep", "tag:Été", "type:lesson", "type:lesson falls", "method:pdsa", "topic:sleep night",
    "after:2024", "before:2022-06", "after:2022 before:2023 falls", "après:2023 chutes", "falls after:2024-02-30", "status:finished",
    "l'", "'", '""', "()[]{}*?~^:/\\", "falls*", "fal?s", "falls~1", "falls^3", "+falls +sleep", "AND NOT", "NEAR(falls sleep)", "_all", "\u200b",
]  # fmt: skip
SAME = [
    "PDSA",
    "plan do study act",
    "pdsa cycles",
    "ED",
    "emergency department",
    "ed",
    "no show",
    "missed visit",
    "no-show",
    "SPC",
    "délai",
    "rest",
]
TYPOS = ["slep", "fals", "infecton", "chekclist", "urgenses", "atente", "hygeine", "paitents"]


def scripted() -> list[Scripted]:
    return list(_scripted())


def _scripted() -> Iterator[Scripted]:
    yield from map(Scripted, PLAIN)
    yield from (Scripted(typed, VISITEUR) for typed in FRENCH)
    yield from map(Scripted, SIGNS)
    yield from (Scripted(typed, MEMBER) for typed in SAME)
    yield from map(Scripted, TYPOS)
    for reader in (VISITOR, VISITEUR, MEMBER, MEMBRE, OF_A_GROUP, ADMINISTRATOR):
        yield Scripted("", reader)
        yield Scripted("falls night", reader)
    lessons = {"type": ("lesson",)}
    several = {"type": ("story", "lesson"), "topic": ("falls", "sleep"), "method": ("pdsa",)}
    for typed in ("", "falls", "chutes nuit", '"run chart"'):
        yield Scripted(typed, MEMBER, lessons)
        yield Scripted(typed, MEMBER, several)
        yield Scripted(typed, MEMBER, {"region": ("Baie d’Exemple",)}, "newest")
    for sort in ("newest", "oldest", "title"):
        yield Scripted("", MEMBER, sort=sort)
        yield Scripted("falls", MEMBER, sort=sort, page=2)
        yield Scripted("", VISITEUR, {"language": ("fr",)}, sort, page=3)
    yield Scripted("night", MEMBER, page=2)
    yield Scripted("night", MEMBER, page=14)
    yield Scripted("night", MEMBER, page=9999)
    yield Scripted("", MEMBER, after=date(2023, 1, 1), before=date(2023, 12, 31))
    yield Scripted("falls", MEMBER, after=date(2024, 6, 1))
    yield Scripted("nuit", MEMBRE, {"type": ("nothing",)})
