"""What of the coordination programmes is due, on the desk's start page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import template

from meetings import programme_reminders
from meetings.programme_reminders import Reminder

SHOWN = 8

register = template.Library()


@dataclass(frozen=True)
class Group:
    """One kind of things due: how many there are, and the first few."""

    code: str
    title: str
    count: int
    reminders: list[Reminder]

    @property
    def is_urgent(self) -> bool:
        return self.code == programme_reminders.LATE


@register.simple_tag
def programmes_due(user: Any) -> list[Group]:
    """What is due to `user`, by kind; three queries."""
    found = programme_reminders.due_to(user)
    groups = [(kind, list(ones)) for kind, ones in groupby(found, lambda one: one.kind)]
    return [
        Group(kind, ones[0].title, len(ones), ones[:SHOWN]) for kind, ones in groups
    ]
