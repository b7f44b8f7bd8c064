"""By name: who has not held theirs, and who has not reported, of a campaign."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from units.models import Unit, UnitKind, UnitTier

from ..levels import level_label
from ..models import CampaignReminder, GroupReport
from ..papers.heads import in_sentence
from ..rollup import Rollup

LONGEST = CampaignReminder._meta.get_field("text").max_length or 4000


@dataclass
class LateUnit:
    """A unit that something is waited for from; all of it in words."""

    unit_id: int
    name: str
    key: str = ""
    not_held: list[str] = field(default_factory=list)
    not_reported: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    groups_not_held: list[str] = field(default_factory=list)
    groups_not_reported: list[str] = field(default_factory=list)
    reminded_at: datetime.datetime | None = None
    reminded_today: bool = False

    @property
    def lines(self) -> list[str]:
        """What is waited for, a line for each kind of it."""
        found = []
        for levels, told in (
            (self.not_held, _("Not known to be held: %(levels)s")),
            (self.not_reported, _("No record sent: %(levels)s")),
            (self.returned, _("Returned, not sent again: %(levels)s")),
        ):
            if levels:
                found.append(told % {"levels": ", ".join(levels)})
        for groups, told in (
            (self.groups_not_held, _("Groups that have not held theirs: %(groups)s")),
            (self.groups_not_reported, _("Groups without figures: %(groups)s")),
        ):
            if groups:
                found.append(told % {"groups": ", ".join(groups)})
        return found

    @property
    def text(self) -> str:
        text = "\n".join(f"- {line}" for line in self.lines)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def late_units(
    sums: Mapping[str, Rollup[Any]],
    reminded: Mapping[int, datetime.datetime],
    today: datetime.date,
    returned: Collection[tuple[int, str]] = (),
) -> list[LateUnit]:
    """Units below the tops of the levels' roll-ups, by name.

    Only units that the campaign expects. Constant queries: two for silent groups.
    `returned` are (unit, level) of records that the ward has to send again.
    """
    found: dict[int, LateUnit] = {}
    for tier, level in sums.items():
        _add_late(found, tier, level, returned)
        if tier == UnitTier.GROUP:
            _add_silent(found, level)
    for one in found.values():
        one.reminded_at = reminded.get(one.unit_id)
        one.reminded_today = _day_of(one.reminded_at) == today
    return sorted(found.values(), key=lambda one: (one.key, one.unit_id))


def _add_late(
    found: dict[int, LateUnit],
    tier: str,
    sums: Rollup[Any],
    returned: Collection[tuple[int, str]],
) -> None:
    for row in sums.not_sent():
        if not row.is_expected:
            continue
        unit = sums.units[row.unit_id]
        late = _of(found, unit, row.day)
        label = _label(tier, unit, row.day)
        if (unit.pk, tier) in returned:
            late.returned.append(label)
            continue
        late.not_reported.append(label)
        if tier != UnitTier.GROUP and not row.units_held:
            late.not_held.append(label)


def _label(tier: str, unit: Unit, day: datetime.date) -> str:
    """The level as the unit calls it: "cấp phường" of a ward, "cấp thôn" in a commune."""
    kind = UnitKind(unit.name_on(day).kind)
    if tier == unit.tier:
        return in_sentence(level_label(tier, str(kind.word)))
    is_rural = kind == UnitKind.COMMUNE
    word = UnitKind.VILLAGE.word if is_rural else ""
    return in_sentence(level_label(tier, str(word)))


def _add_silent(found: dict[int, LateUnit], sums: Rollup[Any]) -> None:
    for silent in sums.silent_groups():
        late = _of(found, silent.ward, silent.day)
        is_held = silent.state == GroupReport.State.HELD
        groups = late.groups_not_reported if is_held else late.groups_not_held
        groups.append(silent.group.full_name_on(silent.day))


def _of(found: dict[int, LateUnit], unit: Unit, day: datetime.date) -> LateUnit:
    if unit.pk not in found:
        name = unit.full_name_on(day)
        key = unit.name_on(day).sort_key if name else ""
        found[unit.pk] = LateUnit(unit.pk, name, key)
    return found[unit.pk]


def _day_of(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localtime(moment).date() if moment else None
