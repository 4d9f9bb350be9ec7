"""One reader for each kind of file: bytes in; numbers of pages and their text out. Pure Python without Django.

A page is a page of a PDF, a slide, or a sheet; 0 stands for a file without any. A reader that cannot raises `CannotRead`.
The libraries are imported by the reader that needs them: the child process that runs it lives for one file.
"""

import codecs
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from search.extracting.limits import MOST_KEPT, MOST_PARTS, MOST_ROWS, MOST_UNPACKED

Pages = Iterator[tuple[int, str]]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OPEN_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MARKS_OF_MARKDOWN = re.compile(
    r"^\s{0,3}(#{1,6}|>|[-*+]|\d+[.)])\s+|[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}|^\s*\|?[\s:|-]{3,}\|?\s*$", re.MULTILINE
)
LINK_OF_MARKDOWN = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,300}\)")

UNSEEN = {"script", "style", "template", "noscript", "svg"}
IN_THE_LINE = {"a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong",
               "sub", "sup", "u", "var", "wbr"}  # fmt: skip


class CannotRead(Exception):
    """Why nothing can be read: a key of search/extracting/reasons.py."""


def pdf(data: bytes) -> Pages:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        try:
            is_open = bool(reader.decrypt(""))  # many have rules for printing and no password for reading
        except (DependencyError, NotImplementedError):
            is_open = False
        if not is_open:
            raise CannotRead("locked")
    for number, page in enumerate(reader.pages, start=1):
        yield number, _one_page(page)


def _one_page(page) -> str:
    """A page that is broken is left out; the others are read."""
    try:
        return page.extract_text() or ""
    except (MemoryError, RecursionError):
        raise
    except Exception:  # pypdf raises whatever a broken page makes it raise
        return ""


def docx(data: bytes) -> Pages:
    from docx import Document

    _check_archive(data)
    body = Document(io.BytesIO(data)).element.body
    yield 0, _flat_text(body, text=f"{WORD}t", breaks=(f"{WORD}p", f"{WORD}br", f"{WORD}tc", f"{WORD}tab"))


def pptx(data: bytes) -> Pages:
    from pptx import Presentation

    _check_archive(data)
    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, start=1):
        trees = [slide.element, *([slide.notes_slide.element] if slide.has_notes_slide else [])]
        yield number, "\n".join(_flat_text(tree, text=f"{DRAWING}t", breaks=(f"{DRAWING}p", f"{DRAWING}br")) for tree in trees)


def xlsx(data: bytes) -> Pages:
    from openpyxl import load_workbook

    _check_archive(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for number, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state == "visible":
            yield number, f"{sheet.title}\n{_rows(sheet)}"


def _rows(sheet) -> str:
    sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
    lines: list[str] = []
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=200, values_only=True):
        if words := [str(value) for value in row if value is not None]:
            lines.append(" ".join(words))
    return "\n".join(lines)


def odt(data: bytes) -> Pages:
    from defusedxml.ElementTree import DefusedXMLParser

    words = _WordsOfOpenDocument()
    parser = DefusedXMLParser(target=words, forbid_dtd=True)
    with _check_archive(data) as archive, archive.open("content.xml") as content:
        while piece := content.read(100_000):
            parser.feed(piece)
    parser.close()
    yield 0, "".join(words.pieces)


class _WordsOfOpenDocument:
    """Hears an OpenDocument text piece by piece, without ever holding its tree."""

    breaks = frozenset(f"{OPEN_TEXT}{name}" for name in ("p", "h", "line-break", "tab"))
    struck_out = f"{OPEN_TEXT}tracked-changes"

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.is_body = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.is_body = tag != self.struck_out and (self.is_body or tag == f"{OPEN_OFFICE}body")
        if tag in self.breaks:
            self.pieces.append("\n")
        elif tag == f"{OPEN_TEXT}s":
            self.pieces.append(" ")

    def end(self, tag: str) -> None:
        self.is_body = self.is_body or tag == self.struck_out

    def data(self, text: str) -> None:
        if self.is_body:
            self.pieces.append(text)

    def close(self) -> None:
        """Nothing is left to do."""


def html(data: bytes) -> Pages:
    words = _WordsOfWebPage()
    words.feed(_decoded(data))
    words.close()
    yield 0, "".join(words.pieces)


class _WordsOfWebPage(HTMLParser):
    """Hears a web page piece by piece: a hundred thousand boxes inside each other cost no more than beside each other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = ""  # the element whose words nobody sees

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = self.silent or (tag if tag in UNSEEN else "")
        if tag not in IN_THE_LINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        if tag not in IN_THE_LINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def txt(data: bytes) -> Pages:
    yield 0, _decoded(data)


def markdown(data: bytes) -> Pages:
    yield 0, MARKS_OF_MARKDOWN.sub("", LINK_OF_MARKDOWN.sub(r"\1", _decoded(data)[: 2 * MOST_KEPT]))


READERS: dict[str, Callable[[bytes], Pages]] = {
    "pdf": pdf, "docx": docx, "pptx": pptx, "xlsx": xlsx, "odt": odt,
    "html": html, "htm": html, "txt": txt, "csv": txt, "md": markdown,
}  # fmt: skip


# --- What several readers need ---


def _check_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, when unpacking all that it says would fit. Python's reader never unpacks more than an entry says."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise CannotRead("locked" if data.startswith(b"\xd0\xcf\x11\xe0") else "broken") from None  # a locked office file is no zip
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise CannotRead("too-large")
    if any(part.flag_bits & 1 for part in parts):
        raise CannotRead("locked")
    return archive


def _flat_text(tree, *, text: str, breaks: tuple[str, ...]) -> str:
    """All words in the order of the file, tables and boxes among them, however deep they lie."""
    return "".join((element.text or "") if element.tag == text else "\n" for element in tree.iter(text, *breaks))


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
