"""What a page of results shows of each thing found."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.models import BasePage
from members.models import Member
from search import people
from search.finding import Finding
from search.names import Named
from search.ranking.excerpt import excerpt, marked
from search.ranking.order import Found
from search.ranking.words import Word, plain
from search.texts import FIELDS, PAGES

LONGEST_FINDING = 280
ONE_OF_A_KIND = {
    "story": _("Story"),
    "lesson": _("Lesson"),
    "idea": _("Change idea"),
    "series": _("Series"),
    "method": _("Method"),
    "topic": _("Topic"),
    "hashtag": _("Hashtag"),
    "person": _("Person"),
    "organization": _("Organization"),
    "page": _("About this place"),
}


@dataclass
class Result:
    """One line of the list, ready to be shown. `language` is empty when it is the reader's."""

    kind: str
    url: str
    title: SafeString
    text: SafeString | str = ""
    excerpt: SafeString | str = ""
    excerpt_language: str = ""
    language: str = ""
    where: str = ""
    also: SafeString | str = ""
    page: BasePage | None = None
    is_demo: bool = False
    is_found_beside: bool = False  # neither its title nor its text says a word: a term, an author or a cycle does

    @property
    def label(self) -> str:
        return ONE_OF_A_KIND[self.kind]


def results(finding: Finding) -> list[Result]:
    """Those of the open page, in their order; what was closed in the meantime is left out."""
    shown: list[Found] = list(finding.page)
    pages = {kind: _pages(kind, [each.key for each in shown if each.kind == kind]) for kind in PAGES}
    lines = []
    for each in shown:
        if each.kind in pages:
            page = pages[each.kind].get(each.key)
            lines.append(_of_page(each.kind, page, finding.words) if page else None)
        elif each.kind == "person":
            lines.append(_of_person(finding.persons[each.key], finding))
        else:
            lines.append(_of_named(finding.named[each.kind, each.key], finding.words))
    return [line for line in lines if line]


def _pages(kind: str, keys: list[int]) -> dict[int, BasePage]:
    if not keys:
        return {}
    pages = PAGES[kind].objects.filter(pk__in=keys).with_findings().prefetch_related("organizations")
    return {page.pk: page for page in (pages.prefetch_related("methods") if kind == "story" else pages)}


def _of_page(kind: str, page: BasePage, words: Sequence[Word]) -> Result:
    """The finding as the team states it, and below it the piece of text that says the words."""
    finding = page.finding[:LONGEST_FINDING] + ("…" if len(page.finding) > LONGEST_FINDING else "")
    texts = (getattr(page, name) for name in FIELDS[kind] if name not in ("result_statement", "lesson"))
    piece = next((found for text in texts if (found := excerpt(text, words))), "")
    title, text = mark(page.title, words), mark(finding, words)
    return Result(
        kind,
        page.get_absolute_url(),
        title,
        text=text,
        excerpt=mark(piece, words),
        excerpt_language=_other(page.language),
        language=_other(page.language),
        where=", ".join(body.shown_name for body in page.organizations.all())
        or getattr(page, "setting_text", "")
        or getattr(page, "context", ""),
        page=page,
        is_demo=page.is_demo,
        is_found_beside=not piece and "<mark>" not in title + text,
    )


def _of_named(named: Named, words: Sequence[Word]) -> Result:
    """In the reader's language where it has one; other names and the other language only when they say a word."""
    also = [name for name in named.names if name and name != named.title and any(word.place_in(plain(name)) >= 0 for word in words)]
    about, other = named.in_reading_order
    piece = excerpt(about, words)
    from_other = "" if piece else excerpt(other, words)
    return Result(
        named.kind,
        named.get_absolute_url(),
        format_html("{}{}", "#" if named.kind == "hashtag" else "", mark(named.title, words)),
        excerpt=mark(piece or from_other, words),
        excerpt_language=_other("fr" if get_language() == "en" else "en") if from_other else "",
        language=named.language,
        also=format_html_join(", ", "{}", ((mark(name, words),) for name in also)),
        is_demo=named.is_demo,
    )


def _of_person(person: Member, finding: Finding) -> Result:
    seen = [getattr(person, name) for name in ("role", "place") if person.shows(name, to=finding.reader)]
    text = people.shown_text(person, to=finding.reader)
    return Result(
        "person",
        person.get_absolute_url(),
        mark(person.name, finding.words),
        excerpt=mark(excerpt(text, finding.words), finding.words),
        where=", ".join(each for each in seen if each),
        is_demo=person.is_demo,
    )


def mark(text: str, words: Sequence[Word]) -> SafeString:
    """Escaped, each word in a <mark>."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if is_word else piece,) for piece, is_word in marked(text, words))
    )


def _other(language: str) -> str:
    return "" if language == get_language() else language
