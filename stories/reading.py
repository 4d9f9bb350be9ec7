"""What stands around a story or a lesson when it is read: its parts in order, its kin, what to read next."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from content.models import BasePage
from editorial.models import Notice
from stories.charted import charts_in_story
from stories.models import ChangeIdea, LessonPage, PDSACycle, Series, StoryAuthor, StoryLink, StoryPage
from stories.reported import CLAIMS_IMPROVEMENT, reported
from stories.video import frame_address

NO_EFFECT = {StoryPage.Status.STOPPED, StoryPage.Status.DID_NOT_WORK}
LICENCE_ADDRESSES = {
    StoryPage.Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    StoryPage.Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    StoryPage.Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}


@dataclass(frozen=True)
class PlaceInSeries:
    """Where a page stands in a series."""

    series: Series
    pages: list
    number: int

    @property
    def previous(self):
        return self.pages[self.number - 2] if self.number > 1 else None

    @property
    def next(self):
        return self.pages[self.number] if self.number < len(self.pages) else None


def story_parts(page: StoryPage, *, is_published: bool = False) -> dict:
    """Everything that a story shows beside its own fields."""
    if is_published:
        prefetch_related_objects([page], "measure_links", "cycles", "stated_results", "sources", "files")
    figures = reported(page)
    charts = charts_in_story(page, is_published=is_published)
    cycles = list(page.cycles.all())
    lessons = list(LessonPage.objects.open_to_all().filter(story_id=page.pk).order_by("title")) if page.pk else []
    children = _children(page)
    parts = {
        "page": page,
        "charts": charts,
        "figures": figures,
        "misprints": [sentence for each in figures for sentence in each.misprints],
        "cycles": cycles,
        "stopped_cycles": sum(cycle.decision == PDSACycle.Decision.ABANDON for cycle in cycles),
        "worked": _worked(cycles, lessons),
        "given_up": [cycle for cycle in cycles if cycle.decision == PDSACycle.Decision.ABANDON],
        "writers": _credited(page, thanks=False),
        "thanked": _credited(page, thanks=True),
        "notices": notices(page),
        "parents": _parents(page),
        "children": children,
        "lessons": lessons,
        "series": places_in_series(page),
        "ideas": list(page.change_ideas.all()),
        "videos": [(video, frame_address(video.url)) for video in page.videos.all()],
        "resources": resources_of(page),
        "licence_url": LICENCE_ADDRESSES.get(page.licence, ""),
        "citation": citation(page),
        "address": address(page),
        "read_next": read_next(page),
    }
    return {**parts, "contents": contents(page, parts)}


def contents(page: StoryPage, parts: dict) -> list[tuple[str, str]]:
    """The headings of this story with their anchors, in the order that every story has."""
    has_pair = bool(page.what_did_not_work or parts["worked"] or parts["given_up"])
    headings = [
        ("plain", _("In plain words"), page.plain_language),
        ("problem", _("The problem"), page.problem),
        ("aim", _("The aim"), page.aim or page.aim_what),
        ("did", _("What we did"), page.what_we_did or parts["cycles"] or parts["ideas"]),
        (
            "happened",
            _("What happened"),
            page.what_happened or parts["charts"] or parts["figures"] or page.caution or page.result_statement,
        ),
        ("worked", _("What worked, what did not"), has_pair),
        ("balancing", _("Balancing effects"), page.balancing_effects),
        ("lessons", _("Lessons"), page.lessons or parts["lessons"]),
        ("advice", _("What we would tell the next team"), page.advice),
        ("limits", _("Limits"), page.limits),
        ("resources", _("Resources used"), parts["resources"]),
        ("kin", _("Where it comes from, where it went"), parts["parents"] or parts["children"]),
        ("sources", _("Sources and files"), page.sources.all() or page.files.all()),
        ("contact", _("Contact and cite"), True),
    ]
    return [(anchor, heading) for anchor, heading, is_there in headings if is_there]


def resources_of(page: StoryPage) -> list[BasePage]:
    """The open ones that the team says it used."""
    library = StoryPage._meta.get_field("resources").related_model.objects
    chosen = [each.pk for each in page.resources.all()]
    return list(library.open_to_all().filter(pk__in=chosen).order_by("title")) if chosen else []


def notices(page) -> list[Notice]:
    """Corrections and retractions, the newest first."""
    return list(Notice.objects.filter(page_id=page.pk)) if page.pk else []


def citation(page: StoryPage | LessonPage) -> str:
    """How to name it in a text of one's own."""
    names = [author.name for author in page.authors.all() if getattr(author, "credit", "") not in _THANKS]
    if not names:
        names = [_("Throughline editors")] if page.is_retold else [organization.name for organization in page.organizations.all()]
    year = str(page.first_published_at.year) if page.first_published_at else _("draft")
    pieces = [", ".join(names), page.title.rstrip("."), f"Throughline, {year}"]
    if page.corrected_at:
        pieces.append(_("Corrected %(date)s") % {"date": date_format(localtime(page.corrected_at), "DATE_FORMAT")})
    if page.is_retracted:
        pieces.append(_("Retracted %(date)s") % {"date": date_format(localtime(page.retracted_at), "DATE_FORMAT")})
    return " ".join(piece if piece.endswith(("?", "!", "…")) else f"{piece}." for piece in pieces if piece)


