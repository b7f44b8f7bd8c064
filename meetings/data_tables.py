"""How tables of open data are described and sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils.functional import Promise

from publishing.spreadsheets import Cell, Column, csv_parts

CHUNK = 500  # rows read from the database at a time


@dataclass(frozen=True)
class Field:
    """A column of the tables, and what stands in it."""

    title: str | Promise
    meaning: str | Promise


def csv_answer(
    fields: Iterable[Field], rows: Iterable[list[Cell]], name: str
) -> StreamingHttpResponse:
    """A table that is sent while it is written; search engines do not list it."""
    head = [Column(str(one.title)) for one in fields]
    response = StreamingHttpResponse(
        csv_parts(head, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response
