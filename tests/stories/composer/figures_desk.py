"""A writer at the grid of a measure, with a browser without scripts."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from measures.models import Measure
from members.models import User
from stories.composer import measuring
from stories.models import StoryPage
from tests.factories import a_measure, a_story

from .desk import Sheet, draft_of, sign_in

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Figures = tuple[tuple[str, str, str], ...]


def year(first: int = 20, *, of: str = "100", named: int = 2024) -> Figures:
    """Twelve good months."""
    return tuple((f"{month} {named}", str(first + place % 3), of) for place, month in enumerate(MONTHS))


def counted(story: StoryPage | None = None, *, figures: tuple[int, ...] = (), **fields: Any) -> tuple[StoryPage, Measure]:
    """A draft with a measure, and nothing counted yet unless it is said."""
    story = story or a_story()
    measure = a_measure(by=story.owner, figures=figures, **{"page": story, **fields})
    if not figures:
        measure.revisions.all().delete()
    measuring.put_in(story.pk, measure, by=story.owner)
    return StoryPage.objects.get(pk=story.pk), measure


class Grid(Sheet):
    """One page of the grid, its rows as columns of cells."""

    def fill(self, *rows: tuple[str, ...], names: tuple[str, ...] = ("period", "numerator", "denominator")) -> "Grid":
        for place, name in enumerate(names):
            self.answers[name] = [row[place] for row in rows]
        return self

    def pressed(self, then: str = "save", **more: Any) -> "Grid":
        """The page after a button, also where it led to."""
        answer = self.press(then, **more)
        if answer.status_code == 302:
            self.url_after = answer.url
            answer = self.client.get(answer.url)
        return Grid(self.client, self.url, answer)

    @property
    def rows(self) -> list[tuple[str, ...]]:  # type: ignore[override]
        names = [name for name in ("period", "stratum", "numerator", "denominator", "value", "sd", "size") if name in self.answers]
        return [row for row in zip(*[self.answers[name] for name in names], strict=True) if any(row)]

    @property
    def live(self) -> str:
        return self.page.find(id="figures-live").get_text(" ", strip=True)

    def offers(self, verb: str = "mend") -> dict[str, str]:
        """What can be pressed beside the chart: its words, and what it posts."""
        found = self.page.find(id="figures-live").find_all("button", attrs={"name": verb})
        return {button.find(string=True, recursive=False): button["value"] for button in found}


def url_of(story: StoryPage, measure: Measure, name: str = "measure_figures") -> str:
    return reverse(name, args=[story.pk, measure.pk])


def open_grid(story: StoryPage, measure: Measure, *, by: User | None = None, query: str = "") -> Grid:
    client, url = sign_in(by or story.owner), url_of(story, measure)
    answer: HttpResponse = client.get(url + query)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    return Grid(client, url, answer)


def link_of(story: StoryPage) -> Any:
    """The measure as the draft shows it."""
    return draft_of(story).measure_links.all()[0]
