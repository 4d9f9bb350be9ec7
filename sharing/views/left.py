"""What a correction or a withdrawal does to the posts of a page, and leaves to people, said to the editor in the moment of it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from members.roles import is_editor
from sharing import posts


def say_what_is_left(request: HttpRequest, page: Page) -> None:
    """Posts that are being deleted; posts that no program can mend or take back, with their addresses, and notices that wait for a yes."""
    if taken := posts.on_their_way_back(page.pk):
        messages.info(request, taken)
    if left := posts.left_to_people(page.pk):
        buttons = [messages.button(reverse("sharing_page_posts", args=[page.pk]), _("Its posts"))] if is_editor(request.user) else []
        messages.warning(request, format_html_join(mark_safe("<br>"), "{}", ((line,) for line in left)), buttons=buttons)
