"""Finding among many stories or lessons: filters with counts, chips, order, an address for each choice, pages."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.models import BasePageQuerySet, Stamp
from stories.models import StoryMeasure

PER_PAGE = 20
SHOWN = 7  # choices of a filter that stand open; the others are one press away
LONGEST_QUERY = 120
Sql = tuple[str, list]  # with its parameters


@dataclass(frozen=True)
class Term:
    """A word one can filter by."""

    value: str  # stands in addresses
    label: str
    key: object  # stands in the database


@dataclass(frozen=True)
class Choice:
    """A term with the number of stories that one would find."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One thing to filter by: a field of the page, plain or of a vocabulary."""

    key: str
    label: str | Promise
    field: str
    keeps_order = False  # its choices stand in the order of their terms, whatever their counts

    def is_many(self, model: type[Model]) -> bool:
        """Can one page bear several of its terms?"""
        return model._meta.get_field(self.field).many_to_many

    # --- As SQL over the open pages: which bear one of these keys, and how many bear each key ---

    def where(self, model: type[Model], keys: list) -> Sql:
        marks = ", ".join(["%s"] * len(keys))
        if not self.is_many(model):
            return f"open_pages.{self.field} IN ({marks})", keys
        table, page, term = self._ties(model)
        return f"open_pages.id IN (SELECT {page} FROM {table} WHERE {term} IN ({marks}))", keys  # noqa: S608

    def counts(self, model: type[Model], conditions: list[str], params: list) -> Sql:
        column, source = f"open_pages.{self.field}", "open_pages"
        if self.is_many(model):
            table, page, term = self._ties(model)
            column, source = f"{table}.{term}", f"open_pages JOIN {table} ON {table}.{page} = open_pages.id"
        return f"SELECT '{self.key}', CAST({column} AS VARCHAR(80)), COUNT(*) FROM {source}{_all(conditions)} GROUP BY {column}", params  # noqa: S608

    def _ties(self, model: type[Model]) -> tuple[str, str, str]:
        """The table that ties pages to terms, with its two columns."""
        of = model._meta.get_field(self.field)
        return of.m2m_db_table(), of.m2m_column_name(), of.m2m_reverse_name()

    def condition(self, model: type[Model], keys: list) -> Q:
        of = model._meta.get_field(self.field)
        if not of.many_to_many:
            return Q(**{f"{self.field}__in": keys})
        through = of.remote_field.through.objects.filter(**{f"{of.m2m_reverse_field_name()}__in": keys})
        return Q(pk__in=through.values(of.m2m_field_name()))

    def terms(self, model: type[Model], stamp: str) -> list[Term]:
        """All its terms in the reader's language, kept until something public changes."""
        kept_as = f"terms:{model.__name__}:{self.field}:{get_language()}:{stamp}"
        return caches["pages"].get_or_set(kept_as, lambda: self._read_terms(model), 3600)

    def _read_terms(self, model: type[Model]) -> list[Term]:
        of = model._meta.get_field(self.field)
        if of.many_to_many:
            return [Term(each.slug, each.name, each.pk) for each in of.related_model.objects.all()]
        if of.choices:
            return [Term(value, str(label), value) for value, label in of.choices if value]
        values = (
            model.objects.exclude(**{f"{self.field}__isnull": True})
            .order_by(f"-{self.field}")
            .values_list(self.field, flat=True)
            .distinct()
        )
        return [Term(str(value), str(value), value) for value in values]


