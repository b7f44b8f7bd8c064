"""What the frame of a page says about its unit: name, place, what it became.

`with_place()` walks up level by level with three queries each, which is right for a
picker; a public page is made from fewer.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from .kinds import UnitTier
from .models import Succession, Unit, UnitParent


def load_frames(units: Iterable[Unit]) -> None:
    """Prefetch what `full_name` and `place_on()` read, and of ended units their heirs.

    At most four queries for any number of units: parents, grandparents, heirs, names.
    """
    units = list(units)
    above = _load_parents(units)
    above += _load_parents(above)
    today = timezone.localdate()
    heirs = _load_heirs([unit for unit in units if unit.is_ended(today)])
    prefetch_related_objects([*units, *above, *heirs], "names")


def origins(unit: Unit) -> list[Succession]:
    """Return what `unit` was made from, with names: at most three queries."""
    links = Succession.objects.select_related("old")
    prefetch_related_objects([unit], Prefetch("predecessors", links))
    prefetch_related_objects([link.old for link in unit.predecessors.all()], "names")
    return unit.became_from()


def _load_parents(units: list[Unit]) -> list[Unit]:
    """Load the parents of those that can have any, and return them."""
    units = [unit for unit in units if unit.tier != UnitTier.PROVINCE]
    rows = UnitParent.objects.select_related("parent")
    prefetch_related_objects(units, Prefetch("parents", rows))
    return [row.parent for unit in units for row in unit.parents.all()]


def _load_heirs(ended: list[Unit]) -> list[Unit]:
    links = Succession.objects.select_related("new")
    prefetch_related_objects(ended, Prefetch("successors", links))
    return [link.new for unit in ended for link in unit.successors.all()]
