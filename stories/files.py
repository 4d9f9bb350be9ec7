"""Who may open a file that a member brought: it is as open as the pages that show it."""

from django.http import HttpRequest
from wagtail.documents.models import Document
from wagtail.models import Page, Revision, TaskState

from content.models import BasePage, BasePageQuerySet
from content.shelves import page_types
from members.models import User
from members.roles import is_reviewer, may_approve
from stories.composer import drafts, media


def is_kept_back(document: Document, request: HttpRequest) -> bool:
    """True for whoever may read none of the pages with this file. What editors keep apart from pages has rights of its own."""
    shown_by = _pages_with(document)
    is_of_a_page = document.collection.name == media.COLLECTION or any(pages.exists() for pages in shown_by)
    if not is_of_a_page or any(pages.open_to_all().exists() for pages in shown_by):
        return False
    return not (_is_at_work_on(document, request.user) or any(_lets_in(page, request) for pages in shown_by for page in pages.live()))


def _pages_with(document: Document) -> list[BasePageQuerySet]:
    """Of each type of page that has files, those that show this one."""
    return [model.objects.filter(files__document=document).distinct() for model in page_types() if hasattr(model, "files")]


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


def _lets_in(page: BasePage, request: HttpRequest) -> bool:
    """A page for some readers: its own restrictions say who."""
    return not page.is_embargoed and all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
