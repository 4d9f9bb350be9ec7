"""What a resource is made of beside its text: who brought it here, links to the original, files, films."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from members.models import Member

from .resource_page import ResourcePage


class ResourceAuthor(Orderable):
    """Who brought it to the library. Who made it stands in the resource itself."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="authors")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="resource_credits", verbose_name=_("member")
    )
    name = models.CharField(_("name as it shall stand"), max_length=120)
    affiliation = models.CharField(_("role and organization"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("author")


class ResourceLink(Orderable):
    """Where the original stands, and when somebody last saw it there."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("address"), max_length=500)
    label = models.CharField(_("what one finds there"), max_length=160, blank=True)
    seen_on = models.DateField(_("seen there on"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("link to the original")


class ResourceFile(Orderable):
    """The thing itself, kept here."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.CASCADE, related_name="+", verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=160)


class ResourceVideo(Orderable):
    """A film elsewhere: nothing of it loads before the reader asks."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="videos")
    url = models.URLField(_("address of the video"))
    title = models.CharField(_("title"), max_length=160)
    caption = models.CharField(_("what one sees and hears"), max_length=400, blank=True)
