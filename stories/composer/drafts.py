"""Drafts: begun, saved by themselves, merged when two write, never overwritten."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision, TaskState

from content.models import BasePage
from members.models import Member, User, Visibility
from stories.models import Invitation

from . import kinds, media, versions
from .forms import StepForm
from .wrong_answers import form_to_keep

ONE_SITTING = timedelta(hours=8)  # after a longer pause a new revision begins, so that yesterday's words can be found again


# --- Who writes ---


def may_write(page: BasePage, user: User) -> bool:
    """The owner, and members who said yes. A credit alone gives no right."""
    return page.owner_id == user.pk or Invitation.objects.accepted().filter(page_id=page.pk, member__user_id=user.pk).exists()


def writers_of(page: BasePage) -> list[Member]:
    said_yes = Invitation.objects.accepted().filter(page_id=page.pk).values("member_id")
    return list(Member.objects.filter(Q(user_id=page.owner_id) & Q(user__isnull=False) | Q(pk__in=said_yes)))


def written_by(user: User) -> QuerySet[Page]:
    """Everything that this person may go on writing."""
    said_yes = Invitation.objects.accepted().filter(member__user_id=user.pk).values("page_id")
    return Page.objects.type(*kinds.models()).filter(Q(owner=user) | Q(pk__in=said_yes))


def page_or_404(pk: int, user: User, *, kind: type[BasePage] | None = None, lock: bool = False) -> BasePage:
    """The page as stored. Strangers learn nothing of it, not even that it is there."""
    pages = Page.objects.select_for_update() if lock else Page.objects
    found = pages.filter(pk=pk).first()
    page = found and found.specific
    if not isinstance(page, kind or kinds.models()) or not may_write(page, user):
        raise Http404
    return page


def is_closed(page: BasePage) -> bool:
    """True while editors read it, or have locked it."""
    return page.get_lock() is not None


# --- Beginning ---


@transaction.atomic
def begin(form: Any, *, by: User) -> BasePage:
    """A new draft with a title, under its shelf, with its writer as first author."""
    kind = kinds.kind_of(form._meta.model)
    shelf = kind.shelf.objects.select_for_update(of=("self",)).get()  # two drafts begun at once wait for each other
    page = form.instance
    page.slug = free_slug(form.cleaned_data["title"], under=shelf)
    page.owner, page.locale = by, shelf.locale
    if member := Member.objects.filter(user=by).first():
        page.authors = [kind.author(member=member, name=member.name, affiliation=public_role(member), sort_order=0)]
    return CreatePageAction(page, shelf, user=by, form=form).execute()


def public_role(member: Member) -> str:
    """A role stands beside a name only when its owner shows it to everyone."""
    return member.role if member.who_sees("role") == Visibility.EVERYONE else ""


def free_slug(title: str, *, under: Page, page: Page | None = None) -> str:
    wanted = slugify(title, allow_unicode=True)[:80].strip("-_") or "untitled"
    return find_available_slug(under, wanted, ignore_page_id=page and page.pk)


# --- Saving ---


@dataclass
class Outcome:
    """What became of one save."""

    page: BasePage
    form: StepForm
    version: str = ""
    saved: bool = False  # everything that could be kept is kept
    closed: bool = False  # in review: nothing was saved
    conflicts: list[str] = field(default_factory=list)
    theirs: dict[str, Any] = field(default_factory=dict)
    last_saved: Revision | None = None  # before this save
    theirs_at: datetime | None = None
    here: str = ""  # where the form stands, when it is no step

    @property
    def theirs_by(self) -> User | None:
        return self.last_saved.user if self.last_saved else None

    @property
    def draft(self) -> BasePage:
        return self.form.draft

    @property
    def is_whole(self) -> bool:
        """True when no answer needs another look."""
        return self.saved and not self.conflicts and not self.form.wrong_fields and not self.form.wrong_lists


@transaction.atomic
def save(
    pk: int, form_class: type[StepForm], data: QueryDict, files: MultiValueDict | None = None, *, by: User, by_itself: bool = False
) -> Outcome:
    """Keep every answer that can be kept. Answers that are wrong stay in the form, answers that two wrote are shown to choose."""
    page = page_or_404(pk, by, kind=form_class._meta.model, lock=True)
    draft = page.get_latest_revision_as_object()
    latest, saved_at = page.latest_revision, page.latest_revision_created_at
    form = form_class(data, files, draft=draft, writers=writers_of(page))
    if is_closed(page):
        form.is_valid()
        return Outcome(page, form, closed=True, version=data.get("version", ""))
    kept = form_to_keep(form)
    base = versions.read(data.get("version", ""))
    mine, theirs = kept.plain_values(), kept.stored_values(draft)
    merged = versions.merge(base=base, mine=mine, theirs=theirs, chosen=decisions(data))
    kept.apply(draft, merged.mine)
    brought = [] if by_itself else _add_what_a_button_adds(draft, form, by=by)
    if merged.mine or brought:
        keep(draft, page, by=by, by_itself=by_itself)
    untouched = set(merged.conflicts) | (form.wrong_names - set(merged.mine))
    shown = {**base, **{name: versions.print_of(value) for name, value in mine.items() if name not in untouched}}
    if not merged.conflicts:  # what was uploaded is shown, also beside an answer that is wrong
        shown |= {name: form.show_stored(name) for name in brought if name in form.lists}
    return Outcome(
        page,
        form,
        version=versions.written(shown),
        saved=True,
        conflicts=merged.conflicts,
        theirs={name: theirs[name] for name in merged.conflicts},
        last_saved=latest,
        theirs_at=saved_at,
    )


def _add_what_a_button_adds(draft: BasePage, form: StepForm, *, by: User) -> list[str]:
    """Pictures, files, and the hashtags of the text, which are nobody's while half typed. Says what has changed."""
    tags_before = {tag.pk for tag in draft.hashtags.all()}
    draft.add_hashtags_from_text()
    tagged = ["hashtags"] if {tag.pk for tag in draft.hashtags.all()} != tags_before else []
    return tagged + media.add_posted(draft, form, by=by)


