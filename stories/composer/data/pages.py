"""The figures of one measure: shown, kept by themselves, mended, and saved into the story as of a day."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from measures import keeping, words
from measures.models import MeasureRevision
from measures.reading import MOST_ROWS
from measures.series import UnfitData
from members.models import User
from stories.composer import check, coauthors, drafts, standing
from stories.composer.access import saves_itself, signed_in
from stories.composer.cleaning import clean_data
from stories.composer.measuring import Found, found_or_404, measure_url, show_as_of
from stories.composer.showing import beside, knots

from . import bringing, grid, live, mending
from .grid import Row

VERBS = ("mend", "settle", "gap", "fix")
MOST_MORE = 100  # empty rows at once
MOST_REVISIONS = 12


class Desk:
    """A measure in a story, and its grid as it is kept."""

    def __init__(self, found: Found) -> None:
        self.page, self.draft, self.link, self.measure = found.page, found.draft, found.link, found.measure
        self.may_change = found.may_change
        self.names = keeping.columns_of(self.measure)
        self.kept: list[Row] = keeping.filled(self.measure.typed, self.names)

    @property
    def is_closed(self) -> bool:
        """While editors read the story; and for those who write the story, but not this measure."""
        return not self.may_change or drafts.is_closed(self.page)

    @property
    def why_closed(self) -> str:
        return standing.why_closed(self.page) if self.may_change else _("Only those who keep this measure can change its figures.")

    @property
    def here(self) -> str:
        return measure_url(self.page, self.measure)

    @property
    def steps_url(self) -> str:
        return reverse("write_story", args=[self.page.pk, "data"])


def desk_or_404(pk: int, measure: int, user: User, *, lock: bool = False) -> Desk:
    return Desk(found_or_404(pk, measure, user, lock=lock))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def measure_figures(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    if request.method == "POST":
        return _post(request, pk, measure)
    desk = desk_or_404(pk, measure, request.user)
    start, after = grid.page_of(len(desk.kept), request.GET.get("from", ""))
    more = request.GET.get("more", "")[:4]
    spare = int(more) if more.isdecimal() else grid.SPARE if desk.kept else grid.FIRST_SPARE
    sheet = live.Sheet(desk.draft, desk.link, desk.measure, desk.kept, start, after, min(spare, MOST_MORE))
    old = _revision(desk, request.GET.get("revision", ""))
    return show(request, desk, sheet, old=old)


# --- What a form or its script asks for ---


@dataclass
class Kept:
    """What became of one post."""

    desk: Desk
    rows: list[Row]  # the whole grid as posted, empty rows of its page too
    version: grid.Version
    conflict: bool = False
    said: str = ""
    problem: str = ""  # a sentence about what was pasted
    revision: MeasureRevision | None = None
    query: dict[str, str] = field(default_factory=dict)
    place: str = ""  # where on the page its writer goes on


def _post(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    data, by_itself = clean_data(request.POST), saves_itself(request)
    kept = _keep(pk, measure, data, by=request.user)
    desk = kept.desk
    if desk.is_closed:
        if by_itself:
            said = _("%(why)s Nothing was saved. Your words are kept on this device.") % {"why": desk.why_closed}
            return JsonResponse({"said": said, "reload": True}, status=423)
        return show(request, desk, _sheet(kept), data=data, status=409)
    if by_itself and kept.problem:
        return JsonResponse({"said": kept.problem}, status=422)
    if by_itself:
        return _say(request, kept)
    if kept.conflict:
        return show(request, desk, _sheet(kept, version=str(kept.version)), data=data, conflict=_conflict(kept, request.user), status=409)
    if kept.problem:
        return show(request, desk, _sheet(kept), data=data, problem=kept.problem, status=422)
    if kept.said:
        messages.success(request, kept.said)
    return redirect(_where_to(kept, data.get("then", "")))


@transaction.atomic
def _keep(pk: int, measure: int, data: QueryDict, *, by: User) -> Kept:
    """Put the posted page among the other rows, do what was asked, and keep it; nothing that two wrote is overwritten unasked."""
    desk = desk_or_404(pk, measure, by, lock=True)
    version, then = grid.read_version(data.get("version", "")), data.get("then", "")
    rows = grid.put_among(desk.kept, grid.posted_rows(data, desk.names), version)
    kept = Kept(desk, rows, version)
    if desk.is_closed:
        return kept
    mine = keeping.filled(rows, desk.names)
    if len(mine) > MOST_ROWS:
        kept.problem = words.said(UnfitData("More than %(most)s rows at once are too many.", most=f"{MOST_ROWS:,}"))
        return kept
    is_old = version.print_ != grid.version_of(desk.kept, 0, 0).print_ and mine != desk.kept
    if is_old and then == "theirs":
        desk.measure.typed_before = mine
        desk.measure.save(update_fields=["typed_before"])
        kept.rows, kept.said = desk.kept, _("The other figures stand. Yours were put aside: “Put it back” brings them again.")
        return kept
    if is_old and then != "mine":
        kept.conflict = True
        return kept
    put_aside = desk.kept if is_old else None
    new = _after_acts(kept, data, then)
    if new is not None:
        put_aside, kept.rows = mine, new
    _keep_rows(desk, kept.rows, put_aside, by)
    if then in ("figures", "next"):
        _save(kept, data.get("what_changed", ""), by=by)
    return kept


def _keep_rows(desk: Desk, rows: list[Row], put_aside: list[Row] | None, by: User) -> None:
    if keeping.filled(rows, desk.names) != desk.kept or put_aside is not None:
        keeping.keep_typed(desk.measure, rows, by=by, put_aside=put_aside)


def _after_acts(kept: Kept, data: QueryDict, then: str) -> list[Row] | None:
    """What a button makes of the whole grid. None: it is no such button, and only the posted rows count."""
    desk, rows = kept.desk, kept.rows
    kind, _sign, what = then.partition(":")
    mended = rows
    for verb in VERBS:
        for key in data.getlist(verb)[:200]:
            mended = mending.act(desk.measure, mended, verb, key)
    if any(data.getlist(verb) for verb in VERBS):
        kept.place = "#figures-live"
    if mended is not rows:
        return mended
    if (away := data.get("away", "")[:6]).isdecimal() and 0 < int(away) <= len(rows):
        kept.said = _("Row %(n)s is taken away. “Put it back” brings it again.") % {"n": away}
        return [row for place, row in enumerate(rows, 1) if place != int(away)]
    if kind == "paste":
        return _pasted(kept, data)
    if kind == "undo" and desk.measure.typed_before is not None:
        kept.said = _("Your grid is as it was before.")
        return keeping.filled(desk.measure.typed_before, desk.names)
    if kind == "revision" and (old := _revision(desk, what)):
        kept.said = _("Figures of revision %(n)s are in the grid. Save them to show them.") % {"n": old.number}
        return live.rows_of_revision(old, desk.names)
    if kind == "rows":
        kept.query, kept.place = {"more": str(grid.SPARE * 2)}, "#grid-end"
    if kind == "page":
        kept.query = {"from": what}
    return None


def _pasted(kept: Kept, data: QueryDict) -> list[Row] | None:
    desk = kept.desk
    try:
        brought = bringing.rows_in_text(data.get("paste", ""), desk.measure)
        rows = bringing.put_in([row for row in kept.rows if any(row.values())], brought, data.get("paste_how", ""))
    except UnfitData as unfit:
        kept.problem = words.said(unfit)
        return None
    kept.said = bringing.brought_words(len(brought))
    return rows


def _save(kept: Kept, what_changed: str, *, by: User) -> None:
    """Into the story: its figures as of today. Readers see them after the story was read again."""
    desk = kept.desk
    found = keeping.save_figures(desk.measure, kept.rows, by=by)
    kept.revision = keeping.revise(desk.measure, by=by, what_changed=" ".join(what_changed.split()))
    if desk.link.revision_id != kept.revision.pk:
        show_as_of(desk.link, kept.revision)
        drafts.keep(desk.draft, desk.page, by=by)
    waiting = len({problem.row for problem in found.problems if problem.blocks})
    kept.said = _("Your figures are saved in the story.") + (
        " " + ngettext("One row waits until you mend it.", "%(n)s rows wait until you mend them.", waiting) % {"n": waiting}
        if waiting
        else ""
    )


def _where_to(kept: Kept, then: str) -> str:
    if then == "leave":
        return reverse("my_stories")
    if then == "next" and kept.desk.measure.missing():  # a new measure: what is counted comes next
        return reverse("measure_definition", args=[kept.desk.page.pk, kept.desk.measure.pk])
    if then in ("back", "next"):
        return f"{kept.desk.steps_url}#measure-{kept.desk.measure.pk}"
    query = QueryDict(mutable=True)
    query.update(kept.query or ({"from": str(kept.version.start + 1)} if kept.version.after else {}))
    return kept.desk.here + (f"?{query.urlencode()}" if query else "") + kept.place


# --- Answers ---


def _sheet(kept: Kept, *, version: str = "") -> live.Sheet:
    desk = kept.desk
    return live.Sheet(desk.draft, desk.link, desk.measure, kept.rows, kept.version.start, kept.version.after, version=version)


def _say(request: HttpRequest, kept: Kept) -> JsonResponse:
    """The answer to a form that saved itself: when, what is doubtful, and the chart."""
    if kept.conflict:
        who = kept.desk.measure.typed_by
        said = _("You changed these figures in another window. What you typed here is kept: press the button to see both.")
        if who != request.user:
            said = _("%(name)s changed these figures too. Yours are kept here: press the button to see both.") % {
                "name": coauthors.name_of(who)
            }
        return JsonResponse({"said": said, "conflict": True, "version": str(kept.version)}, status=409)
    sheet = _sheet(kept)
    said = _("Saved %(time)s") % {"time": time_format(timezone.localtime(), "H:i")}
    return JsonResponse({"said": said, "saved": True, "version": sheet.version, "wrong": [], **live.told(sheet, request, kept.desk.page)})


def _conflict(kept: Kept, user: User) -> dict[str, Any]:
    """The other's figures: only the rows that differ, where rows can be compared one by one."""
    desk, measure = kept.desk, kept.desk.measure
    theirs = live.Sheet(desk.draft, desk.link, measure, desk.kept, *grid.page_of(len(desk.kept)))
    mine = dict(enumerate(keeping.filled(kept.rows, desk.names), 1))
    other = [row for row in theirs.page_rows if mine.get(row.number) != {cell.column.name: cell.text for cell in row.cells}]
    return {
        "is_mine": measure.typed_by_id == user.pk,
        "by": coauthors.name_of(measure.typed_by),
        "at": measure.changed_at,
        "theirs": theirs,
        "rows": other or theirs.page_rows,
    }


