"""Pictures made small enough for a network: Bluesky takes no more than a million bytes."""

import io

from PIL import Image

from .base import Picture, Refused

QUALITIES = (90, 80, 70, 60)
SMALLER = (1, 0.75, 0.5, 0.25)  # of its width and height


def size_of(picture: Picture) -> tuple[int, int]:
    """Width and height."""
    with _opened(picture) as image:
        return image.size


def at_most(picture: Picture, most_bytes: int) -> Picture:
    """The same picture; as a JPEG, and smaller where that does not do, when it has too many bytes."""
    if len(picture.content) <= most_bytes:
        return picture
    with _opened(picture) as image:
        plain = _on_white(image)
    for part in SMALLER:
        scaled = plain.resize((max(1, round(plain.width * part)), max(1, round(plain.height * part)))) if part < 1 else plain
        for quality in QUALITIES:
            written = io.BytesIO()
            scaled.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= most_bytes:
                return Picture(content=written.getvalue(), mime="image/jpeg", alt=picture.alt)
    raise Refused(f"The picture stays larger than {most_bytes:,} bytes.", code="picture-too-big")


def _opened(picture: Picture) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(picture.content), formats=["PNG", "JPEG", "WEBP", "GIF"])
        image.load()
    except (OSError, ValueError, Image.DecompressionBombError):
        raise Refused("The picture cannot be read.", code="picture") from None
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency."""
    if image.mode in ("RGB", "L"):
        return image.copy()
    coloured = image.convert("RGBA")
    ground = Image.new("RGB", coloured.size, "white")
    ground.paste(coloured, mask=coloured.getchannel("A"))
    return ground
