"""The sharing desk in Wagtail's admin. Each part registers what it owns."""

from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from members.roles import is_editor


@hooks.register("register_admin_urls")
def sharing_urls() -> list[URLPattern]:
    return [path("sharing/", include("sharing.admin_urls"))]


# --- desk ---
class EditorsMenuItem(MenuItem):
    """In the menu of those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return EditorsMenuItem(_("Sharing"), reverse("sharing_desk"), icon_name="link-external", order=250)
