"""A change idea is a thing of its own: several stories may have tried it, with different results."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from content.models import Method, Stamped


class ChangeIdea(Stamped, index.Indexed, models.Model):
    """Something that a team can try, such as text reminders."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(_("change idea"), max_length=160)
    description = models.TextField(_("what one does"), blank=True, help_text=_("Markdown."))
    method = models.ForeignKey(
        Method, null=True, blank=True, on_delete=models.SET_NULL, related_name="change_ideas", verbose_name=_("method")
    )

    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("description")]

    class Meta:
        verbose_name = _("change idea")
        verbose_name_plural = _("change ideas")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("change_idea", args=[self.slug])
