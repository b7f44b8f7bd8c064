"""What waits for a person on the desk's start page, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

# A code, a title, and the rows that a user has to deal with, in order.
Kind = tuple[str, Promise, Callable[[Any], Any]]


@dataclass(frozen=True)
class Group:
    """One kind of work: how much there is, and the first few rows of it."""

    code: str
    title: str | Promise
    count: int
    rows: list[Any]


def groups_of(
    kinds: Iterable[Kind], user: Any, *, listed: Callable[[Any], Any], shown: int
) -> list[Group]:
    """All kinds of work of which the user has some.

    `listed` adds to rows what the page tells of them; `shown` is how many it names.
    """
    found = []
    for code, title, rows_for in kinds:
        rows = rows_for(user)
        if count := rows.count():
            found.append(Group(code, title, count, list(listed(rows)[:shown])))
    return found
