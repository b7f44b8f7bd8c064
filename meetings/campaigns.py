"""Campaigns as readers see them: rounds that have begun, or left public figures."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from publishing.vietnamese import slugify_vi
from units.models import Unit, UnitTier

from .models import Campaign, CampaignTier, RecordCard

MOST_OF_UNIT = 8
WIDEST = (UnitTier.PROVINCE, UnitTier.DISTRICT)


@dataclass(frozen=True)
class CampaignState:
    """A campaign with public figures: how many records, and when they last changed."""

    campaign: Campaign
    reported: int
    accepted: int
    changed_at: datetime.datetime | None

    @property
    def url(self) -> str:
        return data_address(self.campaign)

    @property
    def page(self) -> str:
        return campaign_address(self.campaign)

    @property
    def records(self) -> int:
        return self.reported + self.accepted


def begun(day: datetime.date) -> QuerySet[Campaign]:
    """Campaigns of which a level's days have begun."""
    tiers = CampaignTier.objects.filter(campaign=OuterRef("pk"), starts_on__lte=day)
    return Campaign.objects.filter(Exists(tiers))


def under_way(day: datetime.date) -> QuerySet[Campaign]:
    """Campaigns of which a level meets on `day`; those that reach the most come first.

    Each ward may lead rounds of its own: they do not crowd out those of its city.
    """
    tiers = CampaignTier.objects.filter(
        Q(ends_on__gte=day) | Q(ends_on__isnull=True, starts_on__year=day.year),
        campaign=OuterRef("pk"),
        starts_on__lte=day,
    )
    rows = Campaign.objects.filter(Exists(tiers)).select_related("unit")
    widest = Case(
        *(When(unit__tier=tier, then=Value(rank)) for rank, tier in enumerate(WIDEST)),
        default=Value(len(WIDEST)),
    )
    rows = rows.prefetch_related("tiers", "unit__names")
    return rows.order_by(widest, "-year", "-pk")


def campaigns_of(unit: Unit, day: datetime.date) -> list[Any]:
    """The rounds that the unit leads or led, the newest first; two queries at most.

    Each has `data_url` and `url`, the addresses of its table and of the page that adds
    it up, or "" while it has no figures.
    """
    has_figures = Exists(_cards(OuterRef("pk")))
    rows = Campaign.objects.filter(unit=unit).annotate(has_figures=has_figures)
    rows = rows.filter(Q(pk__in=begun(day).values("pk")) | Q(has_figures=True))
    found: list[Any] = list(rows.prefetch_related("tiers")[:MOST_OF_UNIT])
    for one in found:
        one.unit = unit
        one.data_url = data_address(one) if one.has_figures else ""
        one.url = campaign_address(one) if one.has_figures else ""
    return found


def with_figures() -> QuerySet[Campaign]:
    """Campaigns of which readers see figures."""
    rows = Campaign.objects.filter(Exists(_cards(OuterRef("pk"))))
    return rows.select_related("unit").prefetch_related("unit__names", "tiers")


def states_of(campaigns: list[Campaign]) -> list[CampaignState]:
    """How far each campaign's public records are; one query for all of them."""
    rows = (
        RecordCard.objects.with_figures()
        .filter(conference__campaign__in=campaigns)
        .order_by()
        .values("conference__campaign")
        .annotate(
            accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
            reported=Count("pk", filter=Q(accepted_at__isnull=True)),
            at=Max(Greatest("approved_at", Coalesce("accepted_at", "approved_at"))),
        )
    )
    found = {row["conference__campaign"]: row for row in rows}
    return [
        CampaignState(
            one,
            reported=found[one.pk]["reported"],
            accepted=found[one.pk]["accepted"],
            changed_at=found[one.pk]["at"],
        )
        for one in campaigns
        if one.pk in found
    ]


def campaign_address(campaign: Campaign) -> str:
    """Return the page that adds a round up; `campaign.unit` is loaded."""
    return reverse(
        "meetings:campaign",
        args=[campaign.unit.slug, campaign.pk, slugify_vi(campaign.title)],
    )


def data_address(campaign: Campaign) -> str:
    return reverse(
        "meetings:campaign_data", args=[campaign.pk, slugify_vi(campaign.title)]
    )


def _cards(campaign: OuterRef) -> QuerySet[RecordCard]:
    return RecordCard.objects.with_figures().filter(conference__campaign=campaign)
