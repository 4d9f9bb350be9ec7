"""The person that others see, and who sees which line of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from content.models import Method, Stamped, Topic, Vocabulary


class Visibility(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members who are signed in")
    ME = "me", _("Only me")


class Profession(Vocabulary):
    """What members work as: nurse, peer worker, manager, and so on."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("profession")
        verbose_name_plural = _("professions")


class MemberQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(closed_at__isnull=True, user__is_active=True)

    def showing(self, field: str, *, to) -> Self:
        """Those who let this user (or anonymous visitor) read this field. What is hidden is not found by it either."""
        seen_by = [Visibility.EVERYONE, Visibility.MEMBERS] if to.is_authenticated else [Visibility.EVERYONE]
        said = models.Q(**{f"visibility__{field}__in": [str(choice) for choice in seen_by]})
        if Member.DEFAULT_VISIBILITY[field] in seen_by:
            said |= ~models.Q(visibility__has_key=field)
        if to.is_authenticated:
            said |= models.Q(user_id=to.pk)
        return self.filter(said)


class Member(Stamped, index.Indexed, models.Model):
    """A person of the community. Their name is always public where they are credited; all else as they choose."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="member")
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=120)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    role = models.CharField(_("role at work"), max_length=120, blank=True)
    about = models.TextField(_("in your own words"), blank=True, max_length=2000)
    professions = models.ManyToManyField(Profession, blank=True, verbose_name=_("professions"), related_name="members")
    place = models.CharField(_("place"), max_length=120, blank=True, help_text=_("Town or region, as public as you like it."))
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    methods = models.ManyToManyField(Method, blank=True, verbose_name=_("methods of interest"), related_name="members")
    topics = models.ManyToManyField(Topic, blank=True, verbose_name=_("topics of interest"), related_name="members")
    photo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("photo")
    )
    visibility = models.JSONField(_("who sees what"), default=dict, blank=True)  # field name -> Visibility
    is_demo = models.BooleanField(_("fictional"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    # who sees a field until the member says otherwise
    DEFAULT_VISIBILITY = {
        "listed": Visibility.MEMBERS,  # who finds the person in the directory
        "pronouns": Visibility.EVERYONE,
        "role": Visibility.EVERYONE,
        "about": Visibility.EVERYONE,
        "professions": Visibility.EVERYONE,
        "place": Visibility.MEMBERS,
        "languages": Visibility.EVERYONE,
        "methods": Visibility.EVERYONE,
        "topics": Visibility.EVERYONE,
        "photo": Visibility.MEMBERS,
        "affiliations": Visibility.EVERYONE,
    }

    objects = MemberQuerySet.as_manager()
    search_fields = [index.SearchField("name"), index.FilterField("closed_at")]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("member", args=[self.slug])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def initials(self) -> str:
        """In place of a photo: the first letter of the first and the last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()

    def who_sees(self, field: str) -> str:
        return self.visibility.get(field, self.DEFAULT_VISIBILITY[field])

    def shows(self, field: str, *, to) -> bool:
        """May this user (or anonymous visitor) read this field?"""
        if self.is_closed:
            return False
        if to.is_authenticated and to.pk == self.user_id:
            return True
        seen_by = self.who_sees(field)
        return seen_by == Visibility.EVERYONE or (seen_by == Visibility.MEMBERS and to.is_authenticated)
