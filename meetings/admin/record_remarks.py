"""What the level above said of a returned record, at the very fields it is about.

Everything else of such a record is read only: see `meetings.corrections`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .. import corrections, records, targets
from ..corrections import Opening
from ..models import Conference, Remark
from .sheet_address import address

# The sections of the page that are called otherwise than their lists.
SECTIONS = {"clause_reviews": "reviews", targets.LINES: "sheet"}


@dataclass(frozen=True)
class Told:
    """A remark with what it is about, and where that stands."""

    label: str
    text: str
    url: str


def opening_of(request: HttpRequest, record: Conference) -> Opening:
    """What may be changed in the record; asked once for a request."""
    known: dict[Any, Opening] = request.__dict__.setdefault("_openings", {})
    key = (record.pk, record.state)
    if key not in known:
        known[key] = corrections.open_fields(record)
    return known[key]


def is_partly_open(request: HttpRequest, record: Conference) -> bool:
    """Whether the user may change some of the record, and not all."""
    if not records.may_enter(request.user, record):
        return False
    return not opening_of(request, record).whole


def told_of(record: Conference) -> list[Told]:
    """All remarks of the last return, those about the whole first."""
    remarks = corrections.remarks_of(record)
    labels = targets.labels_of(record, [remark.target for remark in remarks])
    in_order = sorted(remarks, key=lambda remark: bool(remark.target))
    return [
        Told(labels[remark.target], remark.text, _place(record, remark.target))
        for remark in in_order
    ]


def _place(record: Conference, text: str) -> str:
    target = targets.read(text)
    if target.kind == "cell":
        return address(record)
    if target.kind == "figure":
        return f"#part-{targets.FIGURES}"
    if target.kind == "list":
        return f"#part-{SECTIONS.get(target.name, target.name)}"
    return f"#id_{target.name}" if target.kind == "field" else ""


def as_help(remarks: list[Remark], help_text: Any) -> SafeString:
    """The remarks before the help of a field, so that they are read with it."""
    told = format_html_join(
        "", '<span class="said">{}</span> ', [(r.text,) for r in remarks]
    )
    return format_html("{}{}", told, help_text)
