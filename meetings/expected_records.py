"""Which campaigns a unit's records may stand in, and which records they still lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from units.models import Unit, UnitTier
from units.scoping import units_for

from .models import Campaign, Conference

RECENT_YEARS = 1  # last year's campaign is still being written down in spring


@dataclass(frozen=True)
class Lacking:
    """A record that a campaign expects of a unit and that nobody has begun."""

    campaign: Campaign
    unit: Unit
    tier: str


def campaigns_over(unit: Unit) -> list[Campaign]:
    """Campaigns of the unit and of those that stood above it on a campaign's day."""
    above = _ever_above({unit.pk}) | {unit.pk}
    campaigns = Campaign.objects.filter(unit__in=above).select_related("unit")
    return [
        one
        for one in campaigns.prefetch_related("unit__names", "tiers")
        if one.unit_id == unit.pk
        or one.unit_id in {higher.pk for higher in unit.ancestors_on(one.as_of)}
    ]


def tiers_of(unit: Unit) -> list[str]:
    """The levels of which a unit keeps records: its own, and that of its groups."""
    if unit.tier in {UnitTier.COMMUNE, UnitTier.DISTRICT}:
        return [UnitTier.GROUP, unit.tier]
    return [unit.tier]


def lacking(user: Any) -> list[Lacking]:
    """Records of this year's and last year's campaigns that the user may begin."""
    units: Any = units_for(user, "meetings.add_conference")
    if user.is_superuser:
        return []  # may act in every unit: nobody's daily work
    found: list[Lacking] = []
    since = timezone.localdate().year - RECENT_YEARS
    for unit in units.with_place()[:20]:
        campaigns = [one for one in campaigns_over(unit) if one.year >= since]
        found += _lacking_in(unit, campaigns)
    return found


def _lacking_in(unit: Unit, campaigns: Iterable[Campaign]) -> list[Lacking]:
    begun = set(
        Conference.objects.filter(unit=unit, campaign__isnull=False).values_list(
            "campaign", "tier"
        )
    )
    return [
        Lacking(campaign, unit, tier)
        for campaign in campaigns
        for tier in expected_tiers(campaign, unit)
        if (campaign.pk, tier) not in begun
    ]


def expected_tiers(campaign: Campaign, unit: Unit) -> list[str]:
    """The levels of the unit that the campaign names; all of its own without any."""
    own = tiers_of(unit)
    if unit.tier == UnitTier.DISTRICT:
        own = [unit.tier]  # its groups lie in its communes
    named = {row.tier for row in campaign.tiers.all()}
    return [tier for tier in own if not named or tier in named]


def _ever_above(units: set[int]) -> set[int]:
    """Ids of all units that ever stood above; two or three short queries."""
    found: set[int] = set()
    newest = units
    while newest:
        rows = Unit.objects.filter(Q(children__unit__in=newest))
        newest = set(rows.values_list("pk", flat=True)) - found
        found |= newest
    return found
