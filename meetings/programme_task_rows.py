"""The rows of tasks in a file of programmes, written one by one within a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.vietnamese import fold

from .models import Party, Task
from .programme_cells import TASK_COLUMNS, TASKS, cells, read
from .programme_report import Faults, Report, told_of
from .programme_rows import Entry, ask_for, closed, stands_in
from .workbook import FileRow

TAKEN = ("text", "measure", "target", "target_unit", "due_on")


class TaskRows:
    """Takes the rows of tasks into the programmes of the same file."""

    def __init__(self, entries: dict[str, Entry], report: Report) -> None:
        self.entries, self.report = entries, report
        self._rows: defaultdict[int, dict[int, int]] = defaultdict(dict)

    def take(self, rows: Iterable[FileRow]) -> None:
        for row in rows:
            entry = self.entries.get(fold(row.typed.get("code", "")))
            year = entry.programme.year if entry else timezone.localdate().year
            values, faults = read(TASK_COLUMNS, row.typed, year=year)
            ask_for(("code", "number"), values, faults)
            if entry is None:
                faults.setdefault("code", _("no programme of the file has this code"))
            if entry is None or not values.get("number"):
                self.report.add(TASKS, row, values.get("text", ""), [], faults)
            else:
                self._take(row, entry, values, faults)

    def _take(
        self, row: FileRow, entry: Entry, values: dict[str, Any], faults: Faults
    ) -> None:
        number = values["number"]
        first = self._rows[id(entry)].setdefault(number, row.number)
        if first != row.number:
            faults["number"] = stands_in(first)
        task = entry.tasks.get(number) or Task(number=number)
        task.programme = entry.programme
        before = _cells(task, task.support.all()) if task.pk else {}
        _set(task, values)
        support = _support(task, entry, values, faults)
        _check(task, faults)
        differences = told_of(TASKS, before, _cells(task, support))
        if differences and entry.is_closed:
            faults[""] = closed()
        label = f"{values['code']} – {task}"
        is_good = self.report.add(
            TASKS, row, label, differences, faults, is_new=not before
        )
        if is_good and differences and entry.programme.pk:
            task.save()
            task.support.set(support)
            entry.is_changed = True


def _set(task: Task, values: dict[str, Any]) -> None:
    """Take the values; a new task with a target and no measure is a number."""
    if not task.pk and "measure" not in values and values.get("target") is not None:
        task.measure = Task.Measure.NUMBER
    for name in TAKEN:
        if name in values:
            setattr(task, name, values[name])


def _support(
    task: Task, entry: Entry, values: dict[str, Any], faults: Faults
) -> list[Party]:
    """Set the lead; return the bodies that support it, as typed or as saved."""
    if name := values.get("lead"):
        leads = _named([name], "lead", entry, faults)
        task.lead = leads[0] if leads else None
    if "support" in values:
        return _named(values["support"], "support", entry, faults)
    return list(task.support.all()) if task.pk else []


def _named(names: list[str], column: str, entry: Entry, faults: Faults) -> list[Party]:
    """The saved parties of these names; a name that is no party's is a fault."""
    found = []
    for name in names:
        if fold(name) not in entry.names:
            text = _("“%(name)s” is not among the programme's parties")
            faults.setdefault(column, text % {"name": name})
        elif party := entry.names[fold(name)]:
            found.append(party)
    return found


def _check(task: Task, faults: Faults) -> None:
    if not task.text:
        ask_for(["text"], {}, faults)
    try:
        task.full_clean(
            exclude={*faults, "programme", "lead"},
            validate_unique=False,
            validate_constraints=False,
        )
    except ValidationError as error:
        for name, told in error.message_dict.items():
            faults.setdefault(name, told[0])


def _cells(task: Task, support: Iterable[Party]) -> dict[str, str]:
    """The task as its row would show it."""
    given = {
        "code": "",
        "lead": task.lead.name if task.lead else "",
        "support": sorted(party.name for party in support),
    }
    return cells(TASK_COLUMNS, task, given)
