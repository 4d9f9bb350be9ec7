"""The calendar: what is planned and what went out, hours to move to, usual hours of each account, what could not be undone."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sharing import agenda, hours, posts
from sharing.models import Account, SharePost, SharingSettings, Slot
from sharing.views.desk import back_to, editors_only
from sharing.views.filtering import Chip, PostFilter
from sharing.words import moment

SHOWN_A_DAY, IN_A_CELL, ON_A_PAGE = 25, 4, 50
LISTED = timedelta(weeks=4)
SUGGESTED = [(1, time(9)), (2, time(12, 15)), (3, time(16))]  # Tuesday to Thursday: when offices read, and no Monday morning
FREE_HOURS = 6
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
VIEWS = [("list", gettext_lazy("List")), ("month", gettext_lazy("Month")), ("day", gettext_lazy("Day"))]


class CalendarFilter(PostFilter):
    """The filters of the desk; which days, and how they are drawn, go with them."""

    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)
    at = forms.DateField(required=False, widget=forms.HiddenInput, validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)])

    @property
    def chips(self) -> list[Chip]:
        names = [name for name in PostFilter.base_fields if self.of(name)]
        return [Chip(f"{self.fields[name].label}: {self._word(name)}", self._address(without=name)) for name in names]

    @property
    def on(self) -> date:
        return self.of("at") or timezone.localdate()

    @property
    def shape(self) -> str:
        return self.of("view") or "list"

    def to(self, on: date | None, shape: str = "") -> str:
        """The same filters on other days, or drawn in another way."""
        query = self.query.copy()
        query.pop("page", None)
        query["at"], query["view"] = on.isoformat() if on else "", shape or self.shape
        return f"{self.path}?{query.urlencode()}"

    def shown(self):
        """What was skipped is on no day, unless somebody asks for it."""
        rows = self.apply(SharePost.objects.select_related("account", "page"))
        return rows if self.of("state") else rows.exclude(state=SharePost.State.SKIPPED)


# --- Looking ---


@editors_only
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    chosen = CalendarFilter(request)
    draw = {"list": _list, "month": _month, "day": _day}[chosen.shape]
    context = {
        "here": "calendar",
        "chosen": chosen,
        "shape": chosen.shape,
        "shapes": [(key, label, chosen.to(chosen.on, key)) for key, label in VIEWS[:2]],
        "today_url": chosen.to(None),
        "today": timezone.localdate(),
        "zone": timezone.get_current_timezone_name(),
        "back": request.get_full_path(),
        "without_hour": chosen.shown().filter(state=SharePost.State.DRAFT, due_at=None).count(),
        "out_of_reach": SharePost.objects.filter(is_out_of_reach=True).count(),
        "is_dry_run": SharingSettings.load(request).is_dry_run,
        **draw(chosen, request),
    }
    return render(request, f"sharing/calendar/{chosen.shape}.html", context)


def _list(chosen: CalendarFilter, request: HttpRequest) -> dict:
    """Four weeks from the Monday before."""
    first = agenda.monday_of(chosen.on)
    days = agenda.days(chosen.shown(), first, first + LISTED - timedelta(days=1), most=SHOWN_A_DAY)
    shown = [day for day in days if day.entries or day.is_today]
    return {
        "weeks": list(agenda.weeks(shown)),
        "this_week": agenda.monday_of(timezone.localdate()),
        "next_week": agenda.monday_of(timezone.localdate()) + agenda.WEEK,
        "is_empty": not any(day.entries for day in days),
        "first": first,
        "last": days[-1].on,
        "before_url": chosen.to(first - LISTED),
        "after_url": chosen.to(first + LISTED),
    }


def _month(chosen: CalendarFilter, request: HttpRequest) -> dict:
    """Whole weeks, from the Monday on or before the first to the Sunday on or after the last."""
    first = chosen.on.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    last = after - timedelta(days=1)
    days = agenda.days(chosen.shown(), agenda.monday_of(first), agenda.monday_of(last) + timedelta(days=6), most=IN_A_CELL)
    return {
        "month": first,
        "weeks": list(agenda.weeks(days)),
        "is_empty": not any(day.entries for day in days),
        "before_url": chosen.to(first - timedelta(days=1)),
        "after_url": chosen.to(after),
    }


def _day(chosen: CalendarFilter, request: HttpRequest) -> dict:
    page = Paginator(agenda.of_day(chosen.shown(), chosen.on), ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "on": chosen.on,
        "page_obj": page,
        "day": agenda.Day(chosen.on, agenda.entries(page)),
        "before_url": chosen.to(chosen.on - timedelta(days=1)),
        "after_url": chosen.to(chosen.on + timedelta(days=1)),
        "query": chosen.to(chosen.on) + "&",
    }


# --- Moving ---


class MoveForm(forms.Form):
    """To one of the free usual hours of the account, or to an hour of one's own."""

    hour = forms.TypedChoiceField(
        label=gettext_lazy("Free hours of this account"),
        required=False,
        widget=forms.RadioSelect,
        coerce=datetime.fromisoformat,
        empty_value=None,
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("Another hour"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": gettext_lazy("Type a day and an hour, for example 2026-12-02 09:00.")},
    )

    def __init__(self, data, *, post: SharePost) -> None:
        super().__init__(data)
        self.post = post
        self.fields["hour"].choices = [(hour.isoformat(), _called(hour, post.account)) for hour in _free_hours(post.account)]
        self.fields["due_at"].help_text = _("By your clock, %(zone)s.") % {"zone": timezone.get_current_timezone_name()}
        if post.due_at:
            self.fields["due_at"].initial = timezone.localtime(post.due_at)

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        wanted = data.get("hour") or data.get("due_at")
        if wanted is None:
            raise ValidationError(_("Choose an hour, or type one."))
        _refuse_bad_hours(self.post.account, wanted)
        data["wanted"] = wanted
        return data


@editors_only
def move(request: HttpRequest, post_id: int) -> HttpResponse:
    """Another hour for a post that has not gone out. The approval stays: another hour is no other text."""
    post = get_object_or_404(SharePost.objects.for_desk().prefetch_related("account__slots"), pk=post_id)
    form = MoveForm(_typed(request.POST, post) if request.method == "POST" else None, post=post)
    back = request.POST.get("back") or request.GET.get("back") or reverse("sharing_calendar")
    if post.state not in agenda.MOVABLE:
        messages.error(request, _("“%(title)s” cannot be moved any more: it is being sent, or was sent.") % {"title": post.title})
        return back_to(request, reverse("sharing_calendar"))
    if request.method == "POST" and form.is_valid():
        try:
            posts.schedule(post, by=request.user, due_at=form.cleaned_data["wanted"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            words = {"title": post.title, "account": post.account, "at": moment(form.cleaned_data["wanted"])}
            messages.success(request, _("“%(title)s” on %(account)s is planned for %(at)s.") % words)
            return back_to(request, reverse("sharing_calendar"))
    return render(request, "sharing/calendar/move.html", {"here": "calendar", "post": post, "form": form, "back": back})


def _typed(data: QueryDict, post: SharePost) -> QueryDict:
    """A post that was dragged to another day keeps its hour: as if that had been typed."""
    try:
        day = date.fromisoformat(data.get("day", ""))
    except ValueError:
        return data
    was = timezone.localtime(post.due_at) if post.due_at else timezone.localtime().replace(hour=9, minute=0)
    data = data.copy()
    data["due_at"] = f"{day.isoformat()}T{was:%H:%M}"
    return data


def _free_hours(account: Account) -> list[datetime]:
    """The next usual hours that no other post has; none for an account without usual hours."""
    free, after = [], timezone.now()
    for _number in range(FREE_HOURS if account.slots.all() else 0):
        after = hours.next_slot(account, after)
        free.append(after)
    return free


def _called(hour: datetime, account: Account) -> str:
    there = agenda.there(hour, account.time_zone)
    return f"{moment(hour)}, {there}" if there else moment(hour)


def _refuse_bad_hours(account: Account, wanted: datetime) -> None:
    if wanted < timezone.now() - timedelta(minutes=1):
        raise ValidationError(_("That hour is over. Choose a later one."))
    if wanted.year > timezone.now().year + 10:
        raise ValidationError(_("That is too far ahead. Choose an hour within ten years."))
    if (free := hours.next_hour(account, wanted)) != wanted:
        words = {"account": account, "at": _called(free, account)}
        raise ValidationError(_("%(account)s keeps quiet then. The next hour is %(at)s.") % words)


# --- Usual hours ---


class SlotForm(forms.ModelForm):
    """One more usual hour. `post_id`s of several forms stand on one page: each has its own prefix."""

    class Meta:
        model = Slot
        fields = ["weekday", "at"]
        widgets = {"at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}

    def __init__(self, account: Account, data=None) -> None:
        super().__init__(data, instance=Slot(account=account), prefix=f"account-{account.pk}")

    def clean(self) -> dict:
        data = super().clean()
        account = self.instance.account
        if not self.errors and account.slots.filter(weekday=data["weekday"], at=data["at"]).exists():
            raise ValidationError(_("This hour is there already."))
        return data


@editors_only
def slots(request: HttpRequest) -> HttpResponse:
    """Each account with its usual hours, by its own clock. A post without an hour takes the next free one."""
    accounts = (
        Account.objects.in_use().select_related("organization").prefetch_related(Prefetch("slots", Slot.objects.order_by("weekday", "at")))
    )
    wrong = None
    if request.method == "POST":
        account = get_object_or_404(accounts, pk=_number(request.POST.get("account")))
        form = SlotForm(account, request.POST)
        if form.is_valid():
            slot = form.save()
            messages.success(request, _("%(account)s posts on %(slot)s, too.") % {"account": account, "slot": slot})
            return redirect("sharing_slots")
        wrong = form
    cards = [
        (account, wrong if wrong and wrong.instance.account == account else SlotForm(account), _lacks_suggested(account))
        for account in accounts
    ]
    suggested = [str(Slot(weekday=weekday, at=at)) for weekday, at in SUGGESTED]
    return render(request, "sharing/calendar/slots.html", {"here": "calendar", "cards": cards, "suggested": suggested})


def _lacks_suggested(account: Account) -> bool:
    return not set(SUGGESTED) <= {(slot.weekday, slot.at) for slot in account.slots.all()}


@editors_only
@require_POST
def remove_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Posts that have this hour already keep it."""
    slot = get_object_or_404(Slot.objects.select_related("account"), pk=slot_id)
    slot.delete()
    messages.success(
        request, _("%(account)s: %(slot)s is no usual hour any more. What is planned stays.") % {"account": slot.account, "slot": slot}
    )
    return redirect("sharing_slots")


@editors_only
@require_POST
def suggest_slots(request: HttpRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.in_use(), pk=account_id)
    Slot.objects.bulk_create([Slot(account=account, weekday=day, at=at) for day, at in SUGGESTED], ignore_conflicts=True)
    messages.success(request, _("%(account)s has the suggested hours now.") % {"account": account})
    return redirect("sharing_slots")


# --- What could not be undone ---


@editors_only
@require_safe
def out_of_reach(request: HttpRequest) -> HttpResponse:
    """Posts that should be gone and are not: somebody has to delete them there by hand, and say so."""
    rows = SharePost.objects.for_desk().filter(is_out_of_reach=True).order_by("state_at", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/calendar/out_of_reach.html", {"here": "calendar", "page_obj": page, "back": request.get_full_path()})


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
