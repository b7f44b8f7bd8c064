"""What a remark, a fault or an amendment is about: the names of a record's values.

One text names one thing, as `faults.Fault.field` does: "figures.attended.household",
"group_reports.12.opinions" (the number is that of the line), "held_on", or "" for the
whole record. Lists (agenda, clauses …) are named as lists.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.numbers import whole_number
from publishing.vietnamese import format_date, format_number

from .kinds import CountedIn, Measure, Qualifier, named
from .models import Conference, Figure, GroupReport
from .sheet_cells import BY_NAME, COLUMNS

FIGURES, LINES = "figures", "group_reports"
WHOLE = ""
MINUTES = "minutes"  # the photograph of a line, beside its cells
# Fields of the record itself that a remark may name.
FIELDS = (
    *("campaign", "kind", "title", "year", "year_reviewed", "ordinal", "term"),
    *("term_number", "previous", "carries_out", "held_on", "held_until", "starts_at"),
    *("part_of_day", "place", "parts_total", "threshold", "explanation"),
)
# Lists of rows; each opens as a list.
LISTS = {
    "organisers": gettext_lazy("organising bodies"),
    "basis": gettext_lazy("basis documents"),
    "composition": gettext_lazy("composition"),
    "agenda": gettext_lazy("agenda"),
    FIGURES: gettext_lazy("figures"),
    LINES: gettext_lazy("Sheet of the groups"),
    "clauses": gettext_lazy("clauses of the resolution"),
    "clause_reviews": gettext_lazy("last year's clauses"),
    "papers": gettext_lazy("papers of the meeting"),
    "pictures": gettext_lazy("Pictures"),
    "articles": gettext_lazy("articles"),
}
CELLS = (*(column.name for column in COLUMNS), MINUTES)


@dataclass(frozen=True)
class Target:
    """A target taken apart. `name` is the field, the list, the measure or the column."""

    text: str
    kind: str  # "whole", "field", "list", "figure" or "cell"
    name: str = ""
    counted: str = ""
    line: int = 0


def figure(measure: str, counted: str) -> str:
    return f"{FIGURES}.{measure}.{counted}"


def cell(line: int, column: str) -> str:
    return f"{LINES}.{line}.{column}"


def read(text: str) -> Target:
    """Take a target apart; raises ValidationError for what names nothing."""
    first, *rest = text.split(".")
    if not rest:
        return _of_one_word(first)
    if first == FIGURES and len(rest) == 2:
        measure, counted = rest
        if measure in Measure.values and counted in CountedIn.values:
            return Target(text, "figure", measure, counted=counted)
    if first == LINES and len(rest) == 2 and rest[1] in CELLS:
        line = whole_number(rest[0])
        if line is not None:
            return Target(text, "cell", rest[1], line=line)
    if first == "clause_reviews":  # a fault names its clause; the list opens
        return Target(first, "list", first)
    raise _nothing(text)


def _of_one_word(text: str) -> Target:
    if text == WHOLE:
        return Target(text, "whole")
    if text in FIELDS:
        return Target(text, "field", text)
    if text in LISTS:
        return Target(text, "list", text)
    raise _nothing(text)


def _nothing(text: str) -> ValidationError:
    told = _("The record has nothing that is called “%(target)s”.")
    return ValidationError(told % {"target": text[:80]})


def read_of(conference: Conference, text: str) -> Target:
    """Like `read`, and a line must be one of the record's own."""
    found = read(text)
    if found.kind == "cell":
        lines = conference.group_reports.filter(pk=found.line)
        if not lines.exists():
            raise _nothing(text)
    return found


def label_of(text: str, names: Mapping[int, str] | None = None) -> str:
    """What people call it: "Tổ dân phố 3: Tham dự", "Tham dự (hộ)".

    `names` are those of the groups by line (`names_of_lines`).
    """
    found, names = read(text), names or {}
    if found.kind == "whole":
        return _("The whole record")
    if found.kind == "figure":
        return named(found.name, found.counted)
    if found.kind == "cell":
        column = column_label(found.name)
        return f"{names.get(found.line, '')}: {column}".removeprefix(": ")
    return field_label(found.name)


def field_label(name: str) -> str:
    """The head of a field or a list, as its form has it."""
    label: Any = LISTS.get(name)
    if label is None:
        label = Conference._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    text = str(label)
    return text[:1].upper() + text[1:]


def amended_label(row: dict[str, Any]) -> str:
    """What a public amendment (`record_content`) is about, in the same words."""
    if "measure" in row:
        return label_of(figure(row["measure"], row["counted"]))
    if "column" in row:
        return f"{row['group']}: {column_label(row['column'])}"
    return field_label(row["field"])


def shown(written: str | None) -> str:
    """A kept value as people read it: "1.435", "gần 1.400", "28/02/2024"; "" unknown."""
    if written is None:
        return ""
    first, _space, rest = written.partition(" ")
    if rest:
        return f"{Qualifier(first).label} {shown(rest)}"
    if len(written) == 10 and written[4] == "-":
        return format_date(datetime.date.fromisoformat(written))
    return format_number(Decimal(written))


def column_label(name: str) -> str:
    """The head of a column of the groups' sheet, or of the photograph beside it."""
    if name == MINUTES:
        return _("Photo of the minutes")
    return str(BY_NAME[name].label)


def names_of_lines(conference: Conference, lines: set[int]) -> dict[int, str]:
    """The names of the groups of these lines on the record's day; two queries."""
    if not lines:
        return {}
    rows = GroupReport.objects.filter(conference=conference, pk__in=lines)
    rows = rows.select_related("group").prefetch_related("group__names")
    return {row.pk: row.group.full_name_on(conference.day) for row in rows}


def lines_named(texts: list[str]) -> set[int]:
    """The lines that the targets name."""
    return {found.line for found in map(read, texts) if found.kind == "cell"}


def labels_of(conference: Conference, texts: list[str]) -> dict[str, str]:
    """The label of each target; at most two queries."""
    names = names_of_lines(conference, lines_named(texts))
    return {text: label_of(text, names) for text in texts}


def figure_of(conference: Conference, target: Target) -> Figure | None:
    rows = conference.figures.filter(measure=target.name, counted=target.counted)
    return rows.first()
