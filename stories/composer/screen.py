"""Words of a draft that could point to a person, shown to its writer with the reason. A warning, never a lock."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from content import identifiers
from content.models import BasePage
from stories.measured import words_of
from stories.models import StoryPage

from .fields import LONGEST_TEXT

MOST_SHOWN = 12
SCREENED_LINES = (
    "title", "result_statement", "lesson", "summary", "setting_text", "caution", "context", "period",
    "aim_what", "aim_how_much", "aim_for_whom", "aim_by_when",
)  # fmt: skip
SCREENED_ROWS = {
    "cycles": ("title", "when", "prediction", "test", "result", "decision_why"),
    "stated_results": ("label", "before_period", "after_period", "note"),
    "images": ("alt", "caption"),
    "videos": ("title", "caption"),
    "files": ("title",),
    "sources": ("label", "note"),
    "links": ("adapted", "label"),  # a story's, or a resource's
}
WHY = {
    "health-card": _("this looks like a health card number: its check digit is right."),
    "sin": _("this looks like a social insurance number: its check digit is right."),
    "record": _("a record number leads to one person in your organization."),
    "birth": _("a date of birth, even without a name, is enough to find somebody."),
    "phone": _("a telephone number belongs to somebody. Your own belongs under “Whom may readers ask?”."),
    "email": _("an e-mail address belongs to somebody. Your own belongs under “Whom may readers ask?”."),
    "postal-code": _("a whole postal code may be one building. Its first three characters are enough."),
    "name": _("a name in a story about care. If it is a colleague who agreed, leave it."),
    "together": _("an age and an exact day in one sentence may be enough for a neighbour to know who it is."),
}


@dataclass(frozen=True)
class SentenceCheck:
    """One sentence to look at again."""

    name: str
    kind: str
    sentence: str
    words: str
    why: str | Promise

    @property
    def marked(self) -> SafeString:
        """The sentence with the words in question marked."""
        before, _words, after = self.sentence.partition(self.words)
        return mark_safe(f"{escape(before)}<mark>{escape(self.words)}</mark>{escape(after)}")


def warnings_in(name: str, text: str) -> list[SentenceCheck]:
    text = text[:LONGEST_TEXT]
    return [
        SentenceCheck(name, finding.kind, finding.sentence(text), finding.words(text), WHY[finding.kind])
        for finding in identifiers.find(text)[:MOST_SHOWN]
    ]


def screened_names(draft: BasePage) -> list[str]:
    return [*[name for name in SCREENED_LINES if hasattr(draft, name)], *draft.text_fields]


def warnings_of(draft: BasePage) -> list[SentenceCheck]:
    """The whole draft, its lists too; authors, and whom to ask, are meant to be public."""
    found = [warning for name in screened_names(draft) for warning in warnings_in(name, getattr(draft, name) or "")]
    for relation, columns in SCREENED_ROWS.items():
        for child in getattr(draft, relation).all() if hasattr(draft, relation) else ():
            for column in columns:
                found += warnings_in(relation, getattr(child, column, "") or "")
    if isinstance(draft, StoryPage):
        found += [warning for text in words_of(draft) for warning in warnings_in("measure_links", text)]
    return found
