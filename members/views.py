"""A member's own desk: their page, their affiliations, and the door to the editors' desk."""

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from members import affiliations, proof
from members.forms import ClaimForm, ProfileForm
from members.joining import member_of
from members.models import Affiliation, Organization


@login_required
def account_home(request: HttpRequest) -> HttpResponse:
    return render(request, "members/account_home.html", {"member": member_of(request.user)})


@login_required
def profile_edit(request: HttpRequest) -> HttpResponse:
    member = member_of(request.user)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=member)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your page is saved."))
        return redirect("profile_edit")
    if request.method == "POST":
        member.refresh_from_db()  # the page about to be shown speaks of the person as they are, not as they mistyped
    return render(request, "members/profile_edit.html", {"form": form, "member": member})


@login_required
def affiliation_list(request: HttpRequest) -> HttpResponse:
    """Where one works; POST says so of one more organization."""
    member = member_of(request.user)
    form = ClaimForm(request.POST or None, member=member, initial={"organization": request.GET.get("organization")})
    if request.method == "POST" and form.is_valid():
        organization = form.cleaned_data["organization"]
        affiliations.claim(organization, by=member)
        messages.success(request, _("%(where)s has been asked to confirm it.") % {"where": organization.shown_name})
        return redirect("affiliations")
    own = member.affiliations.select_related("organization").order_by("organization__name")
    return render(
        request, "members/affiliations.html", {"form": form, "affiliations": own, "editors_email": parseaddr(settings.EDITORS_EMAIL)[1]}
    )


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request.user)
    affiliation = get_object_or_404(member.affiliations.select_related("organization"), pk=pk)
    affiliations.leave(affiliation, by=member)
    messages.success(request, _("You are not shown at %(where)s any more.") % {"where": affiliation.organization.shown_name})
    return redirect("affiliations")


@login_required
def organization_people(request: HttpRequest, slug: str) -> HttpResponse:
    """For stewards and editors: who says that they work here, and who does."""
    organization = get_object_or_404(Organization, slug=slug)
    if not affiliations.may_decide(organization, by=request.user):
        raise PermissionDenied(_("Only stewards of the organization and editors decide who works there."))
    if request.method == "POST":
        return _decide(request, organization)
    people = Affiliation.objects.filter(organization=organization, member__closed_at__isnull=True).select_related(
        "member", "decided_by__member"
    )
    context = {
        "organization": organization,
        "claimed": people.claimed().order_by("claimed_at"),
        "confirmed": people.confirmed().order_by("-role", "member__name"),
        "names_stewards": affiliations.is_editor(request.user),
    }
    return render(request, "members/organization_people.html", context)


def _decide(request: HttpRequest, organization: Organization) -> HttpResponse:
    verbs = {
        "confirm": (affiliations.confirm, _("%(who)s is confirmed.")),
        "decline": (affiliations.decline, _("%(who)s is not shown here.")),
        "name_steward": (affiliations.name_steward, _("%(who)s is a steward now.")),
        "release_steward": (affiliations.release_steward, _("%(who)s is not a steward any more.")),
    }
    verb, says = verbs.get(request.POST.get("verb", ""), (None, ""))
    pk = request.POST.get("affiliation", "")
    if verb is None or not pk.isdecimal() or len(pk) > 18:
        return redirect("organization_people", organization.slug)
    affiliation = get_object_or_404(Affiliation.objects.select_related("member", "organization"), pk=pk, organization=organization)
    verb(affiliation, by=request.user)
    messages.success(request, says % {"who": affiliation.member.name})
    return redirect("organization_people", organization.slug)


@require_GET
@never_cache
def sign_up_challenge(request: HttpRequest) -> HttpResponse:
    """Work for the browser of somebody who signs up."""
    return JsonResponse(proof.new_challenge())


@never_cache
def desk_door(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whoever may not enter: to the sign-in, or a plain no for those who are signed in."""
    if request.user.is_authenticated:
        raise PermissionDenied(_("This is the editors' desk. You write and read on the pages that everyone uses."))
    sign_in = reverse("account_login")
    onward = request.GET.get("next", "")
    return redirect(f"{sign_in}?{urlencode({'next': onward})}" if onward else sign_in)


def too_often(request: HttpRequest, exception=None) -> HttpResponse:
    """Too many tries: say so, and when to come back."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "300"
    return response
