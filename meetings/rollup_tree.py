"""The rows of a roll-up as a tree, from the top down to the units that hold records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection

from units.models import Unit

from .totals import Place

Row = TypeVar("Row", bound=Place)
Path = tuple[int, ...]
ALL_LEVELS = 9


class Tree(Generic[Row]):
    """The rows of one roll-up by path. Units are loaded, with names, when asked."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = {row.path: row for row in rows}
        self._below: dict[Path, list[Row]] = {}
        for row in self.rows.values():
            if row.path:
                self._below.setdefault(row.path[:-1], []).append(row)

    @property
    def whole(self) -> Row | None:
        """The row of the top; None when no unit is expected and none has a record."""
        return self.rows[min(self.rows, key=len)] if self.rows else None

    def below(self, row: Row | None = None) -> list[Row]:
        """Rows directly below the given one (by default the top), by name."""
        top = row or self.whole
        return self._by_name(self._below.get(top.path, [])) if top else []

    def leaves(self, row: Row | None = None) -> list[Row]:
        """Rows of the units that hold the records, at any depth, by name."""
        return self._by_name(self._leaves(row or self.whole))

    def unit(self, row: Row) -> Unit | None:
        """Return the row's unit with its names; None for the whole country."""
        return self.units.get(row.unit_id) if row.unit_id else None

    def name(self, row: Row) -> str:
        """The unit's name on its day: "Phường Bách Khoa"; "" for the country."""
        unit = self.unit(row)
        return unit.full_name_on(row.day) if unit else ""

    @cached_property
    def units(self) -> dict[int, Unit]:
        """All units of the rows by id; two queries, the first time."""
        ids = {row.unit_id for row in self.rows.values() if row.unit_id}
        return {unit.pk: unit for unit in Unit.objects.filter(pk__in=ids).with_names()}

    def _leaves(self, top: Row | None) -> Iterator[Row]:
        if top is None:
            return
        if top.is_leaf:
            yield top
        for row in self._below.get(top.path, []):
            yield from self._leaves(row)

    def _by_name(self, rows: Iterable[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: (self._sort_key(row), row.path))

    def _sort_key(self, row: Row) -> str:
        unit = self.unit(row)
        return unit.name_on(row.day).sort_key if unit and unit.names.all() else ""


def select(statement: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a roll-up's statement by the names of its columns; one query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))
