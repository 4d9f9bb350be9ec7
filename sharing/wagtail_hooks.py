"""The sharing desk in Wagtail's admin. Each part registers what it owns."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content.models import BasePage
from members.models import User
from members.roles import is_editor
from sharing import snippets  # noqa: F401 registers them
from sharing.expiring import EndingPanel
from sharing.views.left import say_what_is_left


@hooks.register("register_admin_urls")
def sharing_urls() -> list[URLPattern]:
    return [path("sharing/", include("sharing.admin_urls"))]


@hooks.register("insert_global_admin_css")
def admin_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


# --- desk ---
class EditorsMenuItem(MenuItem):
    """In the menu of those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return EditorsMenuItem(_("Sharing"), reverse("sharing_desk"), icon_name="link-external", order=250)


@hooks.register("register_page_header_buttons")
def share_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a page to its posts on networks."""
    if issubclass(page.specific_class or Page, BasePage) and page.live and is_editor(user):
        yield Button(_("Sharing"), url=reverse("sharing_page_posts", args=[page.pk]), icon_name="link-external", priority=85)


@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
def say_what_a_withdrawal_left(request: HttpRequest, page: Page) -> None:
    say_what_is_left(request, page)


# --- accounts ---
@hooks.register("construct_homepage_panels")
def accounts_panel(request: HttpRequest, panels: list) -> None:
    panels.append(EndingPanel())


@hooks.register("register_log_actions")
def accounts_log(actions) -> None:
    """What the history of an account says; never a token."""
    actions.register_action("sharing.connect", _("Connect"), _("Connected"))
    actions.register_action("sharing.reconnect", _("Connect again"), _("Connected again"))
    actions.register_action("sharing.disconnect", _("Disconnect"), _("Disconnected"))
    actions.register_action("sharing.pause", _("Pause"), _("Paused"))
    actions.register_action("sharing.resume", _("Resume"), _("Resumed"))
    actions.register_action("sharing.sign_in_ended", _("Sign-in ended"), _("The sign-in has ended"))
    actions.register_action("sharing.old_version", _("Version grows old"), _("Editors were told that the version grows old"))
    actions.register_action("sharing.settings", _("Change"), _("Changed"))
