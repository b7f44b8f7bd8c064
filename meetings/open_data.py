"""The figures of public records as tables, and the page that offers them.

One row for each figure: what is not known has a row with an empty value, so that
nobody takes it for zero. Rows come from approved versions alone and are written as
they are read, with one query for a table of any length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from publishing.public_pages import public_page
from publishing.spreadsheets import Cell
from publishing.vietnamese import slugify_vi
from units.models import Contact

from . import campaigns, programme_data
from .data_tables import CHUNK, Field, csv_answer
from .group_lines import GroupLine
from .kinds import GROUP_MEASURES, CountedIn, Measure, MeetingKind, Qualifier
from .levels import level_label
from .models import Campaign, Programme, RecordCard
from .public_record import PublicRecord
from .readings import SHEET_COUNTS, Reading
from .record_pages import found_or_404

MOST_CAMPAIGNS = 200
AFTER = "tu"  # the parameter of the page's further parts

_PLACE = re.compile(r"([0-9]{4})_([0-9]{1,18})")


FIELDS = (
    Field(
        pgettext_lazy("column", "Record"),
        gettext_lazy("Number of the record in this portal; it never changes."),
    ),
    Field(
        pgettext_lazy("column", "Year"),
        gettext_lazy("The year by which the meeting is called."),
    ),
    Field(
        pgettext_lazy("column", "Kind of meeting"),
        gettext_lazy("Conference, session, congress, festival …"),
    ),
    Field(
        pgettext_lazy("column", "Level"),
        gettext_lazy("Whether the unit itself met, or its residential groups did."),
    ),
    Field(
        pgettext_lazy("column", "Unit"),
        gettext_lazy("Under its name of that day."),
    ),
    Field(
        pgettext_lazy("column", "Belonged to"),
        gettext_lazy("The units above it on that day."),
    ),
    Field(
        pgettext_lazy("column", "Day held"),
        gettext_lazy("Year-month-day; empty where it is not known."),
    ),
    Field(
        pgettext_lazy("column", "Residential group"),
        gettext_lazy("Empty for figures of the whole record."),
    ),
    Field(
        pgettext_lazy("column", "Figure"),
        gettext_lazy("What is measured."),
    ),
    Field(
        pgettext_lazy("column", "Counted in"),
        gettext_lazy("The counted thing: households are not delegates."),
    ),
    Field(
        pgettext_lazy("column", "Value"),
        gettext_lazy("Whole numbers without separators; empty means not known."),
    ),
    Field(
        pgettext_lazy("column", "Hedge"),
        gettext_lazy("“Almost”, “more than” … where the report says so."),
    ),
    Field(
        pgettext_lazy("column", "Where it comes from"),
        gettext_lazy(
            "Stated in the report, computed by the ward, reported by the group, or"
            " added up from the groups; one figure may stand in two rows."
        ),
    ),
    Field(
        pgettext_lazy("column", "Groups added up"),
        gettext_lazy("Of how many groups the figure is known, of all: 17/18."),
    ),
    Field(
        pgettext_lazy("column", "State of the record"),
        gettext_lazy("Figures reported by the ward, or approved by the level above."),
    ),
    Field(
        pgettext_lazy("column", "Last change"),
        gettext_lazy("When what readers see of the record last changed."),
    ),
    Field(
        pgettext_lazy("column", "Address"),
        gettext_lazy("The record's page in this portal."),
    ),
    Field(
        pgettext_lazy("column", "Note"),
        gettext_lazy("What the report adds to the figure, or to the whole record."),
    ),
)


@public_page(AFTER)
def data_page(request: HttpRequest) -> HttpResponse:
    """All campaigns with public figures, and what the columns mean."""
    after = request.GET.get(AFTER, "")
    rows = campaigns.with_figures().order_by("-year", "-pk")
    found = list(_from(rows, after)[: MOST_CAMPAIGNS + 1])
    shown = campaigns.states_of(found[:MOST_CAMPAIGNS])
    leading = {one.campaign.unit_id for one in shown}
    context = {
        "states": shown,
        "fields": FIELDS,
        "contacts": _contacts(leading),
        "has_programmes": Programme.objects.public().exists(),
        "programme_fields": programme_data.FIELDS,
        "further": _place(found[MOST_CAMPAIGNS - 1]) if found[MOST_CAMPAIGNS:] else "",
        "has_records": bool(shown) or RecordCard.objects.with_figures().exists(),
        "here": f"?{AFTER}={after}" if after else "",
    }
    return render(request, "meetings/open_data.html", context)


def _place(campaign: Campaign) -> str:
    return f"{campaign.year}_{campaign.pk}"


def _from(rows: QuerySet[Campaign], after: str) -> QuerySet[Campaign]:
    """Those that follow a place in the list; 404 for what is none."""
    if not after:
        return rows
    match = _PLACE.fullmatch(after)
    if not match:
        raise Http404
    year, pk = int(match[1]), int(match[2])
    return rows.filter(Q(year__lt=year) | Q(year=year, pk__lt=pk))


def _contacts(units: Iterable[int]) -> dict[int, Contact]:
    """Whom to ask about each leading unit's figures: its first contact."""
    rows = Contact.objects.filter(unit__in=units).order_by("unit", "order", "pk")
    return {row.unit_id: row for row in rows.distinct("unit")}


