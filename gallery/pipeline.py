"""Turns an uploaded picture into a clean master and WebP pictures of several widths.

Bytes in, bytes out; no database and no store. The name's ending and the content
must both be a picture's; the type that the browser declares is ignored. Everything
is decoded and encoded anew from bare pixels, so nothing that came with the file
(place, camera, author, comment, hidden archive) goes on living in the results.

Limits: `PHOTO_MAX_BYTES`, `PHOTO_MAX_PIXELS` of the settings, `MIN_SIDE` here. Of an
animation the first picture is taken.
"""

from __future__ import annotations

import re
import struct
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

import pillow_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

pillow_heif.register_heif_opener()
# A picture beyond the limit is refused by its header. Should a plugin of Pillow learn
# the size only while it decodes, its own alarm must stop it, not write to a log.
warnings.simplefilter("error", Image.DecompressionBombWarning)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF")
ENDINGS = (".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".gif")
SIGNATURES = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|RIFF.{4}WEBP|GIF8|.{4}ftyp(hei|hev|mif|msf)", re.DOTALL
)
WIDTHS = (480, 960, 1600)
MASTER_SIDE = 2560
MIN_SIDE = 100
# A progressive JPEG of a camera or an editor has about ten scans; each costs time.
MAX_JPEG_SCANS = 200
MASTER_QUALITY = 88
WEBP_QUALITY = 80
ORIENTATION_TAG = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and its codecs raise on damaged or hostile bytes.
DECODING_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    RuntimeError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    MemoryError,
    struct.error,
)

# A decoded picture takes hundreds of megabytes at the limit: one at a time a process.
_turn = threading.Lock()
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True)
class Rendered:
    """The pictures made of one upload; `webp` maps each width to its bytes."""

    width: int
    height: int
    master: bytes
    webp: dict[int, bytes]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return len(self.master) + sum(map(len, self.webp.values()))


def render(file: File) -> Rendered:
    """Check and render an upload; `file.name` is what its owner called it.

    Raises ValidationError with a message for the person who uploaded it.
    """
    data = _read(file)
    with _turn:
        picture = _decode(data)
        master = _encoded(picture, "JPEG", quality=MASTER_QUALITY, optimize=True)
        webp = dict(sorted(_cascade(picture)))
    return Rendered(*picture.size, master, webp)


def _read(file: File) -> bytes:
    """Check the file by its name and length; return its content."""
    if PurePath(file.name or "").suffix.lower() not in ENDINGS:
        raise _wrong_ending()
    limit = settings.PHOTO_MAX_BYTES
    if file.size > limit:
        raise too_large()
    file.seek(0)
    data = file.read(limit + 1)
    if not data:
        raise ValidationError(_("The file is empty. Choose it again."), "empty")
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise _damaged()
    return data


def _decode(data: bytes) -> Image.Image:
    """Return upright sRGB pixels within the master's size, and nothing else."""
    try:
        picture = _opened(data)
        _check_size(picture)
        return _clean(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except DECODING_ERRORS as error:
        raise _damaged() from error


def _opened(data: bytes) -> Image.Image:
    """Read the header; no pixel is decoded yet."""
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        known = SIGNATURES.match(data) is not None
        raise (_damaged() if known else _not_a_picture()) from error


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > settings.PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < MIN_SIDE:
        raise _too_small(width, height)


def _clean(picture: Image.Image) -> Image.Image:
    turn = UPRIGHT.get(_orientation(picture) or 1)
    size = _fitted(picture.size)
    profile = picture.info.get("icc_profile")
    if isinstance(picture, JpegImageFile):
        picture.draft(None, size)  # decodes at a half, a quarter or an eighth
    picture.load()
    if picture.width * picture.height > settings.PHOTO_MAX_PIXELS:
        raise _too_many_pixels()  # a HEIF header may lie
    pixels = _plain_mode(picture).resize(size, Image.Resampling.LANCZOS)
    if turn is not None:
        pixels = pixels.transpose(turn)
    return _bare(_to_srgb(_on_white(pixels), profile))


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size within the master's square, never larger than it was."""
    scale = min(1.0, MASTER_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(picture: Image.Image) -> int | None:
    """How the camera was held; damaged camera data never refuses a picture."""
    try:
        return picture.getexif().get(ORIENTATION_TAG)
    except DECODING_ERRORS:
        return None


def _plain_mode(picture: Image.Image) -> Image.Image:
    """Reduce Pillow's many modes to RGBA, RGB, CMYK and L."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in {"RGB", "CMYK", "L"}:
        return picture
    if picture.mode.startswith("I"):  # grey of 16 bits
        return picture.point(lambda grey: grey * (1 / 257)).convert("L")
    return picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen shows them; an unusable profile is left aside."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, _SRGB, outputMode="RGB"
            )
        except (ImageCms.PyCMSError, *DECODING_ERRORS):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _bare(picture: Image.Image) -> Image.Image:
    """Copy the pixels alone: Pillow hands comments and profiles on otherwise."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def widths_for(width: int) -> list[int]:
    """Widths made of a master: the usual ones below it, then its own or the widest.

    A usual width that is nearly the master's own is left out: it would save nothing.
    """
    smaller = [usual for usual in WIDTHS[:-1] if usual * 1.2 <= width]
    return [*smaller, min(width, WIDTHS[-1])]


def _cascade(picture: Image.Image) -> Iterator[tuple[int, bytes]]:
    """Make each width from the last larger one, which is cheaper and as good."""
    for width in reversed(widths_for(picture.width)):
        if width != picture.width:
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS)
        yield width, _encoded(picture, "WEBP", quality=WEBP_QUALITY, method=4)


def _encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def too_large() -> ValidationError:
    """Refuse by size; the upload view says the same before it reads anything."""
    return ValidationError(
        _("The picture is too large: at most %(limit)s MB are allowed."),
        "too_large",
        {"limit": settings.PHOTO_MAX_BYTES // 1024**2},
    )


def _wrong_ending() -> ValidationError:
    return ValidationError(
        _(
            "This is not a kind of picture that can be shown. Choose a JPEG, PNG,"
            " WebP, HEIC or GIF file."
        ),
        "wrong_ending",
    )


def _not_a_picture() -> ValidationError:
    return ValidationError(
        _(
            "The file is named like a picture, but its content is not one. Open it on"
            " your device, save it as JPEG and choose that."
        ),
        "not_a_picture",
    )


def _damaged() -> ValidationError:
    return ValidationError(
        _(
            "The picture is damaged or was not copied completely. Copy it from the"
            " camera or phone again."
        ),
        "damaged",
    )


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _(
            "The picture has too many pixels: at most %(limit)s million are allowed."
            " Save it smaller and choose that."
        ),
        "too_many_pixels",
        {"limit": settings.PHOTO_MAX_PIXELS // 10**6},
    )


def _too_small(width: int, height: int) -> ValidationError:
    return ValidationError(
        _(
            "The picture is only %(width)s × %(height)s pixels; each side needs at"
            " least %(limit)s."
        ),
        "too_small",
        {"width": width, "height": height, "limit": MIN_SIDE},
    )