class DataFacet(Facet):
    """What the published charts of a story say. Their rows are the ones that readers see: drafts keep theirs to themselves."""

    keeps_order = True
    marks = {
        "has-data": (_("Has data"), StoryMeasure.objects.with_figures),
        "signal": (_("Signal found"), StoryMeasure.objects.with_signal),
        "no-signal": (_("No signal"), StoryMeasure.objects.without_signal),
        "aim-met": (_("Aim met"), StoryMeasure.objects.with_aim_met),
    }

    def is_many(self, model: type[Model]) -> bool:
        return True

    def where(self, model: type[Model], keys: list) -> Sql:
        found = [self._pages_with(mark) for mark in keys]
        return f"({' OR '.join(sql for sql, _params in found)})", [param for _sql, params in found for param in params]

    def counts(self, model: type[Model], conditions: list[str], params: list) -> Sql:
        selects, values = [], []
        for mark in self.marks:
            sql, own = self._pages_with(mark)
            selects.append(f"SELECT '{self.key}', '{mark}', COUNT(*) FROM open_pages{_all([*conditions, sql])}")  # noqa: S608
            values += [*params, *own]
        return " UNION ALL ".join(selects), values

    def _pages_with(self, mark: str) -> Sql:
        sql, params = self.marks[mark][1]().order_by().values_list("page_id").query.sql_with_params()
        return f"open_pages.id IN ({sql})", list(params)

    def condition(self, model: type[Model], keys: list) -> Q:
        somehow = Q(pk__in=[])
        for mark in keys:
            somehow |= Q(pk__in=self.marks[mark][1]().order_by().values("page_id"))
        return somehow

    def _read_terms(self, model: type[Model]) -> list[Term]:
        return [Term(mark, str(label), mark) for mark, (label, _find) in self.marks.items()]


@dataclass(frozen=True)
class Order:
    key: str
    label: str | Promise
    by: tuple


NEWEST_FIRST = Order("newest", _("Newest"), (F("first_published_at").desc(nulls_last=True), "-pk"))
OLDEST_FIRST = Order("oldest", _("Oldest"), (F("first_published_at").asc(nulls_last=True), "pk"))
TITLE = Order("title", _("Title"), ("title", "pk"))
ORDERS = (
    NEWEST_FIRST,
    OLDEST_FIRST,
    TITLE,
    Order("reading-time", _("Reading time"), ("reading_minutes", "-pk")),
)

STORY_FACETS = (
    Facet("status", _("Where it stands"), "status"),
    DataFacet("data", _("Outcome data"), "data"),
    Facet("topic", _("Topic"), "topics"),
    Facet("method", _("Method"), "methods"),
    Facet("domain", _("Quality"), "quality_domains"),
    Facet("setting", _("Where care happens"), "care_settings"),
    Facet("organization", _("Organization"), "organizations"),
    Facet("year", _("Year"), "year"),
    Facet("language", _("Language"), "language"),
)
LESSON_FACETS = (
    Facet("kind", _("Kind"), "kind"),
    Facet("barrier", _("Barrier"), "barrier"),
    Facet("topic", _("Topic"), "topics"),
    Facet("method", _("Method"), "methods"),
    Facet("setting", _("Where care happens"), "care_settings"),
    Facet("language", _("Language"), "language"),
)


class CountedPaginator(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, object_list: QuerySet, per_page: int, *, length: int) -> None:
        super().__init__(object_list, per_page)
        self._length = length

    @property
    def count(self) -> int:  # type: ignore[override]
        return self._length


