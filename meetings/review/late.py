"""By name: who has not held theirs, and who has not reported, of a campaign."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.vietnamese import sort_key
from units.models import UnitTier

from ..models import CampaignReminder, GroupReport
from ..rollup import Rollup

LONGEST = CampaignReminder._meta.get_field("text").max_length or 4000


@dataclass
class LateUnit:
    """A unit that something is waited for from; all of it in words."""

    unit_id: int
    name: str
    not_held: list[str] = field(default_factory=list)
    not_reported: list[str] = field(default_factory=list)
    groups_not_held: list[str] = field(default_factory=list)
    groups_not_reported: list[str] = field(default_factory=list)
    reminded_at: datetime.datetime | None = None
    reminded_today: bool = False

    @property
    def lines(self) -> list[str]:
        """What is waited for, a line for each kind of it."""
        found = []
        if self.not_held:
            told = _("Not known to be held: %(levels)s")
            found.append(told % {"levels": ", ".join(self.not_held)})
        if self.not_reported:
            told = _("No record sent: %(levels)s")
            found.append(told % {"levels": ", ".join(self.not_reported)})
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
    levels: Iterable[tuple[str, str, Rollup[Any], Any]],
    reminded: Mapping[int, datetime.datetime],
    today: datetime.date,
) -> list[LateUnit]:
    """Units below the tops, by name; `levels` are (tier, its label, sums, top).

    Only units that the campaign expects. Constant queries: two for silent groups.
    """
    found: dict[int, LateUnit] = {}
    for tier, label, sums, top in levels:
        _add_late(found, tier, label, sums, top)
        if tier == UnitTier.GROUP:
            _add_silent(found, sums, top)
    for one in found.values():
        one.reminded_at = reminded.get(one.unit_id)
        one.reminded_today = _day_of(one.reminded_at) == today
    return sorted(found.values(), key=lambda one: (sort_key(one.name), one.unit_id))


def _add_late(
    found: dict[int, LateUnit], tier: str, label: str, sums: Rollup[Any], top: Any
) -> None:
    for row in sums.not_sent(top):
        if not row.is_expected:
            continue
        late = _of(found, row.unit_id, sums.name(row))
        late.not_reported.append(label)
        if tier != UnitTier.GROUP and not row.units_held:
            late.not_held.append(label)


def _add_silent(found: dict[int, LateUnit], sums: Rollup[Any], top: Any) -> None:
    for silent in sums.silent_groups(top):
        name = silent.ward.full_name_on(silent.day)
        late = _of(found, silent.ward.pk, name)
        is_held = silent.state == GroupReport.State.HELD
        groups = late.groups_not_reported if is_held else late.groups_not_held
        groups.append(silent.group.full_name_on(silent.day))


def _of(found: dict[int, LateUnit], unit_id: int, name: str) -> LateUnit:
    return found.setdefault(unit_id, LateUnit(unit_id, name))


def _day_of(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localtime(moment).date() if moment else None
