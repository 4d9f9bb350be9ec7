"""Charts of stories that everybody may read: by what they count and by what their analysis supports, never by a figure that was typed."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from measures.facts import Facts
from measures.words import aim_line, outcome_line
from search.indexing import Draft
from search.kinds.base import LANGUAGES, Kind, address, also_of, as_read, facets_of, in_short, in_use
from search.kinds.pages import has_figures, results_of
from stories.models import StoryMeasure, StoryPage


class Measures(Kind):
    """A chart on its own page. What it says is what the story keeps beside it: the same as stands on the card."""

    key, label, label_many = "measure", _("Chart"), _("Charts")
    model = StoryMeasure

    def keys(self) -> Iterable[int]:
        return self._open().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)

    def open_to(self, keys: Collection[int], user) -> set[int]:
        return set(self._open().filter(pk__in=keys).values_list("pk", flat=True))

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        of_story = ("methods", "topics", "organizations", "quality_domains", "care_settings")
        charts = self._open().filter(pk__in=keys).select_related("page")
        for chart in charts.prefetch_related(*(f"page__{relation}" for relation in of_story)):
            facts = chart.known
            if facts:
                yield from self._of_chart(chart, facts)

    def _of_chart(self, chart: StoryMeasure, facts: Facts) -> Iterator[Draft]:
        story = chart.page
        lines = _in_each_language(facts)
        of_both = {line for several in lines.values() for line in several}
        counted = [line for line in chart.said.split("\n") if line not in of_both]
        for language in LANGUAGES:
            outcome, aim = lines[language]
            yield Draft(
                kind=self.key,
                object_id=chart.pk,
                part=language,
                language=language,
                access=f"all-{language}",
                url=address(language, "story_chart", story.slug, chart.measure_id),
                title=facts.name[:400],
                summary=in_short(outcome),
                also=also_of((), [story.title]),
                body=as_read(*counted, aim),
                facets=facets_of(
                    type=[self.key],
                    language=[facts.language],
                    status=[story.status],
                    result=results_of([chart], story.status),
                    data=["figures"] if has_figures(chart) else [],
                    method=[term.slug for term in in_use(story.methods.all())],
                    topic=[term.slug for term in in_use(story.topics.all())],
                    domain=[term.slug for term in in_use(story.quality_domains.all())],
                    setting=[term.slug for term in in_use(story.care_settings.all())],
                    organization=[body.slug for body in story.organizations.all()],
                    region=[body.region for body in story.organizations.all()],
                    year=[story.year or (story.first_published_at and story.first_published_at.year)],
                ),
                published_on=story.first_published_at,
                usefulness=0.4 * has_figures(chart),
                is_demo=story.is_demo,
            )

    def _open(self) -> QuerySet[StoryMeasure]:
        return StoryMeasure.objects.filter(
            page__in=StoryPage.objects.open_to_all().filter(retracted_at__isnull=True).values("pk"), revision__isnull=False
        )


def _in_each_language(facts: Facts) -> dict[str, tuple[str, str]]:
    lines = {}
    for language in LANGUAGES:
        with override(language):
            lines[language] = (outcome_line(facts), aim_line(facts))
    return lines