@dataclass
class Listing:
    """What a reader asked for, what there is, and the address of each next step."""

    open_pages: BasePageQuerySet
    facets: tuple[Facet, ...]
    words_in: tuple[str, ...]
    asked: QueryDict
    path: str
    stamp: str = field(default_factory=Stamp.current)
    orders: tuple[Order, ...] = ORDERS

    # --- What was asked for ---

    @cached_property
    def query(self) -> str:
        return self.asked.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]

    @cached_property
    def order(self) -> Order:
        return next((order for order in self.orders if order.key == self.asked.get("sort")), NEWEST_FIRST)

    @cached_property
    def chosen(self) -> dict[str, list[Term]]:
        """The terms asked for by facet; what nobody knows is left out."""
        chosen = {}
        for facet in self.facets:
            wanted = set(self.asked.getlist(facet.key))
            if terms := [term for term in self._terms[facet.key] if term.value in wanted] if wanted else []:
                chosen[facet.key] = terms
        return chosen

    @cached_property
    def _terms(self) -> dict[str, list[Term]]:
        return {facet.key: facet.terms(self.open_pages.model, self.stamp) for facet in self.facets}

    # --- What there is ---

    @cached_property
    def found(self) -> BasePageQuerySet:
        pages = self._with_words
        for facet in self.facets:
            if terms := self.chosen.get(facet.key):
                pages = pages.filter(facet.condition(pages.model, [term.key for term in terms]))
        return pages

    @cached_property
    def count(self) -> int:
        return self._counts.get(("", ""), 0)

    @cached_property
    def page(self) -> Page:
        ordered = self.found.order_by(*self.order.by)
        if hasattr(ordered, "for_cards"):
            ordered = ordered.for_cards()
        return CountedPaginator(ordered, PER_PAGE, length=self.count).get_page(self.asked.get("page"))

    @cached_property
    def choices(self) -> list[tuple[Facet, list[Choice], list[Choice]]]:
        """Each facet with its open choices and those behind “more”; a facet's counts ignore its own choice."""
        shown = []
        for facet in self.facets:
            chosen = {term.value for term in self.chosen.get(facet.key, [])}
            all_choices = [
                Choice(term.value, term.label, self._counts.get((facet.key, str(term.key)), 0), term.value in chosen)
                for term in self._terms[facet.key]
            ]
            useful = [choice for choice in all_choices if choice.count or choice.is_chosen]
            if facet.key not in ("year", "status", "kind", "level", "language") and not facet.keeps_order:
                useful.sort(key=lambda choice: (not choice.is_chosen, -choice.count))
            if useful:
                few = len(useful) <= SHOWN + 2
                shown.append((facet, useful if few else useful[:SHOWN], [] if few else useful[SHOWN:]))
        return shown

    # --- Addresses ---

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen, each with the address that leaves it out."""
        chips = [(str(_("“%(words)s”") % {"words": self.query}), self._address(query=""))] if self.query else []
        for facet in self.facets:
            for term in self.chosen.get(facet.key, []):
                chips.append((term.label, self._address(without=(facet.key, term.value))))
        return chips

    @cached_property
    def permalink(self) -> str:
        """The one address of this choice, whatever order it was made in."""
        return self._address()

    @property
    def paging_address(self) -> str:
        return f"{self.permalink}{'&' if '?' in self.permalink else '?'}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What another form on the page has to send along."""
        asked = [("q", self.query)] if self.query else []
        return asked + [(facet.key, term.value) for facet in self.facets for term in self.chosen.get(facet.key, [])]

    def _address(self, *, without: tuple[str, str] | None = None, query: str | None = None) -> str:
        wanted = self.query if query is None else query
        pairs = [("q", wanted)] if wanted else []
        for facet in self.facets:
            pairs += [(facet.key, term.value) for term in self.chosen.get(facet.key, []) if (facet.key, term.value) != without]
        if self.order is not NEWEST_FIRST:
            pairs.append(("sort", self.order.key))
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    # --- Asking the database ---

    @cached_property
    def _with_words(self) -> BasePageQuerySet:
        """Every word stands somewhere in the page."""
        pages = self.open_pages
        for word in self.query.split()[:8]:
            somewhere = Q()
            for name in self.words_in:
                somewhere |= Q(**{f"{name}__icontains": word})
            pages = pages.filter(somewhere)
        return pages

    @cached_property
    def _counts(self) -> dict[tuple[str, str], int]:
        """All counts in one question: the open pages once, then a line of SQL for each facet."""
        plain = [facet.field for facet in self.facets if not facet.is_many(self.open_pages.model)]
        open_sql, open_params = self._with_words.order_by().values_list("pk", *plain).query.sql_with_params()
        columns = ", ".join(["id", *plain])
        selects, params = [], list(open_params)
        for facet in (None, *self.facets):
            sql, values = self._count_sql(facet)
            selects.append(sql)
            params += values
        sql = f"WITH open_pages ({columns}) AS MATERIALIZED ({open_sql}) {' UNION ALL '.join(selects)}"
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return {(key, value): count for key, value, count in cursor.fetchall()}

    def _count_sql(self, facet: Facet | None) -> Sql:
        """How many pages bear each term of a facet, given what is chosen in the others; without a facet, how many in all."""
        model, conditions, params = self.open_pages.model, [], []
        for other in self.facets:
            if other is not facet and (terms := self.chosen.get(other.key)):
                sql, values = other.where(model, [term.key for term in terms])
                conditions.append(sql)
                params += values
        if facet is None:
            return f"SELECT '', '', COUNT(*) FROM open_pages{_all(conditions)}", params  # noqa: S608
        return facet.counts(model, conditions, params)


def _all(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
