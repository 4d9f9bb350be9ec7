"""The filters of the desk, the ledger and the calendar: by network, state and organization, kept in the address."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from sharing.channels import CHANNELS
from sharing.models import SharePost
from sharing.models.share_post import SharePostQuerySet

S = SharePost.State
WHOLE_COMMUNITY = "none"  # accounts of no organization

# What editors call it, and which rows that is.
STATES: dict[str, tuple[str, Q]] = {
    "draft": (_("Waits for approval"), Q(state=S.DRAFT)),
    "queued": (_("Queued"), Q(state__in=[S.APPROVED, S.DUE, S.SENDING])),
    "unknown": (_("Unknown"), Q(state=S.UNKNOWN)),
    "failed": (_("Failed"), Q(state=S.FAILED)),
    "paused": (_("Paused"), Q(state=S.PAUSED)),
    "sent": (_("Sent"), Q(state=S.SENT)),
    "reach": (_("Out of reach"), Q(is_out_of_reach=True)),
    "withdrawn": (_("Withdrawn"), Q(state__in=[S.RETRACTING, S.RETRACTED])),
    "skipped": (_("Skipped"), Q(state=S.SKIPPED)),
}


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    url: str


class PostFilter(forms.Form):
    """Wrong values in an address are no filter."""

    network = forms.ChoiceField(label=_("Network"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    organization = forms.ChoiceField(label=_("Organization"), required=False)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET)
        self.path, self.query = request.path, request.GET
        every = [("", _("All"))]
        self.fields["network"].choices = [*every, *((key, channel.label) for key, channel in CHANNELS.items())]
        self.fields["state"].choices = [*every, *((key, words) for key, (words, _rows) in STATES.items())]
        organizations = Organization.objects.filter(share_accounts__isnull=False).distinct().values_list("pk", "name")
        self.fields["organization"].choices = [
            *every,
            (WHOLE_COMMUNITY, _("The whole community")),
            *((str(key), name) for key, name in organizations),
        ]
        self.is_valid()

    def of(self, name: str) -> str:
        return self.cleaned_data.get(name, "")

    @property
    def network_chosen(self) -> str:
        return self.of("network")

    def apply(self, posts: SharePostQuerySet) -> SharePostQuerySet:
        if network := self.of("network"):
            posts = posts.filter(account__network=network)
        if state := self.of("state"):
            posts = posts.filter(STATES[state][1])
        if organization := self.of("organization"):
            is_none = organization == WHOLE_COMMUNITY
            posts = posts.filter(account__organization=None) if is_none else posts.filter(account__organization=organization)
        return posts

    @property
    def chips(self) -> list[Chip]:
        """What is chosen, each with the way out of it."""
        names = [name for name in self.fields if self.of(name)]
        return [Chip(f"{self.fields[name].label}: {self._word(name)}", self._address(without=name)) for name in names]

    def _word(self, name: str) -> str:
        return str(dict(self.fields[name].choices)[self.of(name)])

    def _address(self, without: str = "") -> str:
        kept = QueryDict(mutable=True)
        kept.update({name: self.of(name) for name in self.fields if self.of(name) and name != without})
        return f"{self.path}?{kept.urlencode()}" if kept else self.path

    @property
    def address(self) -> str:
        """With what is chosen, ending in ? or &: a page number follows."""
        whole = self._address()
        return whole + ("&" if "?" in whole else "?")
