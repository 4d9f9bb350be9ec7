"""The texts of everything that anybody may read, straight from the pages: no index that could lag behind what is private today."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import CharField, F, Func, Model, TextField, Value
from django.db.models.functions import Cast, Substr

from content.models import BasePage, TaggedPage
from members.models import Member
from search.names import Named
from stories.models import LessonAuthor, LessonPage, PDSACycle, StoryAuthor, StoryMeasure, StoryPage

MOST_PAGES = 20_000  # of each type, the newest
LONGEST_TEXT = 20_000  # characters of each page
MOST_ROWS = 60_000  # beside the pages
READ_AT_ONCE = 2000

PAGES: dict[str, type[BasePage]] = {"story": StoryPage, "lesson": LessonPage}
FIELDS = {
    "story": ("result_statement", *StoryPage.text_fields, "setting_text", "caution"),
    "lesson": (*LessonPage.text_fields, "context", "source_label"),
}
TERMS = {"method": "methods", "topic": "topics", "organization": "organizations"}


class Text(NamedTuple):
    """What one open page says."""

    key: int
    at: str
    title: str
    text: str


def open_texts(kind: str) -> Iterator[Text]:
    """The newest, a few thousand in memory at a time."""
    whole = Func(*FIELDS[kind], template="%(expressions)s", arg_joiner=" || ' ' || ", output_field=TextField())
    pages = PAGES[kind].objects.open_to_all().order_by("-pk")  # by key: a sort by date would carry every text along
    rows = pages.annotate(at=Cast("first_published_at", CharField()), said=Substr(whole, 1, LONGEST_TEXT)).values_list(
        "pk", "at", "title", "said"
    )
    for key, at, title, text in rows[:MOST_PAGES].iterator(chunk_size=READ_AT_ONCE):
        yield Text(key, at or "", title, text or "")


class Beside(NamedTuple):
    """What stands beside a page or a member: authors, PDSA cycles, charts in words, and the terms that it is kept under, by their key."""

    texts: dict[int, list[str]]
    terms: dict[int, list[Named]]
    interests: dict[int, list[tuple[str, Named]]]


def beside(terms: list[Named]) -> Beside:
    """In one question. Of the terms only these are looked for: the ones that say a word."""
    known = {(named.kind, str(named.key)): named for named in terms}
    texts, kept_under, interests = defaultdict(list), defaultdict(list), defaultdict(list)
    first, *others = [*_texts(), *_ties(terms)]
    for what, owner, said in first.union(*others, all=True)[:MOST_ROWS]:
        if what == "text":
            texts[owner].append(said)
        elif what.startswith("member:"):
            field, kind = what.split(":")[1:]
            interests[owner].append((field, known[kind, said]))
        else:
            kept_under[owner].append(known[what, said])
    return Beside(texts, kept_under, interests)


def _texts() -> list:
    cycles = Func("title", "prediction", "test", "result", "decision_why", template="%(expressions)s", arg_joiner=" || ' ' || ")
    said = {StoryAuthor: F("name"), LessonAuthor: F("name"), PDSACycle: cycles, StoryMeasure: F("said")}
    return [
        model.objects.order_by().values_list(Value("text"), "page_id", Cast(text, TextField()))
        for model, text in said.items()
    ]  # fmt: skip


def _ties(terms: list[Named]) -> list:
    """For each table that ties pages or members to terms, the ties to these."""
    asked = []
    for kind in ("method", "topic", "organization", "profession", "hashtag"):
        keys = [named.key for named in terms if named.kind == kind]
        if not keys:
            continue
        if kind == "hashtag":
            asked.append(_rows(kind, TaggedPage, "content_object_id", "tag_id", keys))
        for model in PAGES.values() if kind in TERMS else ():
            asked.append(_tied(kind, model, TERMS[kind], keys))
        if kind in ("method", "topic", "profession"):
            asked.append(_tied(f"member:{kind}s:{kind}", Member, f"{kind}s", keys))
    return asked


def _tied(what: str, model: type[Model], field: str, keys: list[int]):
    of = model._meta.get_field(field)
    return _rows(what, of.remote_field.through, f"{of.m2m_field_name()}_id", f"{of.m2m_reverse_field_name()}_id", keys)


def _rows(what: str, table: type[Model], owner: str, term: str, keys: list[int]):
    rows = table.objects.filter(**{f"{term}__in": keys}).order_by()
    return rows.values_list(Value(what), owner, Cast(term, TextField()))
