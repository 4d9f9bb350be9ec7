"""What stands on the front page."""

from stories.models import LessonPage, StoryPage


def front_page(page) -> dict:
    """The lead, recent stories, what did not work, and lessons, each open to all."""
    stories = StoryPage.objects.open_to_all().filter(retracted_at__isnull=True).for_cards().order_by("-first_published_at")
    recent = list(stories[:6])
    lead = next((story for story in recent if story.pk == page.lead_story_id), None)
    if lead is None and page.lead_story_id:
        lead = stories.filter(pk=page.lead_story_id).first()
    lead = lead or (recent[0] if recent else None)
    return {
        "lead": lead,
        "recent": [story for story in recent if story != lead][:4],
        "did_not_work": stories.filter(status__in=[StoryPage.Status.DID_NOT_WORK, StoryPage.Status.STOPPED])[:4],
        "lessons": LessonPage.objects.open_to_all().filter(retracted_at__isnull=True).order_by("-first_published_at")[:4],
        "story_count": StoryPage.objects.open_to_all().count(),
    }
