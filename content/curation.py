"""What editors do with terms and hashtags: alias, merge, retire, restore. A report says beforehand what will change.

Each verb is one transaction and leaves a line in the log. Merging follows a term wherever it stands: on pages, with members,
on change ideas, and in kept versions, so that a draft that is published later does not bring the old term back.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from modelcluster.fields import ParentalKey
from taggit.managers import TaggableManager
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search.index import insert_or_update_object

from .models import Hashtag, HashtagAlias, Method, MethodAlias, Vocabulary
from .models.hashtags import hashtag_key

Term = Vocabulary | Hashtag
SHOWN_TITLES = 20


@dataclass(frozen=True)
class Report:
    """Where a term stands now, and so what a change would touch."""

    published: int
    drafts: int
    titles: list[str] = field(default_factory=list)
    elsewhere: list[tuple[str, int]] = field(default_factory=list)  # (members, 3), (change ideas, 1)
    addresses: list[str] = field(default_factory=list)  # old ones that lead here

    @property
    def is_unused(self) -> bool:
        return not (self.published or self.drafts or self.elsewhere)


def report(term: Term) -> Report:
    """What stands under this term, for the person who is about to change it."""
    pages = Page.objects.filter(pk__in=_page_ids(term))
    elsewhere = [
        (str(relation.related_model._meta.verbose_name_plural), _rows(relation, term).count())
        for relation in _relations(term, of_pages=False)
    ]
    return Report(
        published=pages.live().count(),
        drafts=pages.not_live().count(),
        titles=list(pages.order_by("title").values_list("title", flat=True)[:SHOWN_TITLES]),
        elsewhere=[(label, number) for label, number in elsewhere if number],
        addresses=[alias.key for alias in term.aliases.all()] if isinstance(term, Hashtag | Method) else [],
    )


@transaction.atomic
def alias(term: Hashtag | Method, key: str, *, by) -> HashtagAlias | MethodAlias:
    """Another spelling leads to this term, in addresses and in typed text."""
    key = hashtag_key(key) if isinstance(term, Hashtag) else key.strip().lower()
    if not key:
        raise ValidationError(_("Write the spelling that shall lead here."))
    taken = type(term).objects.filter(slug=key).first()
    if taken == term:
        raise ValidationError(_("It is spelled so already."))
    if taken:
        raise ValidationError(_("“%(name)s” exists already. Merge the two instead.") % {"name": taken})
    kept = _alias_model(term).objects.filter(key=key).select_related(_alias_field(term)).first()
    if kept:
        raise ValidationError(_("It leads to “%(name)s” already.") % {"name": getattr(kept, _alias_field(term))})
    made = _alias_model(term)(key=key, **{_alias_field(term): term})
    made.full_clean()
    made.save()
    term.save()  # pages are drawn anew
    log(instance=term, action="throughline.alias", user=by, data={"key": key})
    return made


@transaction.atomic
def forget_alias(term: Hashtag | Method, key: str, *, by) -> None:
    """A spelling leads here no longer."""
    if term.aliases.filter(key=key).delete()[0]:
        term.save()
        log(instance=term, action="throughline.forget_alias", user=by, data={"key": key})


@transaction.atomic
def merge(term: Hashtag | Method, *, into: Hashtag | Method, by) -> Report:
    """Everything under this term goes over to the other. Its address, and those that led to it, lead there."""
    if type(term) is not type(into):
        raise ValidationError(_("Only like can be merged with like."))
    list(type(term).objects.select_for_update().filter(pk__in=[term.pk, into.pk]))
    if term.pk == into.pk:
        raise ValidationError(_("Choose another one to merge into."))
    if into.retired_at:
        raise ValidationError(_("“%(name)s” is retired. Restore it first.") % {"name": into})
    if isinstance(term, Method) and into.pk in _below(term):
        raise ValidationError(_("“%(name)s” is a part of this one. Take it out first.") % {"name": into})
    changed, page_ids = report(term), _page_ids(term)
    for relation in _relations(term):
        _move(relation, term, into)
    _rewrite_versions(term, into)
    term.aliases.update(**{_alias_field(term): into})
    old_key, old_name = term.slug, str(term)
    if isinstance(term, Method):
        into.synonyms = "\n".join(dict.fromkeys([*into.synonym_list, term.name_en, *filter(None, [term.name_fr]), *term.synonym_list]))
    term.delete()
    _alias_model(into).objects.create(key=old_key, **{_alias_field(into): into})
    into.save()
    log(
        instance=into,
        action="throughline.merge",
        user=by,
        data={"merged": old_name, "published": changed.published, "drafts": changed.drafts},
    )
    transaction.on_commit(lambda: index_anew.enqueue(sorted(page_ids)), robust=True)
    return changed


@transaction.atomic
def retire(term: Term, *, by) -> None:
    """Nobody is offered it any more. Where it stands it stays, and its address goes on working."""
    if term.retired_at:
        raise ValidationError(_("It is retired already."))
    term.retired_at = timezone.now()
    term.save()
    log(instance=term, action="throughline.retire", user=by)


@transaction.atomic
def restore(term: Term, *, by) -> None:
    """It is offered again."""
    if not term.retired_at:
        raise ValidationError(_("It is not retired."))
    term.retired_at = None
    term.save()
    log(instance=term, action="throughline.restore", user=by)


@task()
def index_anew(page_ids: list[int]) -> None:
    """The search and the list of references learn what has changed."""
    for page in Page.objects.filter(pk__in=page_ids).specific().iterator():
        insert_or_update_object(page)
        ReferenceIndex.create_or_update_for_object(page)


# --- Where a term stands ---


def _alias_model(term: Hashtag | Method) -> type[HashtagAlias] | type[MethodAlias]:
    return HashtagAlias if isinstance(term, Hashtag) else MethodAlias


def _alias_field(term: Hashtag | Method) -> str:
    return "hashtag" if isinstance(term, Hashtag) else "method"


def _relations(term: Term, *, of_pages: bool | None = None) -> list:
    """Everything that points at the term, but its aliases. Tagged pages point at it by rows of their own, not by the tag manager."""
    found = [
        relation
        for relation in term._meta.related_objects
        if not issubclass(relation.related_model, HashtagAlias | MethodAlias) and not isinstance(relation.field, TaggableManager)
    ]
    return found if of_pages is None else [relation for relation in found if _is_of_pages(relation) == of_pages]


def _is_of_pages(relation) -> bool:
    return issubclass(relation.related_model, Page) or isinstance(_key_to_page(relation), ParentalKey)


def _key_to_page(relation) -> ParentalKey | None:
    keys = [key for key in relation.related_model._meta.get_fields() if isinstance(key, ParentalKey)]
    return next((key for key in keys if issubclass(key.related_model, Page)), None)


def _rows(relation, term: Term) -> models.QuerySet:
    """The rows that say so: of the relation's own table, or of the table between."""
    if relation.many_to_many:
        return relation.through.objects.filter(**{relation.field.m2m_reverse_field_name(): term.pk})
    return relation.related_model._base_manager.filter(**{relation.field.name: term.pk})


