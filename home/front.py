"""What stands on the front page."""

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.translation import get_language

from content import shelves
from content.models import Method, Stamp, Topic
from stories.models import LessonPage, StoryPage

KEEP_FOR = 600
MOST_TERMS = 16


def front_page(page) -> dict:
    """The lead, recent stories, what did not work, methods and topics, lessons: each open to all."""
    stories = StoryPage.objects.open_to_all()
    standing = stories.filter(retracted_at__isnull=True).order_by("-first_published_at")
    recent = list(standing.for_cards()[:3])
    chosen = standing.for_cards().filter(pk=page.lead_story_id).first() if page.lead_story_id else None
    lead = chosen or (recent[0] if recent else None)
    return {
        "lead": lead,
        "recent": [story for story in recent if story != lead][:2],
        "did_not_work": standing.filter(status__in=[StoryPage.Status.DID_NOT_WORK, StoryPage.Status.STOPPED])
        .with_findings()
        .prefetch_related("organizations")[:4],
        "terms": _terms(),
        "lessons": LessonPage.objects.open_to_all().filter(retracted_at__isnull=True).order_by("-first_published_at")[:4],
        "story_count": stories.count(),
    }


def drawn_front(page) -> str:
    """Kept until something public changes."""
    kept_as = f"front:{page.pk}:{page.lead_story_id}:{Stamp.current()}:{get_language()}"
    kept = caches["pages"].get(kept_as)
    if kept is None:
        kept = render_to_string("home/front.html", front_page(page))
        caches["pages"].set(kept_as, kept, KEEP_FOR)
    return kept


def _terms() -> list[tuple[Method | Topic, int]]:
    """The methods and topics that most stories stand under, in the order of the alphabet."""
    counted = [(term, number) for vocabulary in (Method, Topic) for term, number in _counted(vocabulary)]
    often = sorted(counted, key=lambda pair: -pair[1])[:MOST_TERMS]
    return sorted(often, key=lambda pair: pair[0].name.casefold())


def _counted(vocabulary: type[Method] | type[Topic]) -> list[tuple[Method | Topic, int]]:
    numbers = shelves.numbers(vocabulary)
    return [(term, numbers[term.pk]) for term in vocabulary.objects.in_use() if term.pk in numbers]
