"""An attack on every output of a published story: nobody gets a small number out of it, by reading, subtracting or turning limits round.

The secret figures are conspicuous, so that a search of all bytes finds them wherever they are written.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import combinations, pairwise
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from content.models import Hashtag
from measures import keeping, kept_pictures
from measures.models import Indicator, Measure
from members.roles import REVIEWERS
from search import feeding
from sharing import card_svg, cards
from stories import downloads
from stories.models import StoryMeasure, StoryPage
from tests.factories import a_live_story, a_measure, a_member, an_organization, someone_with_role
from tests.stories.composer.desk import sign_in

LIMIT = 11
SECRET_NUMBER, SECRET_WHOLE = 7, 48_317  # of the month that is hidden
SECRETS = {
    # what is written nowhere: wholes, rests, shares, rates, days
    "hidden month": ["48317", "48310", "0.014487", "0.01449"],
    "merged month": ["39119", "39111", "0.020450"],
    "small group": ["27743", "27737", "26681", "26672"],
    "rate": ["59351", "0.0842446", "8.424"],
    "rare event": ["2024-03-17", "17 March 2024", "March 17, 2024", "17 mars 2024", "17/03/2024", "2024-03"],
}
GROUPS = ("North", "South", "East")
FILES = ("chart.svg", "chart.png", "slide.png", "figures.csv", "figures.xlsx", "figures.json")
MONTHS = [f"{2022 + month // 12}-{month % 12 + 1:02}" for month in range(24)]


def kept(story: StoryPage, name: str, rows: list[dict[str, str]], **fields) -> Measure:
    measure = a_measure(by=story.owner, figures=[], name=name, **fields)
    measure.revisions.all().delete()
    keeping.save_figures(measure, rows, by=story.owner)
    keeping.revise(measure, by=story.owner)
    StoryMeasure.objects.create(page=story, measure=measure, revision=measure.latest, sort_order=measure.pk)
    return measure


def cells(period: str, number: int, whole: int | None = None, group: str = "") -> dict[str, str]:
    return {"period": period, "numerator": str(number), "denominator": str(whole or ""), "stratum": group}


def monthly(at: int, number: int, whole: int, *, usual: int = 400, of: int = 50_000) -> list[dict[str, str]]:
    """Two years of large numbers, with one small one among them."""
    return [cells(on, number, whole) if place == at else cells(on, usual + place * 7 % 31, of + place) for place, on in enumerate(MONTHS)]


def by_groups() -> list[dict[str, str]]:
    rows = []
    for place, on in enumerate(MONTHS):
        small = [(6, 27_743), (9, 26_681)] if place == 5 else [(300 + place, 30_000), (280 + place, 30_100)]
        figures = dict(zip(GROUPS, [*small, (350 + place, 31_000)], strict=True))
        whole = [sum(each) for each in zip(*figures.values(), strict=True)]
        rows += [cells(on, *whole), *(cells(on, *each, group=name) for name, each in figures.items())]
    return rows


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """One published story with every kind of secret, built once; what it wrote is taken back at the end."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


def build() -> StoryPage:
    story = a_live_story(title="Conspicuous figures", result_statement="We counted. #zqcounting")
    indicator = Indicator.objects.first() or Indicator.objects.create(slug="zq", name_en="Zq", kind="proportion")
    more = {"indicator": indicator, "organization": an_organization("Zq House"), "is_compared": True}
    kept(story, "Hidden", monthly(3, SECRET_NUMBER, SECRET_WHOLE), small_numbers="hide", **more)
    kept(story, "Merged", monthly(14, 8, 39_119))
    kept(story, "Grouped", by_groups(), strata="\n".join(GROUPS), small_numbers="hide")
    kept(story, "Rate", monthly(9, 5, 59_351), kind="rate", unit="falls per 1,000 days", multiplier=1000, small_numbers="hide")
    kept(story, "Counted", [cells(on, 3 if n == 4 else 150 + n) for n, on in enumerate(MONTHS)], kind="count", small_numbers="hide")
    days = ["2023-02-03", "2023-07-19", "2024-03-17", "2024-05-02", "2024-10-30"]
    kept(story, "Harm", [{"period": day} for day in days], kind="time-between", unit="days", time_unit="event")
    for tag in story.hashtags.all() or [Hashtag.objects.get_or_create(name="zqcounting")[0]]:
        story.hashtags.add(tag)
    story.save()
    story.save_revision().publish()
    feeding.drain()
    return StoryPage.objects.get(pk=story.pk)


