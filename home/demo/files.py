"""The demo's files under fixtures/demo/, read and put in an order in which they can be told."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "fixtures" / "demo"
CHOSEN = (
    "methods", "topics", "quality_domains", "care_settings", "result_types", "audiences", "change_ideas", "organizations",
    "scale", "hashtags", "story", "resources",
)  # fmt: skip
SAID = {
    "slug",
    "writer",
    "is_retold",
    "is_demo",
    "fields",
    "rows",
    "links",
    "facts",
    "state",
    "note",
    "invite",
    "measures",
    "upload",
    *CHOSEN,
}
SAID_OF_A_MEASURE = {"attribution", "figures", "columns", "fields", "aims", "parts", "notes"}


class DemoFault(Exception):
    """A file of the demo does not fit the site; the words say which, and where."""


@dataclass(frozen=True)
class Told:
    """One story, lesson or resource, as its file tells it."""

    kind: str  # story, lesson or resource
    slug: str
    writer: str
    answers: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    is_retold: bool = False
    is_demo: bool = False
    state: str = "live"  # or draft, in-review, returned
    note: str = ""
    invite: dict[str, str] = field(default_factory=dict)
    measures: list[dict[str, Any]] = field(default_factory=list)  # its charts
    upload: dict[str, str] = field(default_factory=dict)  # a file of fixtures/demo/files/, and its title

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def title(self) -> str:
        return self.answers["title"]

    @property
    def comes_after(self) -> set[str]:
        """The stories that have to be there before this one can point to them."""
        return {row["parent"] for row in self.rows.get("links", ())} | {self.answers[name] for name in ("story",) if name in self.answers}


@dataclass(frozen=True)
class MeasureFile:
    """One measure: what is counted, and the figures as somebody would type them."""

    name: str
    attribution: str  # for whoever reads the files
    fields: dict[str, Any]
    children: dict[str, list[dict[str, Any]]]
    rows: list[dict[str, str]]


def rows_of(name: str) -> list[dict[str, Any]]:
    """One of the plain lists: people, organizations, change_ideas, series, collections."""
    return _read(FOLDER / f"{name}.json")


def stories() -> list[Told]:
    """In the order of their files, each after the stories that it comes from."""
    return _in_order([_told("story", path) for path in sorted((FOLDER / "stories").glob("*.json"))])


def lessons() -> list[Told]:
    return [_told("lesson", path) for path in sorted((FOLDER / "lessons").glob("*.json"))]


def resources() -> list[Told]:
    return [_told("resource", path) for path in sorted((FOLDER / "resources").glob("*.json"))]


def drafts() -> list[Told]:
    """What the fictional author has under way."""
    return [_told("story", path) for path in sorted((FOLDER / "drafts").glob("*.json"))]


def measure(name: str) -> MeasureFile:
    """The words from measures/NAME.json; the figures from the table that it names, or from measures/NAME.csv."""
    data = _read(FOLDER / "measures" / f"{name}.json")
    if strange := sorted(set(data) - SAID_OF_A_MEASURE):
        raise DemoFault(f"{name}.json says things that nobody asks for: {', '.join(strange)}")
    with (FOLDER / "measures" / data.get("figures", f"{name}.csv")).open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    columns = data.get("columns") or {column: column for column in rows[0]}
    typed = [{column: row[heading] for column, heading in columns.items()} for row in rows]
    return MeasureFile(name, data["attribution"], data["fields"], {part: data.get(part, []) for part in ("aims", "parts", "notes")}, typed)


def _told(kind: str, path: Path) -> Told:
    data = _read(path)
    if strange := sorted(set(data) - SAID):
        raise DemoFault(f"{path.name} says things that nobody asks for: {', '.join(strange)}")
    answers = {**data["fields"], **{name: data[name] for name in CHOSEN if data.get(name)}}
    nobody_here = {"authors": []} if data.get("is_retold") else {}  # retold work was written elsewhere, by those whom its sources name
    rows = {**nobody_here, **data.get("rows", {}), **({"links": data["links"]} if data.get("links") else {})}
    more = {name: data[name] for name in ("is_retold", "is_demo", "state", "note", "invite", "measures", "upload") if name in data}
    return Told(kind, data["slug"], data["writer"], answers, rows, **more)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise DemoFault(f"{path.name} cannot be read: {problem}") from problem


def _in_order(waiting: list[Told]) -> list[Told]:
    done: list[Told] = []
    while waiting:
        there = {told.slug for told in done}
        ready = next((told for told in waiting if told.comes_after <= there), None)
        if ready is None:
            raise DemoFault(f"These stories point to others that are not in the demo: {', '.join(told.slug for told in waiting)}")
        done.append(ready)
        waiting.remove(ready)
    return done
