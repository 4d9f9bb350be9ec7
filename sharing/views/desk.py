"""The sharing desk: what waits for an editor, what is on its way, what went wrong, and the ledger of everything."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Page, Revision

from content.models import BasePage
from members.models import User
from members.roles import is_editor
from sharing import drafting, expiring, hours, ledger, outgoing, posts, words
from sharing.channels import CHANNELS
from sharing.channels.base import Count as TextCount
from sharing.models import SharePost, SharingSettings
from sharing.models.share_post import TO_MEND, SharePostQuerySet
from sharing.views.filtering import PostFilter

S = SharePost.State
View = Callable[..., HttpResponse]
TICKET = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")  # a row, and the print of the words that were seen
RELEASED_AT_ONCE = 500
DRAFTS_SHOWN, TROUBLES_SHOWN, LATEST_SHOWN, LEDGER_SHOWN = 20, 10, 10, 50
HELD = Q(state=S.PAUSED, reason="dry-run")
ON_THEIR_WAY = Q(state__in=[*SharePost.QUEUED, S.SENDING]) | Q(state=S.RETRACTING, is_out_of_reach=False)
TROUBLE = (Q(state__in=[S.FAILED, S.UNKNOWN, S.PAUSED]) & ~HELD) | Q(is_out_of_reach=True) | TO_MEND
SENT = Q(state=S.SENT, is_out_of_reach=False) & ~TO_MEND


def editors_only(view: View) -> View:
    """Everybody else hears no, also with the address in hand."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_editor(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Draft:
    """One text that may be approved, with all that an approval is about."""

    post: SharePost
    ticket: str  # the row and the words that were seen: other words in between are not approved
    counts: list[TextCount]
    price: Decimal
    goes_at: datetime
    is_own: bool

    @property
    def address(self) -> str:
        return words.address_on_desk(self.post)

    @property
    def fits(self) -> bool:
        return all(count.fits for count in self.counts)


@editors_only
def desk(request: HttpRequest) -> HttpResponse:
    """What needs a person first, then what waits for a yes, then what is on its way and what is out."""
    chosen = PostFilter(request)
    rows = chosen.apply(SharePost.objects.for_desk())
    waiting = rows.filter(state=S.DRAFT).order_by("-made_at", "content", "pk")
    how_many = chosen.apply(SharePost.objects.all()).aggregate(
        troubles=Count("pk", filter=TROUBLE),
        held=Count("pk", filter=HELD),
        queued=Count("pk", filter=Q(state__in=SharePost.QUEUED)),
        on_their_way=Count("pk", filter=ON_THEIR_WAY),
        drafts=Count("pk", filter=Q(state=S.DRAFT)),
        sent=Count("pk", filter=SENT),
    )
    drafts = _page(waiting, request.GET.get("page"), DRAFTS_SHOWN, how_many["drafts"])
    context = {
        "here": "desk",
        "waiting": how_many["drafts"],
        "chosen": chosen,
        "how_many": how_many,
        "is_empty": not any(how_many.values()),
        "drafts": drafts,
        "cards": list(_cards(drafts, request.user)),
        "troubles": _page(
            rows.filter(TROUBLE).order_by("-state_at", "-pk"), request.GET.get("trouble"), TROUBLES_SHOWN, how_many["troubles"]
        ),
        "on_their_way": rows.filter(ON_THEIR_WAY).order_by("-is_urgent", "next_at", "pk")[:LATEST_SHOWN],
        "sent": rows.filter(SENT).order_by("-sent_at", "-pk")[:LATEST_SHOWN],
        "is_dry_run": SharingSettings.load(request).is_dry_run,
        "warnings": expiring.warnings(),
    }
    return render(request, "sharing/desk/desk.html", context)


@editors_only
def ledger_of_all(request: HttpRequest) -> HttpResponse:
    """One row for each post on each network, the newest change first."""
    chosen = PostFilter(request)
    rows = chosen.apply(SharePost.objects.for_desk()).order_by("-state_at", "-pk")
    page = _page(rows, request.GET.get("page"), LEDGER_SHOWN)
    return render(request, "sharing/desk/ledger.html", {"here": "ledger", "chosen": chosen, "page_obj": page})


