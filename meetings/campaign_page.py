"""The public roll-up of a campaign: its whole, and the units that make it up.

What is summed are records that were sent up, and only wards' leaders send those up
that readers see already (`meetings.rollup`). A unit without such a record is named
as one without figures: it is never a zero in a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import pgettext

from news import reading
from publishing.public_pages import public_page
from publishing.vietnamese import format_number
from units.models import Unit, UnitTier

from . import rollup
from .campaigns import campaign_address, data_address, with_figures
from .kinds import GROUP_MEASURES, CountedIn, Measure
from .levels import level_label, level_labels
from .models import Campaign, RecordCard
from .readings import ratio_of
from .reports.outcome import counted_in, held_of, shared_notes
from .reports.over_years import years_of_campaign
from .totals import GroupTotals, Ratio, Sum


@dataclass(frozen=True)
class UnitLine:
    """What one unit adds to the whole; `card` is its public record of that level."""

    name: str
    card: RecordCard | None
    held: str
    invited: Sum
    attended: Sum
    attendance: Ratio
    opinions: Sum

    @property
    def ratio(self) -> str:
        """What the rate was computed from, where that is not the two sums."""
        rate = self.attendance
        if not rate.percent or (rate.part, rate.whole) == (
            self.attended.value,
            self.invited.value,
        ):
            return ""
        return ratio_of(rate.part or 0, rate.whole)


@dataclass
class LevelTotals:
    """One level of the campaign, for reading. `lines` are the units with figures."""

    tier: str
    label: str
    whole: Any
    counted: CountedIn
    held: str
    lines: list[UnitLine] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    @property
    def of_groups(self) -> bool:
        return self.tier == UnitTier.GROUP

    @property
    def units_word(self) -> str:
        """What holds the records of the level."""
        if self.tier in {UnitTier.GROUP, UnitTier.COMMUNE}:
            return pgettext("who reports", "wards and communes")
        return pgettext("who reports", "units")

    @property
    def total(self) -> UnitLine:
        return _line(self.whole, "", None, self.counted)

    @property
    def reported(self) -> str:
        """Of how many units a record was sent up: "18/18"."""
        return ratio_of(self.whole.units_sent, self.whole.units_total)

    @property
    def others(self) -> list[tuple[str, str, Sum]]:
        """The other sums: (measure, what it counts, the sum)."""
        if self.of_groups:
            return []
        shown = {Measure.INVITED, Measure.ATTENDED, Measure.OPINIONS}
        order = list(Measure)
        rows = sorted(
            (one for one in self.whole.figures if one[0] not in shown),
            key=lambda one: (order.index(Measure(one[0])), one[1]),
        )
        return [
            (str(Measure(name).label), str(CountedIn(counted).label), total)
            for name, counted in rows
            if (total := self.whole.sum(name, counted)).value is not None
        ]

    @property
    def differing(self) -> list[tuple[str, str, str]]:
        """Totals that papers state otherwise: (measure, as stated, as added up)."""
        if not self.of_groups:
            return []
        return [
            (
                str(GROUP_MEASURES[name].label),
                format_number(self.whole.stated[name].value),
                format_number(self.whole.sums[name].value),
            )
            for name in self.whole.differing
            if name in GROUP_MEASURES and self.whole.sums[name].value is not None
        ]


@public_page()
def campaign(request: HttpRequest, unit: str, pk: int, slug: str = "") -> HttpResponse:
    """One round of a unit, added up from the records below; nothing before any."""
    found = get_object_or_404(with_figures(), pk=pk)
    address = campaign_address(found)
    if request.path != address:
        return redirect(address, permanent=True)
    context = reading.frame(found.unit)
    cards = _cards(found)
    levels = levels_of(found, context["unit"], cards)
    context |= {
        "campaign": found,
        "path": address,
        "trail": reverse("meetings:conferences", args=[found.unit.slug]),
        "unit_name": found.unit.full_name_on(found.as_of),
        "levels": levels,
        "years": _years(found, levels),
        "notes": shared_notes(one.note for one in cards),
        "changed_at": max((one.changed_at for one in cards), default=None),
        "is_accepted": all(one.accepted_at for one in cards),
        "data_url": data_address(found),
    }
    return render(request, "meetings/campaign.html", context)


def _years(found: Campaign, levels: Sequence[LevelTotals]) -> list[Any]:
    """The first level of this round and of those before and after it, year by year."""
    if not levels:
        return []
    return years_of_campaign(found, levels[0].tier, levels[0].counted)


def _cards(found: Campaign) -> list[Any]:
    cards = RecordCard.objects.with_figures().filter(conference__campaign=found)
    note = KeyTextTransform("explanation", "conference__public__content")
    cards = cards.annotate(note=note)
    return list(cards.select_related("unit").defer("text", "head", "words"))


def levels_of(
    found: Campaign, unit: Unit, cards: Iterable[RecordCard]
) -> list[LevelTotals]:
    """The levels with public figures, the groups first; constant queries."""
    by_tier: dict[str, dict[int, RecordCard]] = {}
    for card in cards:
        by_tier.setdefault(card.tier, {})[card.unit_id] = card
    order = [UnitTier.GROUP, UnitTier.COMMUNE, UnitTier.DISTRICT, UnitTier.PROVINCE]
    labels = level_labels(unit, found.as_of)
    levels = [
        _level(found, tier, by_tier[tier], labels.get(tier) or level_label(tier))
        for tier in order
        if tier in by_tier
    ]
    return [one for one in levels if one.whole is not None]


def _level(
    found: Campaign, tier: str, cards: dict[int, RecordCard], label: str
) -> LevelTotals:
    sums: Any = rollup.roll_up(found, tier)
    counted = counted_in(sums.whole)
    held = held_of(sums.whole) if sums.whole else ""
    level = LevelTotals(tier, label, sums.whole, counted, held)
    for row in sums.leaves():
        if row.units_sent:
            card = cards.get(row.unit_id)
            level.lines.append(_line(row, sums.name(row), card, counted))
        else:
            level.silent.append(sums.name(row))
    return level


def _line(row: Any, name: str, card: RecordCard | None, counted: CountedIn) -> UnitLine:
    if isinstance(row, GroupTotals):
        return UnitLine(
            name,
            card,
            held_of(row),
            row.sums["households_invited"],
            row.sums["households_attended"],
            row.attendance,
            row.sums["opinions"],
        )
    return UnitLine(
        name,
        card,
        "",
        row.sum(Measure.INVITED, counted),
        row.sum(Measure.ATTENDED, counted),
        row.attendance(counted),
        row.sum(Measure.OPINIONS, CountedIn.OPINION),
    )