def _owner_column(relation) -> str:
    """What the row belongs to: the page, the member."""
    if relation.many_to_many:
        return f"{relation.field.m2m_field_name()}_id"
    key = _key_to_page(relation)
    return key.attname if key else "pk"


def _page_ids(term: Term) -> set[int]:
    live = {
        pk for relation in _relations(term, of_pages=True) for pk in _rows(relation, term).values_list(_owner_column(relation), flat=True)
    }
    return live | {int(revision.object_id) for revision, _name in _versions_with(term)}


def _below(method: Method) -> set[int]:
    below = set(method.children.values_list("pk", flat=True))
    return below.union(*(_below(child) for child in method.children.all()))


# --- Moving it ---


def _move(relation, term: Term, into: Term) -> None:
    """Over to the other term; what stands under both stays once."""
    pointer = relation.field.m2m_reverse_field_name() if relation.many_to_many else relation.field.name
    owner = _owner_column(relation)
    if owner != "pk":
        _rows(relation, term).filter(**{f"{owner}__in": list(_rows(relation, into).values_list(owner, flat=True))}).delete()
    _rows(relation, term).update(**{pointer: into.pk})


def _versions_with(term: Term) -> list[tuple[Revision, str]]:
    """Kept versions of pages that carry the term, each with the part of its content where it stands."""
    found = []
    for relation in _relations(term, of_pages=True):
        part = relation.field.name if relation.many_to_many else _key_to_page(relation).remote_field.get_accessor_name()
        pointer = None if relation.many_to_many else relation.field.name
        versions = Revision.page_revisions.all()
        if relation.many_to_many:
            versions = versions.filter(content_type__app_label=relation.related_model._meta.app_label)
        for revision in versions.only("pk", "object_id").annotate(_part=models.F(f"content__{part}")).iterator():
            if any((row.get(pointer) if pointer else row) == term.pk for row in revision._part or []):
                found.append((revision, part))
    return found


def _rewrite_versions(term: Term, into: Term) -> None:
    for revision, part in _versions_with(term):
        content = Revision.objects.values_list("content", flat=True).get(pk=revision.pk)
        content[part] = _replaced(content[part], term.pk, into.pk)
        Revision.objects.filter(pk=revision.pk).update(content=content)


def _replaced(rows: list, old: int, new: int) -> list:
    """Each once, the new one in place of the old: of plain ids, or of tagged rows."""
    if rows and isinstance(rows[0], dict):
        is_there = any(row.get("tag") == new for row in rows)
        return [{**row, "tag": new} if row.get("tag") == old else row for row in rows if not (is_there and row.get("tag") == old)]
    return list(dict.fromkeys(new if pk == old else pk for pk in rows))
