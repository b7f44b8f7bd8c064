"""What one residential group reported, as readers see it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .kinds import GROUP_MEASURES
from .models import GroupReport

HELD = set(GroupReport.HELD_STATES)


@dataclass(frozen=True)
class GroupLine:
    """What one residential group reported."""

    name: str
    state: str
    reason: str
    held_on: datetime.date | None
    invited: int | None
    attended: int | None
    opinions: int | None
    delegates: int | None
    numbers: dict[str, int | None]
    is_amended: bool = False  # after the level above had accepted it

    @property
    def state_label(self) -> str | Promise:
        return GroupReport.State(self.state).label

    @property
    def is_held(self) -> bool:
        return self.state in HELD


def line_of(row: dict[str, Any], is_amended: bool = False) -> GroupLine:
    return GroupLine(
        name=row["name"],
        state=row["state"],
        reason=row["reason"],
        held_on=day_of(row["held_on"]),
        invited=row["households_invited"],
        attended=row["households_attended"],
        opinions=row["opinions"],
        delegates=row["delegates_elected"],
        numbers={column: row[column] for column in GROUP_MEASURES},
        is_amended=is_amended,
    )


def day_of(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
