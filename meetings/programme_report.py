"""What is told of a file of programmes: what happens to each row, and every fault."""

from __future__ import annotations

from . import workbook
from .dry_run import CHANGED, FAULTY, NEW, SAME, Change, DryRun
from .programme_cells import LABELS, PROGRAMMES, SHEETS, TASKS, where
from .workbook import Fault, FileRow

LONGEST_LABEL = 70

Faults = dict[str, str]  # column → what is wrong; "" is the whole row
Difference = tuple[str, str, str]  # the column's head, saved, then


class Report:
    """Collects the rows and their faults; `result` is the dry run of all of them."""

    def __init__(self, of_programmes: list[Fault], of_tasks: list[Fault]) -> None:
        self._faults = {PROGRAMMES: list(of_programmes), TASKS: list(of_tasks)}
        self._changes: list[Change] = []

    def add(
        self,
        sheet: str,
        row: FileRow,
        label: str,
        differences: list[Difference],
        faults: Faults,
        *,
        is_new: bool = False,
    ) -> bool:
        """Tell of a row; whether it may be written."""
        known = {address for address, _text in self._faults[sheet]}
        cells = {row.address(name) for name in row.letters}
        is_faulty = bool(faults) or not known.isdisjoint(cells)
        for name, text in faults.items():
            if row.address(name) not in known:
                label_of = LABELS[sheet].get(name)
                told = f"{label_of}: {text}" if label_of else text
                self._faults[sheet].append((row.address(name), told))
        what = (NEW if is_new else CHANGED) if differences else SAME
        change = Change(
            row.number,
            label[:LONGEST_LABEL],
            FAULTY if is_faulty else what,
            differences,
            sheet=str(SHEETS[sheet]),
        )
        self._changes.append(change)
        return not is_faulty

    @property
    def result(self) -> DryRun:
        faults = [
            where(sheet, told)
            for sheet, known in self._faults.items()
            for told in workbook.in_order(known)
        ]
        return DryRun(self._changes, faults)


def told_of(
    sheet: str, before: dict[str, str], after: dict[str, str]
) -> list[Difference]:
    """Where a row as saved (empty: not saved) and as it would be differ."""
    return [
        (str(LABELS[sheet][name]), before.get(name, ""), then)
        for name, then in after.items()
        if before.get(name, "") != then
    ]
