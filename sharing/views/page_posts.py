"""The posts of one page, network by network: the words, what each network will show, the decision, and the ledger below.

Whatever is refused comes back on the same screen with a sentence and with all that was typed.
"""

import copy
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.models import Page

from content.models import BasePage
from members.models import User
from sharing import budget, drafting, hours, ledger, outgoing, posts, words
from sharing.channels import CHANNELS
from sharing.models import Account, ShareEvent, SharePost, SharingSettings
from sharing.models.choosing import LANGUAGES
from sharing.models.share_post import content_of
from sharing.outside import readable
from sharing.views.acts import ACTS, WITH_WORDS
from sharing.views.desk import back_to, editors_only, goes_at

S = SharePost.State
EVENTS_SHOWN, AHEAD_SHOWN, AHEAD = 200, 8, timedelta(days=14)
ORDER = [S.DRAFT, S.FAILED, S.UNKNOWN, S.PAUSED, S.APPROVED, S.DUE, S.SENDING, S.SENT, S.RETRACTING, S.RETRACTED, S.SKIPPED]
MAY_CHANGE = {S.DRAFT, S.APPROVED, S.DUE, S.PAUSED, S.FAILED}  # its words, its hour


class WordsForm(forms.Form):
    """What a post says. The text itself comes as one field per part of a thread, all called `part`."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the words that stood there when the screen was drawn
    content_note = forms.CharField(label=gettext_lazy("Content note"), max_length=200, required=False)
    has_link = forms.BooleanField(label=gettext_lazy("With the link"), required=False)
    has_picture = forms.BooleanField(label=gettext_lazy("With the card image"), required=False)
    alt_text = forms.CharField(
        label=gettext_lazy("Alternative text of the card image"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)

    def __init__(self, post: SharePost, data: object = None) -> None:
        super().__init__(data, initial={name: getattr(post, name) for name in self.base_fields if name != "seen"})
        self.initial["seen"] = ledger.digest(post)
        self.parts: list[str] = post.parts
        if data is not None:
            self.parts = [readable(part.replace("\r\n", "\n")).strip() for part in data.getlist("part")]
        if not CHANNELS[post.account.network].takes_content_note:
            del self.fields["content_note"]

    def clean(self) -> dict:
        if not any(self.parts):
            raise ValidationError(_("Write a text, or skip this post."))
        return super().clean()

    @property
    def said(self) -> dict[str, object]:
        """The fields of the post, as typed."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return kept | {"parts": [part for part in self.parts if part][: drafting.MOST_PARTS]}


@dataclass
class Typed:
    """What somebody typed and what was wrong with it: drawn again, so that nothing is lost."""

    problem: str = ""
    form: WordsForm | None = None
    values: dict[str, str] = field(default_factory=dict)  # of the small forms: address, why, due_at, text; and the button


@dataclass(frozen=True)
class Tab:
    account: Account
    post: SharePost | None
    is_here: bool
    is_one_of_several: bool  # on its network: then the account's own name tells them apart

    @property
    def address(self) -> str:
        return f"?post={self.post.pk}" if self.post else f"?account={self.account.pk}"


@editors_only
def page_posts(request: HttpRequest, page_id: int) -> HttpResponse:
    return _screen(request, page_id, Typed())


def _screen(request: HttpRequest, page_id: int, typed: Typed, post: SharePost | None = None) -> HttpResponse:
    page = Page.objects.filter(pk=page_id).specific().first()
    rows = list(SharePost.objects.of_page(page_id).for_desk())
    if not isinstance(page, BasePage) and not rows:
        raise Http404
    tabs = _tabs(page, rows, request.GET, post)
    here = next((tab for tab in tabs if tab.is_here), None)
    context = {
        "here": "desk",
        "page": page if isinstance(page, BasePage) else None,
        "page_id": page_id,
        "title": page.title if page else rows[0].title,
        "is_own": isinstance(page, BasePage) and (page.was_written_by(request.user) or drafting.put_words_in(page, request.user)),
        "tabs": tabs,
        "tab": here,
        "typed": typed,
        "rows": rows,
        "events": ShareEvent.objects.filter(post__content=content_of(page_id))
        .select_related("post__account")
        .order_by("-at", "-pk")[:EVENTS_SHOWN],
        "ahead": SharePost.objects.queued()
        .filter(next_at__lt=timezone.now() + AHEAD)
        .select_related("account")
        .order_by("next_at")[:AHEAD_SHOWN],
        "is_dry_run": SharingSettings.load(request).is_dry_run,
        **(_of_account(here.account) if here else {}),
        **(_of_post(here.post, typed) if here and here.post else {}),
    }
    return render(request, "sharing/page_posts/page_posts.html", context)


