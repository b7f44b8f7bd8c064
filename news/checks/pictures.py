"""Pictures that say nothing to a person who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.utils.translation import gettext as _

from ..bodies import ALT
from .advice import Advice, Written, listed

PICTURE = re.compile(r"<img\b[^<>]*>")
# A name that a camera, a phone or a program gave is no description.
_FILE_NAME = re.compile(
    r"\S{1,80}\.(?:jpe?g|png|gif|webp|heic|bmp)"
    r"|(?:img|dsc|dscn|dji|image|photo|picture|screenshot|hinh|hình|anh|ảnh)"
    r"[\s_-]{0,3}[\d_-]{0,20}",
    re.IGNORECASE,
)


def find(written: Written) -> Iterator[Advice]:
    album = [photo.alt for photo, _caption in written.content.pictures]
    yield from _bare("pictures", album, _("picture %(number)d"))
    body = [_alt(tag) for tag in PICTURE.findall(written.content.body)]
    yield from _bare("body", body, _("picture %(number)d in the text"))


def _alt(tag: str) -> str:
    found = ALT.search(tag)
    return unescape(found[1]) if found else ""


def _bare(field: str, alts: list[str], name: str) -> Iterator[Advice]:
    bare = [
        name % {"number": number}
        for number, alt in enumerate(alts, start=1)
        if not alt.strip() or _FILE_NAME.fullmatch(alt.strip())
    ]
    if bare:
        yield Advice(
            code="alt-missing",
            field=field,
            message=_(
                "Pictures without a description for people who cannot see: %(count)d."
            )
            % {"count": len(bare)},
            where=listed(bare),
        )
