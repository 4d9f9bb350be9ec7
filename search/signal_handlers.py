"""What changes an answer: which model makes which rows of the index be made anew. Why receivers: docs/decisions/0016.

`MADE_ANEW` names for each model what has to be made anew when one of its rows is saved or deleted. What closes something takes it out
of the index in the transaction of the change; everything else writes a row of the queue, and the work is done once that is committed.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from modelcluster.fields import ParentalKey
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from content.models import BasePage, CareSetting, Hashtag, HashtagAlias, InfoPage, Method, QualityDomain, TaggedPage, Topic
from editorial.models import Notice
from members.models import Affiliation, Member, Organization, Profession, User
from resources.models import Collection, CollectionItem
from search import feeding
from search.feeding import UNDER
from search.kinds import KINDS, Kind, Thing, of_page
from stories.models import ChangeIdea, Series, StoryLink, StoryMeasure

# What Wagtail writes beside the words: a save of nothing else changes no answer.
BESIDE = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title", "locked", "locked_at", "locked_by"}
BESIDE |= {"owner", "last_login", "password"}


# --- What has to be made anew --------------------------------------------------------------------------------------------------------
def _of_part(part: Any) -> list[Thing]:
    """The page that a part belongs to, if it can be read."""
    return of_page(part.page) if part.page.live else []


def _of_tagged(row: TaggedPage) -> list[Thing]:
    page = Page.objects.filter(pk=row.content_object_id).first()
    return [*(of_page(page) if page and page.live else []), ("hashtag", row.tag_id)]


def _of_notice(notice: Notice) -> list[Thing]:
    return of_page(Page.objects.filter(pk=notice.page_id).first())


def _of_user(user: User) -> list[Thing]:
    return [("member", key) for key in Member.objects.filter(user=user).values_list("pk", flat=True)]


def _itself_as(*kinds: str) -> Callable[[Any], list[Thing]]:
    """The thing itself, or with the sign, everything that says its words."""
    return lambda thing: [(kind, thing.pk) for kind in kinds]


MADE_ANEW: dict[type[Model], Callable[[Any], Iterable[Thing]]] = {
    # names that others say as well
    Method: _itself_as("method", UNDER + "method"),
    Topic: _itself_as("topic", UNDER + "topic"),
    Hashtag: _itself_as("hashtag", UNDER + "hashtag"),
    Organization: _itself_as("organization", UNDER + "organization"),
    ChangeIdea: _itself_as("idea", UNDER + "idea"),
    QualityDomain: _itself_as(UNDER + "domain"),
    CareSetting: _itself_as(UNDER + "setting"),
    Profession: _itself_as(UNDER + "profession"),
    HashtagAlias: lambda alias: [("hashtag", alias.hashtag_id), (UNDER + "hashtag", alias.hashtag_id)],
    # things
    Series: _itself_as("series"),
    Collection: _itself_as("collection"),
    CollectionItem: lambda item: [("collection", item.collection_id)],
    Member: _itself_as("member"),
    User: _of_user,
    Affiliation: lambda affiliation: [("member", affiliation.member_id)],
    # beside pages; their own parts (authors, cycles, files) are told by `_is_part`
    StoryMeasure: lambda chart: [("measure", chart.pk), *_of_part(chart)],
    StoryLink: lambda link: [("story", link.parent_id)],
    TaggedPage: _of_tagged,
    Notice: _of_notice,
}
PAGES = (BasePage, InfoPage)  # with everything that is derived from them
NAMES = (Method, Topic, Hashtag, Organization, ChangeIdea, QualityDomain, CareSetting, Profession)
PERSONS = (Member, User, Affiliation)  # what they hide is hidden at once


# --- Receivers -----------------------------------------------------------------------------------------------------------------------
@receiver(post_save)
def saved(sender, instance, created=False, update_fields=None, **kwargs) -> None:
    if update_fields is not None and BESIDE.issuperset(update_fields):
        return
    if issubclass(sender, PAGES):
        _page_saved(instance, created)
    elif sender is PageViewRestriction:
        feeding.close_below(instance.page_id)
    elif sender in MADE_ANEW or _is_part(sender):
        things = _made_anew(instance)
        if created and sender in NAMES:
            things = [(kind, key) for kind, key in things if not kind.startswith(UNDER)]  # nothing bears it yet
        if not created and (sender in PERSONS or getattr(instance, "retired_at", None)):
            feeding.at_once(things)
        else:
            feeding.queue(things)


@receiver(pre_delete)
def is_deleted(sender, instance, **kwargs) -> None:
    """What bears a name is known as long as the name is there."""
    if issubclass(sender, PAGES) and instance.live:
        feeding.queue_counting(of_page(instance))
    if sender in NAMES:
        for kind, key in _made_anew(instance):
            if kind.startswith(UNDER):
                feeding.expand(kind.removeprefix(UNDER), key)


@receiver(post_delete)
def deleted(sender, instance, **kwargs) -> None:
    if issubclass(sender, PAGES):
        feeding.at_once(of_page(instance))
    elif sender is PageViewRestriction:
        feeding.changed(UNDER + "below", instance.page_id)
    elif sender in MADE_ANEW or _is_part(sender):
        feeding.at_once([(kind, key) for kind, key in _made_anew(instance) if not kind.startswith(UNDER)])


@receiver(m2m_changed)
def tied(sender, instance, action, reverse, pk_set, model, **kwargs) -> None:
    """Terms of a page, interests of a member, groups of a restriction."""
    if not action.startswith("post_"):
        return
    if sender is PageViewRestriction.groups.through and not reverse:
        feeding.close_below(instance.page_id)
    if kind := _owner_of(sender):
        keys = (pk_set or ()) if reverse else [instance.pk]
        feeding.queue((kind.key, key) for key in keys if reverse or getattr(instance, "live", True))
    if action == "post_remove" and not reverse and getattr(instance, "live", False):
        feeding.queue((kind.key, key) for kind in KINDS.values() if kind.model is model for key in pk_set or ())


@receiver(page_published)
def published(sender, instance, **kwargs) -> None:
    feeding.queue(of_page(instance))


@receiver(page_unpublished)
def unpublished(sender, instance, **kwargs) -> None:
    feeding.at_once(of_page(instance))


@receiver(post_page_move)
def moved(sender, instance, **kwargs) -> None:
    """Under other restrictions, perhaps."""
    if instance.get_view_restrictions().exists():
        feeding.close_below(instance.pk)
    else:
        feeding.changed(UNDER + "below", instance.pk)


def _page_saved(page: BasePage | InfoPage, created: bool) -> None:
    """Drafts are saved all the time, and cost one question. A page that closes, or hides behind an embargo, goes at once."""
    things = of_page(page)
    if page.live and not getattr(page, "is_embargoed", False):
        feeding.queue(things)
    elif page.live:
        feeding.at_once(things)
    elif not created:
        feeding.at_once(feeding.known(things))


def _made_anew(instance: Model) -> list[Thing]:
    try:
        return list(MADE_ANEW.get(type(instance), _of_part)(instance))
    except Page.DoesNotExist:  # a part of a page that is being deleted
        return []


@cache
def _is_part(model: type[Model]) -> bool:
    """A row of its own that is edited and published with a page."""
    keys = [field for field in model._meta.fields if isinstance(field, ParentalKey) and field.name == "page"]
    return any(issubclass(key.related_model, BasePage) for key in keys)


@cache
def _owner_of(through: type[Model]) -> Kind | None:
    """The kind whose things say the words of what this table ties to them."""
    for kind in KINDS.values():
        if through in [field.remote_field.through for field in kind.model._meta.many_to_many] and through._meta.auto_created:
            return kind
    return None
