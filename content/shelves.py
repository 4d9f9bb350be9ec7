"""What stands under a word: the stories, lessons and people of a method or a hashtag, and how many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.paginator import Page as NumberedPage
from django.core.paginator import Paginator
from django.db.models import Count, Model, Q
from wagtail.models import get_page_models

from content.models import BasePage, BasePageQuerySet, Hashtag, TaggedPage, Vocabulary

PER_PAGE = 12
MOST_PEOPLE = 24
MOST_RELATED = 14


@dataclass(frozen=True)
class Shelf:
    """The open pages of one type under a word."""

    name: str
    param: str  # the part of the address that turns its pages
    pages: NumberedPage
    people: list


def page_types() -> list[type[BasePage]]:
    """Every type of page that members write, in the order of the house."""
    return [model for model in get_page_models() if issubclass(model, BasePage)]


def of_hashtag(hashtag: Hashtag, asked: Mapping[str, str]) -> list[Shelf]:
    return [_shelf(model.objects.open_to_all().filter(tagged_with__tag=hashtag), asked) for model in page_types()]


def of_term(term: Vocabulary, asked: Mapping[str, str]) -> list[Shelf]:
    """By every relation through which pages are kept under this vocabulary."""
    shelves = []
    for relation in term._meta.related_objects:
        if relation.many_to_many and issubclass(relation.related_model, BasePage):
            pages = relation.related_model.objects.open_to_all().filter(**{relation.field.name: term})
            shelves.append(_shelf(pages, asked))
    return shelves


def numbers(vocabulary: type[Vocabulary], relation: str = "stories", *, keys: Collection[int] | None = None) -> dict[int, int]:
    """How many open pages stand under each term (or each of these), by the term's key."""
    pages = vocabulary._meta.get_field(relation)
    found = pages.related_model.objects.open_to_all()
    if keys is not None:
        found = found.filter(**{f"{pages.field.name}__in": keys})
    counted = found.order_by().values_list(pages.field.name).annotate(Count("pk"))
    return {key: number for key, number in counted if key is not None}


def hashtag_numbers(keys: Collection[int] | None = None) -> dict[int, int]:
    """How many open pages bear each hashtag (or each of these), by the hashtag's key."""
    tagged = TaggedPage.objects.filter(_on_open_pages())
    if keys is not None:
        tagged = tagged.filter(tag__in=keys)
    return dict(tagged.order_by().values_list("tag").annotate(Count("pk")))


def related_hashtags(hashtag: Hashtag) -> list[Hashtag]:
    """The hashtags that stand beside it most often."""
    beside = TaggedPage.objects.filter(_on_open_pages(), content_object__in=TaggedPage.objects.filter(tag=hashtag).values("content_object"))
    often = dict(beside.exclude(tag=hashtag).order_by().values_list("tag").annotate(n=Count("pk")).order_by("-n")[:MOST_RELATED])
    found = Hashtag.objects.in_use().in_bulk(often)
    return [found[key] for key in often if key in found]


def _on_open_pages() -> Q:
    somewhere = Q(pk__in=[])
    for model in page_types():
        somewhere |= Q(content_object__in=model.objects.open_to_all().values("page_ptr"))
    return somewhere


def _shelf(pages: BasePageQuerySet, asked: Mapping[str, str]) -> Shelf:
    model: type[Model] = pages.model
    param = model._meta.model_name.removesuffix("page")
    shown = Paginator(pages.for_cards().order_by("-first_published_at", "-pk"), PER_PAGE).get_page(asked.get(param))
    return Shelf(str(model._meta.verbose_name_plural), param, shown, list(model.people_behind(pages)[:MOST_PEOPLE]))
