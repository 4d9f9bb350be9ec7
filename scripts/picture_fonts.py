"""Makes the two font files in measures/fonts anew; measures/fonts/README.md says from what and when.

Needs fonttools, which the project itself does not: run it from an environment of its own.
    npm pack @expo-google-fonts/atkinson-hyperlegible-next@0.4.1 && tar xzf expo-google-fonts-*.tgz
    python scripts/picture_fonts.py package
"""

import sys
from itertools import pairwise
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "measures" / "fonts"
WEIGHTS = {
    "400Regular": "atkinson-hyperlegible-next-latin-400.ttf",
    "600SemiBold": "atkinson-hyperlegible-next-latin-600.ttf",
}
SAME_AS = {0x202F: 0x2009, 0x2011: 0x2D, 0xB5: 0x3BC}  # narrow space, hyphen that does not break, micro sign
SLANT = 0.22  # a prime is the straight quotation mark, leaning

Point = tuple[float, float]


def draw(font: TTFont, code: int, outlines: list[list[Point]], *, advance: float) -> None:
    """One more glyph, of straight lines."""
    name = f"uni{code:04X}"
    pen = TTGlyphPen(None)
    for first, *others in outlines:
        pen.moveTo(first)
        for point in others:
            pen.lineTo(point)
        pen.closePath()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (round(advance), glyph.xMin)
    call(font, code, name)


def call(font: TTFont, code: int, name: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def outlines_of(font: TTFont, name: str) -> list[list[Point]]:
    glyph = font["glyf"][name]
    starts = [0, *[end + 1 for end in glyph.endPtsOfContours]]
    return [list(glyph.coordinates[a:b]) for a, b in pairwise(starts)]


def add_primes(font: TTFont) -> None:
    for code, upright in ((0x2032, "quotesingle"), (0x2033, "quotedbl")):
        bottom = font["glyf"][upright].yMin
        leaning = [[(round(x + (y - bottom) * SLANT), y) for x, y in outline] for outline in outlines_of(font, upright)]
        draw(font, code, leaning, advance=font["hmtx"][upright][0] + 20)


def add_arrows(font: TTFont) -> None:
    """As thick and as high above the line as the minus."""
    minus, advance = font["glyf"]["minus"], font["hmtx"]["minus"][0] + 160
    middle, half = (minus.yMin + minus.yMax) / 2, (minus.yMax - minus.yMin) / 2
    tip, neck, wing = (advance - 110) / 2, (advance - 110) / 2 - 210, 175
    right = [(-tip, half), (neck, half), (neck, wing), (tip, 0), (neck, -wing), (neck, -half), (-tip, -half)]
    left = [(-x, -y) for x, y in right]
    up, down = [(-y, x) for x, y in right], [(y, -x) for x, y in right]
    for code, arrow, width in ((0x2190, left, advance), (0x2191, up, 450), (0x2192, right, advance), (0x2193, down, 450)):
        draw(font, code, [[(round(x + width / 2), round(y + middle)) for x, y in arrow]], advance=width)


def main() -> None:
    for weight, file in WEIGHTS.items():
        font = TTFont(Path(sys.argv[1]) / weight / f"AtkinsonHyperlegibleNext_{weight}.ttf", recalcTimestamp=False)
        add_primes(font)
        add_arrows(font)
        for code, other in SAME_AS.items():
            call(font, code, font.getBestCmap()[other])
        options = Options(
            hinting=False, notdef_outline=True, name_IDs=["*"], layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
        )
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=list(font.getBestCmap()))
        subsetter.subset(font)
        font.save(TARGET / file)
        print(file, len(font.getBestCmap()), "characters")


if __name__ == "__main__":
    main()
