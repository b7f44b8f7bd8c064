"""Office files to upload in tests, good and bad, made by code."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

TYPES = b"<?xml version='1.0'?><Types/>"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def archive(members: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(**extra: bytes) -> bytes:
    """A Word file; `extra` maps further members to their content."""
    return office("word/document.xml", extra)


def office(main_part: str, extra: Mapping | None = None) -> bytes:
    return archive({"[Content_Types].xml": TYPES, main_part: b"<x/>", **(extra or {})})


def open_document(kind: str = "text", extra: Mapping | None = None) -> bytes:
    content_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": content_type, "content.xml": b"<x/>", **(extra or {})})


def old_office(stream: str = "WordDocument", *, macros: bool = False) -> bytes:
    """What matters of a file of Office 97: its signature and its streams' names."""
    names = [stream, *(["_VBA_PROJECT"] if macros else [])]
    return OLE + b"".join(name.encode("utf-16-le") + b"\0" * 64 for name in names)


def link_member(name: str = "word/link") -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = 0o120777 << 16
    return member
