"""The pages about this place as a new site has them. Once laid they are the editors'."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from content.models import InfoPage
from home.models import HomePage

FOLDER = settings.BASE_DIR / "fixtures" / "pages"
WRITTEN_ON = {
    "about": date(2026, 11, 25),
    "community-rules": date(2026, 11, 25),
    "accessibility": date(2026, 11, 25),
    "privacy": date(2026, 11, 25),
}


def lay(home: HomePage) -> None:
    """Each page that is missing. One that stands is left, whatever editors have made of it."""
    for slug, written_on in WRITTEN_ON.items():
        if not InfoPage.objects.child_of(home).filter(slug=slug).exists():
            page = InfoPage(slug=slug, reviewed_on=written_on, **_words(slug))
            page.first_published_at = page.last_published_at = timezone.now()
            home.add_child(instance=page)
            page.save_revision(clean=False)


def _words(slug: str) -> dict[str, str]:
    title, lede, body = _parts(FOLDER / f"{slug}.en.md")
    title_fr, lede_fr, body_fr = _parts(FOLDER / f"{slug}.fr.md")
    return {"title": title, "title_fr": title_fr, "lede_en": lede, "lede_fr": lede_fr, "body_en": body, "body_fr": body_fr}


def _parts(path: Path) -> tuple[str, str, str]:
    """Heading, opening and the rest, as somebody would write them one after another."""
    heading, lede, body = path.read_text(encoding="utf-8").split("\n\n", 2)
    return heading.removeprefix("# "), lede, body.strip()
