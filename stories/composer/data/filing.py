"""A file with figures: brought, its columns named once and remembered, then put into the grid. And the sample of such a file."""

import csv
import io
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from measures import keeping, uploads
from measures.series import UnfitData
from measures.words import said
from members.models import User
from stories.composer.access import signed_in
from stories.composer.cleaning import clean_data
from stories.composer.showing import beside, knots

from . import bringing, grid
from .mending import written
from .pages import Desk, desk_or_404

SHOWN_ROWS = 5


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def measure_file(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    desk = desk_or_404(pk, measure, request.user)
    if request.method != "POST":
        return _show(request, desk)
    if desk.is_closed:
        return _show(request, desk, sentence=desk.why_closed, status=409)
    data = clean_data(request.POST)
    if "table" in data:
        return _columns(request, desk, data)
    if data.get("then") == "columns":
        return _pasted_columns(request, desk, data.get("paste", ""))
    if "file" not in request.FILES:
        return _show(request, desk, sentence=_("Choose a file first."), status=422)
    try:
        tables, remarks = bringing.tables_in(request.FILES["file"])
    except bringing.Refused as refusal:
        return _show(request, desk, sentence=str(refusal), status=422)
    return _show_columns(request, desk, tables, place=_likeliest(desk, tables), remarks=remarks)


def _likeliest(desk: Desk, tables: bringing.Tables) -> int:
    """The first sheet that holds what is asked; a cover sheet may lie before it."""
    needed = set(bringing.needed_columns(desk.measure))
    for place, (_name, table) in enumerate(tables):
        roles = uploads.guess(table, desk.names, bringing.headings_of(desk.measure), desk.measure.columns).roles
        if needed and needed <= set(roles):
            return place
    return 0


# --- Which column is what ---


def _pasted_columns(request: HttpRequest, desk: Desk, pasted: str) -> HttpResponse:
    """What was pasted in the grid, and could not be told apart there."""
    try:
        return _show_columns(request, desk, [("", uploads.table_of(pasted))])
    except UnfitData as unfit:
        return _show(request, desk, sentence=said(unfit), status=422)


def _columns(request: HttpRequest, desk: Desk, data: QueryDict) -> HttpResponse:
    tables = bringing.unpacked(data["table"], desk.measure, request.user)
    if tables is None:
        return _show(request, desk, sentence=_("This page was open for too long. Choose the file again."), status=422)
    sheet = int(data["sheet"][:3]) if data.get("sheet", "").isdecimal() else 0
    place = min(sheet, len(tables) - 1)
    if data.get("then") == "sheet":
        return _show_columns(request, desk, tables, place=place)
    table = tables[place][1]
    wanted = set(desk.names)
    roles = tuple(role if (role := data.get(f"role-{column}", "")) in wanted else "" for column in range(len(table[0])))
    mapping = uploads.Roles(roles, "has_heading" in data)
    try:
        uploads.check(mapping, bringing.needed_columns(desk.measure), bringing.headings_of(desk.measure))
        number = _bring(desk, table, mapping, data.get("how", ""), by=request.user)
    except UnfitData as unfit:
        return _show_columns(request, desk, tables, place=place, mapping=mapping, sentence=said(unfit), status=422)
    messages.success(request, bringing.brought_words(number))
    return redirect(desk.here)


@transaction.atomic
def _bring(desk: Desk, table: list[list[str]], mapping: uploads.Roles, how: str, *, by: User) -> int:
    """Into the grid, with the grid before put aside; what the columns hold is remembered by their headings."""
    desk = desk_or_404(desk.page.pk, desk.measure.pk, by, lock=True)
    brought = uploads.rows_for(table, mapping)
    rows = bringing.put_in(desk.kept, brought, how)
    desk.measure.columns = dict([*desk.measure.columns.items(), *uploads.headings_to_remember(table, mapping).items()][-200:])
    desk.measure.save(update_fields=["columns"])
    keeping.keep_typed(desk.measure, rows, by=by, put_aside=desk.kept)
    return len(brought)


# --- The two pages ---


def _show(request: HttpRequest, desk: Desk, *, sentence: str = "", status: int = 200) -> HttpResponse:
    return render(request, "composer/figures_file.html", {**_around(request, desk), "sentence": sentence}, status=status)


def _show_columns(
    request: HttpRequest,
    desk: Desk,
    tables: bringing.Tables,
    *,
    place: int = 0,
    mapping: uploads.Roles | None = None,
    remarks: list[str] | None = None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    table = tables[place][1]
    headings = bringing.headings_of(desk.measure)
    mapping = mapping or uploads.guess(table, desk.names, headings, desk.measure.columns)
    first = 1 if mapping.has_heading else 0
    columns = [
        {
            "number": number + 1,
            "heading": table[0][number] if mapping.has_heading else "",
            "role": role,
            "name": f"role-{number}",
            "cells": [row[number] for row in table[first : first + SHOWN_ROWS]],
        }
        for number, role in enumerate(mapping.roles)
    ]
    context = {
        **_around(request, desk),
        "columns": columns,
        "lines": list(zip(*[column["cells"] for column in columns], strict=True)),
        "choices": [(name, headings[name]) for name in desk.names],
        "has_heading": mapping.has_heading,
        "total": len(table) - first,
        "sheets": [(number, name) for number, (name, _rows) in enumerate(tables)],
        "place": place,
        "table": bringing.packed(tables, desk.measure, request.user),
        "remarks": remarks or [],
        "sentence": sentence,
    }
    return render(request, "composer/figures_columns.html", context, status=status)


def _around(request: HttpRequest, desk: Desk) -> dict[str, object]:
    return {
        **beside(request, desk.page, desk.draft),
        "knots": knots(desk.draft, "data"),
        "measure": desk.measure,
        "here": desk.here,
        "kept": len(desk.kept),
        "columns_in_words": ", ".join(column.heading for column in grid.columns(desk.measure)),
    }


# --- The sample ---


@signed_in
@require_safe
def measure_sample(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """A CSV file with the right headings, and the periods to come; a French spreadsheet expects semicolons."""
    desk = desk_or_404(pk, measure, request.user)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if get_language() == "fr" else ",")
    columns = grid.columns(desk.measure)
    writer.writerow([uploads.safe_cell(column.heading) for column in columns])
    for period in _sample_periods(desk.measure.time_unit):
        writer.writerow([period if column.name == "period" else "" for column in columns])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(desk.measure.name)[:60] or "figures"}.csv"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _sample_periods(unit: str) -> list[str]:
    """This year's first periods."""
    year = timezone.localdate().year
    if unit == "year":
        return [str(year - back) for back in (2, 1, 0)]
    if unit in ("month", "quarter"):
        return [written(date(year, 1 + step * (3 if unit == "quarter" else 1), 1), unit) for step in range(3)]
    return [date(year, 1, day).isoformat() for day in ((1, 8, 15) if unit == "week" else (1, 2, 3))]
