"""The pages of people and organizations: what they wrote, and what the site counts."""

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from content.models import Method, Topic
from members import affiliations
from members.models import Affiliation, Member, Organization, Profession
from members.profiles import as_seen
from resources.models import ResourcePage
from stories.models import LessonPage, StoryPage

PEOPLE_ON_A_PAGE = 30
FACETS = {"method": ("methods", Method), "topic": ("topics", Topic), "profession": ("professions", Profession)}


def member(request: HttpRequest, slug: str) -> HttpResponse:
    """A person: in their own words, and what the site counts. Closed pages say so and show nothing."""
    person = get_object_or_404(Member.objects.select_related("user", "photo"), slug=slug)
    if person.is_closed or (person.user and not person.user.is_active):
        return render(request, "members/member_closed.html", {"robots": "noindex"}, status=410)
    stories, lessons, resources = stories_of(person), lessons_of(person), resources_of(person)
    is_for_all = bool(stories or lessons or resources or person.shows("listed", to=AnonymousUser()))
    if not is_for_all and not request.user.is_authenticated:
        return render(request, "members/member_for_members.html", {"robots": "noindex"}, status=404)
    context = {
        "member": person,
        "is_for_all": is_for_all,
        "seen": as_seen(person, by=request.user),
        "stories": stories,
        "lessons": lessons,
        "resources": resources,
        "counts": counts(stories, lessons, resources),
        "is_own": request.user.is_authenticated and request.user.pk == person.user_id,
    }
    return render(request, "members/member.html", context)


def member_index(request: HttpRequest) -> HttpResponse:
    """The directory. A field that is hidden from the reader is not found by it either."""
    people = Member.objects.active().showing("listed", to=request.user)
    chosen = _chosen(request.GET)
    for name, (field, _vocabulary) in FACETS.items():
        if chosen[name]:
            people = people.filter(pk__in=Member.objects.showing(field, to=request.user).filter(**{f"{field}__slug": chosen[name]}))
    if chosen["place"]:
        people = people.filter(pk__in=Member.objects.showing("place", to=request.user).filter(place__icontains=chosen["place"]))
    if chosen["name"]:
        people = people.filter(name__icontains=chosen["name"])
    page = Paginator(
        people.select_related("photo").prefetch_related("professions", "methods", "topics").distinct(), PEOPLE_ON_A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "people": [(person, as_seen(person, by=request.user)) for person in page],
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "query": _query(chosen),
        "facets": {name: vocabulary.objects.in_use() for name, (_field, vocabulary) in FACETS.items()},
    }
    return render(request, "members/member_index.html", context)


def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """An organization: who it is, what its people wrote, who works there."""
    body = get_object_or_404(Organization.objects.select_related("logo"), slug=slug)
    stories = list(StoryPage.objects.open_to_all().filter(organizations=body).for_cards().order_by("-first_published_at"))
    lessons = list(LessonPage.objects.open_to_all().filter(organizations=body).order_by("-first_published_at"))
    resources = list(ResourcePage.objects.open_to_all().filter(organizations=body).order_by("-first_published_at"))
    confirmed = Affiliation.objects.confirmed().filter(organization=body, member__in=Member.objects.active())
    shown = confirmed.filter(member__in=Member.objects.showing("affiliations", to=request.user)).select_related("member")
    own = Affiliation.objects.filter(organization=body, member__user_id=request.user.pk).first() if request.user.is_authenticated else None
    context = {
        "organization": body,
        "stories": stories,
        "lessons": lessons,
        "resources": resources,
        "counts": {**counts(stories, lessons, resources), "people": confirmed.count()},
        "people": shown.order_by("-role", "member__name"),
        "own": own,
        "may_decide": request.user.is_authenticated and affiliations.may_decide(body, by=request.user),
        "waiting": Affiliation.objects.claimed().filter(organization=body).count(),
    }
    return render(request, "members/organization.html", context)


def organization_index(request: HttpRequest) -> HttpResponse:
    """All organizations, those with stories first."""
    name = request.GET.get("name", "").replace("\x00", "")[:100].strip()
    sector = request.GET.get("sector", "")
    bodies = _with_counts(Organization.objects.all())
    if name:
        bodies = bodies.filter(Q(name__icontains=name) | Q(name_fr__icontains=name) | Q(region__icontains=name))
    if sector in Organization.Sector.values:
        bodies = bodies.filter(sector=sector)
    else:
        sector = ""
    page = Paginator(bodies.order_by("-story_count", "name"), 40).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "name": name,
        "sector": sector,
        "sectors": Organization.Sector.choices,
        "query": _query({"name": name, "sector": sector}),
    }
    return render(request, "members/organization_index.html", context)


def stories_of(person: Member) -> list[StoryPage]:
    """What stands under their name, open to all, newest first: stopped work like any other."""
    return list(StoryPage.objects.open_to_all().filter(authors__member=person).for_cards().distinct().order_by("-first_published_at"))


def lessons_of(person: Member) -> list[LessonPage]:
    return list(LessonPage.objects.open_to_all().filter(authors__member=person).distinct().order_by("-first_published_at"))


def resources_of(person: Member) -> list[ResourcePage]:
    return list(ResourcePage.objects.open_to_all().filter(authors__member=person).distinct().order_by("-first_published_at"))


def counts(stories: list[StoryPage], lessons: list[LessonPage], resources: list[ResourcePage]) -> dict[str, int]:
    ended = (StoryPage.Status.STOPPED, StoryPage.Status.DID_NOT_WORK)
    return {
        "stories": len(stories),
        "did_not_work": sum(story.status in ended for story in stories),
        "lessons": len(lessons),
        "resources": len(resources),
    }


def _with_counts(bodies: QuerySet[Organization]) -> QuerySet[Organization]:
    open_stories = StoryPage.objects.open_to_all().values("pk")
    return bodies.annotate(story_count=Count("stories", filter=Q(stories__in=open_stories), distinct=True))


def _chosen(asked: QueryDict) -> dict[str, str]:
    """What was asked for, shortened, without signs that no database takes; unknown terms fall away."""
    chosen = {name: asked.get(name, "").replace("\x00", "")[:100].strip() for name in (*FACETS, "place", "name")}
    for name, (_field, vocabulary) in FACETS.items():
        if chosen[name] and not vocabulary.objects.in_use().filter(slug=chosen[name]).exists():
            chosen[name] = ""
    return chosen


def _query(chosen: dict[str, str]) -> str:
    words = QueryDict(mutable=True)
    words.update({name: value for name, value in chosen.items() if value})
    return f"?{words.urlencode()}&" if words else "?"
