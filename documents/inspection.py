"""Decides whether an upload is a document that the portal may keep and hand out.

The name's ending and the content must agree; the type that the browser declares is
ignored. Office files are archives: their list of members is checked against limits
before anything is unpacked, and nothing but one short member ever is. Pictures go
through `gallery`, which strips the camera's data; a document is kept untouched.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath, PurePosixPath

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

MAX_MEMBERS = 5_000
MAX_UNPACKED = 300 * 1024**2
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
CENTRAL_ENTRY = b"PK\x01\x02"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
# What zipfile raises on damaged or hostile archives.
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
)
OPEN_XML = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Kind:
    """A kind of document.

    `family` is the ending that the first bytes of all such containers stand for;
    `inspect` raises ValidationError where the rest is not what it should be.
    """

    content_type: str
    family: str
    inspect: Callable[[bytes], None]


def check_file(file: File) -> Kind:
    """Inspect an upload; `file.name` is what its owner called it.

    Raises ValidationError with a message for the person who uploaded it.
    """
    ending = ending_of(file.name or "")
    kind = KINDS.get(ending)
    if kind is None:
        raise _wrong_ending(ending)
    content = _content(file)
    if kind.family not in _endings_of(content):
        raise _wrong_content()
    kind.inspect(content)
    return kind


def ending_of(name: str) -> str:
    """The lower-case ending with its dot, empty when there is none."""
    return PurePath(name).suffix.lower()


def _content(file: File) -> bytes:
    limit = settings.DOCUMENT_MAX_BYTES
    if file.size > limit:
        raise too_large()
    file.seek(0)
    content = file.read(limit + 1)
    file.seek(0)
    if not content:
        raise ValidationError(_("The file is empty. Choose it again."), "empty")
    return content


def _endings_of(content: bytes) -> set[str]:
    """Endings that the first bytes allow."""
    try:
        return {match.extension for match in puremagic.magic_string(content[:8192])}
    except puremagic.PureError:
        return set()


def _inspect_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise _wrong_content()
    if b"%%EOF" not in content[-4096:]:
        raise _damaged()


def _ole_inspector(*streams: str) -> Callable[[bytes], None]:
    """Inspect the older Office files: one of `streams` must be in them."""
    marks = [stream.encode("utf-16-le") for stream in streams]

    def inspect(content: bytes) -> None:
        if OLE_MACROS in content:
            raise _has_macros()
        if not any(mark in content for mark in marks):
            raise _wrong_content()

    return inspect


def _open_xml_inspector(main_part: str) -> Callable[[bytes], None]:
    def inspect(content: bytes) -> None:
        names = _members(content)
        if "[Content_Types].xml" not in names or main_part not in names:
            raise _wrong_content()

    return inspect


def _open_document_inspector(content_type: str) -> Callable[[bytes], None]:
    def inspect(content: bytes) -> None:
        names = _members(content)
        if "mimetype" not in names or _mimetype(content) != content_type:
            raise _wrong_content()

    return inspect


def _members(content: bytes) -> set[str]:
    """Names in an archive whose list is within limits; nothing is unpacked."""
    if content.count(CENTRAL_ENTRY) > MAX_MEMBERS:
        raise _too_much_inside()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except UNPACKING_ERRORS as error:
        raise _damaged() from error
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _too_much_inside()
    if any(map(_is_dangerous, members)):
        raise _damaged()
    names = {member.filename for member in members}
    if _macros_in(names):
        raise _has_macros()
    return names


def _is_dangerous(member: zipfile.ZipInfo) -> bool:
    """A link, an encrypted part, or a path that leads out of its folder."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return (
        is_link
        or bool(member.flag_bits & 0x1)
        or path.is_absolute()
        or ".." in path.parts
        or ":" in member.filename
    )


def _macros_in(names: Iterable[str]) -> bool:
    """VBA of Office, or Basic and scripts of LibreOffice."""
    lowered = [name.lower() for name in names]
    return any(
        name.endswith(("vbaproject.bin", "vbadata.xml"))
        or name.startswith(("basic/", "scripts/"))
        for name in lowered
    )


def _mimetype(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            part = archive.open("mimetype").read(200)
    except UNPACKING_ERRORS as error:
        raise _damaged() from error
    return part.decode("ascii", "replace").strip()


KINDS = {
    ".pdf": Kind("application/pdf", ".pdf", _inspect_pdf),
    ".doc": Kind("application/msword", ".doc", _ole_inspector("WordDocument")),
    ".xls": Kind(
        "application/vnd.ms-excel", ".doc", _ole_inspector("Workbook", "Book")
    ),
    ".docx": Kind(
        f"{OPEN_XML}.wordprocessingml.document",
        ".zip",
        _open_xml_inspector("word/document.xml"),
    ),
    ".xlsx": Kind(
        f"{OPEN_XML}.spreadsheetml.sheet",
        ".zip",
        _open_xml_inspector("xl/workbook.xml"),
    ),
    ".pptx": Kind(
        f"{OPEN_XML}.presentationml.presentation",
        ".zip",
        _open_xml_inspector("ppt/presentation.xml"),
    ),
    ".odt": Kind(
        f"{OPEN_DOCUMENT}.text",
        ".zip",
        _open_document_inspector(f"{OPEN_DOCUMENT}.text"),
    ),
    ".ods": Kind(
        f"{OPEN_DOCUMENT}.spreadsheet",
        ".zip",
        _open_document_inspector(f"{OPEN_DOCUMENT}.spreadsheet"),
    ),
}
PICTURES = {".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".gif"}


def too_large() -> ValidationError:
    return ValidationError(
        _("The file is too large: at most %(limit)s MB are allowed."),
        "too_large",
        {"limit": settings.DOCUMENT_MAX_BYTES // 1024**2},
    )


def _wrong_ending(ending: str) -> ValidationError:
    if ending in PICTURES:
        return ValidationError(
            _("Add this file under pictures, or save it as PDF to offer it here."),
            "picture",
        )
    return ValidationError(
        _("Files of this kind are not accepted. Choose one of: %(kinds)s."),
        "wrong_ending",
        {"kinds": ", ".join(kind[1:] for kind in KINDS)},
    )


def _wrong_content() -> ValidationError:
    return ValidationError(
        _(
            "The content of the file is not what its name says. Open it on your device,"
            " save it again without a password, and choose that."
        ),
        "wrong_content",
    )


def _damaged() -> ValidationError:
    return ValidationError(
        _(
            "The file is damaged or was not copied completely. Open it on your device"
            " and save it again, or choose another copy."
        ),
        "damaged",
    )


def _too_much_inside() -> ValidationError:
    return ValidationError(
        _("Too much is packed into this file. Save it as PDF and choose that."),
        "too_much_inside",
    )


def _has_macros() -> ValidationError:
    return ValidationError(
        _("The file contains macros. Save it without macros, or as PDF."),
        "macros",
    )
