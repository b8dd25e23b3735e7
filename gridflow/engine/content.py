"""What a file is, found from its bytes; photos are shrunk and lose their metadata."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

BYTES_AT_MOST = 20 * 1024 * 1024
PDF_AT_MOST = 10 * 1024 * 1024
PIXELS_AT_MOST = 64_000_000
SIDE_AT_MOST = 1600
JPEG_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")
_CLEAR = {"RGBA", "LA", "PA"}


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to keep and what they are.

    Attributes:
        media_type: image/jpeg, image/png or application/pdf.
        data: as they are stored.
        fault: code of what is wrong; then the rest is empty.
    """

    media_type: str = ""
    data: bytes = b""
    fault: str = ""


def read_limited(stream: BinaryIO) -> bytes | None:
    """Return the whole stream, or None where it is larger than anything allowed."""
    data = stream.read(BYTES_AT_MOST + 1)
    return None if len(data) > BYTES_AT_MOST else data


def recognise(data: bytes, *, keep_clear: bool = False) -> Content:
    """Tell what a file is and make it fit to keep.

    `keep_clear` keeps transparency (a drawn signature stays a PNG).
    """
    if not data:
        return Content(fault="upload_empty")
    if data.startswith(b"%PDF-"):
        if len(data) > PDF_AT_MOST:
            return Content(fault="upload_too_large")
        return Content("application/pdf", data)
    return _picture(data, keep_clear=keep_clear)


def _picture(data: bytes, *, keep_clear: bool) -> Content:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height <= PIXELS_AT_MOST:
                return _shrunk(image, keep_clear=keep_clear)
            fault = "upload_too_many_pixels"
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        fault = "upload_too_many_pixels"
    except UnidentifiedImageError:
        fault = "upload_type"
    except (OSError, ValueError, SyntaxError, EOFError):
        # what Pillow raises for damaged files of a kind it knows
        fault = "upload_broken"
    return Content(fault=fault)


def _shrunk(image: Image.Image, *, keep_clear: bool) -> Content:
    clear = keep_clear and image.mode in _CLEAR | {"P"}
    image.draft("RGB", (SIDE_AT_MOST, SIDE_AT_MOST))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((SIDE_AT_MOST, SIDE_AT_MOST))
    out = BytesIO()
    # a fresh picture has no EXIF, so no place and no device is kept
    if clear:
        upright.convert("RGBA").save(out, "PNG", optimize=True)
        return Content("image/png", out.getvalue())
    _on_white(upright).save(out, "JPEG", quality=JPEG_QUALITY, exif=b"")
    return Content("image/jpeg", out.getvalue())


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _CLEAR or "transparency" in image.info:
        plain = image.convert("RGBA")
        ground = Image.new("RGB", plain.size, "white")
        ground.paste(plain, mask=plain.getchannel("A"))
        return ground
    return image.convert("RGB")