def address(page: StoryPage | LessonPage) -> str:
    """The whole address, for a text outside this site."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{page.get_absolute_url()}" if page.slug else ""


def places_in_series(page: StoryPage | LessonPage) -> list[PlaceInSeries]:
    """Each series that the page belongs to, with the open pages of it in order."""
    places = []
    for series in Series.objects.filter(entries__page_id=page.pk) if page.pk else []:
        pages = pages_of(series)
        numbers = [number for number, each in enumerate(pages, 1) if each.pk == page.pk]
        if numbers:
            places.append(PlaceInSeries(series, pages, numbers[0]))
    return places


def pages_of(series: Series) -> list[StoryPage | LessonPage]:
    """The open stories and lessons of a series, in its order."""
    order = {page_id: at for at, page_id in enumerate(series.entries.order_by("sort_order").values_list("page_id", flat=True))}
    stories = StoryPage.objects.open_to_all().filter(pk__in=order).for_cards()
    lessons = LessonPage.objects.open_to_all().filter(pk__in=order)
    return sorted([*stories, *lessons], key=lambda each: order[each.pk])


def read_next(page: StoryPage, most: int = 4) -> list[tuple[str, StoryPage]]:
    """The same idea with another result first, then the same idea, then the same topic."""
    if not page.pk:
        return []
    ideas = [idea.pk for idea in page.change_ideas.all()]
    topics = [topic.pk for topic in page.topics.all()]
    others = (
        StoryPage.objects.open_to_all()
        .exclude(pk=page.pk)
        .filter(retracted_at__isnull=True)
        .with_findings()
        .prefetch_related("organizations")
    )
    found: dict[int, tuple[str, StoryPage]] = {}
    if ideas:
        same_idea = others.filter(pk__in=StoryPage.change_ideas.through.objects.filter(changeidea_id__in=ideas).values("storypage_id"))
        for story in sorted(same_idea.order_by("-first_published_at")[:40], key=lambda each: not differs(page, each)):
            found[story.pk] = (_("Same idea, different result") if differs(page, story) else _("Same idea"), story)
    if len(found) < most and topics:
        same_topic = others.filter(pk__in=StoryPage.topics.through.objects.filter(topic_id__in=topics).values("storypage_id"))
        for story in same_topic.exclude(pk__in=found).order_by("-first_published_at")[: most - len(found)]:
            found[story.pk] = (_("Same topic"), story)
    return list(found.values())[:most]


def differs(one: StoryPage, other: StoryPage) -> bool:
    """One team claims that it got better, the other does not."""
    return (one.status in CLAIMS_IMPROVEMENT) != (other.status in CLAIMS_IMPROVEMENT)


def stories_by_result(idea: ChangeIdea) -> list[tuple[str, list[StoryPage]]]:
    """The stories that tried one idea, side by side by what came of it; a side without stories is shown empty."""
    stories = list(StoryPage.objects.open_to_all().filter(change_ideas=idea).for_cards().order_by("-year", "title"))
    better = [story for story in stories if story.status in CLAIMS_IMPROVEMENT]
    without = [story for story in stories if story.status in NO_EFFECT]
    others = [story for story in stories if story not in better and story not in without]
    return [(_("It got better"), better), (_("It did not work, or was stopped"), without), (_("Still open, or no clear effect"), others)]


_THANKS = {StoryAuthor.Credit.THANKS, StoryAuthor.Credit.COACH, StoryAuthor.Credit.SPONSOR}


def _credited(page: StoryPage, *, thanks: bool) -> list[StoryAuthor]:
    authors = page.authors.all()
    if hasattr(authors, "select_related"):
        authors = authors.select_related("member")
    return [author for author in authors if (author.credit in _THANKS) == thanks]


def _worked(cycles: list[PDSACycle], lessons: list[LessonPage]) -> list[tuple[str, str]]:
    """What the team kept: adopted cycles, and lessons that say “this helped”."""
    kept = [(cycle.title, "") for cycle in cycles if cycle.decision == PDSACycle.Decision.ADOPT]
    return kept + [(lesson.title, lesson.get_absolute_url()) for lesson in lessons if lesson.kind == LessonPage.Kind.WORKED]


def _parents(page: StoryPage) -> list[StoryLink]:
    links = [link for link in page.links.all() if link.parent_id]
    open_ids = (
        set(StoryPage.objects.open_to_all().filter(pk__in=[link.parent_id for link in links]).values_list("pk", flat=True))
        if links
        else set()
    )
    return [link for link in links if link.parent_id in open_ids]


def _children(page: StoryPage) -> list[StoryLink]:
    if not page.pk:
        return []
    open_pages = StoryPage.objects.open_to_all().filter(Q(links__parent_id=page.pk))
    return list(
        StoryLink.objects.filter(parent_id=page.pk, page__in=open_pages).select_related("page").order_by("page__year", "page__title")
    )


def lesson_parts(page: LessonPage) -> dict:
    """Everything that a lesson shows beside its own fields."""
    open_lessons = LessonPage.objects.open_to_all().exclude(pk=page.pk).filter(retracted_at__isnull=True)
    topics = [topic.pk for topic in page.topics.all()]
    same = Q(barrier=page.barrier) if page.barrier else Q(pk__in=[])
    if topics:
        same |= Q(pk__in=LessonPage.topics.through.objects.filter(topic_id__in=topics).values("lessonpage_id"))
    story = StoryPage.objects.open_to_all().filter(pk=page.story_id).for_cards().first() if page.story_id else None
    return {
        "page": page,
        "story": story,
        "notices": notices(page),
        "series": places_in_series(page),
        "citation": citation(page),
        "address": address(page),
        "more": list(open_lessons.filter(same).order_by("-first_published_at")[:4]) if page.pk else [],
        "index_url": reverse("lesson_index"),
    }
