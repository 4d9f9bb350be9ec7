"""Organizations, and who has been confirmed as working there."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from content.models import Stamped

from .member import Member


class OrganizationQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str) -> "Organization":
        return self.get(slug=slug)

    def stewarded_by(self, member: Member) -> Self:
        return self.filter(
            affiliations__member=member, affiliations__role=Affiliation.Role.STEWARD, affiliations__state=Affiliation.State.CONFIRMED
        )


class Organization(Stamped, index.Indexed, ClusterableModel):
    """A body whose people write here."""

    class Sector(models.TextChoices):
        COMMUNITY = "community", _("Community mental health and addictions")
        HOSPITAL = "hospital", _("Hospital")
        PRIMARY = "primary", _("Primary care")
        PUBLIC_HEALTH = "public-health", _("Public health")
        RESEARCH = "research", _("University or research body")
        GOVERNMENT = "government", _("Government or agency")
        OTHER = "other", _("Other")

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    about = models.TextField(_("about"), blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo")
    )
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices, default=Sector.COMMUNITY)
    website = models.URLField(_("website"), blank=True)
    verified_at = models.DateTimeField(
        _("verified"), null=True, blank=True, help_text=_("Set when an editor has made sure that it is theirs.")
    )
    is_demo = models.BooleanField(_("fictional"), default=False)

    objects = OrganizationQuerySet.as_manager()
    search_fields = [index.SearchField("name"), index.SearchField("name_fr"), index.SearchField("about"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("organization", args=[self.slug])

    @property
    def shown_name(self) -> str:
        """In the reader's language, where the organization has a name in it."""
        return (self.name_fr if get_language() == "fr" else "") or self.name

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class AffiliationQuerySet(models.QuerySet):
    def claimed(self) -> Self:
        return self.filter(state=Affiliation.State.CLAIMED)

    def confirmed(self) -> Self:
        return self.filter(state=Affiliation.State.CONFIRMED)

    def of_stewards(self) -> Self:
        return self.confirmed().filter(role=Affiliation.Role.STEWARD)


class Affiliation(models.Model):
    """A member says that they work for an organization; a steward of it confirms or declines."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Works there")
        STEWARD = "steward", _("Steward")

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Waiting for a steward")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="affiliations")
    organization = ParentalKey(Organization, on_delete=models.CASCADE, related_name="affiliations")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLAIMED)
    claimed_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [models.UniqueConstraint(fields=["member", "organization"], name="one_affiliation_each")]

    def __str__(self) -> str:
        return f"{self.member} – {self.organization}"

    def save(self, *args, **kwargs) -> None:
        if self.state != self.State.CLAIMED and self.decided_at is None:
            self.decided_at = timezone.now()
        super().save(*args, **kwargs)

    @property
    def is_steward(self) -> bool:
        return self.role == self.Role.STEWARD and self.state == self.State.CONFIRMED
