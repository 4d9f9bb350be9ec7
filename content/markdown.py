"""Markdown to safe HTML. Plain Python: text in, HTML out, in time that grows with the text and no faster.

Raw HTML is shown as typed. What leaves here has passed nh3 with a short list of allowed elements.
"""

import hashlib
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import nh3
from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from content.hashtags import HASHTAG

LONGEST_TEXT = 60_000  # characters; longer texts are shown as plain paragraphs
LONGEST_BLOCK = 12_000  # characters between blank lines
MOST_MARKS = 300  # marks in a block: more is no writing, and some readers of Markdown take the square of it
MOST_CELLS = 3_000
MOST_FOOTNOTES = 100
MARKS = re.compile(r"[*_`\[\]!<&\\~]")
DEEP_QUOTE = re.compile(r"^((?:[ \t]*>){4})(?:[ \t]*>)+", re.MULTILINE)
DEEP_INDENT = re.compile(r"^[ \t]{17,}(?=\S)", re.MULTILINE)
OWN_SIGNS = str.maketrans("", "", "\ue000\ue001")
LITERAL = re.compile("\ue000(\\d+)\ue001")
FOOTNOTE = re.compile(r"\[\^")
BARE_ADDRESS = r"(?<![\w/\"'=])(https?://[^\s<>\"'`\\\[\]{}|^*]{3,500}[^\s<>\"'`\\\[\]{}|^*.,;:!?)])"

TAGS = {
    "a", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "class", "rel"},
    "li": {"id"},
    "sup": {"id"},
    "ol": {"start"},
    "div": {"class"},
    "td": {"align"},
    "th": {"align", "scope"},
}


def reading_minutes(*texts: str) -> int:
    """Minutes to read the texts at 200 words a minute, at least one."""
    words = sum(len(re.findall(r"\w+", text or "")) for text in texts)
    return max(1, round(words / 200))


def hashtag_in_english(name: str) -> str:
    return f"/en/hashtags/{quote(name)}/"


def render(text: str, heading_level: int = 3, *, hashtag_url: Callable[[str], str] = hashtag_in_english) -> str:
    """Safe HTML of a Markdown text: its highest heading becomes `heading_level`, hashtags become links."""
    text = (text or "").translate(OWN_SIGNS).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return ""
    if len(text) > LONGEST_TEXT:
        return _as_typed(text)
    prefix = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    reader = Markdown(
        extensions=[TableExtension(use_align_attribute=True), "fenced_code", "sane_lists", House(heading_level, hashtag_url, prefix)]
    )
    bounded, literal = _bounded(text)
    try:
        html = reader.convert(bounded)
    except RecursionError:  # lists within lists without end: no writing
        return _as_typed(text)
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel=None)
    return LITERAL.sub(lambda place: escape(literal[int(place[1])]).replace("\n", "<br>"), html) if literal else html


def _as_typed(text: str) -> str:
    return "\n".join(f"<p>{escape(block)}</p>" for block in re.split(r"\n{2,}", text))


def _bounded(text: str) -> tuple[str, list[str]]:
    """The text with what would make reading it slow taken out, and those blocks, which are shown as typed."""
    text = DEEP_INDENT.sub(" " * 16, DEEP_QUOTE.sub(r"\1", text))
    if len(FOOTNOTE.findall(text)) > MOST_FOOTNOTES:
        text = FOOTNOTE.sub("[", text)
    literal: list[str] = []
    blocks = re.split(r"\n[ \t]*\n+", text)
    for at, block in enumerate(blocks):
        if _is_hostile(block):
            literal.append(block)
            blocks[at] = f"\ue000{len(literal) - 1}\ue001"
    return "\n\n".join(blocks), literal


def _is_hostile(block: str) -> bool:
    """No writing: too many marks, too long without a pause, or a table wider than anybody reads."""
    lines = block.split("\n")
    too_wide = max(line.count("|") for line in lines) * len(lines) > MOST_CELLS
    return too_wide or len(block) > LONGEST_BLOCK or len(MARKS.findall(block)) > MOST_MARKS


class House(Extension):
    """How this community writes: no raw HTML, headings below the page's own, hashtags and bare addresses as links."""

    def __init__(self, heading_level: int, hashtag_url: Callable[[str], str], prefix: str) -> None:
        super().__init__()
        self.heading_level, self.hashtag_url, self.prefix = heading_level, hashtag_url, prefix

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("image_link")
        md.inlinePatterns.deregister("image_reference")
        md.inlinePatterns.deregister("short_image_ref")
        md.parser.blockprocessors.register(SpacedHeader(md.parser), "hashheader", 70)
        md.inlinePatterns.register(Hashtag(HASHTAG.pattern, md, self.hashtag_url), "hashtag", 55)
        md.inlinePatterns.register(BareAddress(BARE_ADDRESS, md), "bare_address", 115)
        Footnotes(self.prefix).extendMarkdown(md)
        md.treeprocessors.register(Finish(md, self.heading_level), "finish", 1)


class SpacedHeader(HashHeaderProcessor):
    """`# Title` is a heading; `#Title` is a hashtag."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>(?:\\.|[^\\\n])*?)[ \t]*#*[ \t]*(?:\n|$)")


class Hashtag(InlineProcessor):
    """A hashtag typed in the text leads to its page."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def __init__(self, pattern: str, md: Markdown, url: Callable[[str], str]) -> None:
        super().__init__(pattern, md)
        self.url = url

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        link = etree.Element("a", {"href": self.url(m[1]), "class": "hashtag"})
        link.text = AtomicString(f"#{m[1]}")
        return link, m.start(0), m.end(0)


class BareAddress(InlineProcessor):
    """An address typed without marks is a link too."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        link = etree.Element("a", {"href": m[1]})
        link.text = AtomicString(m[1])
        return link, m.start(0), m.end(0)


class Footnotes(FootnoteExtension):
    """Footnotes whose ids do not meet those of another text on the page."""

    def __init__(self, prefix: str) -> None:
        super().__init__(SEPARATOR="-", BACKLINK_TEXT="↩")
        self.prefix = prefix

    def makeFootnoteId(self, id: str) -> str:
        return f"fn-{self.prefix}-{id}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        return f"fnref-{self.prefix}-{id}" if not found else self.unique_ref(f"fnref-{self.prefix}-{id}", found)


class Finish(Treeprocessor):
    """Headings moved below the page's own; links out of the house say that we do not vouch for them."""

    def __init__(self, md: Markdown, heading_level: int) -> None:
        super().__init__(md)
        self.heading_level = heading_level

    def run(self, root: etree.Element) -> None:
        headings = [(element, int(element.tag[1])) for element in root.iter() if re.fullmatch(r"h[1-6]", str(element.tag))]
        highest = min((level for _, level in headings), default=1)
        for element, level in headings:
            element.tag = f"h{min(6, level - highest + self.heading_level)}"
        for link in root.iter("a"):
            if link.get("href", "").startswith(("http:", "https:", "//")):
                link.set("rel", "nofollow ugc noopener")
        for cell in root.iter("th"):
            cell.set("scope", "col")
