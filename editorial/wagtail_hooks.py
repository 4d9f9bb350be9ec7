"""The desk, the reports and the notices in Wagtail's admin."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button

from content.models import BasePage
from editorial import side_doors, views
from editorial.desk import FailedEffectsPanel, HeldPanel, WaitingPanel
from editorial.many_at_once import PublishWhatWasHandedIn
from editorial.reports import InReviewReport, NoticesReport
from members.roles import may_approve


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("desk/in-review/", InReviewReport.as_view(), name="editorial_in_review"),
        path("desk/in-review/results/", InReviewReport.as_view(results_only=True), name="editorial_in_review_results"),
        path("desk/notices/", NoticesReport.as_view(), name="editorial_notices"),
        path("desk/notices/results/", NoticesReport.as_view(results_only=True), name="editorial_notices_results"),
        path("desk/pages/<int:page_id>/<str:kind>/", views.add_notice, name="editorial_add_notice"),
        path("desk/effects/<int:effect_id>/try-again/", views.try_again, name="editorial_try_again"),
    ]


@hooks.register("construct_homepage_panels")
def desk_panels(request, panels: list) -> None:
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels += [WaitingPanel(), HeldPanel(), FailedEffectsPanel()]


@hooks.register("construct_page_chooser_queryset")
def pages_to_choose_from(pages, request):
    return side_doors.pages_known_to(request.user, pages)


@hooks.register("register_reports_menu_item")
def in_review_menu_item() -> MenuItem:
    return MenuItem(_("In review"), reverse("editorial_in_review"), icon_name="time", order=100)


@hooks.register("register_reports_menu_item")
def notices_menu_item() -> MenuItem:
    return MenuItem(_("Corrections and retractions"), reverse("editorial_notices"), icon_name="warning", order=110)


@hooks.register("register_page_header_buttons")
def notice_buttons(page, user, view_name, next_url=None) -> Iterator[Button]:
    """What an editor may say in public about this page."""
    page = page.specific
    if not isinstance(page, BasePage) or not page.live or not may_approve(user):
        return
    is_own = page.was_written_by(user)
    kinds = {"correction": not is_own, "retraction": not page.is_retracted, "restored": page.is_retracted and not is_own}
    for kind, is_possible in kinds.items():
        if is_possible:
            yield Button(
                views.ACTS[kind].title, url=reverse("editorial_add_notice", args=[page.pk, kind]), icon_name="warning", priority=80
            )


@hooks.register("construct_page_action_menu")
def decisions_first(menu_items: list, request, context) -> None:
    """Whoever may decide on a page in review sees the decision first, and saving after it."""
    decisions = {"approve": 0, "reject": 1}
    menu_items.sort(key=lambda item: decisions.get(item.name, 2))  # the rest keeps its order


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("throughline.correction", _("Add a correction"), _("Correction added"))
    actions.register_action("throughline.retraction", _("Retract"), _("Retracted"))
    actions.register_action("throughline.restored", _("Lift the retraction"), _("Retraction lifted"))


hooks.register("register_bulk_action", PublishWhatWasHandedIn, order=100)  # in the place of Wagtail's own
