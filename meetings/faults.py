"""A fault, and how the rules that find faults read what they look at."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from documents.models import OfficialDocument
from units.querysets import name_lookups

from .models import Conference, Figure, GroupReport, Programme

Records = QuerySet[Conference]
Figures = dict[tuple[str, str], Figure]


@dataclass(frozen=True)
class Fault:
    """One thing that does not add up, told to people.

    `record` is a conference, a document of the register or a programme; `field` is
    where it shows: a field of the record, "figures.<measure>.<counted in>",
    "group_reports.<id of the line>.<column>", "clause_reviews.<number>.actual",
    "tasks.<number>.<column>" or "reviews.<id>.<column>".
    """

    record: Conference | OfficialDocument | Programme
    field: str
    message: str

    def __str__(self) -> str:
        return self.message


def with_units(records: Records) -> Records:
    """Records with what their days and names are read from."""
    return records.select_related("unit", "campaign").prefetch_related(
        *name_lookups("unit")
    )


def by_id(records: Records, ids: Iterable[int]) -> dict[int, Conference]:
    """Those of the records that have a fault, ready to be named."""
    return {record.pk: record for record in with_units(records.filter(pk__in=set(ids)))}


def lines_of(records: Records) -> QuerySet[GroupReport]:
    """The lines of the records, with what a fault's message names."""
    return (
        GroupReport.objects.filter(conference__in=records.values("pk"))
        .select_related("group", "conference__unit", "conference__campaign")
        .prefetch_related(*name_lookups("group"), *name_lookups("conference__unit"))
    )


def of_line(line: GroupReport, column: str, message: str) -> Fault:
    """A fault of one line, which begins with the name of the group."""
    record = line.conference
    words = {"group": line.group.full_name_on(record.day), "message": message}
    return Fault(
        record,
        f"group_reports.{line.pk}.{column}",
        _("%(group)s: %(message)s") % words,
    )


def figures_of(
    records: Records, *measures: str
) -> Iterator[tuple[Conference, Figures]]:
    """Records that have at least two of the measures, with those figures."""
    found: dict[int, Figures] = defaultdict(dict)
    for figure in Figure.objects.filter(
        conference__in=records.values("pk"), measure__in=measures
    ):
        found[figure.conference_id][figure.measure, figure.counted] = figure
    found = {pk: figures for pk, figures in found.items() if len(figures) > 1}
    for pk, record in by_id(records, found).items():
        yield record, found[pk]


def field_of(figure: Figure) -> str:
    return f"figures.{figure.measure}.{figure.counted}"


def is_excused(*figures: Figure) -> bool:
    """Whether a note explains one of the figures, or its source hedges it."""
    return any(figure.note or figure.qualifier for figure in figures)


def days_of(
    records: Records,
) -> list[tuple[Conference, datetime.date, datetime.date]]:
    """Records with the first and the last day on which they, or their groups, met."""
    lines = {
        row["conference"]: (row["first"], row["last"])
        for row in GroupReport.objects.filter(
            conference__in=records.values("pk"), held_on__isnull=False
        )
        .values("conference")
        .annotate(first=Min("held_on"), last=Max("held_on"))
    }
    held = records.filter(held_on__isnull=False).values_list("pk", flat=True)
    found = []
    for record in by_id(records, [*lines, *held]).values():
        days = [day for day in (record.held_on, record.held_until) if day]
        days += lines.get(record.pk, ())
        found.append((record, min(days), max(days)))
    return found
