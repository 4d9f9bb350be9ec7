"""What a page of results shows of each thing found: a row of the index, checked once more, with the words marked in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.db.models import Value
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from resources.models import ResourcePage
from search.facets import Labels, label_of
from search.kinds import KINDS, address_in, open_to
from search.models import SearchDocument
from search.ranking.analysis import whole
from search.ranking.marking import Marker, marked, page_of, place_of, snippet
from search.ranking.question import Question
from stories.models import LessonPage, StoryPage

LONGEST_SUMMARY = 280
BESIDE = {
    **dict.fromkeys(("story", "lesson", "resource"), _("Kept under:")),
    **dict.fromkeys(("method", "topic", "hashtag", "organization"), _("Also called:")),
}
PAGES: dict[str, type[Page]] = {"story": StoryPage, "lesson": LessonPage, "resource": ResourcePage}
SIGNS = ("method", "year")  # of its facets, what a line says in words
MOST_SIGNS, MOST_NAMES = 2, 4


@dataclass(frozen=True)
class Line:
    """One thing of the list, ready to be shown. `language` is empty when it is the reader's."""

    kind: str
    label: str
    url: str
    title: SafeString
    text: SafeString | str = ""
    piece: SafeString | str = ""  # of its text, around the words
    authors: SafeString | str = ""
    also: SafeString | str = ""
    where: str = ""
    page: int = 0  # of a file
    language: str = ""
    status: str = ""
    status_label: str = ""
    signs: tuple[str, ...] = ()
    is_retracted: bool = False
    is_corrected: bool = False
    is_demo: bool = False
    is_found_beside: bool = False  # none of what is shown says a word: its authors, its terms or another form of the word do
    key: int = 0
    object_id: int = 0
    note: str = ""  # why editors put it first
    story: StoryPage | None = None  # for its small drawing

    @property
    def beside(self) -> str:
        """What its other names are."""
        return str(BESIDE.get(self.kind, _("Named beside it:")))


@dataclass
class Rows:
    """The rows that this person may see now, in the order of their keys, with what a line needs beside them."""

    keys: list[int]
    rows: dict[int, SearchDocument] = field(default_factory=dict)
    notices: dict[tuple[str, int], dict] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Iterable[int], user) -> "Rows":
        found = cls(list(keys))
        rows = SearchDocument.objects.there().defer("title_stems", "stems", "exact").in_bulk(found.keys)
        may_see = open_to(((row.kind, row.object_id) for row in rows.values()), user)
        found.rows = {key: row for key, row in rows.items() if (row.kind, row.object_id) in may_see}
        found.notices = notices_of(found.rows.values())
        return found

    def __iter__(self) -> Iterator[SearchDocument]:
        return (self.rows[key] for key in self.keys if key in self.rows)


def lines(keys: Iterable[int], user, question: Question, named: Labels) -> list[Line]:
    """Each ready to be shown; stories with the small drawing of their figures."""
    found = Rows.of(keys, user)
    drawn = [line(row, question, named, found.notices.get((row.kind, row.object_id), {})) for row in found]
    stories = _stories([each.object_id for each in drawn if each.kind == "story" and not each.is_retracted])
    return [replace(each, story=stories.get(each.object_id)) if each.kind == "story" else each for each in drawn]


def line(row: SearchDocument, question: Question, named: Labels, notice: Mapping) -> Line:
    """In the language of the row; other names only when they say a word."""
    text_below = row.body if row.pages else row.body.removeprefix(row.summary)  # nothing is said twice
    piece = snippet(text_below, question, row.language) if question.wanted else ""
    summary = row.summary if len(row.summary) <= LONGEST_SUMMARY else f"{row.summary[:LONGEST_SUMMARY].rsplit(' ', 1)[0]} …"
    title, text = mark(row.title, question, row.language), mark(summary, question, row.language)
    authors, also = _also(row, question)
    page = (row.pages and piece and page_of(row.pages, place_of(row.body, question, row.language))) or 0
    address = address_in(row.url)
    status = next(iter(row.facets.get("status", [])), "") if row.kind in PAGES else ""  # a chart's own finding may differ from its story's
    return Line(
        kind=row.kind,
        label=str(KINDS[row.kind].label),
        url=f"{address}#page={page}" if page and _is_pdf(row.url) else address,
        title=title,
        text=text,
        piece="" if piece.strip("… ") in summary else mark(piece, question, row.language),
        authors=authors,
        also=also,
        where=", ".join(label_of("organization", slug, named) for slug in row.facets.get("organization", [])[:MOST_SIGNS]),
        page=page,
        language="" if row.language == get_language() else row.language,
        status=status,
        status_label=label_of("status", status, named) if status else "",
        signs=tuple(
            ", ".join(label_of(facet, value, named) for value in row.facets[facet][:MOST_SIGNS]) for facet in SIGNS if row.facets.get(facet)
        ),
        is_retracted=bool(notice.get("retracted_at")),
        is_corrected=bool(notice.get("corrected_at")),
        is_demo=row.is_demo,
        is_found_beside=bool(question.wanted) and not piece and "<mark>" not in title + text + authors + also,
        key=row.pk,
        object_id=row.object_id,
    )


def mark(text: str, question: Question, language: str) -> SafeString:
    """Escaped, each word in a <mark>."""
    pieces = marked(text, question, language)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", piece) if is_word else piece,) for piece, is_word in pieces))


def notices_of(rows: Iterable[SearchDocument]) -> dict[tuple[str, int], dict]:
    """What is told on a page itself is told beside it, too: a retraction, a correction."""
    keys: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.object_id)
    asked = [
        model.objects.order_by().filter(pk__in=keys[kind]).values_list(Value(kind), "pk", "retracted_at", "corrected_at")
        for kind, model in PAGES.items()
        if keys.get(kind)
    ]
    if not asked:
        return {}
    first, *others = asked
    return {
        (kind, pk): {"retracted_at": retracted, "corrected_at": corrected}
        for kind, pk, retracted, corrected in first.union(*others, all=True)
    }


def _stories(keys: list[int]) -> dict[int, StoryPage]:
    """With what a small drawing is made of, in two questions."""
    if not keys:
        return {}
    stories = StoryPage.objects.filter(pk__in=keys).only("title", "status", "language")
    return {story.pk: story for story in stories.with_findings().prefetch_related("stated_results")}


def _also(row: SearchDocument, question: Question) -> tuple[SafeString, SafeString]:
    """Its authors, and its other names and terms; each only where it says a word. Gone through once, however many there are."""
    said = whole(row.also) if question.wanted else ""
    numbers = dict.fromkeys(said.count("\n", 0, place.start) for place in Marker(question, row.language).places(said))
    names = said.split("\n")
    authors, others = [names[0]] if 0 in numbers else [], [names[number] for number in numbers if number][:MOST_NAMES]
    return tuple(format_html_join(", ", "{}", ((mark(name, question, row.language),) for name in each)) for each in (authors, others))


def _is_pdf(url: str) -> bool:
    return urlsplit(url).path.lower().endswith(".pdf")
