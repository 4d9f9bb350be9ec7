"""What editors put together for a reason: a collection, or a reading path that is gone through in order."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from content.models import Stamped


def in_language(english: str, french: str) -> str:
    """The words in the language of the interface, or those that there are."""
    return french or english if (get_language() or "en").startswith("fr") else english or french


class CollectionQuerySet(models.QuerySet):
    def shown(self) -> Self:
        return self.filter(is_shown=True)


class Collection(Stamped, index.Indexed, ClusterableModel):
    """Pages that belong together, each with a sentence why. Curated by editors; a series is made by those who wrote its parts."""

    slug = models.SlugField(_("key"), max_length=120, unique=True)
    title_en = models.CharField(_("title in English"), max_length=160)
    title_fr = models.CharField(_("title in French"), max_length=160, blank=True)
    intro_en = models.TextField(
        _("introduction in English"), blank=True, help_text=_("Markdown. For whom it is, and what one knows at its end.")
    )
    intro_fr = models.TextField(_("introduction in French"), blank=True)
    is_ordered = models.BooleanField(
        _("reading path"),
        default=False,
        help_text=_("Read in this order: numbered, each part leads to the next, and members keep their place."),
    )
    is_shown = models.BooleanField(_("shown to readers"), default=True)
    is_demo = models.BooleanField(_("fictional"), default=False)
    sort_order = models.IntegerField(_("place in the list"), default=0)

    objects = CollectionQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("title_en"), FieldPanel("title_fr")]),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("intro_en"), FieldPanel("intro_fr")]),
        MultiFieldPanel([FieldPanel("is_ordered"), FieldPanel("is_shown"), FieldPanel("sort_order")], heading=_("How it is shown")),
        InlinePanel("items", label=_("Page"), help_text=_("Drag them into their order. A page that is not open to everybody is left out.")),
    ]
    search_fields = [index.SearchField("title_en"), index.SearchField("title_fr")]

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["sort_order", "title_en"]

    def __str__(self) -> str:
        return self.title_en

    @property
    def title(self) -> str:
        return in_language(self.title_en, self.title_fr)

    @property
    def language(self) -> str:
        """The language that its title stands in for this reader."""
        return in_language("en", self.title_fr and "fr")

    @property
    def intro(self) -> str:
        return in_language(self.intro_en, self.intro_fr)

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.slug])


class CollectionItem(Orderable):
    """One page of a collection, and why it is in it."""

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="collection_items", verbose_name=_("page"))
    why_en = models.CharField(_("why, in English"), max_length=300, blank=True)
    why_fr = models.CharField(_("why, in French"), max_length=300, blank=True)

    panels = [
        PageChooserPanel("page", ["stories.StoryPage", "stories.LessonPage", "resources.ResourcePage"]),
        FieldPanel("why_en"),
        FieldPanel("why_fr"),
    ]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["collection", "page"], name="once_in_a_collection")]

    @property
    def why(self) -> str:
        return in_language(self.why_en, self.why_fr)


class HasRead(models.Model):
    """A member says that they have read a page. Nobody else sees it, and nothing is counted by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pages_read")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("page read")
        verbose_name_plural = _("pages read")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.page_id}"