def _tabs(page: BasePage | None, rows: list[SharePost], asked: object, post: SharePost | None) -> list[Tab]:
    """One per account: with its most pressing post, or with the one that was asked for."""
    by_account: dict[Account, SharePost | None] = {}
    for row in sorted(rows, key=lambda row: (ORDER.index(row.state), -row.pk)):
        by_account.setdefault(row.account, row)
    if page is not None:
        for account in drafting.accounts_for(page):
            by_account.setdefault(account, None)
    asked_post = post or next((row for row in rows if str(row.pk) == asked.get("post")), None)
    if asked_post:
        by_account[asked_post.account] = asked_post
    accounts = sorted(by_account, key=lambda account: (account.network, account.name, account.pk))
    wanted = asked_post.account if asked_post else next((account for account in accounts if str(account.pk) == asked.get("account")), None)
    pressing = min(
        accounts, key=lambda account: ORDER.index(by_account[account].state) if by_account[account] else len(ORDER), default=None
    )
    on = Counter(account.network for account in accounts)
    return [Tab(account, by_account[account], account == (wanted or pressing), on[account.network] > 1) for account in accounts]


def _of_account(account: Account) -> dict[str, object]:
    spent = budget.spent_this_month(account) if account.monthly_budget is not None else None
    return {"channel": CHANNELS[account.network], "spent": spent, "slots": account.slots.exists()}


def _of_post(post: SharePost, typed: Typed) -> dict[str, object]:
    """The words as they stand or as they were typed, and what the network will make of exactly these."""
    form = typed.form or WordsForm(post)
    now = timezone.now()
    return {
        "post": post,
        "form": form,
        "may_change": post.state in MAY_CHANGE,
        "closed": post.state == S.SKIPPED and posts.why_closed(post),
        "text_fields": _text_fields(post, form),
        "goes_at": goes_at(post, now),
        "slot_at": hours.next_slot(post.account, now),
        "hour": typed.values.get("due_at") or _hour_there(post, now),
        **_look(_as_typed(post, form)),
    }


def _text_fields(post: SharePost, form: WordsForm) -> list[str]:
    """One for each part; where the network knows threads, an empty one for the next."""
    has_threads = CHANNELS[post.account.network].has_threads
    kept = [part for part in form.parts if part] or [""]
    return [*kept, ""] if has_threads and len(kept) < drafting.MOST_PARTS else kept


def _hour_there(post: SharePost, now: datetime) -> str:
    zone = ZoneInfo(post.account.time_zone)
    return f"{hours.next_hour(post.account, post.due_at or now).astimezone(zone):%Y-%m-%dT%H:%M}"


def _as_typed(post: SharePost, form: WordsForm) -> SharePost:
    """The post with the words of the form, never saved."""
    if not form.is_bound or not form.is_valid():
        return post
    typed = copy.copy(post)
    for name, value in form.said.items():
        setattr(typed, name, value)
    return typed


def _look(post: SharePost) -> dict[str, object]:
    """Preview, count and price, by the sender's own code."""
    return {"shown": outgoing.outgoing(post), "counts": outgoing.count_of(post), "price": outgoing.price_of(post)}


@editors_only
@require_POST
def look(request: HttpRequest, post_id: int) -> HttpResponse:
    """While somebody types: the preview and the count of these words. Nothing is saved."""
    post = get_object_or_404(SharePost.objects.for_desk(), pk=post_id)
    form = WordsForm(post, request.POST)
    return render(
        request, "sharing/page_posts/look.html", {"post": post, "channel": CHANNELS[post.account.network], **_look(_as_typed(post, form))}
    )


