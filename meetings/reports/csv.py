"""A campaign as CSV: the rows of the workbook, each figure in a row of its own."""

from __future__ import annotations

from collections.abc import Iterator

from publishing.spreadsheets import csv_parts
from units.models import Unit

from ..models import Campaign
from .tables import in_one, tables_of


def parts(campaign: Campaign, unit: Unit) -> Iterator[bytes]:
    """Yield the file part by part: UTF-8 with a byte order mark, safe from formulas."""
    columns, rows = in_one(tables_of(campaign, unit))
    return csv_parts(columns, rows)
