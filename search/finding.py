"""What somebody asked, what was found, and the address of each next step."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import engine, permalinks, spelling, synonyms
from search.access import reader_of
from search.asking import FACETS, PER_PAGE, Answer, Query
from search.facets import Facet, Labels, chip_of, facets, labels, meant
from search.ranking.analysis import words
from search.ranking.question import Question, parse, pieces

FEW = 3  # with fewer results the page asks whether something else was meant
FARTHEST = 1_000_000  # page
MOST_NEAR_TO, MOST_NEAR = 3, 3  # words, and words like each
SORTS = {
    "best": gettext_lazy("Best match"),
    "newest": gettext_lazy("Newest"),
    "oldest": gettext_lazy("Oldest"),
    "title": gettext_lazy("Title"),
}
TELLS_NOTHING_ALONE = ("no", "not", "non", "ne")  # left out when quotes are let go, as small words are
AS_TYPED = "exact"  # in the address: take my words as they are


@dataclass
class Finding:
    """One page of results. It asks the engine once, and once or twice more when that found nothing."""

    asked: QueryDict
    path: str
    user: object
    unshown: int = 0  # hits of this page that the last check took away: the index did not know yet that they are closed

    # --- What was asked ---

    @cached_property
    def kept(self) -> QueryDict:
        """What counts of the address, within bounds."""
        return permalinks.asked(self.asked)

    @property
    def typed(self) -> str:
        return self.kept.get("q", "")

    @cached_property
    def query(self) -> Query:
        number = self.asked.get("page", "")
        page = min(int(number), FARTHEST) if number.isascii() and number.isdigit() and len(number) < 9 else 1
        return permalinks.query_of(self.kept, reader_of(self.user), sort=self.sort, page=max(page, 1))

    @property
    def question(self) -> Question:
        return self.query.question

    @cached_property
    def sort(self) -> str:
        wanted = self.asked.get("sort", "")
        return wanted if wanted in SORTS else self.first_sort

    @property
    def first_sort(self) -> str:
        """Without words nothing matches better than another."""
        return "best" if self.typed else "newest"

    @cached_property
    def is_empty(self) -> bool:
        """Nothing was asked: neither words nor a choice."""
        return not self.kept

    @property
    def is_shown(self) -> bool:
        """Is there a list, be it empty? Signs alone are no question."""
        return not self.is_empty and not self.question.has_no_word

    @cached_property
    def bad_dates(self) -> list[str]:
        return [typed for name in ("after", "before") if (typed := self.asked.get(name, "").strip()[:40]) and name not in self.kept]

    # --- What was found ---

    @cached_property
    def answer(self) -> Answer:
        """For what was typed; if that finds nothing, for what was probably meant, then for the same words without their conditions."""
        return self._found[0]

    @property
    def shown_question(self) -> Question:
        """The one whose words are marked."""
        return self._found[1]

    @property
    def instead(self) -> str:
        """The words that were looked for in the place of the typed ones."""
        return self._found[2]

    @property
    def is_loose(self) -> bool:
        """Were the conditions let go because nothing met them?"""
        return self._found[3]

    @cached_property
    def _found(self) -> tuple[Answer, Question, str, bool]:
        answer = engine.ask(self.query)
        if answer.count or not self.question.wanted or self.asked.get(AS_TYPED):
            return answer, self.question, "", False
        if self.suggested and spelling.is_clear_correction(self.question.text, self.suggested):
            meant = parse(self.suggested, synonyms.current())
            other = engine.ask(replace(self.query, question=meant))
            if other.count:
                return other, meant, self.suggested, False
        if any(wanted.is_needed for wanted in self.question.wanted):
            loose = without_conditions(self.question)
            other = engine.ask(replace(self.query, question=loose))
            if other.count:
                return other, loose, "", True
        return answer, self.question, "", False

    @cached_property
    def suggested(self) -> str:
        """What was perhaps meant, for a question with an unknown word."""
        return spelling.did_you_mean(self.question, self.query.reader) if self.question.wanted else ""

    @cached_property
    def did_you_mean(self) -> str:
        """Asked as a question, when what was typed finds something, but little or not by every word."""
        if self.instead or self.asked.get(AS_TYPED) or not self.question.wanted:
            return ""
        return self.suggested if self.count < FEW or self.answer.unsaid else ""

    @cached_property
    def near(self) -> list[tuple[str, str]]:
        """Words of the index that look like those that found nothing, with the address of each."""
        typed = dict.fromkeys(word for each in self.answer.unsaid for word in words(each)) if not self.count else {}
        near = dict.fromkeys(
            like for word in list(typed)[:MOST_NEAR_TO] for like in spelling.likely(word, self.query.reader.language)[:MOST_NEAR]
        )
        return [(word, self.address_for(word)) for word in near]

    @property
    def count(self) -> int:
        return max(self.answer.count - self.unshown, 0)

    @property
    def unsaid(self) -> list[str]:
        return self.answer.unsaid if self.count else []

    @cached_property
    def count_without_choices(self) -> int:
        """How much the same words find everywhere, when the choices left nothing."""
        if self.count or not self.chips:
            return 0
        bare = replace(self.query, chosen={}, after=None, before=None, page=1, with_facets=False)
        return engine.ask(bare).count

    @cached_property
    def page(self) -> Page:
        return Paginator(range(self.count), PER_PAGE).get_page(self.answer.page)

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.answer.facets, self.query.chosen, self.labels)

    @cached_property
    def labels(self) -> Labels:
        """With the typed names as they were typed."""
        names = {
            str(said.choice[1]): " ".join(said.typed_words) for said in pieces(self.typed) if said.choice and said.choice[0] == "author"
        }
        return {**labels(), "author": names}

    # --- Addresses ---

    @cached_property
    def tabs(self) -> list[tuple[str, int, str, bool]]:
        """All, then each kind that was found: label, number, address, whether it is the only one open."""
        counts, chosen = self.answer.facets.get("type", {}), self.query.chosen.get("type", ())
        kinds = [kind for kind in self.labels["type"] if counts.get(kind) or kind in chosen]
        words = [self._words_but("type")]
        alone = [(self.labels["type"][kind], counts.get(kind, 0), self._address(q=words, type=[kind]), chosen == (kind,)) for kind in kinds]
        return [(_("All"), sum(counts.values()), self._address(q=words, type=[]), not chosen), *alone]

    @cached_property
    def bare_words(self) -> str:
        """What was typed without the choices among it: beside the results these are ticked, and can be unticked there; names cannot."""
        return " ".join(said.typed for said in pieces(self.typed) if not said.choice or said.choice[0] == "author")

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """Each choice with the address that leaves it out; those typed among the words, too."""
        chips = [
            (chip_of(facet, value, self.labels), self._address(q=[self._without(facet, value)]))
            for facet, values in self.query.chosen.items()
            for value in values
            if value not in self.kept.getlist(facet)
        ]
        chips += [
            (chip_of(facet, value, self.labels), self._address(**{facet: [other for other in self.kept.getlist(facet) if other != value]}))
            for facet in FACETS
            for value in self.kept.getlist(facet)
        ]
        said = {"after": _("From %(day)s"), "before": _("Until %(day)s")}
        for name, says in said.items():
            if day := getattr(self.query, name):
                address = self._address(q=[self._words_but(name)], **{name: []})
                chips.append((says % {"day": date_format(day, "DATE_FORMAT")}, address))
        return chips

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(key, str(label), key == self.sort) for key, label in SORTS.items() if key != "best" or self.typed]

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """What the form for the order has to send along."""
        return [(name, value) for name, values in self.kept.lists() for value in values]

    @property
    def choices_kept(self) -> list[tuple[str, str]]:
        """What the box has to send along: other words, the same choices."""
        kept = [(name, value) for name, value in self.hidden_fields if name != "q"]
        return kept + ([("sort", self.sort)] if self.sort != self.first_sort else [])

    @cached_property
    def permalink(self) -> str:
        """The one address of this list."""
        return self._address()

    @property
    def paging_address(self) -> str:
        return f"{self.permalink}{'&' if '?' in self.permalink else '?'}"

    @property
    def without_choices(self) -> str:
        words = " ".join(said.typed for said in pieces(self.typed) if not said.choice)
        return f"{self.path}?{urlencode({'q': words})}" if words else self.path

    @property
    def feed_query(self) -> str:
        return permalinks.permalink(self.kept)

    def address_for(self, words: str, *, as_typed: bool = False) -> str:
        """The same choices with other words."""
        return self._address(q=[words], **({AS_TYPED: ["1"]} if as_typed else {}))

    @property
    def address_as_typed(self) -> str:
        return self.address_for(self.typed, as_typed=True)

    @property
    def address_as_meant(self) -> str:
        return self.address_for(self.instead or self.did_you_mean)

    def _words_but(self, name: str) -> str:
        """The words without any choice of this name."""
        return " ".join(said.typed for said in pieces(self.typed) if not said.choice or said.choice[0] != name)

    def _without(self, facet: str, value: str) -> str:
        """The words without one typed choice."""
        is_it = {
            said
            for said in pieces(self.typed)
            if said.choice and said.choice[0] == facet and meant(facet, str(said.choice[1]), self.labels) == value
        }
        return " ".join(said.typed for said in pieces(self.typed) if said not in is_it)

    def _address(self, **changed: list[str]) -> str:
        wanted = {**dict(self.kept.lists()), **({AS_TYPED: ["1"]} if self.asked.get(AS_TYPED) else {}), **changed}
        if self.sort != self.first_sort:
            wanted["sort"] = [self.sort]
        pairs = [(name, value) for name, values in wanted.items() for value in values if value]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def without_conditions(question: Question) -> Question:
    """The same words, any of which counts. What must not be there stays away."""
    said = [word for wanted in question.wanted for phrase in wanted.phrases if phrase.weight == 1 for word in phrase.words]
    loose = parse(" ".join(said), synonyms.current())
    telling = tuple(each for each in loose.wanted if each.phrases[0].words[0] not in TELLS_NOTHING_ALONE or each.is_beside)
    return replace(loose, wanted=telling or loose.wanted, unwanted=question.unwanted)
