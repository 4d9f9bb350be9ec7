"""Files that people send by mistake, and files that attackers send. Made here, so that none is kept in the tree."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **save) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "1" else None).save(out, kind, **save)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A photo that says where and with what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (43.0, 39.0, 12.0)
    return picture(exif=exif)


def png_of(wide: int, high: int) -> bytes:
    """A small file that claims to be a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


def office(part: str, *, more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def locked_zip() -> bytes:
    data = bytearray(office("word/document.xml"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) != -1:
            data[at + offset] |= 1
    return bytes(data)


GOOD_PICTURES = {
    "photo.jpg": picture(),
    "drawing.png": picture("PNG", mode="RGBA"),
    "palette.png": picture("PNG", mode="P"),
    "black-and-white.png": picture("PNG", mode="1"),
    "sixteen-bit.png": picture("PNG", mode="I;16"),
    "print.jpg": picture(mode="CMYK"),
    "grey.jpg": picture(mode="L"),
    "modern.webp": picture("WEBP"),
    "still.gif": picture("GIF", mode="P"),
    "moving.gif": picture("GIF", mode="P", save_all=True, append_images=[Image.new("P", (60, 40), 3)] * 3),
    "wrong-name.png": picture(),
    "with place.jpg": photo_with_place(),
}
BAD_PICTURES = {
    "empty.png": b"",
    "cut-short.png": picture("PNG", (400, 400))[:300],
    "cut-short.jpg": picture(size=(400, 400))[:400],
    "cut-short.gif": picture("GIF", (400, 400), "P")[:60],
    "header-only.gif": b"GIF89a",
    "noise.jpg": bytes(range(256)) * 40,
    "text.png": b"This is not a picture.",
    "page.jpg": b"<!doctype html><script>alert(1)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg-named.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "bomb.png": png_of(60_000, 60_000),
    "long.png": png_of(1, 2_000_000),
    "lying.png": png_of(5_000, 5_000),
    "photo.tiff": picture("TIFF"),
    "bitmap.bmp": picture("BMP"),
    "program.jpg": b"MZ\x90\x00" + b"\x00" * 500,
    "archive.png": office("word/document.xml"),
    "postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "nul.png": b"\x00" * 4000,
}
GOOD_FILES = {
    "form.pdf": b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF",
    "letter.docx": office("word/document.xml"),
    "slides.pptx": office("ppt/presentation.xml"),
    "figures.xlsx": workbook(),
    "letter.odt": office("content.xml"),
    "notes.txt": "Où en êtes-vous ?".encode(),
    "old notes.txt": "Où en êtes-vous ?".encode("cp1252"),
    "notes.md": b"# Notes",
    "figures.csv": "month;missed\njanvier;12\n".encode("utf-8-sig"),
    "from excel.csv": "month\tmissed\n".encode("utf-16"),
}
BAD_FILES = {
    "empty.pdf": b"",
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
    "page2.pdf": b"<html>%PDF-1.4",
    "program.pdf": b"MZ\x90\x00" + b"\x00" * 500,
    "shell.txt": b"#!/bin/sh\nrm -rf /\n",
    "linux.docx": b"\x7fELF" + b"\x00" * 500,
    "starts-programs.pdf": b"%PDF-1.7\n<< /S /Launch /F (cmd.exe) >>",
    "script.pdf": b"%PDF-1.7\n<< /S /JavaScript /JS (app.alert(1)) >>",
    "noise.csv": bytes(range(256)) * 40,
    "nul.csv": b"a,b\x00,c",
    "page.txt": b"<script>alert(1)</script>",
    "page.md": b"  <!DOCTYPE html><p>x",
    "page.csv": b"<html><body>",
    "text.docx": b"just text",
    "cut-short.docx": office("word/document.xml")[:60],
    "cut-short.xlsx": workbook()[:900],
    "excel-named.docx": workbook(),
    "word-named.xlsx": office("word/document.xml"),
    "bomb.xlsx": office("xl/workbook.xml", more={"xl/sheet.xml": b"0" * 30_000_000}),
    "many.docx": office("word/document.xml", more={f"part{n}": b"" for n in range(5000)}),
    "macros.docx": office("word/document.xml", more={"word/vbaProject.bin": b"x"}),
    "macros.odt": office("content.xml", more={"Basic/Standard/Module1.xml": b"x"}),
    "locked.docx": locked_zip(),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500,
    "old-named.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500,
    "page.html": b"<p>x",
    "drawing.svg": b"<svg/>",
    "program.exe": b"MZ",
    "script.js": b"alert(1)",
    "no ending": b"text",
    "double.pdf.exe": b"MZ",
    "archive.zip": office("word/document.xml"),
}
