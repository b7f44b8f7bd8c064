"""Finding one's unit: by a word of its name, or down from its province.

People look under the name they grew up with, so what is found under an old name is
led on to the unit of today. The lists exist for two days: today's, and the last one
before the reform of 1 July 2025, which ended all districts.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Max

from .frames import load_frames
from .kinds import UnitKind, UnitTier
from .models import Succession, Unit, UnitName, UnitParent
from .querysets import UnitQuerySet, bare_name, words_of

LAST_DAY_OF_DISTRICTS = datetime.date(2025, 6, 30)
LONGEST_QUERY = 100  # what is longer is no name
FEWEST_LETTERS = 2
# Of a name that so many had, the units of today would bury what was asked for.
MOST_NAMESAKES = 4
NEAR_MISSES = 3
MOST_CALLED = 4
MOST_IN_A_LIST = 200


@dataclass(frozen=True)
class Finding:
    """A unit that was found, or that took over one that was found under its name."""

    unit: Unit
    took_over: list[Succession] = field(default_factory=list)

    @property
    def former_place(self) -> str:
        """Where a unit of today lay before the reform, if that was elsewhere."""
        if self.unit.is_ended() or not self.unit.exists_on(LAST_DAY_OF_DISTRICTS):
            return ""
        before = self.unit.place_on(LAST_DAY_OF_DISTRICTS)
        return before if before != self.unit.place_on() else ""

    @property
    def former_names(self) -> list[str]:
        """Other names the unit itself had, the newest first."""
        names = sorted(self.unit.names.all(), key=lambda name: name.first_day)
        full = [name.full_name for name in reversed(names)]
        return [name for name in dict.fromkeys(full) if name != self.unit.full_name]


@dataclass(frozen=True)
class Answer:
    """What was found for `text`; `near` are likely meant where nothing was found."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    has_more: bool = False
    near: list[str] = field(default_factory=list)
    is_too_short: bool = False


def find(text: str, limit: int) -> Answer:
    """Look for units with a page. A constant number of queries."""
    text = text.strip()[:LONGEST_QUERY]
    if len(words_of(text)) < FEWEST_LETTERS:
        return Answer(text, is_too_short=bool(text))
    units = list(Unit.objects.with_pages().search(text)[: limit + 1])
    if not units:
        return Answer(text, near=near_misses(text))
    shown = units[:limit]
    load_frames(shown)
    findings = _led_to_today(shown, bare_name(text))
    return Answer(text, findings, has_more=len(units) > limit)


def called(text: str) -> list[Unit]:
    """Units with a page called exactly so, now or once; at most MOST_CALLED.

    A constant number of queries: one, by index, where nothing is called so.
    """
    name = bare_name(text[:LONGEST_QUERY])
    if not UnitName.objects.filter(folded=name, group_of=None).exists():
        return []
    units = list(Unit.objects.with_pages().search(text)[:MOST_CALLED])
    load_frames(units)
    return [unit for unit in units if _is_called(unit, name)]


def near_misses(text: str) -> list[str]:
    """Return names that are written almost like `text`, the most alike first."""
    name = bare_name(text)
    alike = UnitName.objects.filter(folded__trigram_similar=name, group_of=None)
    rows = alike.values_list("name").annotate(
        likeness=Max(TrigramSimilarity("folded", name))
    )
    return [
        name for name, _likeness in rows.order_by("-likeness", "name")[:NEAR_MISSES]
    ]


def _led_to_today(units: list[Unit], name: str) -> list[Finding]:
    """Put the units of today that are called `name`, or took over one that was, first.

    Where many ended ones were called so, they alone are shown: each says itself what
    it became.
    """
    ended = [unit for unit in units if unit.is_ended() and _begins(unit, name)]
    heirs: dict[Unit, list[Succession]] = {}
    for unit in ended if len(ended) <= MOST_NAMESAKES else []:
        for link in unit.what_became():
            heirs.setdefault(link.new, []).append(link)
    load_frames([unit for unit in heirs if unit not in units])
    called = [unit for unit in units if not unit.is_ended() and _is_called(unit, name)]
    return [
        Finding(unit, heirs.get(unit, []))
        for unit in dict.fromkeys([*called, *heirs, *units])
    ]


def _begins(unit: Unit, name: str) -> bool:
    return any(one.folded.startswith(name) for one in unit.names.all())


def _is_called(unit: Unit, name: str) -> bool:
    return any(one.folded == name for one in unit.names.all())


@dataclass(frozen=True)
class Entry:
    """A unit in a list of one day, under the name of that day."""

    unit: Unit
    name: UnitName
    below: int = 0

    @property
    def kind(self) -> UnitKind:
        return UnitKind(self.name.kind)


def provinces_on(day: datetime.date) -> list[Entry]:
    """All provinces of that day, in order, with how many units lie directly below."""
    return _entries(Unit.objects.filter(tier=UnitTier.PROVINCE).valid_on(day), day)


def entries_below(unit: Unit, day: datetime.date) -> list[Entry]:
    """The units with pages directly below `unit` on `day`: at most MOST_IN_A_LIST."""
    return _entries(Unit.objects.with_pages().children_of(unit, day), day)


def by_kind(entries: Iterable[Entry]) -> list[tuple[UnitKind, list[Entry]]]:
    """Divide a list among the kinds of that day: towns first, as officially listed."""
    groups: dict[UnitKind, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.kind, []).append(entry)
    return [(kind, groups[kind]) for kind in UnitKind if kind in groups]


def _entries(units: UnitQuerySet, day: datetime.date) -> list[Entry]:
    listed = list(units.in_order()[:MOST_IN_A_LIST])
    load_frames(listed)
    counts = dict(
        UnitParent.objects.current(day)
        .filter(parent__in=listed, unit__slug__isnull=False)
        .order_by()
        .values_list("parent")
        .annotate(Count("pk"))
    )
    return [Entry(one, one.name_on(day), counts.get(one.pk, 0)) for one in listed]