def keep(draft: BasePage, page: BasePage, *, by: User, by_itself: bool = False) -> None:
    """Write the draft down: into the writer's own last revision while they go on, else into a new one."""
    if draft.first_published_at is None and draft.title != page.draft_title:
        _move_to_its_title(draft, page)
    latest = page.latest_revision
    overwritten = latest if _may_overwrite(latest, page, by) else None
    if by_itself:  # the version alone; the tables follow when a button is pressed, and when it is published
        draft.save_revision(user=by, clean=False, overwrite_revision=overwritten)
    else:
        EditPageAction(draft, user=by, overwrite_revision=overwritten).execute(skip_permission_checks=page.owner_id != by.pk)


@transaction.atomic
def spell_hashtags(pk: int, *, by: User) -> None:
    """Hashtags typed anywhere in the text become the page's, before it is sent."""
    page = page_or_404(pk, by, lock=True)
    draft = page.get_latest_revision_as_object()
    before = {tag.pk for tag in draft.hashtags.all()}
    draft.add_hashtags_from_text()
    if not is_closed(page) and {tag.pk for tag in draft.hashtags.all()} != before:
        keep(draft, page, by=by)


def _may_overwrite(latest: Revision | None, page: BasePage, by: User) -> bool:
    """Only what is mine, of this sitting, and was never read by an editor or published."""
    return (
        latest is not None
        and latest.user_id == by.pk
        and latest.created_at > timezone.now() - ONE_SITTING
        and latest.pk != page.live_revision_id
        and latest.approved_go_live_at is None
        and not TaskState.objects.filter(revision=latest).exists()
    )


def _move_to_its_title(draft: BasePage, page: BasePage) -> None:
    """The address of a draft follows its title. It is taken at once, so that two drafts of one title never claim the same."""
    shelf = Page.objects.select_for_update().get(pk=page.get_parent().pk)
    draft.slug = page.slug = free_slug(draft.title, under=shelf, page=page)
    Page.objects.filter(pk=page.pk).update(slug=page.slug, url_path=page.set_url_path(shelf))


def version_shown(form: StepForm) -> str:
    """The prints of what a fresh form shows."""
    return versions.written(versions.prints_of(form.stored_values(form.draft)))


def decisions(data: QueryDict) -> dict[str, str]:
    return {key.removeprefix("choose-"): value for key, value in data.items() if key.startswith("choose-")}


# --- Ending ---


def may_delete(page: BasePage, user: User) -> bool:
    return page.owner_id == user.pk and page.first_published_at is None and not page.live and not is_closed(page)


@transaction.atomic
def throw_away(page: BasePage, *, by: User) -> bool:
    """A draft that nobody but its writers has read. False when it is not, or not any more."""
    page = page_or_404(page.pk, by, lock=True)
    if not may_delete(page, by):
        return False
    page.delete(user=by)
    return True