# --- Everything that anybody can fetch ---


@pytest.fixture(scope="module")
def outputs(town, django_db_blocker) -> dict[str, str]:
    """Each output with its text. Pictures as the drawing that their renderer was given; workbooks unpacked, hidden parts too."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        caches["pages"].clear()
        drawn: list[str] = []
        patch.setattr(downloads, "picture", lambda svg, *, width: drawn.append(svg) or kept_pictures.png(svg, width=width))
        found = dict(_fetched(town, drawn))
    found["columns for cards and search"] = json.dumps(list(town.measure_links.values("facts", "said", "signal", "aim_met")))
    found["the version of the page"] = json.dumps(town.get_latest_revision().content, default=str)
    with django_db_blocker.unblock():
        told = [card_svg.draw(cards.card_of(town)), town.share_picture().svg, cards.proposed_alt(town)]
        found["what is shared"] = "\n".join([*told, json.dumps(town.share_facts(), default=str)])
    found["mails"] = "\n".join(f"{message.subject} {message.body}" for message in mail.outbox)
    found["kept pages"] = repr(list(caches["pages"].__dict__.get("_cache", {}).values()))
    return found


def _fetched(story: StoryPage, drawn: list[str]) -> Iterator[tuple[str, str]]:
    stranger, member, reviewer = Client(), sign_in(a_member()), sign_in(someone_with_role(REVIEWERS))
    for language in ("en", "fr"):
        for address in _addresses(story, language):
            answer = stranger.get(address, follow=True)
            assert answer.status_code in (200, 304, 404), f"{address} answered {answer.status_code}"
            yield address, _text_of(address, answer.content)
    yield "drawings", "\n".join(drawn)
    for name, client in (("member", member), ("reviewer", reviewer)):
        for address in _closed(story):
            answer = client.get(address)
            yield f"{name} at {address}", answer.content.decode(errors="replace")


def _addresses(story: StoryPage, language: str) -> Iterator[str]:
    yield from (f"/{language}/", f"/{language}/stories/", f"/{language}/stories/{story.slug}/", f"/{language}/stories/?data=yes")
    for link in story.measure_links.all():
        chart = f"/{language}/stories/{story.slug}/charts/{link.measure_id}/"
        yield from (chart, f"{chart}embed/", *(chart + file for file in FILES))
        yield f"/{language}/oembed?url={quote('http://testserver' + chart)}"
    yield from (f"/{language}/indicators/", *(f"/{language}/indicators/{each.slug}/" for each in Indicator.objects.all()[:3]))
    yield from (
        f"/{language}/organizations/",
        *(
            f"/{language}/search/{what}?q={word}"
            for word in ("Hidden", "Merged", "Counted", "Harm")
            for what in ("", "suggest/", "feed.rss")
        ),
    )
    yield from (f"/{language}/feeds/stories.{kind}" for kind in ("rss", "atom", "json"))
    yield from (f"/{language}/feeds/hashtags/zqcounting.rss", f"/{language}/hashtags/zqcounting/", "/sitemap.xml", f"/{language}/people/")


def _closed(story: StoryPage) -> Iterator[str]:
    """What members and reviewers might try."""
    measures = [link.measure_id for link in story.measure_links.all()]
    for name in ("measure_figures", "measure_definition", "measure_chart", "measure_file", "measure_sample"):
        yield from (reverse(name, args=[story.pk, measure]) for measure in measures[:3])
    yield from (f"/admin/snippets/measures/measure/edit/{measures[0]}/", "/admin/snippets/measures/measure/", "/admin/desk/measures/")
    yield from (f"/admin/pages/{story.pk}/edit/", f"/admin/pages/{story.pk}/history/", f"/admin/pages/{story.pk}/view_draft/")
    yield from ("/admin/api/main/pages/", f"/admin/api/main/pages/{story.pk}/", f"/en/write/{story.pk}/preview/", "/en/account/take-along/")


def _text_of(address: str, body: bytes) -> str:
    if address.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return body.decode("latin-1" if address.endswith(".png") else "utf-8", errors="replace")


# --- Reading ---


@pytest.mark.parametrize("what", SECRETS)
def test_the_secret_is_written_nowhere(what, outputs):
    """Also not with commas, spaces or hard spaces between the thousands."""
    assert len(outputs) > 100
    for address, text in outputs.items():
        pressed = re.sub(r"(?<=\d)(?:[,\s\u00a0\u202f]|&nbsp;|&#x202f;|&#160;)(?=\d{3})", "", text)
        for secret in SECRETS[what]:
            assert secret not in text, f"{secret} at {address}"
            assert secret.replace("-", "") not in pressed or "-" in secret, f"{secret} at {address}"


def test_the_search_would_have_found_what_is_shown(outputs, town):
    """That the attack can see at all: a month beside the hidden one is in each output of its chart."""
    chart = next(link.measure_id for link in town.measure_links.all() if link.measure.name == "Hidden")
    for file in ("", "embed/", "chart.svg", "figures.csv", "figures.xlsx", "figures.json"):
        text = outputs[f"/en/stories/{town.slug}/charts/{chart}/{file}"]
        assert "50002" in text.replace(",", ""), file
    assert "50,002" in outputs["drawings"]


@pytest.mark.parametrize("words", ["48317", "48,317", "7 of 48317", "39119", "2024-03-17", "17 March 2024"])
def test_the_search_finds_no_story_by_a_secret(words, town, django_db_blocker):
    with django_db_blocker.unblock():
        for address in (
            f"/en/search/?q={quote(words)}",
            f"/en/search/?q={quote(words)}&type=story",
            f"/en/search/feed.rss?q={quote(words)}",
        ):
            assert f"/stories/{town.slug}/" not in Client().get(address).content.decode()
        assert f"/stories/{town.slug}/" in Client().get("/en/search/?q=conspicuous").content.decode()


# --- Computing ---


def points_of(outputs: dict[str, str], town: StoryPage, name: str, language: str = "en") -> list[dict]:
    measure = next(link.measure_id for link in town.measure_links.all() if link.measure.name == name)
    return json.loads(outputs[f"/{language}/stories/{town.slug}/charts/{measure}/figures.json"])["points"]


def is_few(number: float | None) -> bool:
    return number is not None and 0 < number < LIMIT


@pytest.mark.parametrize("name", ["Hidden", "Merged", "Grouped", "Rate", "Counted"])
def test_no_point_of_any_file_holds_a_few(name, outputs, town):
    points = points_of(outputs, town, name)

    assert points == points_of(outputs, town, name, "fr") or len(points) == len(points_of(outputs, town, name, "fr"))
    assert any(point["number"] for point in points)
    assert not any(is_few(point["number"]) for point in points)
    assert not any(is_few(point["whole"] - point["number"]) for point in points if point["whole"])


@pytest.mark.parametrize("name", ["Hidden", "Merged", "Grouped"])
def test_no_limit_turned_round_gives_a_whole_that_is_not_shown(name, outputs, town):
    """n = 9 p (1 - p) / (upper - p)^2, from the published lines."""
    points = points_of(outputs, town, name)
    shown = {point["whole"] for point in points}
    for point in points:
        if point["upper"] is not None and point["upper"] < 100:
            p = point["centre"] / 100
            n = 9 * p * (1 - p) / (point["upper"] / 100 - p) ** 2
            assert any(abs(n - whole) < n * 1e-4 for whole in shown if whole)
            assert point["whole"], point["period"]


def test_the_drawing_has_no_line_where_a_month_is_hidden(outputs, town):
    """Marks, line and limits leave it out: there is nothing to measure."""
    measure = next(link.measure_id for link in town.measure_links.all() if link.measure.name == "Hidden")
    svg = outputs[f"/en/stories/{town.slug}/charts/{measure}/chart.svg"]
    marks = [float(x) for x in re.findall(r'class="pt[^"]*"[^>]*?cx="([\d.]+)"', svg)]
    assert len(marks) == 23
    steps = [after - before for before, after in pairwise(sorted(marks))]
    gap = sorted(marks)[2] + steps[0]
    limits = " ".join(re.findall(r'class="limit" d="([^"]+)"', svg))
    xs = [float(x) for x in re.findall(r"[MH]([\d.]+)", limits)]
    assert not any(abs(x - gap) < steps[0] / 2 - 1 for x in xs)
    assert 'data-place="3"' not in svg


def test_everybody_less_the_groups_leaves_no_few(outputs, town):
    by_period: dict[str, dict[str, tuple]] = {}
    for point in points_of(outputs, town, "Grouped"):
        if point["number"] is not None:
            by_period.setdefault(point["period"], {})[point["group"]] = (point["number"], point["whole"])
    for shown in by_period.values():
        whole, groups = shown.get(""), [figures for group, figures in shown.items() if group]
        for several in (chosen for size in range(1, 4) for chosen in combinations(groups, size) if whole):
            left = [all_ - sum(part) for all_, part in zip(whole, zip(*several, strict=True), strict=True)]
            assert not is_few(left[0]), shown


@pytest.mark.parametrize("name", ["Hidden", "Merged", "Rate"])
def test_the_total_beside_a_chart_is_that_of_its_rows(name, outputs, town):
    points = points_of(outputs, town, name)
    measure = next(link.measure_id for link in town.measure_links.all() if link.measure.name == name)
    said = re.search(r"out of ([\d,]+) in all", outputs[f"/en/stories/{town.slug}/charts/{measure}/"])

    assert said is not None
    assert int(said[1].replace(",", "")) == sum(point["whole"] or 0 for point in points)


def test_nothing_between_two_merged_periods_follows_from_the_small_drawing(outputs, town):
    """The drawing on a card has as many figures as the chart, and no others."""
    link = next(link for link in town.measure_links.all() if link.measure.name == "Merged")
    points = points_of(outputs, town, "Merged")

    assert len(points) == len(link.facts["spark"]) == 8
    assert all(abs(a - b["figure"]) < 1e-4 for a, b in zip(link.facts["spark"], points, strict=True))


def test_events_of_harm_bear_numbers(outputs, town):
    assert [point["begins"] for point in points_of(outputs, town, "Harm")] == [1, 2, 3, 4]


# --- Who might let more be shown ---


def test_a_forged_form_lowers_no_limit_and_shows_no_dates(town, django_db_blocker):
    with django_db_blocker.unblock():
        link = next(link for link in town.measure_links.all() if link.measure.name == "Harm")
        client, url = sign_in(town.owner), reverse("measure_definition", args=[town.pk, link.measure_id])
        forged = {"small_number_limit": "1", "small_number_reason": "Let me.", "shows_dates_of_events": "on", "owner": "1", "then": "save"}
        client.post(url, {"name": "Harm", **forged})
        client.post(reverse("measure_chart", args=[town.pk, link.measure_id]), forged)
        measure = Measure.objects.get(pk=link.measure_id)

        assert measure.small_number_limit == LIMIT
        assert measure.small_number_reason == ""
        assert not measure.shows_dates_of_events
        assert measure.owner == town.owner
