"""Stands in for modules that are still being written. To be deleted with the last of them."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from sharing.channels.base import Picture


@dataclass(frozen=True)
class Facts:
    title: str = ""
    finding: str = ""
    organizations: list[str] = field(default_factory=list)
    hashtags: list[str] = field(default_factory=list)
    language: str = "en"
    kind: str = "story"
    is_retracted: bool = False
    reason: str = ""
    description: str = ""


def _compose(template, facts, *, network, link, mentions, count, most_parts) -> list[str]:
    return ["\n".join(line for line in (facts.title, facts.finding, facts.reason, link) if line)]


composing = SimpleNamespace(Facts=Facts, compose=_compose)
templates = SimpleNamespace(template_for=lambda network, kind, language: "")
directory = SimpleNamespace(mentions_for=lambda facts, network: [])
cards = SimpleNamespace(card_for=lambda post: Picture(b"\x89PNG", "image/png", post.alt_text), proposed_alt=lambda page: page.title)
