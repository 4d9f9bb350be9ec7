"""Whoever goes by a page hears when it is corrected, retracted or taken away: those whom an alert named it, and teams that built on it.

Its authors hear by the mails of `editorial/mails.py`. Rows and repeats are those of `editorial/effects.py`: one mail to one person
for one decision.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.models import BasePage
from editorial.mails import language_of
from editorial.models import Effect
from members.models import User
from search.kinds import KINDS, PageKind, of_page, open_to
from search.models import SavedSearch
from stories.models import StoryLink

PAGE_KINDS = [kind.key for kind in KINDS.values() if isinstance(kind, PageKind)]
BUILDS_ON_IT = [StoryLink.Kind.ADOPTED, StoryLink.Kind.FOLLOWS]
GONE = "withdrawn"
SUBJECTS: dict[str, Callable[[str], str]] = {
    "correction": lambda title: _("Corrected: %(title)s") % {"title": title},
    "retraction": lambda title: _("Retracted: %(title)s") % {"title": title},
    "restored": lambda title: _("Retraction lifted: %(title)s") % {"title": title},
    GONE: lambda title: _("No longer public: %(title)s") % {"title": title},
}


def who_was_told(page: BasePage) -> set[User]:
    """Those whom an alert named it, as long as they want alerts."""
    return {saved.user for saved in _searches(page.pk).select_related("user")}


def who_builds_on_it(page: BasePage) -> set[User]:
    """The authors of published stories that took its idea or go on from it."""
    links = StoryLink.objects.filter(parent_id=page.pk, kind__in=BUILDS_ON_IT, page__live=True).select_related("page")
    return {user for link in links for user in link.page.author_users()}


def send_to_told(effect: Effect) -> None:
    """Unless they have said in between that they want no mail about any search that named it."""
    user_id = int(effect.target.removeprefix("user:"))
    if saved := _searches(effect.data["page"]).filter(user=user_id).first():
        send(effect, saved)


def send(effect: Effect, saved: SavedSearch | None = None) -> None:
    """One mail to one person: of what is still so, and only what they may read."""
    user = User.objects.filter(pk=effect.target.removeprefix("user:"), is_active=True).select_related("member").first()
    page = Page.objects.filter(pk=effect.data["page"]).first()
    page = page.specific if page else None
    is_gone = effect.data["what"] == GONE
    if user is None or not user.email or is_gone == _can_open(page, user):
        return
    with translation.override(language_of(user, saved or page)):
        context = {
            "name": getattr(getattr(user, "member", None), "name", ""),
            "what": effect.data["what"],
            "title": effect.data["title"],
            "note": effect.data.get("note", ""),
            "page_url": "" if is_gone else _absolute(page.get_url_parts()[2]),
            "saved": saved,
            "stop_url": _absolute(reverse("search_unsubscribe", args=[saved.token])) if saved else "",
        }
        words = render_to_string("search/mails/changed.txt", context)
        subject = SUBJECTS[effect.data["what"]](effect.data["title"])
    headers = {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}
    if saved:
        stop = {"List-Unsubscribe": f"<{context['stop_url']}?all=1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        headers |= stop
    EmailMessage(" ".join(subject.split())[:200], words.strip() + "\n", to=[user.email], headers=headers).send()


def _searches(page_id: int):
    """Saved searches that named the page in an alert, kept, with mail on."""
    named = {"told__kind__in": PAGE_KINDS, "told__object_id": page_id, "told__by_mail": True}
    return SavedSearch.objects.kept().filter(**named, user__is_active=True).exclude(often=SavedSearch.Often.NEVER).distinct()


def _can_open(page: BasePage | None, user: User) -> bool:
    return page is not None and bool(open_to(of_page(page), user))


def _absolute(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path