def _revision(desk: Desk, number: str) -> MeasureRevision | None:
    return desk.measure.revisions.filter(number=int(number[:6])).first() if number[:6].isdecimal() else None


def show(
    request: HttpRequest,
    desk: Desk,
    sheet: live.Sheet,
    *,
    data: QueryDict | None = None,
    problem: str = "",
    conflict: dict[str, Any] | None = None,
    old: MeasureRevision | None = None,
    status: int = 200,
) -> HttpResponse:
    steps = check.steps_of(desk.page)
    revisions = list(desk.measure.revisions.select_related("made_by__member").defer("content")[: MOST_REVISIONS + 1])
    context = {
        **beside(request, desk.page, desk.draft),
        **live.beside(sheet),
        "is_closed": desk.is_closed,
        "closed_because": desk.why_closed if desk.is_closed else "",
        "may_change": desk.may_change,
        "measure": desk.measure,
        "link": desk.link,
        "form": sheet,
        "knots": knots(desk.draft, "data"),
        "number": next((place for place, step in enumerate(steps, 1) if step.slug == "data"), len(steps)),
        "count": len(steps) + 1,
        "saved_at": desk.measure.changed_at if desk.kept else None,
        "data_url": desk.steps_url,
        "posted": data or {},
        "problem": problem,
        "conflict": conflict,
        "paste_columns": ", ".join(column.heading for column in sheet.columns),
        "has_aside": desk.measure.typed_before is not None,
        "revisions": [(revision, coauthors.name_of(revision.made_by)) for revision in revisions[:MOST_REVISIONS]],
        "is_in_story": _is_in_story(desk, sheet),
        "newer": desk.link.revision_id is not None and bool(revisions) and revisions[0].pk != desk.link.revision_id,
        "old": old,
        "old_rows": _old_rows(old, sheet) if old else [],
    }
    return render(request, "composer/figures.html", context, status=status)


def _is_in_story(desk: Desk, sheet: live.Sheet) -> bool:
    """Does the story show what stands in the grid?"""
    if desk.link.revision is None:
        return sheet.is_empty
    if len(sheet.places) > live.MOST_LIVE:  # so many are not compared one by one
        return desk.link.revision.made_at >= desk.measure.changed_at
    now = keeping.snapshot_if_saved(desk.measure, sheet.found)
    key = lambda figure: (str(figure.on), figure.stratum)  # noqa: E731
    return sorted(now.figures, key=key) == sorted(desk.link.revision.snapshot.figures, key=key)


def _old_rows(old: MeasureRevision, sheet: live.Sheet) -> list[list[str]]:
    names = [column.name for column in sheet.columns]
    return [[row[name] for name in names] for row in live.rows_of_revision(old, names)[:1000]]
