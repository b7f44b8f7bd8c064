"""Text typed with the fonts of before Unicode, and the same content in Unicode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from publishing.legacy_encodings import Reader, reader_of

from .advice import Advice, Line, Written, shorten

if TYPE_CHECKING:
    from ..services import Content

CODE = "old-encoding"


def find(written: Written) -> Iterator[Advice]:
    lines = list(written.lines())
    reader = _reader(lines)
    if reader is None:
        return
    for line in lines:
        if reader.old_lines(line.text):
            yield Advice(
                code=CODE,
                field=line.field,
                message=_(
                    "Text in the old encoding %(name)s: readers see wrong letters."
                )
                % {"name": reader.encoding.value},
                where=shorten(line.text),
                fix=shorten(reader.text(line.text)),
            )
            return


def in_unicode(content: Content) -> Content | None:
    """Return the content with its old lines in Unicode; None where nothing is old.

    Descriptions of photographs are not the article's and stay as they are.
    """
    reader = _reader(list(Written.of(content).lines()))
    if reader is None:
        return None
    return replace(
        content,
        title=reader.text(content.title),
        summary=reader.text(content.summary),
        body=reader.html(content.body),
        author_line=reader.text(content.author_line),
        source=reader.text(content.source),
        pictures=[(photo, reader.text(text)) for photo, text in content.pictures],
        attachments=[(file, reader.text(text)) for file, text in content.attachments],
    )


def _reader(lines: list[Line]) -> Reader | None:
    return reader_of("\n".join(line.text for line in lines))
