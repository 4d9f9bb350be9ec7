"""Finding in everything that this reader may read: any word counts, and what says more of them comes first."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from search import people, texts
from search.names import Named, all_names, only_shown
from search.near import close_to
from search.ranking.order import Found, best_first, newest_first, points
from search.ranking.words import Question, Word, plain, question, said

PER_PAGE = 20
FEW = 3  # with fewer results, names close to the words are shown
KINDS = {
    "story": _("Stories"),
    "lesson": _("Lessons"),
    "idea": _("Change ideas"),
    "series": _("Series"),
    "method": _("Methods"),
    "topic": _("Topics"),
    "hashtag": _("Hashtags"),
    "person": _("People"),
    "organization": _("Organizations"),
    "page": _("About this place"),
}
SORTS = {"best": (_("Best match"), best_first), "newest": (_("Newest"), newest_first)}


@dataclass
class Finding:
    """What somebody asked, what was found, and the address of each next step."""

    asked: QueryDict
    path: str
    reader: object

    # --- What was asked ---

    @cached_property
    def question(self) -> Question:
        return question(self.asked.get("q", ""))

    @property
    def words(self) -> tuple[Word, ...]:
        return self.question.words

    @cached_property
    def kind(self) -> str:
        return self.asked.get("kind", "") if self.asked.get("kind", "") in KINDS else ""

    @cached_property
    def sort(self) -> str:
        return self.asked.get("sort", "") if self.asked.get("sort", "") in SORTS else "best"

    # --- What was found ---

    @cached_property
    def found(self) -> list[Found]:
        """Everything of every kind, in no order."""
        if not self.words:
            return []
        found = [self._of_named(named, bits) for named, bits in self._shown_names if named.kind in KINDS]
        found += self._of_people()
        for kind in texts.PAGES:
            found += self._of_pages(kind)
        return found

    @cached_property
    def chosen(self) -> list[Found]:
        of_kind = [each for each in self.found if each.kind == self.kind] if self.kind else self.found
        return SORTS[self.sort][1](of_kind)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.chosen, PER_PAGE).get_page(self.asked.get("page"))

    @cached_property
    def count(self) -> int:
        return len(self.chosen)

    @cached_property
    def unsaid(self) -> list[str]:
        """Words that nothing says."""
        somewhere = 0
        for each in self.found:
            somewhere |= each.bits
        return [word.typed for number, word in enumerate(self.words) if not somewhere >> number & 1]

    @cached_property
    def near(self) -> list[Named]:
        """Methods, topics and hashtags whose name is close to a word that found little or nothing."""
        if not self.words or len(self.found) >= FEW:
            return []
        found = {(each.kind, each.key) for each in self.found}
        return [named for named in only_shown(close_to(self.words, self._names)) if (named.kind, named.key) not in found]

    @cached_property
    def named(self) -> dict[tuple[str, int], Named]:
        return {(named.kind, named.key): named for named, _bits in self._shown_names}

    @cached_property
    def persons(self) -> dict:
        return {person.pk: person for person in people.findable(by=self.reader)}

    # --- Addresses ---

    @cached_property
    def tabs(self) -> list[tuple[str, int, str, bool]]:
        """All, then each kind that was found: label, number, address, whether it is open."""
        counts = Counter(each.kind for each in self.found)
        kinds = [(kind, label, counts[kind]) for kind, label in KINDS.items() if counts[kind] or kind == self.kind]
        return [
            (label, number, self._address(kind=kind), kind == self.kind)
            for kind, label, number in [("", _("All"), len(self.found)), *kinds]
        ]

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """Each word and the kind, with the address that leaves it out."""
        chips = [
            (str(_("“%(words)s”") % {"words": word.typed}), self._address(q=" ".join(each.typed for each in self.words if each != word)))
            for word in self.words
        ]
        return chips + ([(str(KINDS[self.kind]), self._address(kind=""))] if self.kind else [])

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(key, label, key == self.sort) for key, (label, _order) in SORTS.items()]

    @cached_property
    def permalink(self) -> str:
        """The one address of this question."""
        return self._address()

    @property
    def paging_address(self) -> str:
        return f"{self.permalink}{'&' if '?' in self.permalink else '?'}"

    @property
    def everywhere(self) -> str:
        return self._address(kind="")

    def _address(self, **changed: str) -> str:
        wanted = {"q": self.question.text, "kind": self.kind, "sort": "" if self.sort == "best" else self.sort, **changed}
        pairs = [(key, value) for key, value in wanted.items() if value]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    # --- Comparing ---

    @cached_property
    def _names(self) -> list[Named]:
        return all_names()

    @cached_property
    def _shown_names(self) -> list[tuple[Named, int]]:
        """What is named or described by one of the words, with which; hidden names are none."""
        bits = {named: said(self.words, named.plain_names) | said(self.words, named.plain_text) for named in self._names}
        return [(named, bits[named]) for named in only_shown([named for named in self._names if bits[named]])]

    @cached_property
    def _name_bits(self) -> dict[Named, int]:
        """Terms whose very name says a word: what is kept under them is found as well."""
        kept_by = ("method", "topic", "hashtag", "organization", "profession")
        bits = {named: said(self.words, named.plain_names) for named, _bits in self._shown_names if named.kind in kept_by}
        return {named: found for named, found in bits.items() if found}

    @cached_property
    def _beside(self) -> texts.Beside:
        return texts.beside(list(self._name_bits))

    def _of_named(self, named: Named, bits: int) -> Found:
        in_names = {name: said(self.words, plain(name)) for name in named.names if name}
        worth = max(points(in_name, bits, plain(name)) for name, in_name in in_names.items())
        return Found(named.kind, named.key, worth, "", named.title.casefold(), bits)

    def _of_people(self) -> list[Found]:
        found = []
        for person in self.persons.values():
            interests = self._beside.interests.get(person.pk, ())
            bits = said(self.words, plain(people.shown_text(person, to=self.reader)))
            for field, named in interests:
                bits |= self._name_bits[named] if person.shows(field, to=self.reader) else 0
            name = plain(person.name)
            in_name = said(self.words, name)
            if bits | in_name:
                found.append(Found("person", person.pk, points(in_name, bits, name), "", person.name.casefold(), bits | in_name))
        return found

    def _of_pages(self, kind: str) -> list[Found]:
        found, beside = [], self._beside
        for page in texts.open_texts(kind):
            title = plain(page.title)
            in_title, in_text = said(self.words, title), said(self.words, plain(page.text))
            for text in beside.texts.get(page.key, ()):
                in_text |= said(self.words, plain(text))
            for named in beside.terms.get(page.key, ()):
                in_text |= self._name_bits[named]
            if in_title | in_text:
                found.append(Found(kind, page.key, points(in_title, in_text, title), page.at, title, in_title | in_text))
        return found
