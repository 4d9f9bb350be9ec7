"""Which kinds of page are written here, and what the composer has to know of each. Every app registers its own, when it is ready."""

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.models import Page

from content.models import BasePage

from .forms import StepForm


@dataclass(frozen=True)
class Kind:
    """One kind of page: where its drafts stand, who is credited, the questions, their addresses, and the words at the beginning."""

    model: type[BasePage]
    shelf: type[Page]
    author: type[Model]
    steps: tuple[type[StepForm], ...]
    write_view: str
    check_view: str
    heading: Promise
    lede: Promise
    other_view: str  # offered to those who meant something else
    other_words: Promise
    editors_check: Promise

    def step_url(self, page: Page, step: type[StepForm]) -> str:
        return reverse(self.write_view, args=[page.pk, step.slug] if len(self.steps) > 1 else [page.pk])

    def check_url(self, page: Page) -> str:
        return reverse(self.check_view, args=[page.pk])


_kinds: dict[type[BasePage], Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.model] = kind


def kind_of(model: type[BasePage]) -> Kind:
    return _kinds[model]


def models() -> tuple[type[BasePage], ...]:
    return tuple(_kinds)
