"""What readers are told of values that were corrected after acceptance."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import targets
from .group_lines import day_of


@dataclass(frozen=True)
class Amended:
    """A value that was corrected after the level above had accepted it."""

    label: str
    old: str
    new: str
    reason: str
    on: datetime.date | None


class Amendments:
    """The amendments of a public version (`record_content`), in their order."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.rows = list(rows)

    def __iter__(self) -> Iterator[Amended]:
        return map(_amended, self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def figures(self) -> set[tuple[str, str]]:
        """The (measure, counted in) that were corrected."""
        found = (row for row in self.rows if "measure" in row)
        return {(row["measure"], row["counted"]) for row in found}

    @cached_property
    def groups(self) -> set[str]:
        """The names of the groups of whose lines something was corrected."""
        return {row["group"] for row in self.rows if "group" in row}


def _amended(row: dict[str, Any]) -> Amended:
    return Amended(
        label=targets.amended_label(row),
        old=targets.shown(row["old"]),
        new=targets.shown(row["new"]),
        reason=row["reason"],
        on=day_of(row["on"]),
    )
