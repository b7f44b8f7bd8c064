"""What a unit was on an earlier day: itself, units it was joined from, or a part.

The one definition by which figures of two years are set beside each other. A unit
joined from whole units is measured by their sum. Where a part went over, in or out,
the areas are not the same, and nothing is compared.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from units.models import Succession, Unit

GENERATIONS = 4  # two reforms lie between 2024 and 2026


@dataclass(frozen=True)
class Origin:
    """`units` held the area then; empty where nothing is known of before."""

    units: tuple[int, ...]
    is_part: bool


class Lineage:
    """The successions behind some units; as many queries as there are generations."""

    def __init__(self, units: Iterable[int]) -> None:
        rows = Unit.objects.filter(pk__in=set(units))
        self._start(dict(rows.values_list("pk", "founded_on")))

    @classmethod
    def of(cls, unit: Unit) -> Lineage:
        """That of one unit, which is loaded."""
        found = cls.__new__(cls)
        found._start({unit.pk: unit.founded_on})
        return found

    def _start(self, founded: dict[int, datetime.date | None]) -> None:
        self.own = set(founded)
        self._founded = founded
        self._into: dict[int, list[Succession]] = defaultdict(list)
        self._out: dict[int, list[Succession]] = defaultdict(list)
        self._load()

    @property
    def units(self) -> set[int]:
        """The units themselves and all that went into them."""
        return set(self._founded)

    def origin(
        self, unit: int, then: datetime.date, now: datetime.date | None = None
    ) -> Origin:
        """What the unit of the day `now` (by default of ever) was on the day `then`."""
        found: set[int] = set()
        is_part = self._walk(unit, then, now or datetime.date.max, found)
        return Origin(tuple(sorted(found)), is_part)

    def _walk(
        self, unit: int, then: datetime.date, now: datetime.date, found: set[int]
    ) -> bool:
        founded = self._founded.get(unit)
        if founded is None or founded <= then:
            found.add(unit)
        is_part = any(
            link.is_part and then < link.effective_on <= now for link in self._out[unit]
        )
        for link in self._into[unit]:
            if then < link.effective_on <= now and link.old_id not in found:
                is_part |= link.is_part
                is_part |= self._walk(link.old_id, then, link.effective_on, found)
        return is_part

    def _load(self) -> None:
        seen: set[int] = set()
        asked = set(self.own)
        for _generation in range(GENERATIONS):
            links = Succession.objects.filter(Q(new__in=asked) | Q(old__in=asked))
            older: set[int] = set()
            for link in links.select_related("old").order_by("effective_on", "pk"):
                if link.pk not in seen:
                    seen.add(link.pk)
                    self._into[link.new_id].append(link)
                    self._out[link.old_id].append(link)
                if link.new_id in asked and link.old_id not in self._founded:
                    self._founded[link.old_id] = link.old.founded_on
                    older.add(link.old_id)
            if not older:
                return
            asked = older
