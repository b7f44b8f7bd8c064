"""Excel → the sheet: first a dry run that changes nothing, then all of it or nothing.

An empty cell leaves what is saved: a file that knows less than the portal takes
nothing away. So the same file may come any number of times. What the dry run showed is
carried, signed, to the confirmation; where a line was changed in between, the whole
import is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from . import corrections, group_sheet, sheet_cells, sheet_file, sheet_page, workbook
from .corrections import Opening
from .dry_run import CHANGED, FAULTY, NEW, SAME, Change, DryRun
from .group_sheet import ChangedError, Entry
from .models import Conference
from .sheet_cells import COLUMNS, shown
from .sheet_file import FileLine
from .sheet_page import Row

SALT = "meetings.sheet_import"
MAX_AGE = 2 * 60 * 60  # seconds from the dry run to the confirmation


@dataclass
class Plan(DryRun):
    """A dry run, and what it would save: (group, what is typed, the line as seen)."""

    entries: list[tuple[int, Mapping[str, str], str]] = field(default_factory=list)


def plan(*, conference: Conference, file: File) -> Plan:
    """What an import of the file would do; raises ValidationError for all of it."""
    sheet = sheet_file.read_file(file, conference)
    rows = {row.group.pk: row for row in sheet_page.rows_of(conference)}
    result, faults = Plan(), list(sheet.faults)
    opening = corrections.open_fields(conference)
    faulty = {address for address, _text in faults}
    for line in sheet.lines:
        row = rows.get(line.group_id)
        if row is None:
            fault = _("the record has no line for this group")
            faults.append((f"B{line.number}", fault))
            continue
        found = _faults(conference, line, row, opening)
        faults += found
        _add(result, line, row, is_faulty=bool(found) or _has(line, faulty))
    result.faults = list(workbook.in_order(faults))
    return result


def _has(line: FileLine, faulty: set[str]) -> bool:
    return any(line.address(name) in faulty for name in line.letters)


def _faults(
    conference: Conference, line: FileLine, row: Row, opening: Opening
) -> list[tuple[str, str]]:
    """The faulty cells of a row; the line in memory takes the values of the file."""
    values, faults = sheet_cells.read(
        line.typed, year=conference.year, attended=row.line.households_attended
    )
    row.typed = {name: shown(getattr(row.line, name)) for name in values}
    faults |= group_sheet.closed(row.line, values, opening)
    try:
        group_sheet.check(row.line, values, faults)
    except ValidationError as error:
        told = group_sheet.faults_of(error)
        return [
            (line.address(name), f"{_head(name)}: {text}")
            for name, text in told.items()
        ]
    return []


def _head(name: str) -> str:
    return str(sheet_cells.BY_NAME[name].label) if name else ""


def _add(result: Plan, line: FileLine, row: Row, *, is_faulty: bool) -> None:
    before = row.typed
    differences = [
        (str(column.label), before[column.name], shown(getattr(row.line, column.name)))
        for column in COLUMNS
        if column.name in before
        and before[column.name] != shown(getattr(row.line, column.name))
    ]
    what = CHANGED if differences else SAME
    if differences and not any(saved for _name, saved, _then in differences):
        what = NEW
    if is_faulty:
        what = FAULTY
    result.changes.append(Change(line.number, row.label, what, differences))
    if differences and not is_faulty:
        result.entries.append((row.group.pk, line.typed, row.seen))


def sign(result: Plan, *, conference: Conference, by: Any) -> str:
    """The dry run for the form that confirms it; "" where nothing may be confirmed."""
    if not result.is_good:
        return ""
    content = {"record": conference.pk, "user": by.pk, "entries": result.entries}
    return signing.dumps(content, salt=SALT, compress=True)


def confirm(*, conference: Conference, signed: str, by: Any) -> int:
    """Import what the dry run showed, whole or not at all; the number of lines.

    Raises ValidationError in words for the person, and what `group_sheet` raises.
    """
    entries = _entries(conference, signed, by)
    try:
        return len(
            group_sheet.save_lines(conference=conference, entries=entries, by=by)
        )
    except ChangedError as conflict:
        group = conflict.line.group.full_name_on(conference.day)
        raise ValidationError(
            _(
                "Nothing was imported: %(group)s was changed after the dry run. Choose"
                " the file again."
            )
            % {"group": group}
        ) from conflict


def _entries(conference: Conference, signed: str, by: Any) -> list[Entry]:
    try:
        content = signing.loads(signed, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise _again() from error
    if content["record"] != conference.pk or content["user"] != by.pk:
        raise _again()
    groups = {
        line.group_id: line.group
        for line in conference.group_reports.select_related("group")
    }
    return [
        Entry(groups[group_id], typed, seen)
        for group_id, typed, seen in content["entries"]
    ]


def _again() -> ValidationError:
    return ValidationError(
        _("The dry run is too old. Choose the file again: nothing was imported.")
    )
