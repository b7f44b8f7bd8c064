"""A campaign as a workbook: one sheet a level, real numbers, totals, states of records."""

from __future__ import annotations

from io import BytesIO

from publishing.spreadsheets import Book
from publishing.vietnamese import slugify_vi
from units.models import Unit

from ..models import Campaign
from .tables import tables_of

_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")  # in the name of a sheet
_LONGEST_NAME = 31


def workbook(campaign: Campaign, unit: Unit) -> bytes:
    """Return an .xlsx of what was sent up to `unit`; see `tables.tables_of`."""
    file = BytesIO()
    place = unit.full_name_on(campaign.as_of)
    with Book(file) as book:
        for table in tables_of(campaign, unit):
            book.add_sheet(
                sheet_name(table.name),
                table.columns,
                table.rows,
                total=table.total,
                printed=f"{campaign.title} – {place} – {table.name}",
            )
    return file.getvalue()


def sheet_name(name: str) -> str:
    return name.translate(_FORBIDDEN)[:_LONGEST_NAME]


def file_name(campaign: Campaign, unit: Unit, ending: str = "xlsx") -> str:
    """An ASCII name: "tong-hop_hai-ba-trung-ha-noi_2023.xlsx"."""
    where = unit.slug or slugify_vi(unit.full_name)
    return f"tong-hop_{where}_{campaign.year}.{ending}"
