"""The front page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from home.front import drawn_front


class HomePage(Page):
    """The first thing that a visitor reads: what this is, what is new, what did not work."""

    max_count = 1
    template = "home/home_page.html"

    lead_story = models.ForeignKey(
        "stories.StoryPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("lead story")
    )

    content_panels = [*Page.content_panels, FieldPanel("lead_story")]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "drawn": drawn_front(self)}
