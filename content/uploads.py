"""What comes in as a file is looked into before it is kept. Each refusal is a sentence."""

import codecs
import io
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

LARGEST_SIDE = 12_000  # pixels
KEPT_SIDE = 4_000  # larger pictures are made smaller
MOST_MEMBERS = 4_000  # files inside an office document
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 200
PICTURE_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png", "AVIF": "webp"}
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml", "odt": "content.xml"}
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def clean_image(uploaded: UploadedFile) -> ContentFile:
    """The picture alone, upright, written anew without place, camera or anything hidden in the file.

    Raises ValidationError with a sentence when it is no picture, is broken, or is too large.
    """
    if uploaded.size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise ValidationError(_("This picture is larger than 10 MB. Make it smaller, then try again."))
    uploaded.seek(0)
    data = uploaded.read()
    if not data:
        raise ValidationError(_("This file is empty."))
    try:
        picture = Image.open(io.BytesIO(data), formats=list(PICTURE_FORMATS))
        wide, high = picture.size
        if wide * high > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS or max(wide, high) > LARGEST_SIDE:
            raise ValidationError(_("This picture has too many pixels. Make it smaller, then try again."))
        kind = PICTURE_FORMATS[picture.format or "PNG"]
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        return _written_anew(upright, kind, uploaded.name or "picture")
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise ValidationError(_("This picture has too many pixels. Make it smaller, then try again.")) from None
    except Exception:  # Pillow's readers raise whatever a broken file makes them raise
        raise ValidationError(
            _("This is not a picture that we can read, or it is broken. Save it again as JPEG or PNG, then try again.")
        ) from None


def _written_anew(picture: Image.Image, kind: str, name: str) -> ContentFile:
    has_holes = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if kind == "jpg" or not has_holes:
        picture = picture.convert("RGB")
    else:
        picture = picture.convert("RGBA")
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    if kind == "jpg":
        clean.save(out, "JPEG", quality=88, optimize=True)
    else:
        clean.save(out, "PNG" if kind == "png" else "WEBP")
    return ContentFile(out.getvalue(), name=f"{PurePath(name).stem[:80] or 'picture'}.{kind}")


def clean_document(uploaded: UploadedFile) -> UploadedFile:
    """The same file, when its content is what its name says and opening it harms nobody.

    Raises ValidationError with a sentence otherwise.
    """
    kind = PurePath(uploaded.name or "").suffix.lower().lstrip(".")
    if kind not in settings.WAGTAILDOCS_EXTENSIONS:
        raise ValidationError(
            _("Files ending in “%(kind)s” cannot be kept here. Use one of: %(kinds)s."),
            params={"kind": kind or "?", "kinds": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
        )
    if uploaded.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        raise ValidationError(_("This file is larger than 20 MB. Make it smaller, then try again."))
    uploaded.seek(0)
    data = uploaded.read()
    uploaded.seek(0)
    if not data:
        raise ValidationError(_("This file is empty."))
    if data.startswith(PROGRAM_STARTS):
        raise ValidationError(_("This is a program, whatever its name says. It cannot be kept here."))
    if kind == "pdf":
        _check_pdf(data)
    elif kind in OFFICE_PARTS:
        _check_office(data, kind)
    else:
        _check_text(data)
    return uploaded


def _check_pdf(data: bytes) -> None:
    if b"%PDF-" not in data[:1024] or data.lstrip()[:1] == b"<":
        raise ValidationError(_("This is not a PDF, whatever its name says."))
    if b"/Launch" in data or b"/JavaScript" in data or b"/JS " in data:
        raise ValidationError(_("This PDF runs programs when it is opened. Print it to a new PDF, then try again."))


def _check_office(data: bytes, kind: str) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ValidationError(_("This file is broken, or is not what its name says. Save it again, then try again.")) from None
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(len(data), 10_000):
        raise ValidationError(_("Unpacked, this file would be far too large. It cannot be kept here."))
    if any(member.flag_bits & 1 for member in members) or "EncryptedPackage" in names:
        raise ValidationError(_("This file is locked with a password. Save it without one, then try again."))
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise ValidationError(_("This file holds macros. Save it without macros, then try again."))
    if OFFICE_PARTS[kind] not in names:
        raise ValidationError(_("This file is broken, or is not what its name says. Save it again, then try again."))


def _check_text(data: bytes) -> None:
    head = data[:4096].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")):
        raise ValidationError(_("This is a web page, whatever its name says. Save it as plain text, then try again."))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if b"\x00" in data:
        raise ValidationError(_("This is not text, whatever its name says."))
    controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:20_000])
    if controls > len(data[:20_000]) * 0.02:
        raise ValidationError(_("This is not text, whatever its name says."))


class CheckedImageField(WagtailImageField):
    """Looks into the picture before Wagtail's own reader meets it."""

    def to_python(self, data):
        if isinstance(data, UploadedFile):
            clean = clean_image(data)
            data = SimpleUploadedFile(clean.name, clean.read(), data.content_type)
        return super().to_python(data)


class CheckedImageForm(BaseImageForm):
    """The editors' form looks into pictures as the members' does."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("file")) is not None:
            self.fields["file"] = CheckedImageField(label=field.label, required=field.required, widget=field.widget)


class CheckedDocumentForm(BaseDocumentForm):
    """The editors' form looks into files as the members' does."""

    def clean_file(self):
        uploaded = self.cleaned_data["file"]
        return clean_document(uploaded) if isinstance(uploaded, UploadedFile) else uploaded
