"""Who may open a file that a member brought: it is as open as the stories that show it."""

from django.http import HttpRequest
from wagtail.documents.models import Document
from wagtail.models import Page, Revision, TaskState

from content.models import BasePage
from members.models import User
from members.roles import is_reviewer, may_approve
from stories.composer import drafts, media
from stories.models import StoryFile, StoryPage


def is_kept_back(document: Document, request: HttpRequest) -> bool:
    """True for whoever may read none of the stories with this file. What editors keep apart from stories has rights of its own."""
    shown_by = StoryPage.objects.filter(pk__in=StoryFile.objects.filter(document=document).values("page"))
    is_of_a_story = document.collection.name == media.COLLECTION or shown_by.exists()
    if not is_of_a_story or shown_by.open_to_all().exists():
        return False
    return not (_is_at_work_on(document, request.user) or any(_lets_in(story, request) for story in shown_by.live()))


def _is_at_work_on(document: Document, user: User) -> bool:
    """Editors, whoever brought it, and those who write or review a version with it."""
    if not user.is_authenticated:
        return False
    if may_approve(user) or document.uploaded_by_user_id == user.pk:
        return True
    waiting = TaskState.objects.reviewable_by(user).values_list("workflow_state__object_id", flat=True) if is_reviewer(user) else []
    pages = [*drafts.written_by(user).select_related("latest_revision")]
    pages += Page.objects.filter(pk__in=[int(key) for key in waiting]).select_related("latest_revision")
    return any(_has(page.latest_revision, document) for page in pages)


def _has(revision: Revision | None, document: Document) -> bool:
    return revision is not None and any(row.get("document") == document.pk for row in revision.content.get("files") or [])


def _lets_in(story: BasePage, request: HttpRequest) -> bool:
    """A story for some readers: its own restrictions say who."""
    return not story.is_embargoed and all(restriction.accept_request(request) for restriction in story.get_view_restrictions())
