"""Real picture and document files to upload in tests, good and bad, made by code.

Each function returns the bytes of one file; `upload` wraps them as a browser would.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 180)
# What a phone writes beside the pixels; none of it may be found in a stored file.
SECRETS = (
    b"Nguyen Thi Chup",
    b"sent from Kim Lien",
    b"PhoneMaker",
    b"secret-place-in-xmp",
    b"GPSLatitude",
    b"http://ns.adobe.com/xap",
    b"Exif",
)


def upload(
    content: bytes, name: str = "anh.jpg", declared: str = "image/jpeg"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=declared)


def scene(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """A picture whose corners tell how it is turned: red is top left, blue below it."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.paste(RED, (0, 0, width // 4, height // 4))
    picture.paste(GREEN, (width - width // 4, 0, width, height // 4))
    picture.paste(BLUE, (0, height - height // 4, width // 4, height))
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@cache
def plain_jpeg(width: int = 1200, height: int = 800) -> bytes:
    return encoded(scene(width, height), "JPEG", quality=85)


def phone_exif(orientation: int = 6) -> Image.Exif:
    """What a phone held upright writes: orientation, maker, artist, comment, place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PhoneMaker"
    exif[0x013B] = "Nguyen Thi Chup"
    exif[0x010E] = "sent from Kim Lien"
    exif[0x9286] = b"ASCII\0\0\0sent from Kim Lien"
    exif[0x927C] = b"PhoneMaker private notes"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (21.0, 0.0, 29.5), 3: "E", 4: (105.0, 50.0, 6.2)}
    )
    return exif


XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>"
    b"<exif:GPSLatitude>secret-place-in-xmp</exif:GPSLatitude></rdf:RDF></x:xmpmeta>"
)


@cache
def phone_jpeg(
    orientation: int = 6, width: int = 1600, height: int = 1200, *, profile: bool = True
) -> bytes:
    """Stored lying on its side, upright only by its orientation; full of secrets."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    upright = scene(width, height)
    stored = upright if undo is None else upright.transpose(undo)
    return encoded(
        stored,
        "JPEG",
        quality=85,
        exif=phone_exif(orientation),
        comment=b"sent from Kim Lien",
        xmp=XMP,
        icc_profile=srgb_profile() if profile else None,
    )


@cache
def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def broken_exif_jpeg() -> bytes:
    return encoded(scene(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f broken")


def broken_profile_jpeg() -> bytes:
    return encoded(scene(), "JPEG", icc_profile=b"no profile at all" * 20)


def heic(orientation: int = 6) -> bytes:
    stored = pillow_heif.from_pillow(
        scene(1200, 800).transpose(Image.Transpose.ROTATE_90)
    )
    out = BytesIO()
    stored.save(out, quality=60, exif=phone_exif(orientation).tobytes(), xmp=XMP)
    return out.getvalue()


def transparent_png() -> bytes:
    """Half red and opaque, half black and fully transparent; with secret text."""
    picture = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    picture.paste((*RED, 255), (0, 0, 200, 300))
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Nguyen Thi Chup")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(picture, "PNG", pnginfo=texts, exif=phone_exif(1))


def palette_png() -> bytes:
    picture = scene(400, 300).quantize(16)
    return encoded(picture, "PNG", transparency=0)


def grey_16_bit_png() -> bytes:
    """Grey of 16 bits: left half at a quarter of white, right half white."""
    row = struct.pack("<H", 0x4000) * 200 + struct.pack("<H", 0xFFFF) * 200
    return encoded(Image.frombytes("I;16", (400, 300), row * 300), "PNG")


def cmyk_jpeg() -> bytes:
    return encoded(scene(mode="CMYK"), "JPEG", quality=90)


def webp() -> bytes:
    return encoded(scene(), "WEBP", exif=phone_exif(1), xmp=XMP)


def two_pictures_jpeg() -> bytes:
    """An MPO, as phones write for a portrait with depth: a JPEG with a second one."""
    first, second = scene(), scene(320, 240)
    return encoded(first, "MPO", save_all=True, append_images=[second])


def animated_gif() -> bytes:
    frames = [Image.new("RGB", (300, 200), colour) for colour in (RED, GREEN, BLUE)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def png_of(width: int, height: int) -> bytes:
    """A black PNG of any size, made without holding its pixels."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * ((width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


@cache
def bomb_png() -> bytes:
    """169 megapixels in about 20 kB: passes Pillow's error limit with a warning."""
    return png_of(13_000, 13_000)


@cache
def huge_bomb_png() -> bytes:
    """400 megapixels: beyond Pillow's own limit."""
    return png_of(20_000, 20_000)


def text_bomb_png() -> bytes:
    """A small picture with a text chunk of 100 MB, packed small."""
    whole = encoded(scene(200, 200), "PNG")
    data = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return whole[:33] + chunk + whole[33:]


def truncated(content: bytes, keep: float = 0.6) -> bytes:
    return content[: int(len(content) * keep)]


def heavy(jpeg: bytes, size: int) -> bytes:
    """Return the same photograph with remarks in it, of at least `size` bytes."""
    remark = b"\xff\xfe" + struct.pack(">H", 60_002) + b"x" * 60_000
    return jpeg[:2] + remark * -(-size // len(remark)) + jpeg[2:]


def many_scans_jpeg() -> bytes:
    """A progressive JPEG with its last scan repeated a thousand times."""
    whole = encoded(scene(), "JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * 1000 + b"\xff\xd9"


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 500 500\nshowpage\n%%EOF\n"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"
SCRIPT = b"<?php system($_GET['c']); ?>"


def polyglot_jpeg() -> bytes:
    """A true JPEG that is a ZIP and carries a page with a script as well."""
    from tests.office import archive

    return plain_jpeg() + HTML + SCRIPT + archive({"evil.html": HTML})
