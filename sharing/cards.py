"""The share card of a page, and of the site: drawn from what everybody may see, kept by its content, its address changes with it."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Revision

from content.models import BasePage
from measures.kept_pictures import picture
from sharing import card_svg
from sharing.channels.base import Picture
from sharing.models import SharePost

DESIGN = "1"  # goes into every version: raise it when cards look different, so that networks fetch them again
MIME = "image/png"
LONGEST_ALT = 1000  # letters, as X takes them


def card_png(page: BasePage, revision: Revision | None = None) -> bytes:
    """1200 by 630 pixels. `revision`: as it will look, for its editors alone."""
    svg = card_svg.draw(card_of(revision.as_object() if revision else page))
    return picture(svg, width=card_svg.WIDTH, kind="cards", css=card_svg.style(), margin=0)


def card_for(post: SharePost) -> Picture | None:
    """What goes out with a post, with the words that were approved; none when its page is not open to all."""
    page = post.page.specific if post.page else None
    return Picture(card_png(page), MIME, post.alt_text) if page is not None and page.is_open_to_all else None


def card_address(page: BasePage) -> str:
    """Whole, with the version, so that a network that keeps pictures for days fetches the new one after a change."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("share_card", args=[page.pk, version_of(page)])


def version_of(page: BasePage) -> str:
    """Of the live page. Asks the database for nothing that the page does not hold already."""
    with override(page.language):
        finding = getattr(page, "finding", "")
    told = [DESIGN, page.live_revision_id, page.title, finding, page.corrected_at, page.retracted_at]
    return sha256(repr(told).encode()).hexdigest()[:12]


def proposed_alt(page: BasePage) -> str:
    """What the card says, for those who do not see it: a proposal that an editor reads before it goes out."""
    card, drawing = card_of(page), page.share_picture()
    with override(page.language):
        said = [
            _("Share card of Throughline:"),
            card.banner,
            _("“%(title)s”.") % {"title": card.title},
            f"{card.organization.rstrip('.')}.",
            card.finding,
            drawing.about if card.picture else "",
            card.corrected,
            f"{card.label}." if card.label else "",
        ]
    told = " ".join(part for part in said if part)
    return told if len(told) <= LONGEST_ALT else f"{told[: LONGEST_ALT - 1].rsplit(' ', 1)[0]}…"


# --- The card of the site, in each language of its interface ---


def site_card_png(language: str) -> bytes:
    return picture(card_svg.draw(site_card(language)), width=card_svg.WIDTH, kind="cards", css=card_svg.style(), margin=0)


def site_card_address(language: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("site_card", args=[language, site_card_version(language)])


@cache
def site_card_version(language: str) -> str:
    """Of its words and its look, which change with the program alone."""
    return sha256(f"{DESIGN} {site_card(language)} {card_svg.style()}".encode()).hexdigest()[:12]


def site_card_alt(language: str) -> str:
    card = site_card(language)
    return f"{card.finding}. {card.title}"


def site_card(language: str) -> card_svg.Card:
    with override(language):
        return card_svg.Card(
            finding=_("What people told us, what we changed, what the data show"),
            title=_("Throughline is a community of practice for quality improvement in mental health and addictions care."),
            leads_with_finding=True,
        )


# --- What is said of a page ---


def card_of(page: BasePage) -> card_svg.Card:
    """In the page's own language. Retracted: neither its finding nor its figures are told again."""
    facts, drawing = page.share_facts(), page.share_picture()
    extra: dict = dict(facts.get("extra") or {})
    organizations = [str(name) for name in facts["organizations"]]
    with override(page.language):
        label = _("Fictional example") if facts.get("is_demo") else _("Illustrative data") if extra.get("is_illustrative") else ""
        card = card_svg.Card(
            title=page.title,
            organization=_named(organizations) or _("Quality improvement in mental health and addictions care"),
            label=label,
            untitled=_("To be read on Throughline"),
        )
        if page.is_retracted:
            return replace(card, banner=retracted(page), finding=str(facts.get("reason") or ""))
        setting, year = _where(page, facts), str(extra.get("year") or "")
        corrected = _("Corrected, %(date)s.") % {"date": _day(page.corrected_at)} if page.corrected_at else ""
        return replace(
            card,
            finding=str(facts["finding"]),
            beside_picture=str(extra.get("outcome_line") or ""),
            note=setting,
            note_end=" ".join(filter(None, [f"{', ' if setting and year else ''}{year}." if setting or year else "", drawing.note])),
            picture=drawing.svg,
            corrected=corrected,
            leads_with_finding=page.share_kind == "story",
        )


def retracted(page: BasePage) -> str:
    """What is said in the place of everything else."""
    return _("Retracted, %(date)s. Do not rely on it.") % {"date": _day(page.retracted_at)}


def _where(page: BasePage, facts: dict) -> str:
    """The first sentence of it; of a resource, what kind of thing it is."""
    said = facts["extra"]["kind"] if page.share_kind == "resource" else facts.get("setting")
    return str(said or "").split(". ")[0].rstrip(".")


def _day(at: datetime) -> str:
    return date_format(localtime(at), "DATE_FORMAT")


def _named(organizations: list[str]) -> str:
    if len(organizations) < 2:
        return "".join(organizations)
    return _("%(first)s and %(others)s more") % {"first": organizations[0], "others": len(organizations) - 1}