@public_page()
def campaign_data(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The records of one campaign: their figures, without the lines of the groups."""
    campaign = get_object_or_404(campaigns.with_figures(), pk=pk)
    address = campaigns.data_address(campaign)
    if request.path != address:
        return redirect(address, permanent=True)
    cards = _cards().filter(conference__campaign=campaign)
    return _table(cards, f"{slugify_vi(str(campaign))}.csv")


@public_page()
def all_data(request: HttpRequest) -> HttpResponse:
    """All public records, of every year, also those without a campaign."""
    return _table(_cards(), "hoi-nghi.csv")


@public_page()
def record_data(request: HttpRequest, unit: str, pk: int) -> HttpResponse:
    """One record with the lines of its groups."""
    found = found_or_404(unit, pk)
    cards = _cards().filter(conference=found)
    name = f"so-lieu-{unit}-{found.card.year}-{found.pk}.csv"
    return _table(cards, name, with_groups=True)


def _cards() -> Any:
    cards = RecordCard.objects.with_figures()
    cards = cards.select_related("unit", "conference__public")
    return cards.order_by("-year", "unit_name", "pk")


def _table(cards: Any, name: str, *, with_groups: bool = False) -> Any:
    rows = (
        row
        for card in cards.iterator(chunk_size=CHUNK)
        for row in rows_of(card, with_groups=with_groups)
    )
    return csv_answer(FIELDS, rows, name)


def rows_of(card: RecordCard, *, with_groups: bool = False) -> Iterator[list[Cell]]:
    """The figures of one record, as rows of the table."""
    version = card.conference.public
    if version is None:
        return
    record = PublicRecord(version.content)
    before, after = _common(card)
    for *one, note in _figures(record):
        notes = f"{note} {record.explanation}".strip()
        yield [*before, "", *one, *after, notes]
    if with_groups:
        for line in record.lines:
            for one in _figures_of(line):
                yield [*before, line.name, *one, *after, record.explanation]


def _common(card: RecordCard) -> tuple[list[Cell], list[Cell]]:
    state = state_label(is_accepted=card.accepted_at is not None)
    before: list[Cell] = [
        card.conference_id,
        card.year,
        str(MeetingKind(card.kind).label),
        level_label(card.tier),
        card.unit_name,
        card.unit_place,
        card.held_on,
    ]
    address = f"{settings.PORTAL_URL}{card.get_absolute_url()}"
    return before, [state, card.changed_at, address]


def state_label(*, is_accepted: bool) -> str:
    """Whose word the figures are: the ward's, or the level above's too."""
    return (
        _("Approved by the level above") if is_accepted else _("Reported by the ward")
    )


def _figures(record: PublicRecord) -> Iterator[list[Cell]]:
    """Measure, counted in, value, hedge, source, groups added up, note."""
    yield from _groups_held(record)
    for one in record.readings:
        head: list[Cell] = [str(one.label), str(one.unit)]
        if one.stated:
            hedge = one.stated.qualifier
            origin = (
                _("Computed by the ward")
                if one.stated.origin == "computed"
                else _("Stated in the report")
            )
            label = str(Qualifier(hedge).label) if hedge else ""
            note = one.stated.note
            yield [*head, _plain(one.stated.value), label, origin, "", note]
        if one.summed:
            known = f"{one.summed.known}/{one.summed.lines}"
            added = _("Added up from the groups")
            yield [*head, one.summed.value, "", added, known, ""]
        if not one.is_known:
            yield [*head, None, "", _("No figure yet"), "", ""]


def _groups_held(record: PublicRecord) -> Iterator[list[Cell]]:
    """Held and reported are two figures, of the snapshot of that year."""
    unit = str(CountedIn.GROUP.label)
    if record.groups_behind:
        stated = _("Stated in the report")
        name = _("All groups of that year")
        yield [name, unit, record.groups_behind, "", stated, "", ""]
    if not record.of_groups:
        return
    for label, value in (
        (_("All groups of that year"), record.groups_total),
        (str(Measure.GROUPS_HELD.label), record.held if record.lines else None),
        (_("Groups that have reported"), record.reported),
    ):
        source = _("From the groups' reports") if record.lines else ""
        if value is not None:
            yield [label, unit, value, "", source, "", ""]
        elif label != str(Measure.GROUPS_HELD.label):
            yield [label, unit, None, "", _("No figure yet"), "", ""]


def _figures_of(line: GroupLine) -> Iterator[list[Cell]]:
    for column, measure in GROUP_MEASURES.items():
        value = line.numbers[column]
        unit = Reading(measure, _counted(measure)).unit
        source = (
            pgettext("source of a figure", "Reported by the group")
            if value is not None
            else str(line.state_label)
            if not line.is_held
            else _("No figure yet")
        )
        yield [str(Measure(measure).label), str(unit), value, "", source, ""]


def _counted(measure: str) -> str:
    return SHEET_COUNTS[Measure(measure)]


def _plain(value: int | Decimal) -> Cell:
    return value if isinstance(value, int) else format(value, "f")
