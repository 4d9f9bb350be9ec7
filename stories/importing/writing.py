"""One row becomes one draft, or changes it, or is left alone: whole, or not at all. Nothing is submitted, published or mailed."""

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, PageSubscription, WorkflowState

from members.models import Member, User
from stories.composer import drafts
from stories.models import ImportedRow, StoryIndexPage, StoryPage

from .answers import Answers, Note, answers_of
from .columns import Columns, fold
from .forms_of_a_row import doubts_in, fill, problems_in
from .reading import Row
from .terms import Terms

logger = logging.getLogger("throughline.importing")
LOGGED = "throughline.import"
TRIES = 3
GIVING_WAY = 0.02  # seconds between two rows: SQLite has no queue, and others would hardly ever find it free


class Outcome(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")
    LEFT_ALONE = "left-alone", gettext_lazy("left alone")
    REFUSED = "refused", gettext_lazy("refused")


@dataclass(frozen=True)
class Line:
    """What became of one row."""

    row: int
    outcome: Outcome
    title: str = ""
    reference: str = ""
    url: str = ""
    notes: tuple[Note, ...] = ()


class Refused(Exception):
    """This row cannot come in; its notes say why and what to do."""

    def __init__(self, *notes: Note) -> None:
        super().__init__(*notes)
        self.notes = notes


@dataclass
class Import:
    """One file on its way in, in one person's name."""

    columns: Columns
    by: User
    file_name: str
    dry_run: bool = False
    # Which row of this file came first, by what it is known by, and by the earlier row that it was found to be.
    by_reference: dict[str, int] = field(default_factory=dict)
    by_title: dict[str, int] = field(default_factory=dict)
    by_bare_title: dict[str, int] = field(default_factory=dict)  # of rows without a reference
    claimed: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.terms = Terms()
        self.writer = Member.objects.active().filter(user=self.by).first()

    def lines(self, rows: Iterable[Row]) -> Iterator[Line]:
        for row in rows:
            yield self._line(row)
            if connection.vendor == "sqlite":
                time.sleep(GIVING_WAY)

    def _line(self, row: Row) -> Line:
        """One that fails stops no other."""
        answers = answers_of(row, self.columns, self.terms, writer=self.writer)
        told = {"row": row.number, "title": answers.title, "reference": answers.reference}
        try:
            self._refuse_what_cannot_be(answers)
            return self._whole_or_not_at_all(answers, told)
        except Refused as refused:
            return Line(**told, outcome=Outcome.REFUSED, notes=(*refused.notes, *answers.notes))
        except (ValidationError, DatabaseError):
            logger.exception("Row %s could not be written", row.number)
            words = _("It could not be written, and nothing of it was kept. Run the import again; if it stays, look into the log.")
            return Line(**told, outcome=Outcome.REFUSED, notes=(Note("", words),))

    def _whole_or_not_at_all(self, answers: Answers, told: dict, tries: int = TRIES) -> Line:
        """Tried again when the database is busy, as if it had not been tried."""
        notes, claimed = list(answers.notes), dict(self.claimed)
        try:
            with transaction.atomic():
                line = self._write(answers, told)
                transaction.set_rollback(self.dry_run)
                return line
        except OperationalError:
            if tries == 1:
                raise
            answers.notes, self.claimed = notes, claimed
        return self._whole_or_not_at_all(answers, told, tries - 1)

    def _refuse_what_cannot_be(self, answers: Answers) -> None:
        if answers.problems:
            raise Refused(*answers.problems)
        longest = ImportedRow._meta.get_field("reference").max_length
        if len(answers.reference) > longest:
            raise Refused(Note(answers.column("reference"), _("A reference has at most %(n)s characters.") % {"n": longest}))
        self._refuse_a_twin(answers)

    def _refuse_a_twin(self, answers: Answers) -> None:
        """Two rows of one file are two stories: the second never overwrites the first."""
        number, title = answers.row.number, " ".join(prints_of(answers))
        twin = self.by_reference.get(answers.reference) if answers.reference else self.by_title.get(title)
        twin = twin or self.by_bare_title.get(title)
        if twin:
            raise Refused(_twin(answers, twin))
        self.by_title.setdefault(title, number)
        if answers.reference:
            self.by_reference[answers.reference] = number
        else:
            self.by_bare_title[title] = number

    # --- Writing ---

    def _write(self, answers: Answers, told: dict) -> Line:
        shelf = StoryIndexPage.objects.select_for_update(of=("self",)).get()  # two imports at once wait for each other here
        earlier = self._earlier(answers)
        if earlier:
            if twin := self.claimed.get(earlier.pk):
                raise Refused(_twin(answers, twin))
            self.claimed[earlier.pk] = answers.row.number
        page = Page.objects.select_for_update().filter(pk=earlier.page_id).first() if earlier else None
        if earlier and earlier.checksum == checksum_of(answers) and page:
            return Line(**told, outcome=Outcome.UNCHANGED, url=page.specific_deferred.composer_url(), notes=tuple(answers.notes))
        if earlier and (reason := why_left_alone(page, earlier)):
            return Line(**told, outcome=Outcome.LEFT_ALONE, notes=(Note("", reason),))
        story = self._changed(page, answers) if page else self._begun(shelf, answers)
        self._keep(story, answers, earlier)
        return Line(**told, outcome=Outcome.CHANGED if earlier else Outcome.NEW, url=story.composer_url(), notes=tuple(answers.notes))

    def _begun(self, shelf: StoryIndexPage, answers: Answers) -> StoryPage:
        story = StoryPage(owner=self.by, locale=shelf.locale, live=False)
        self._fill(story, answers)
        story.slug = drafts.free_slug(story.title, under=shelf)
        shelf.add_child(instance=story)
        # Wagtail writes down that it was begun here. It was brought in, and does not count among what one may begin in a day.
        PageLogEntry.objects.filter(page=story.pk, action="wagtail.create").delete()
        PageSubscription.objects.create(page=story, user=self.by, comment_notifications=True)
        return story

    def _changed(self, page: Page, answers: Answers) -> StoryPage:
        story = page.specific.get_latest_revision_as_object()
        self._fill(story, answers)
        story.slug = drafts.free_slug(story.title, under=page.get_parent(), page=page)
        return story

    def _fill(self, story: StoryPage, answers: Answers) -> None:
        forms = fill(story, answers, writer=self.writer)
        if problems := problems_in(forms, answers):
            raise Refused(*problems)
        answers.notes += doubts_in(forms, answers)

    def _keep(self, story: StoryPage, answers: Answers, earlier: ImportedRow | None) -> None:
        """A revision of nobody: whoever goes on writing begins one of their own, and that shows that it was edited."""
        revision = story.save_revision()
        log(story, LOGGED, user=self.by, revision=revision, data={"file": self.file_name, "row": answers.row.number})
        known = earlier or ImportedRow(owner=self.by)
        known.reference = answers.reference
        known.title_print, known.organizations_print = prints_of(answers)
        known.checksum, known.page_id, known.revision = checksum_of(answers), story.pk, revision
        known.file_name, known.row, known.imported_at = self.file_name[:255], answers.row.number, timezone.now()
        known.save()

    # --- Finding what came in before ---

    def _earlier(self, answers: Answers) -> ImportedRow | None:
        mine = ImportedRow.objects.filter(owner=self.by)
        title, organizations = prints_of(answers)
        named_alike = mine.filter(title_print=title, organizations_print=organizations).exclude(pk__in=self.claimed)
        if answers.reference:
            if known := mine.filter(reference=answers.reference).first():
                self._refuse_another_story(known, answers)
                return known
            return named_alike.filter(reference="").first()
        if known := named_alike.filter(reference="").first():
            return known
        if len(found := list(named_alike[:2])) > 1:
            words = _("Several stories of this title came in before. Give this row the reference of the one it is.")
            raise Refused(Note(answers.column("title"), words))
        if found:
            answers.reference = found[0].reference
        return found[0] if found else None

    def _refuse_another_story(self, known: ImportedRow, answers: Answers) -> None:
        """“1” in the file of one agency is not “1” in the file of another."""
        title, organizations = prints_of(answers)
        if known.title_print != title and known.organizations_print != organizations and known.file_name != self.file_name[:255]:
            words = _(
                "Reference %(reference)s belongs to a story of another title, organization and file. Give this one another reference."
            )
            raise Refused(Note(answers.column("reference"), words % {"reference": answers.reference}))


def _twin(answers: Answers, row: int) -> Note:
    words = _("Row %(n)s of this file is the same story. Give each its own reference, or take one out.")
    return Note(answers.column("reference" if answers.reference else "title"), words % {"n": row})


def why_left_alone(page: Page | None, earlier: ImportedRow) -> str:
    """Empty when the draft stands as the import left it."""
    if page is None:
        return _("because its draft was deleted here. To bring it in again, give the row another reference or title.")
    if page.first_published_at or page.live:
        return _("because it is published. Change it in the composer.")
    if WorkflowState.objects.for_instance(page).exists():
        return _("because it was sent to the editors. Change it in the composer.")
    if page.latest_revision_id != earlier.revision_id or page.locked or page.owner_id != earlier.owner_id:
        return _("because somebody has edited it since. Change it in the composer.")
    return ""


def prints_of(answers: Answers) -> tuple[str, str]:
    """What title and organizations are known by, without their words."""
    return _print(fold(answers.title)), _print(fold(answers.organizations_said))


def checksum_of(answers: Answers) -> str:
    """Of what was understood: a term that editors add later makes a difference too."""
    return _print(json.dumps([sorted(answers.data.lists()), answers.reference]))


def _print(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
