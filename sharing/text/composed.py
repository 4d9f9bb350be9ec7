"""The text of a post: a template filled with a page's facts and made to fit, so that what is left out never makes a claim stronger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from .cutting import cut, is_whole, thread
from .facts import Facts, hashtags, listed
from .filling import fill, plain
from .measure import Count

MOST_TAGS = {"x": 3, "bluesky": 3, "facebook": 3}
USUAL_TAGS = 5
LONGEST, LONGEST_TAG = 5000, 100  # characters; no network takes more, and no page has them
SHORTEST = 25  # characters; a sentence that has to be shorter is left out

Values = dict[str, str]
_GLUE = {ord(" "): "\ue001", ord("\n"): "\ue002"}  # spaces at which no part ends
_UNGLUE = {0xE001: " ", 0xE002: "\n"}


def compose(
    template: str, facts: Facts, *, network: str, link: str, mentions: list[str], count: Callable[[str], Count], most_parts: int
) -> list[str]:
    """The parts of a post; one when it fits. First what is least needed goes, then a thread, then long sentences are cut.

    The finding is never cut, and never there without its caution: both are whole, or neither is said.
    """
    draft = _Draft(template, facts, network, link, mentions)

    @cache
    def fits(text: str) -> bool:
        return count(text).fits

    for values in draft.lighter():
        if fits(text := draft.read(values)):
            return [text]
    if most_parts > 1:
        whole = draft.read(draft.values)
        if is_whole(parts := draft.in_parts(whole, fits, most_parts), whole):
            return draft.with_link_first(parts, whole, fits, most_parts) or parts
    for values in draft.shorter(fits):
        if fits(text := draft.read(values)):
            return [text]
    return [draft.last_resort(fits)]


@dataclass
class _Draft:
    template: str
    facts: Facts
    network: str
    link: str
    mentions: list[str]

    def __post_init__(self) -> None:
        facts = self.facts
        told = {"title": facts.marked_title, "setting": facts.setting, "reason": facts.reason, "deadline": facts.deadline}
        if not facts.is_retracted:
            told |= {name: getattr(facts, name) for name in ("aim", "lesson", "description")}
            if len(facts.finding) + len(facts.caution) <= LONGEST:
                told |= {"finding": facts.finding, "caution": facts.caution}
        self.organizations = [_bounded(name) for name in facts.organizations]
        self.tags = hashtags(plain(word) for word in facts.hashtags if len(word) <= LONGEST_TAG)[: MOST_TAGS.get(self.network, USUAL_TAGS)]
        self.values: Values = dict.fromkeys(NAMES, "") | {name: _bounded(value) for name, value in told.items()}
        self.values |= {
            "organizations": listed(self.organizations, facts.language),
            "hashtags": " ".join(self.tags),
            "mentions": " ".join(dict.fromkeys(self.mentions)),
            "link": self.link,
        }
        if self.values["finding"] and "{caution}" not in self.template:
            self.values["finding"] = " ".join(filter(None, (self.values["finding"], self.values["caution"])))

    def read(self, values: Values) -> str:
        text = fill(self.template, values) or "\n".join(filter(None, (values["title"], values["link"])))
        return f".{text}" if self.network == "x" and text.startswith("@") else text  # X hides what begins with a name

    def lighter(self) -> Iterator[Values]:
        """Everything; then less and less of what a reader misses least."""
        values = self.values
        yield values
        for change in (
            {"hashtags": " ".join(self.tags[:2])},
            {"setting": ""},
            {"organizations": listed(self.organizations, self.facts.language, most=1)},
            {"mentions": " ".join(self.mentions[:1])},
            {"hashtags": " ".join(self.tags[:1])},
            {"mentions": ""},
        ):
            values = values | change
            yield values

    def in_parts(self, text: str, fits: Callable[[str], bool], most: int, *, any_fits: Callable[[str], bool] | None = None) -> list[str]:
        """As a thread whose breaks never fall between the finding and its caution, where both fit into one part (any of them)."""
        finding, caution = self.values["finding"], self.values["caution"]
        starts = [text.find(each) for each in (finding, caution)]
        if finding and caution and min(starts) >= 0:
            start, end = min(starts), max(starts[0] + len(finding), starts[1] + len(caution))
            if (any_fits or fits)(text[start:end]):
                glued = text[:start] + text[start:end].translate(_GLUE) + text[end:]
                parts = thread(glued, lambda part: fits(part.translate(_UNGLUE)), most)
                return [part.translate(_UNGLUE) for part in parts]
        return thread(text, fits, most)

    def with_link_first(self, parts: list[str], text: str, fits: Callable[[str], bool], most: int) -> list[str]:
        """Link and tags make no part of their own: then they stand under the first one, which is what people pass on."""
        tail = text[text.find(self.link) :] if self.link and self.link in text else ""
        if (
            not tail
            or len(parts[-1]) > len(tail)
            or tail.split() != [self.link, *self.values["hashtags"].split(), *self.values["mentions"].split()]
        ):
            return []
        body = text.removesuffix(tail).rstrip()
        first = self.in_parts(body, lambda part: fits(f"{part}\n\n{tail}"), most, any_fits=fits)[0]
        others = self.in_parts(body[len(first) :].lstrip(), fits, most - 1)
        return [f"{first}\n\n{tail}", *filter(None, others)] if is_whole([first, *others], body) and fits(f"{first}\n\n{tail}") else []

    def shorter(self, fits: Callable[[str], bool]) -> Iterator[Values]:
        """Long sentences cut at words, the least needed first; at last without the finding and its caution."""
        *_lighter, values = self.lighter()
        for name in ("description", "aim", "lesson", "reason"):
            values = self._with_cut(values, name, fits)
            yield values
        values = values | {"hashtags": "", "organizations": ""}
        yield values
        if (shortened := self._with_cut(values, "title", fits))["title"]:
            yield shortened
        values = values | {"finding": "", "caution": ""}
        yield values
        yield self._with_cut(values, "title", fits)

    def _with_cut(self, values: Values, name: str, fits: Callable[[str], bool]) -> Values:
        kept = cut(values[name], lambda shorter: fits(self.read(values | {name: shorter}))) if values[name] else ""
        return values | {name: kept if len(kept) >= SHORTEST or kept == values[name] else ""}

    def last_resort(self, fits: Callable[[str], bool]) -> str:
        """The template's own words are too many: cut them too, the link stays whole behind them."""
        *_shorter, values = self.shorter(fits)
        text = self.read(values | {"link": ""})
        if not self.link or "{link}" not in self.template:
            return cut(text, fits)
        return "\n".join(filter(None, (cut(text, lambda shorter: fits(f"{shorter}\n{self.link}")), self.link)))


def _bounded(value: str) -> str:
    return cut(plain(value[: 2 * LONGEST]), lambda text: len(text) <= LONGEST)


NAMES = (
    "title", "finding", "aim", "lesson", "caution", "organizations", "setting", "hashtags", "mentions", "link",
    "reason", "deadline", "description",
)  # fmt: skip