@editors_only
def picture(request: HttpRequest, post_id: int) -> HttpResponse:
    """The card image as it will be sent; also to keep, for posting by hand."""
    post = get_object_or_404(SharePost.objects.for_desk(), pk=post_id)
    first = outgoing.outgoing(post)[0]
    card = first.picture or (first.card.picture if first.card else None)
    if card is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="card-{post.pk}.png"'} if "keep" in request.GET else {}
    return HttpResponse(card.content, content_type=card.mime, headers=headers)


TYPED_IN = ("act", "due_at", "why", "address", "text", "how")


@editors_only
@require_POST
def act(request: HttpRequest, post_id: int) -> HttpResponse:
    """One button on one post. A refusal draws the screen again with what was typed."""
    post = get_object_or_404(SharePost.objects.for_desk(), pk=post_id)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    form = WordsForm(post, request.POST) if "part" in request.POST else None
    typed = Typed(form=form, values={key: request.POST[key] for key in TYPED_IN if key in request.POST})
    try:
        sentence = _do(name, post, request.user, form, request.POST)
    except ledger.Overtaken:
        fresh = get_object_or_404(SharePost.objects.for_desk(), pk=post_id)
        return _refused(request, fresh, typed, _overtaken(fresh))
    except (ValidationError, PermissionDenied) as refusal:
        fresh = get_object_or_404(SharePost.objects.for_desk(), pk=post_id)
        return _refused(request, fresh, typed, posts.sentence_of(refusal))
    messages.success(request, sentence)
    return back_to(request, f"{reverse('sharing_page_posts', args=[_page_id(post)])}?post={post.pk}")


def _do(name: str, post: SharePost, by: User, form: WordsForm | None, data: object) -> str:
    with transaction.atomic():
        if form is not None and name in WITH_WORDS:
            _keep_words(post, by, form)
        return ACTS[name](post, by, data)


def _keep_words(post: SharePost, by: User, form: WordsForm) -> None:
    """Write what was typed, unless somebody else has written in between."""
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    if form.cleaned_data["seen"] != ledger.digest(SharePost.objects.select_for_update().get(pk=post.pk)):
        raise ledger.Overtaken
    changed = {name: value for name, value in form.said.items() if value != getattr(post, name)}
    if changed:
        posts.edit(post, by=by, **changed)


def _overtaken(post: SharePost) -> str:
    last = post.events.last()
    who = last.by_name if last and last.by_name else _("The sender")
    return _(
        "%(who)s has changed this post in between (%(state)s now). What you typed still stands below and is not saved; save again to write it over the other text: “%(text)s”"
    ) % {
        "who": who,
        "state": words.mark_of(post).word,
        "text": post.text,
    }


def _refused(request: HttpRequest, post: SharePost, typed: Typed, sentence: str) -> HttpResponse:
    if typed.form is not None:  # the next save is made with the other text in sight
        data = typed.form.data.copy()
        data["seen"] = ledger.digest(post)
        typed.form = WordsForm(post, data)
    typed.problem = sentence
    return _screen(request, _page_id(post), typed, post)


def _page_id(post: SharePost) -> int:
    return int(post.content.removeprefix("page-"))


@editors_only
@require_POST
def again(request: HttpRequest, page_id: int) -> HttpResponse:
    """Tell of a page once more on one account; without a text, in the words of the template."""
    page = get_object_or_404(Page, pk=page_id).specific
    account = get_object_or_404(Account, pk=request.POST.get("account") if request.POST.get("account", "").isdecimal() else 0)
    if not isinstance(page, BasePage):
        raise Http404
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    last = SharePost.objects.for_desk().of_page(page_id).filter(account=account).first()
    try:
        post = posts.again(page, account, by=request.user, text=text or None)
        if text and last and last.link in last.text:  # where the link stood in the text, the new one stands there, too
            posts.edit(post, by=request.user, has_link=True)
    except (ValidationError, PermissionDenied) as refusal:
        return _screen(request, page_id, Typed(problem=posts.sentence_of(refusal), values={"text": text}), last)
    messages.success(request, _("A new draft is made. It waits for approval."))
    return redirect(f"{reverse('sharing_page_posts', args=[page_id])}?post={post.pk}")
