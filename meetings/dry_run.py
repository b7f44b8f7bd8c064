"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import pgettext_lazy

NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
WHAT = {
    NEW: pgettext_lazy("row of an import", "New"),
    CHANGED: pgettext_lazy("row of an import", "Changed"),
    SAME: pgettext_lazy("row of an import", "Stays"),
    FAULTY: pgettext_lazy("row of an import", "Faulty"),
}


@dataclass
class Change:
    """What would happen to one row: (column's head, saved, then) where they differ."""

    number: int
    label: str
    what: str
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    sheet: str = ""

    @property
    def what_label(self) -> str:
        return str(WHAT[self.what])


@dataclass
class DryRun:
    """The rows of a file, and what is wrong in it, as sentences."""

    changes: list[Change] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, *kinds: str) -> int:
        return sum(change.what in kinds for change in self.changes)

    @property
    def imported(self) -> int:
        """How many rows the import would write."""
        return self.count(NEW, CHANGED)

    @property
    def is_good(self) -> bool:
        """Whether it may be confirmed: nothing is faulty, and something would change."""
        return not self.faults and self.imported > 0

    @property
    def summary(self) -> str:
        """How many rows of each kind: "mới 3, sửa 1, giữ nguyên 14"."""
        counts = ((str(label), self.count(what)) for what, label in WHAT.items())
        return ", ".join(f"{label.lower()} {count}" for label, count in counts if count)

    @property
    def in_order(self) -> list[Change]:
        """Of each sheet what would change first, then the rows that stay."""
        sheets = list(dict.fromkeys(change.sheet for change in self.changes))
        return sorted(
            self.changes, key=lambda one: (sheets.index(one.sheet), one.what == SAME)
        )
