"""Files made for tests, good and hostile. All words in them are invented."""

import io
import zipfile
from collections.abc import Sequence

ODT = """<?xml version="1.0"?>{before}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
 <text:tracked-changes><text:p>struck out</text:p></text:tracked-changes>
 <text:h>Huddles</text:h><text:p>Every <text:span>morn</text:span>ing at<text:s/>eight{inside}</text:p>
 </office:text></office:body></office:document-content>"""
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "{}">{}]>'.format(
    "ha" * 50, "".join(f'<!ENTITY {new} "{f"&{old};" * 50}">' for old, new in zip("abcdefg", "bcdefgh", strict=True))
)


def pdf(texts: Sequence[str], *, kids: str = "", resources: str = "", more: Sequence[bytes] = ()) -> bytes:
    """A PDF with a page for each text. `kids` replaces the list of pages; `more` are objects after the pages."""
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    pages = []
    for text in texts:
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET {'/X1 Do' if resources else ''}".encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        pages.append(len(objects) + 1)
        res = f"<</Font<</F1 3 0 R>>{resources}>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R/Resources{res}>>".encode())
    listed = kids or " ".join(f"{number} 0 R" for number in pages)
    objects[1] = f"<</Type/Pages/Kids[{listed}]/Count {len(texts)}>>".encode()
    return _written([*objects, *more])


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, io.SEEK_END)
    for number, each in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["secret"]))))
    writer.encrypt("only the owner knows", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_table(1, 1).cell(0, 0).text = "in a table"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pptx(*titles: str) -> bytes:
    from pptx import Presentation

    deck = Presentation()
    for title in titles:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        slide.notes_slide.notes_text_frame.text = f"said of {title}"
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def xlsx(*sheets: tuple[str, str]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for title, word in sheets:
        book.create_sheet(title)["C9"] = word
    book.active["A1"] = "hidden word"
    book.active.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt(*, before: str = "", inside: str = "") -> bytes:
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": ODT.format(before=before, inside=inside).encode()}
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, new: bytes) -> bytes:
    """The same archive with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({each: archive.read(each) for each in archive.namelist()} | {name: new})
