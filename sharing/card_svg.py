"""The share card: 1200 by 630 pixels with the thread, who did it, what it is, and what came of it. Plain Python: words in, SVG out.

Nothing overflows: words are measured with the font that draws them, the sizes go down until they fit, and only then are they cut.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from measures.svg import clean, n
from sharing.lettering import cut, cut_lines, drawable, is_drawable, lines, spacing, width

WIDTH, HEIGHT = 1200, 630
EDGE = 64
ROOM = WIDTH - 2 * EDGE
TOP, BOTTOM = 132, 548  # between the thread and the last line
PICTURE_WIDTH, PICTURE_HEIGHT = 428, 416
COLUMN = ROOM - PICTURE_WIDTH - 40  # beside a picture
LAST_LINE = 588
SMALL = 26
NAME_END = 340  # where the name of the site ends
TITLE_SIZES = ((96, 1), (84, 2), (72, 3), (64, 3), (56, 3), (48, 4), (44, 4), (40, 5), (36, 5))  # with how many lines each may have
LEAD_SIZES = ((96, 2), (84, 3), (72, 3), (64, 3), (56, 4), (50, 4))
TEXT_SIZES = (40, 36, 33, 30, 27, 25)
PLAIN = ("beside_picture", "organization", "note", "note_end", "label", "banner", "corrected")
LEADING = {"title": 1.06, "text": 1.34}

CSS = """
text { font-size: 26px; font-weight: 400; fill: var(--ink-soft); }
.ink, .strong { fill: var(--ink); }
.strong { font-weight: 600; }
.card-thread { fill: none; stroke: var(--accent); stroke-width: 4; stroke-linecap: round; }
.banner { fill: var(--danger-wash); }
.banner-edge { fill: var(--danger); }
.banner-text { font-weight: 600; fill: var(--danger); }
.corrected { font-weight: 600; fill: var(--caution); }
rect.illustrative { stroke-width: 2.5; stroke-dasharray: 7 5; }
text.illustrative { font-size: 24px; font-weight: 600; fill: var(--caution); }
.w34 { font-size: 34px; }
.w42 { font-size: 42px; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 7; stroke-linejoin: round; }
.floor { fill: none; stroke: var(--ink-soft); stroke-width: 2; }
.grid { stroke-width: 2; }
.series { stroke-width: 3.5; }
.centre { stroke-width: 3.5; }
.aim { stroke-width: 5; stroke-dasharray: 0.1 12; }
.pt { stroke-width: 2; }
.ring { stroke: var(--ink); stroke-width: 6; }
.bar { stroke-width: 7; }
.bar-worse { stroke-dasharray: 14 8; }
.arrow { fill: none; stroke-width: 6; stroke-linecap: round; stroke-linejoin: round; }
.arrow-better { stroke: var(--chart-good); }
.arrow-worse { stroke: var(--chart-concern); }
.arrow-same { stroke: var(--chart-point); }
"""


@dataclass(frozen=True)
class Card:
    """Everything that stands on it, in words."""

    title: str
    finding: str = ""
    organization: str = ""  # or what the site is for
    note: str = ""  # where; shortened when there is no room
    note_end: str = ""  # when, how the figures are meant
    beside_picture: str = ""  # the finding without the name of what is counted, which the picture bears
    picture: str = ""  # an SVG of PICTURE_WIDTH by PICTURE_HEIGHT
    label: str = ""  # illustrative, fictional
    banner: str = ""  # retracted
    corrected: str = ""
    untitled: str = "Throughline"  # where our font cannot draw the title
    leads_with_finding: bool = False


@dataclass(frozen=True)
class Block:
    """Lines of one size, and whether something had to be left out."""

    lines: list[str]
    size: int
    kind: str  # title or text
    is_cut: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING[self.kind]


def draw(card: Card) -> str:
    card = _in_our_letters(card)
    body = _banner(card) if card.banner else _beside_picture(card) or _words(replace(card, picture=""))
    parts = [*_head(card), *body, *_foot(card)]
    return f'<svg class="card-svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{"".join(parts)}</svg>'


def style() -> str:
    """The rules of the classes above, with one for each size of words."""
    sizes = sorted({size for size, _ in (*TITLE_SIZES, *LEAD_SIZES)} | set(TEXT_SIZES) | {SMALL, 34})
    return CSS + "".join(f".s{size} {{ font-size: {size}px; letter-spacing: {spacing(size):g}px; }}\n" for size in sizes)


def _in_our_letters(card: Card) -> Card:
    title = card.title if is_drawable(card.title) else card.untitled
    finding = card.finding if is_drawable(card.finding) else ""
    return replace(
        card,
        title=drawable(title),
        finding=drawable(finding),
        leads_with_finding=card.leads_with_finding and bool(finding) and title == card.title,
        **{name: drawable(getattr(card, name)) for name in PLAIN},
    )


# --- Above and below ---


def _head(card: Card) -> Iterator[str]:
    yield '<path class="card-thread" d="M0 96H64C112 96 112 44 82 44S52 96 100 96H1200"/>'
    yield _text("Throughline", x=136, y=76, size=34, kind="ink")
    yield _text(cut(card.organization, WIDTH - EDGE - NAME_END, SMALL), x=WIDTH - EDGE, y=76, size=SMALL, anchor="end")


def _foot(card: Card) -> Iterator[str]:
    """What to know of it; at the right end, framed, that it is made up."""
    left, right = EDGE, WIDTH - EDGE
    if card.label:
        wide = width(card.label, 24, strong=True) + 36
        right -= wide + 24
        x = WIDTH - EDGE - wide
        yield f'<rect class="illustrative" x="{n(x)}" y="{LAST_LINE - 32}" width="{n(wide)}" height="44"/>'
        yield f'<text class="illustrative" x="{n(x + 18)}" y="{LAST_LINE - 1}">{clean(card.label)}</text>'
    if card.corrected:
        yield _text(card.corrected, x=left, y=LAST_LINE, size=SMALL, kind="corrected")
        left += width(card.corrected, SMALL, strong=True) + 14
    if right - left > 120:
        note = cut(card.note, right - left - width(card.note_end, SMALL), SMALL)
        end = card.note_end.lstrip(".") if note.endswith("…") else card.note_end
        yield _text(cut(note + end, right - left, SMALL), x=left, y=LAST_LINE, size=SMALL)


# --- What stands between ---


def _beside_picture(card: Card) -> list[str]:
    """Title and finding at the left, the picture at the right; nothing where a word of the finding would be lost."""
    if not card.picture:
        return []
    title, finding = _pair(card.title, card.beside_picture or card.finding, room=COLUMN, text_sizes=TEXT_SIZES[2:], largest=72)
    if title.is_cut or finding.is_cut:
        return []
    x, y = WIDTH - EDGE - PICTURE_WIDTH, TOP - 4
    placed = card.picture.replace("<svg ", f'<svg x="{x}" y="{y}" width="{PICTURE_WIDTH}" height="{PICTURE_HEIGHT}" ', 1)
    return [*_stacked([title, finding], gap=40, top=TOP), placed]


def _words(card: Card) -> list[str]:
    """The outcome in large words with the title under it, where it is short; else the title, and what it says under it."""
    if card.leads_with_finding:
        lead = _fitted(card.finding, ROOM, LEAD_SIZES, "title")
        title = _fitted(card.title, ROOM, [(size, 2) for size in TEXT_SIZES[1:4]], "text")
        if not lead.is_cut and not title.is_cut and lead.height + title.height + 44 <= BOTTOM - TOP:
            return _stacked([lead, title], gap=44, top=TOP)
    return _stacked(_pair(card.title, card.finding, room=ROOM, text_sizes=TEXT_SIZES), gap=44, top=TOP)


def _banner(card: Card) -> list[str]:
    """Retracted: said first, then of what, then why. Neither the finding nor the picture is told again."""
    banner = _fitted(card.banner, ROOM - 64, ((44, 1), (36, 1), (30, 2)), "text")
    height = banner.height + 36
    drawn = [
        f'<rect class="banner" x="{EDGE}" y="{TOP}" width="{ROOM}" height="{n(height)}"/>',
        f'<rect class="banner-edge" x="{EDGE}" y="{TOP}" width="10" height="{n(height)}"/>',
        *_block(banner, y=TOP + 24, x=EDGE + 36, kind="banner-text"),
    ]
    top = TOP + height + 28
    pair = _pair(card.title, card.finding, room=ROOM, text_sizes=TEXT_SIZES[1:], top=top, largest=56)
    return [*drawn, *_stacked(pair, gap=30, top=top)]


def _pair(title: str, finding: str, *, room: float, text_sizes: Iterable[int], top: float = TOP, largest: int = 72) -> tuple[Block, Block]:
    """The largest title beside which the whole finding still has room; then smaller findings; at last, one that is cut."""
    sizes = [each for each in TITLE_SIZES if each[0] <= largest]
    titles = [block for each in sizes if not (block := _fitted(title, room, [each], "title")).is_cut]
    titles = titles or [_fitted(title, room, sizes[-1:], "title")]
    for text_size in text_sizes:
        for block in titles:
            most = int((BOTTOM - top - block.height - 40) // (text_size * LEADING["text"]))
            if found := lines(finding, room, text_size, most=most) if finding else []:
                return block, Block(found, text_size, "text")
            if not finding:
                return block, Block([], text_size, "text")
    most = int((BOTTOM - top - titles[-1].height - 40) // (text_size * LEADING["text"]))
    return titles[-1], Block(cut_lines(finding, room, text_size, most=max(most, 1)), text_size, "text", is_cut=True)


def _fitted(words: str, room: float, sizes: Iterable[tuple[int, int]], kind: str) -> Block:
    """In the largest size that holds it; cut in the smallest."""
    for size, most in sizes:
        if (found := lines(words, room, size, most=most)) is not None:
            return Block(found, size, kind)
    return Block(cut_lines(words, room, size, most=most), size, kind, is_cut=True)


def _stacked(blocks: Iterable[Block], *, gap: float, top: float) -> list[str]:
    """One under the other, a little above the middle of what is free."""
    shown = [block for block in blocks if block.lines]
    free = BOTTOM - top - sum(block.height for block in shown) - gap * (len(shown) - 1)
    y = top + max(min(free * 0.3, 80), 0)
    drawn: list[str] = []
    for place, block in enumerate(shown):
        drawn += _block(block, y=y, x=EDGE, kind="ink" if place == 0 else "")
        y += block.height + gap
    return drawn


def _block(block: Block, *, y: float, x: float, kind: str) -> Iterator[str]:
    step = block.size * LEADING[block.kind]
    for place, line in enumerate(block.lines):
        yield _text(line, x=x, y=y + block.size * 0.86 + step * place, size=block.size, kind=kind)


def _text(words: str, *, x: float, y: float, size: int, kind: str = "", anchor: str = "") -> str:
    if not words:
        return ""
    end = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind} s{size}" x="{n(x)}" y="{n(y)}"{end}>{clean(words)}</text>'.replace('class=" ', 'class="')
