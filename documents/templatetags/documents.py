"""How a file's size and a document's force are shown."""

from __future__ import annotations

from django import template

from publishing.vietnamese import format_number

from ..models import OfficialDocument

register = template.Library()

Force = OfficialDocument.Force
_CLASSES = {Force.IN_FORCE: "done", Force.ENDED: "past"}


@register.filter
def file_size(size: int) -> str:
    """Show 421.888 bytes as "412 KB", 1.258.291 as "1,2 MB"."""
    if size < 1024 * 1024:
        return f"{format_number(max(1, round(size / 1024)))} KB"
    tenths = round(size * 10 / 1024 / 1024)
    return f"{format_number(tenths // 10)},{tenths % 10} MB"


@register.filter
def force_class(document: OfficialDocument) -> str:
    """The look of a badge that says whether the document is in force."""
    return _CLASSES.get(Force(document.force), "")
