"""Charts outside a page: a drawing of ours as PNG for cards and slides, or as an SVG file that stands alone.

In a page the classes of a drawing get their colours from the style sheets; here `chart_in_pictures.css` and the values of
`tokens.css` take their place. A drawing may hold marks and words only: nothing that runs, and nothing that is fetched.
"""

import re
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import resvg_py

HERE = Path(__file__).parent
FONTS = [HERE / "fonts" / f"atkinson-hyperlegible-next-latin-{weight}.ttf" for weight in (400, 600)]
SHEET = HERE / "chart_in_pictures.css"
TOKENS = HERE.parent / "static" / "css" / "tokens.css"

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = re.compile(r"svg|g|title|desc|path|circle|ellipse|rect|line|polyline|polygon|text|tspan")
ATTRIBUTES = re.compile(
    r"class|id|role|lang|viewBox|preserveAspectRatio|width|height|[xy][12]?|[cdr]?[xy]|[rd]|points|transform|tabindex|focusable"
    r"|text-anchor|dominant-baseline|fill|stroke|stroke-width|opacity|(aria|data)-[\w-]+|"
    r"\{http://www\.w3\.org/XML/1998/namespace\}(lang|space)"
)
LONGEST = 4_000_000  # characters; 10,000 points with their words take a quarter
WIDEST = 4_000  # pixels
TALLEST = 5  # times the width
MARGIN = 12  # around the drawing, in its own units: what overhangs in a page is not cut off


class FontMissing(RuntimeError):
    """Without its font a picture would lose its words silently."""


class UnsafeDrawing(ValueError):
    """The drawing holds what a chart of ours never holds."""


def png(svg: str, *, width: int = 1200, css: str = "", margin: float = MARGIN) -> bytes:
    """The drawing in light colours on paper, so many pixels wide; `css` adds rules after ours, in plain colours or those of the tokens."""
    if not 1 <= width <= WIDEST:
        raise ValueError(f"A picture is 1 to {WIDEST} pixels wide, not {width}.")
    drawing = _styled(svg, css=_rules(0) + _coloured(_harmless(css), 0), margin=margin)
    return _render(drawing, width=width, fonts=_fonts())


def standalone(svg: str) -> str:
    """The drawing as a file: with its colours, light or dark as the reader prefers, and nothing fetched from elsewhere."""
    return _styled(svg, css=f"{_rules(0)}@media (prefers-color-scheme: dark) {{\n{_rules(1)}}}\n")


def _styled(svg: str, *, css: str, margin: float = MARGIN) -> str:
    """What was looked at is what is written: the drawing is read, checked, and written anew."""
    root = _checked(svg)
    x, y, width, height = _box(root)
    box = {"x": x - margin, "y": y - margin, "width": width + 2 * margin, "height": height + 2 * margin}
    size = {name: f"{value:g}" for name, value in box.items()}
    style, paper = ElementTree.Element("style"), ElementTree.Element("rect", {"class": "paper", **size})
    style.text = css
    words = [child for child in root if child.tag in ("title", "desc")]
    root[:] = [*words, style, paper, *(child for child in root if child not in words)]
    root.attrib.update({"xmlns": SVG, "viewBox": " ".join(size.values()), "width": size["width"], "height": size["height"]})
    return ElementTree.tostring(root, encoding="unicode")


def _checked(svg: str) -> ElementTree.Element:
    if len(svg) > LONGEST:
        raise UnsafeDrawing("The drawing is too long.")
    if "<!DOCTYPE" in svg:
        raise UnsafeDrawing("A drawing declares no document type and no entities.")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        raise UnsafeDrawing(f"The drawing cannot be read: {error}.") from error
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        if not ELEMENTS.fullmatch(element.tag):
            raise UnsafeDrawing(f"A drawing holds no <{element.tag}>.")
        for name, value in element.attrib.items():
            _check_attribute(name, value)
    if root.tag != "svg":
        raise UnsafeDrawing("A drawing begins with <svg>.")
    return root


def _check_attribute(name: str, value: str) -> None:
    if not ATTRIBUTES.fullmatch(name):
        raise UnsafeDrawing(f"A drawing holds no attribute {name}.")
    if name in ("fill", "stroke") and not re.fullmatch(r"#?\w+", value):
        raise UnsafeDrawing(f"{value} is no plain colour.")


def _box(root: ElementTree.Element) -> tuple[float, float, float, float]:
    number = r"(-?\d{1,6}(?:\.\d+)?)"
    found = re.fullmatch(rf"\s*{number} {number} {number} {number}\s*", root.get("viewBox", ""))
    if not found:
        raise UnsafeDrawing("A drawing names its viewBox in four numbers.")
    x, y, width, height = (float(part) for part in found.groups())
    if width <= 0 or not 0 < height <= TALLEST * width:
        raise UnsafeDrawing(f"A drawing has a size and is at most {TALLEST} times as high as wide.")
    return x, y, width, height


def _harmless(css: str) -> str:
    if re.search(r"url|@|\\|<", css, re.IGNORECASE):
        raise UnsafeDrawing("Rules for a picture fetch nothing: no url(), no @, no escapes.")
    return css


@lru_cache
def _rules(scheme: int) -> str:
    """The style sheet with plain colours: 0 the light ones, 1 the dark ones."""
    sheet = re.sub(r"/\*.*?\*/\s*", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    return _coloured(sheet, scheme)


def _coloured(css: str, scheme: int) -> str:
    return re.sub(r"var\(--([\w-]+)\)", lambda found: _colours()[found[1]][scheme], css)


@lru_cache
def _colours() -> dict[str, tuple[str, str]]:
    """Each plain colour of the tokens, light and dark; of a name that is given again, the first."""
    tokens = TOKENS.read_text(encoding="utf-8")
    plain = {name: (colour, colour) for name, colour in reversed(re.findall(r"--([\w-]+): (#\w+)", tokens))}
    return plain | {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", tokens)}


@lru_cache
def _fonts() -> tuple[str, ...]:
    """The font files, each tried once: a letter drawn with it must leave a trace."""
    for font in FONTS:
        letter = f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><text font-family="Atkinson Hyperlegible Next" y="9">{{}}</text></svg>'
        drawn, empty = (_render(letter.format(words), width=9, fonts=(str(font),)) for words in ("M", ""))
        if drawn == empty:
            raise FontMissing(f"Pictures of charts need the font {font.name} in measures/fonts; it is missing or broken.")
    return tuple(map(str, FONTS))


def _render(svg: str, *, width: int, fonts: tuple[str, ...]) -> bytes:
    paper, _ = _colours()["paper"]
    return resvg_py.svg_to_bytes(svg_string=svg, width=width, background=paper, skip_system_fonts=True, font_files=list(fonts))