@editors_only
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Say yes to each text that was ticked, exactly as it was shown."""
    tickets = [found for ticket in request.POST.getlist("post") if (found := TICKET.fullmatch(ticket))]
    seen = {int(ticket[1]): ticket[2] for ticket in tickets}
    chosen = list(SharePost.objects.for_desk().filter(pk__in=seen))
    as_shown = [post for post in chosen if ledger.digest(post) == seen[post.pk]]
    done, refused = posts.approve_many(as_shown, by=request.user)
    if done:
        messages.success(request, ngettext("%(n)d post is approved.", "%(n)d posts are approved.", len(done)) % {"n": len(done)})
    for post in chosen:
        if post not in as_shown:
            messages.warning(request, _("%(post)s: somebody has changed it in between. Look at it again.") % {"post": _called(post)})
    for post, sentence in refused:
        messages.error(request, f"{_called(post)}: {sentence}")
    if not chosen:
        messages.warning(request, _("Tick the posts that you approve first."))
    return back_to(request, reverse("sharing_desk"))


@editors_only
def recall(request: HttpRequest) -> HttpResponse:
    """Take back everything that is still queued, after one question."""
    network = request.POST.get("network", request.GET.get("network", ""))
    network = network if network in CHANNELS else ""
    if request.method == "POST":
        count = posts.recall_all(by=request.user, network=network)
        messages.success(
            request,
            ngettext(
                "%(n)d post is taken back. It waits for approval again.", "%(n)d posts are taken back. They wait for approval again.", count
            )
            % {"n": count},
        )
        return redirect("sharing_desk")
    queued = SharePost.objects.queued()
    queued = queued.filter(account__network=network) if network else queued
    by_account = (
        queued.values_list("account__network", "account__name").annotate(count=Count("pk")).order_by("account__network", "account__name")
    )
    context = {"here": "desk", "by_account": by_account, "count": sum(row[-1] for row in by_account), "network": network}
    return render(request, "sharing/desk/recall.html", context)


@editors_only
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Send what a dry run held back. What is refused stays where it is, with the reason."""
    done = 0
    for post in SharePost.objects.for_desk().filter(HELD).order_by("pk")[:RELEASED_AT_ONCE]:
        try:
            posts.retry(post, by=request.user)
            done += 1
        except (ValidationError, PermissionDenied) as refusal:
            messages.error(request, f"{_called(post)}: {posts.sentence_of(refusal)}")
    if done:
        messages.success(request, ngettext("%(n)d post goes out.", "%(n)d posts go out.", done) % {"n": done})
    return redirect("sharing_desk")


def _called(post: SharePost) -> str:
    return f"{post.title}, {post.account}"


def _page(rows: SharePostQuerySet, number: str | None, size: int, count: int | None = None) -> ListPage:
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.__dict__["count"] = count
    return paginator.get_page(number)


def _cards(drafts: Iterable[SharePost], user: User) -> Iterator[Draft]:
    own = pages_written_by(user, {post.page_id for post in drafts if post.page_id})
    now, first_free = timezone.now(), {}
    for post in drafts:
        if post.account_id not in first_free:
            first_free[post.account_id] = hours.next_slot(post.account, now)
        ticket = f"{post.pk}:{ledger.digest(post)}"
        yield Draft(
            post,
            ticket,
            outgoing.count_of(post),
            outgoing.price_of(post),
            goes_at(post, now, first_free[post.account_id]),
            post.page_id in own,
        )


def goes_at(post: SharePost, now: datetime, first_free: datetime | None = None) -> datetime:
    """When it would go out if somebody approved it now, as posts.approve decides."""
    if post.is_urgent:
        return max(post.due_at or now, now)
    if post.due_at and post.due_at > now:
        return hours.next_hour(post.account, post.due_at)
    return first_free or hours.next_slot(post.account, now)


def pages_written_by(user: User, page_ids: set[int]) -> set[int]:
    """Of these pages, those that this person has written in any version, or put words into: as posts.approve decides, in three queries,
    and a few more for each page of which they saved a version."""
    own = set(Page.objects.filter(pk__in=page_ids, owner=user).values_list("pk", flat=True))
    member = getattr(user, "member", None)
    if member and page_ids:
        versions = Revision.page_revisions.filter(object_id__in=[str(key) for key in page_ids])
        for page_id, credits in versions.values_list("object_id", "content__authors"):
            if any(credit.get("member") == member.pk for credit in credits or []):
                own.add(int(page_id))
    others = [str(key) for key in page_ids - own]
    saved = Revision.page_revisions.filter(user=user, object_id__in=others).values_list("object_id", flat=True)
    pages = Page.objects.filter(pk__in={int(key) for key in saved}).specific()
    return own | {page.pk for page in pages if isinstance(page, BasePage) and drafting.put_words_in(page, user)}


def back_to(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Where the form said it stood, if that is here."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else otherwise)
