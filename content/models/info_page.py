"""Pages that say what this place is: about, community rules, accessibility, privacy."""

from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

EDITORS_ADDRESS = "{editors}"  # typed in a text, it is read as the address that the settings name
BODY_HELP = _("Markdown. {editors} becomes the editors' e-mail address.")


class InfoPage(Page):
    """A short, dated text in both languages, kept by editors."""

    title_fr = models.CharField(_("title in French"), max_length=255, blank=True)
    lede_en = models.TextField(_("opening in English"), blank=True)
    lede_fr = models.TextField(_("opening in French"), blank=True)
    body_en = models.TextField(_("text in English"), help_text=_("Markdown."), blank=True)
    body_fr = models.TextField(_("text in French"), help_text=_("Markdown."), blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)

    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("title_fr"),
        MultiFieldPanel([FieldPanel("lede_en"), FieldPanel("body_en", help_text=BODY_HELP)], heading=_("English")),
        MultiFieldPanel([FieldPanel("lede_fr"), FieldPanel("body_fr", help_text=BODY_HELP)], heading=_("French")),
        FieldPanel("reviewed_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("title_fr"), index.SearchField("body_en"), index.SearchField("body_fr")]

    class Meta:
        verbose_name = _("page about this place")

    def _said(self, english: str, french: str) -> str:
        return french if get_language() == "fr" and french else english

    @property
    def heading(self) -> str:
        return self._said(self.title, self.title_fr)

    @property
    def lede(self) -> str:
        return self._said(self.lede_en, self.lede_fr)

    @property
    def body(self) -> str:
        address = parseaddr(settings.EDITORS_EMAIL)[1]
        return self._said(self.body_en, self.body_fr).replace(EDITORS_ADDRESS, address)

    @property
    def beside(self) -> models.QuerySet["InfoPage"]:
        """The pages about this place, this one among them, in the order editors gave them."""
        return InfoPage.objects.sibling_of(self).live().public().order_by("path")

    @property
    def text_language(self) -> str:
        """The language the reader gets, which may differ from the one asked for."""
        return "fr" if get_language() == "fr" and self.body_fr else "en"
