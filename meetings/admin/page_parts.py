"""The sections of a long page of the desk, in an order of our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FIELDSET = "admin/includes/fieldset.html"


@dataclass(frozen=True)
class PagePart:
    """A section of the page: fields, rows, or a panel of its own."""

    code: str
    title: str
    template: str
    fieldset: Any = None
    rows: Any = None


def first_field(fieldset: Any) -> str:
    """The name of a section's first field, by which it is known here."""
    first = fieldset.fields[0]
    return first if isinstance(first, str) else first[0]


def fields_part(code: str, fieldset: Any) -> PagePart | None:
    if fieldset is None:
        return None
    return PagePart(code, str(fieldset.name), FIELDSET, fieldset=fieldset)


def rows_part(rows: Any, kind: Any, code: str) -> PagePart | None:
    """The rows of the inline `kind`, titled as its model is called."""
    found = rows.get(kind)
    if found is None:
        return None
    title = str(found.opts.verbose_name_plural)
    title = title[:1].upper() + title[1:]
    return PagePart(code, title, found.opts.template, rows=found)
