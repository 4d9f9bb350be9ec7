"""How wide words are in our font, and how they break into lines. Plain Python, measured on the very font that cards are drawn with."""

import re
import unicodedata
from functools import lru_cache

from PIL import ImageFont

from measures.picture import FONTS
from measures.svg import NO_XML

MEASURED_AT = 1000  # pixels: large enough that rounding does not count
CLOSE = -0.02  # of the size, between the letters of large words
LARGE = 44
NOT_IN_FONT = "\uffff"
GONE = "\0"  # stands for a sign that is left out, until the space before it is, too
VARIATION_SELECTORS = range(0xFE00, 0xFE10)
INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
SPACES = "\t\n\r \u2028\u2029"  # where lines may break; spaces that do not break stay


def spacing(size: int) -> float:
    """How much closer than usual the letters of this size stand."""
    return round(CLOSE * size, 2) if size >= LARGE else 0.0


@lru_cache(maxsize=4096)
def width(words: str, size: int, *, strong: bool = False) -> float:
    return _font(strong).getlength(words) * size / MEASURED_AT + spacing(size) * len(words)


@lru_cache(maxsize=1024)
def drawable(words: str) -> str:
    """What our font can draw of it: letters and accents, no emoji, no other script. One space where there were several."""
    spaced = NO_XML.sub(" ", words).translate(dict.fromkeys(map(ord, SPACES), " "))
    kept = re.sub(f" ?{GONE}+", "", "".join(_drawn_as(letter) for letter in unicodedata.normalize("NFC", spaced)))
    return " ".join(part for part in kept.split(" ") if part)


def is_drawable(words: str) -> bool:
    """True when most of its letters remain: else the card would tell a torn title."""
    letters = sum(letter.isalnum() for letter in words)
    return bool(letters) and sum(letter.isalnum() for letter in drawable(words)) >= 0.8 * letters


def cut(words: str, room: float, size: int, *, strong: bool = False) -> str:
    """One line, ending in dots at a word where it is too long."""
    return cut_lines(words, room, size, most=1, strong=strong)[0] if words else ""


def lines(words: str, room: float, size: int, *, most: int, strong: bool = False) -> list[str] | None:
    """Balanced lines; nothing when they need more than `most`."""
    pieces = _pieces(words, room, size, strong=strong)
    widths = [width(piece, size, strong=strong) for piece in pieces]
    gap = width(" ", size, strong=strong)
    count = len(_greedy(widths, gap, room))
    if count > most:
        return None
    low, high = max(widths, default=0), room
    while high - low > 2:  # the narrowest room in which it takes no more lines
        middle = (low + high) / 2
        low, high = (low, middle) if len(_greedy(widths, gap, middle)) <= count else (middle, high)
    return [" ".join(pieces[start:stop]) for start, stop in _greedy(widths, gap, high)]


def cut_lines(words: str, room: float, size: int, *, most: int, strong: bool = False) -> list[str]:
    """As many lines as there is room for, the last one ending in dots where something is left out."""
    pieces = _pieces(words, room, size, strong=strong)
    widths = [width(piece, size, strong=strong) for piece in pieces]
    breaks = _greedy(widths, width(" ", size, strong=strong), room)
    kept = [" ".join(pieces[start:stop]) for start, stop in breaks[:most]]
    if len(breaks) > most:
        last = pieces[slice(*breaks[most - 1])]
        while last and width(f"{_open_end(last)}…", size, strong=strong) > room:
            last = last[:-1] if len(last) > 1 else [last[0][:-1]] if len(last[0]) > 1 else []
        kept[-1] = f"{_open_end(last)}…"
    return kept


def _open_end(pieces: list[str]) -> str:
    return " ".join(pieces).rstrip(" ,;:.-–—([")


def _greedy(widths: list[float], gap: float, room: float) -> list[tuple[int, int]]:
    """Each line as the places of its first piece and of the one after its last."""
    found: list[tuple[int, int]] = []
    start, used = 0, 0.0
    for place, one in enumerate(widths):
        if place > start and used + gap + one > room:
            found.append((start, place))
            start, used = place, one
        else:
            used += one if place == start else gap + one
    return [*found, (start, len(widths))] if widths else []


def _pieces(words: str, room: float, size: int, *, strong: bool) -> list[str]:
    """Words; one that is wider than a line is parted by a hyphen."""
    found = []
    for word in words.split(" "):
        while len(word) > 1 and width(word, size, strong=strong) > room:
            fitting = next((n for n in range(len(word) - 1, 1, -1) if width(f"{word[:n]}-", size, strong=strong) <= room), 1)
            found.append(word[:fitting] if word[fitting - 1] in "-–/" else f"{word[:fitting]}-")
            word = word[fitting:]
        found.append(word)
    return [piece for piece in found if piece]


# --- The font ---


@lru_cache
def _font(strong: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[strong], MEASURED_AT)


@lru_cache(maxsize=4096)
def _drawn_as(letter: str) -> str:
    if letter == " " or _has(letter):
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    known = "".join(part for part in parts if _has(part)) if parts != letter else ""
    return known or ("" if unicodedata.category(letter) in (*INVISIBLE, "Mn") else GONE)


def _has(letter: str) -> bool:
    """A letter that is missing is drawn as the empty box is."""
    if unicodedata.category(letter) in INVISIBLE or ord(letter) in VARIATION_SELECTORS:
        return False
    font = _letters()
    return bytes(font.getmask(letter)) != bytes(font.getmask(NOT_IN_FONT)) or font.getlength(letter) != font.getlength(NOT_IN_FONT)


@lru_cache
def _letters() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[0], 40)
