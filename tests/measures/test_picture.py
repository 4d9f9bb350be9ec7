"""Charts leave the page whole: their words can be read in the picture, their colours are ours, and nothing is fetched."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from measures import picture
from measures.picture import FontMissing, UnsafeDrawing, png, standalone
from stories.dumbbell import Row, draw

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%éèçàøŁżő−+→′≤≥."
SCALE = 4  # pixels for each unit of the drawing
PAPER = (251, 248, 242)


def drawing(inside: str, *, size: str = "400 60") -> str:
    return f'<svg class="chart-svg" viewBox="0 0 {size}" role="img">{inside}</svg>'


def picture_of(svg: str, *, width: int = 600, css: str = "") -> Image.Image:
    return Image.open(BytesIO(png(svg, width=width, css=css))).convert("RGB")


def ink(image: Image.Image) -> Image.Image:
    return ImageChops.difference(image, Image.new("RGB", image.size, image.getpixel((0, 0)))).convert("L")


def pieces(line: Image.Image) -> list[tuple[int, int]]:
    """Where each letter begins and ends: columns with ink, with empty ones between."""
    columns = [line.crop((x, 0, x + 1, line.height)).getextrema()[1] > 40 for x in range(line.width)]
    edges = [x for x in range(1, line.width) if columns[x] != columns[x - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def alphabet(weight: int, *, size: float, height: int, baseline: int) -> dict[str, Image.Image]:
    """Every letter as another program draws it from the same font file."""
    font = ImageFont.truetype(str(picture.HERE / "fonts" / f"atkinson-hyperlegible-next-latin-{weight}.ttf"), size)
    letters = {}
    for letter in LETTERS:
        sheet = Image.new("L", (200, height))
        ImageDraw.Draw(sheet).text((50, baseline), letter, fill=255, font=font, anchor="ls")
        left, _, right, _ = sheet.getbbox() or (0, 0, 1, 1)
        letters[letter] = sheet.crop((left, 0, right, height))
    return letters


def unlikeness(seen: Image.Image, known: Image.Image) -> float:
    if abs(seen.width - known.width) > 4:
        return 255
    return ImageStat.Stat(ImageChops.difference(seen, known.resize(seen.size))).mean[0]


def read(image: Image.Image, *, y: float, size: float, weight: int) -> str:
    """The words that stand on this baseline of the drawing, letter by letter; a wide gap is a space."""
    baseline = round((y + picture.MARGIN) * SCALE)
    above, below = round(size * SCALE), round(size * SCALE * 0.3)
    line = ink(image).crop((0, baseline - above, image.width, baseline + below))
    line = line.point([min(255, value * 255 // max(line.getextrema()[1], 1)) for value in range(256)])
    letters = alphabet(weight, size=size * SCALE, height=line.height, baseline=above)
    words, last = "", None
    for left, right in pieces(line):
        seen = line.crop((left, 0, right, line.height))
        words += " " if last is not None and left - last > size * SCALE * 0.17 else ""
        words += min(letters, key=lambda letter: unlikeness(seen, letters[letter]))
        last = right
    return words


@pytest.mark.parametrize(
    ("kind", "words", "size", "weight"),
    [
        ("tick", "Mar 24 10% 30%", 13, 400),
        ("end end-centre", "Mean 15.3%", 13, 600),
        ("end", "Upper limit ≤ 24.2%", 13, 400),
        ("phase-name", "New part P′ −3 → 5", 13, 600),
        ("row-name", "Référé à Łomża søn ő", 14, 600),
    ],
)
def test_the_words_of_a_chart_can_be_read_in_its_picture(kind, words, size, weight):
    svg = drawing(f'<text class="{kind}" x="0" y="30">{words}</text>')

    image = picture_of(svg, width=(400 + 2 * picture.MARGIN) * SCALE)

    assert read(image, y=30, size=size, weight=weight) == words


def test_without_its_font_no_picture_is_made(monkeypatch, tmp_path):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    picture._fonts.cache_clear()

    for font in (tmp_path / "gone.ttf", broken):
        monkeypatch.setattr(picture, "FONTS", [font])
        with pytest.raises(FontMissing, match=font.name):
            png(drawing(""), width=100)


def test_a_letter_that_the_font_lacks_leaves_a_box_and_no_hole():
    image = picture_of(drawing('<text x="0" y="30">日</text>'))

    assert ink(image).getbbox()


def test_the_picture_is_on_paper_in_our_colours_and_as_wide_as_asked():
    svg = drawing('<path class="bar bar-better" d="M0 30H400"/><path class="pt pt-out" d="M200 20l10 10l-10 10l-10-10z"/>')

    image = picture_of(svg, width=848)

    assert image.size == (848, 168)
    assert image.getpixel((0, 0)) == image.getpixel((847, 167)) == PAPER
    assert image.getpixel((100, 84)) == (0x17, 0x5C, 0x93)
    assert image.getpixel((424, 84)) == (0xB4, 0x50, 0x0B)
    assert Image.open(BytesIO(png(svg, width=100))).getextrema()[3] == (255, 255)  # nothing shines through


def test_rules_may_be_added_for_one_picture():
    svg = drawing('<path class="bar bar-better" d="M0 30H400"/>')

    image = picture_of(svg, width=848, css=".bar-better { stroke: #000; }")

    assert image.getpixel((100, 84)) == (0, 0, 0)


def test_the_drawing_of_two_figures_becomes_a_picture():
    row = Row("Waits & <delays>", 40, 80, "40%", "80%", "%", "better", aim=90, aim_words="aim 90%")
    svg = draw([row], title="“Waits” & more", description="40% to 80%", key="one", to="→")

    image = picture_of(svg, width=(560 + 2 * picture.MARGIN) * SCALE)

    assert read(image, y=22, size=14, weight=600).startswith("Waits ")
    assert ElementTree.fromstring(standalone(svg)).findtext(f"{{{picture.SVG}}}title") == "“Waits” & more"


def test_the_file_stands_alone_in_light_and_dark():
    file = standalone(drawing('<title>Falls</title><circle class="pt" cx="9" cy="9" r="4"/>'))

    root = ElementTree.fromstring(file)

    assert [child.tag.split("}")[1] for child in root] == ["title", "style", "rect", "circle"]
    assert root.get("viewBox") == "-12 -12 424 84" and (root.get("width"), root.get("height")) == ("424", "84")
    light, dark = file.split("prefers-color-scheme: dark")
    assert ".pt { fill: #4a4239" in light and ".pt { fill: #cfc4b6" in dark
    assert "var(" not in file and "href" not in file and "url(" not in file


def test_pictures_know_every_class_that_the_page_colours():
    in_page = re.search(r"\.chart-svg \{.*?\n\}", (CSS / "components" / "chart.css").read_text(), re.DOTALL)[0]
    in_page = re.sub(r"/\*.*?\*/", "", in_page, flags=re.DOTALL)

    classes = set(re.findall(r"& \.([a-z][\w-]*)", in_page)) - {"end"}  # said by every text

    assert classes <= set(re.findall(r"\.([a-z][\w-]*)", picture.SHEET.read_text()))


def test_weights_are_whole_hundreds_because_resvg_reads_no_others():
    assert set(re.findall(r"font-weight: (\w+)", picture.SHEET.read_text())) == {"600"}


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="https://example.org/spy.png" width="9" height="9"/>',
        '<image href="file:///etc/hostname" width="9" height="9"/>',
        '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="photo.png"/>',
        "<script>alert(1)</script>",
        '<style>@import url("https://example.org/a.css")</style>',
        '<a href="javascript:alert(1)"><text>here</text></a>',
        '<use href="#twice"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">hello</p></foreignObject>',
        '<rect onload="alert(1)"/>',
        '<rect style="fill:url(https://example.org/a.svg#b)"/>',
        '<rect fill="url(https://example.org/a.svg#b)"/>',
        r'<rect fill="\75rl(https://example.org/a.svg#b)"/>',
        '<text font-family="other">hello</text>',
        "<text>open",
        "<text>&nbsp;</text>",
    ],
)
def test_what_a_chart_never_holds_is_refused(inside):
    svg = drawing(inside)

    for make in (standalone, lambda hostile: png(hostile, width=100)):
        with pytest.raises(UnsafeDrawing):
            make(svg)


@pytest.mark.parametrize(
    "svg",
    [
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]><svg viewBox="0 0 9 9"><text>&a;</text></svg>',
        "<p>hello</p>",
        "",
        "<svg/>",
        drawing("", size="0 0"),
        drawing("", size="1 900000"),
        drawing("", size="nan inf"),
        drawing("x" * picture.LONGEST),
    ],
)
def test_a_drawing_that_is_none_or_too_large_is_refused(svg):
    with pytest.raises(UnsafeDrawing):
        png(svg, width=100)


def test_a_processing_instruction_does_not_reach_the_file():
    svg = '<?xml-stylesheet href="https://example.org/a.css"?>' + drawing("<!-- a remark -->")

    assert "example.org" not in standalone(svg) and "remark" not in standalone(svg)


def test_added_rules_fetch_nothing_and_pictures_have_a_sensible_width():
    for css in ("@import 'a.css';", "rect { fill: URL(a.svg#b) }", r"rect { fill: \75rl(a) }", "</style><script>"):
        with pytest.raises(UnsafeDrawing):
            png(drawing(""), width=100, css=css)
    for width in (0, -5, 50_000):
        with pytest.raises(ValueError, match="pixels wide"):
            png(drawing(""), width=width)
