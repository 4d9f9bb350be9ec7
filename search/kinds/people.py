"""Members, each as visitors find them and as members do; and organizations."""

from collections.abc import Collection, Iterable, Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from members.models import Affiliation, Member, Organization, Visibility
from members.profiles import LISTS, WORDS
from search.access import SIGNED_IN, VISITORS
from search.indexing import Draft
from search.kinds.base import LANGUAGES, Kind, address, also_of, as_read, by_number, facets_of, in_short, in_use, names_of
from stories.models import StoryPage

SEEN_BY = {VISITORS: (Visibility.EVERYONE,), SIGNED_IN: (Visibility.EVERYONE, Visibility.MEMBERS)}


class Members(Kind):
    """A person who lets themself be found, by no more than they show to that reader."""

    key, label, label_many = "member", _("Person"), _("People")
    model = Member

    def open_to(self, keys: Collection[int], user) -> set[int]:
        found = Member.objects.active().showing("listed", to=user or AnonymousUser())
        return set(found.filter(pk__in=keys).values_list("pk", flat=True))

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        confirmed = Prefetch("affiliations", Affiliation.objects.confirmed().select_related("organization"), to_attr="works_at")
        for person in Member.objects.active().filter(pk__in=keys).prefetch_related(*LISTS, confirmed):
            for part, seen_by in SEEN_BY.items():
                if person.who_sees("listed") in seen_by:
                    yield self._draft(person, part, {field for field in Member.DEFAULT_VISIBILITY if person.who_sees(field) in seen_by})

    def _draft(self, person: Member, part: str, shown: set[str]) -> Draft:
        interests = {field: in_use(getattr(person, field).all()) for field in LISTS if field in shown}
        bodies = [each.organization for each in person.works_at] if "affiliations" in shown else []
        names = [name for thing in [*(term for terms in interests.values() for term in terms), *bodies] for name in names_of(thing)]
        return Draft(
            kind=self.key,
            object_id=person.pk,
            part=part,
            language="en",
            access=part,
            url=address("en", "member", person.slug),
            title=person.name,
            summary=", ".join(getattr(person, field) for field in ("role", "place") if field in shown and getattr(person, field)),
            also=also_of((), names),
            body=as_read(*(getattr(person, field) for field in WORDS if field in shown)),
            facets=facets_of(
                type=[self.key],
                method=[term.slug for term in interests.get("methods", ())],
                topic=[term.slug for term in interests.get("topics", ())],
                organization=[body.slug for body in bodies],
                region=[body.region for body in bodies],
            ),
            is_demo=person.is_demo,
        )

    def under(self, kind: str, key: int) -> Iterable[int]:
        through = {"method": "methods", "topic": "topics", "profession": "professions", "organization": "affiliations__organization"}
        if kind not in through:
            return ()
        return (
            Member.objects.filter(**{through[kind]: key}).order_by("pk").values_list("pk", flat=True).distinct().iterator(chunk_size=2000)
        )


class Organizations(Kind):
    """A body whose people write here."""

    key, label, label_many = "organization", _("Organization"), _("Organizations")
    model = Organization

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        told = StoryPage.objects.open_to_all().filter(organizations__in=keys)
        numbers = dict(told.order_by().values_list("organizations").annotate(Count("pk", distinct=True)))
        for body in Organization.objects.filter(pk__in=keys):
            for language in LANGUAGES:
                with override(language):
                    title, sector = body.shown_name, str(body.get_sector_display())
                yield Draft(
                    kind=self.key,
                    object_id=body.pk,
                    part=language,
                    language=language,
                    access=f"all-{language}",
                    url=address(language, "organization", body.slug),
                    title=title,
                    summary=in_short(body.about) or ", ".join(filter(None, (body.region, body.country))),
                    also=also_of((), names_of(body), but=title),
                    body=as_read(body.about, body.region, body.country, sector),
                    facets=facets_of(type=[self.key], language=[language], organization=[body.slug], region=[body.region]),
                    usefulness=by_number(numbers, body.pk),
                    is_demo=body.is_demo,
                )
