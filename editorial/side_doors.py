"""Screens of Wagtail's admin that show titles to whoever gets into the admin, or break on half a form. Here they are asked first.

Reviewers get in, but know a draft only once it is in review. Mounted before Wagtail's own addresses, in cop_site/urls.py.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import Page, PageQuerySet, TaskState

from content.shelves import page_types
from members.models import User
from members.roles import may_approve

View = Callable[..., HttpResponse]
_edit: View = page_viewset_registry.as_view("edit", page_id_kwarg="page_id")


def pages_known_to(user: User, pages: PageQuerySet) -> PageQuerySet:
    """Editors know every page; whoever else gets in knows what all may read, the shelves, and what waits for their decision."""
    if may_approve(user):
        return pages
    open_to_all = Q(pk__in=[])
    for page_type in page_types():
        open_to_all |= Q(pk__in=page_type.objects.open_to_all().values("pk"))
    waiting = TaskState.objects.reviewable_by(user).values_list("workflow_state__object_id", flat=True)
    shelves = Q(live=True) & ~Q(content_type__model__in=[page_type._meta.model_name for page_type in page_types()])
    known = Page.objects.filter(open_to_all | shelves | Q(pk__in=[int(key) for key in waiting]))
    return pages.filter(pk__in=known.values("pk"))


def _knows(view: View, *arguments: str) -> View:
    """Refuses when one of the pages named in the address is not known to the person who asks."""

    @require_admin_access
    def ask_first(request: HttpRequest, **kwargs: int) -> HttpResponse:
        keys = [str(kwargs[name]) for name in arguments] or request.GET.getlist("id")
        if not all(map(_is_key, keys)):
            raise BadRequest
        wanted = Page.objects.filter(pk__in=keys)
        if wanted.exclude(pk__in=pages_known_to(request.user, wanted).values("pk")).exists():
            raise PermissionDenied
        return view(request, **kwargs)

    return ask_first


@require_admin_access
def move_confirm(request: HttpRequest, page_to_move_id: int, destination_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_to_move_id).specific
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied
    return MoveConfirmView.as_view()(request, page_to_move_id=page_to_move_id, destination_id=destination_id)


@require_admin_access
def copy(request: HttpRequest, page_id: int) -> HttpResponse:
    parent = request.POST.get("new_parent_page", "")
    if request.method == "POST" and not (_is_key(parent) and Page.objects.filter(pk=parent).exists()):
        raise BadRequest
    return CopyView.as_view()(request, page_id=page_id)


@require_admin_access
def external_link(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and f"{chooser.ExternalLinkView.form_prefix}-url" not in request.POST:
        raise BadRequest
    return chooser.ExternalLinkView.as_view()(request)


@require_admin_access
def edit(request: HttpRequest, page_id: int) -> HttpResponse:
    """A decision holds the page until it stands: of two presses in one moment the second hears of the first, where Wagtail breaks."""
    if "action-workflow-action" not in request.POST:
        return _edit(request, page_id=page_id)
    with transaction.atomic():
        page = get_object_or_404(Page.objects.select_for_update(of=("self",)), pk=page_id).specific
        if page.current_workflow_task is not None or not pages_known_to(request.user, Page.objects.filter(pk=page_id)).exists():
            return _edit(request, page_id=page_id)
        messages.warning(
            request, _("“%(title)s” has been decided already. Open it to see how.") % {"title": page.get_admin_display_title()}
        )
        return redirect("wagtailadmin_home")


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


urlpatterns: list[URLPattern] = [
    path("pages/<int:page_id>/edit/", edit),
    path("pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", move_confirm),
    path("pages/<int:page_id>/copy/", copy),
    path("choose-external-link/", external_link),
    path("choose-page/<int:parent_page_id>/", _knows(chooser.BrowseView.as_view(), "parent_page_id")),
    path("choose-page/chosen-multiple/", _knows(chooser.ChosenMultipleView.as_view())),
]
