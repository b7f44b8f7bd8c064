"""Where the desk begins: campaigns under way, those of earlier years, all provinces."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from units.models import Unit, UnitTier
from units.scoping import scope_of

from .. import rollup
from ..campaigns import under_way
from ..filters import KINDS
from ..levels import level_label
from ..models import Campaign, State
from ..reports.outcome import counted_in
from ..reviewing import campaigns_for, desk_units, records_for
from .access import UNIT, reviewers_page, unit_asked
from .table import Level, UnitRow, in_order, is_order

PER_PAGE = 50
ORDER, LEVEL, PAGE = "sx", "cap", "trang"
_KIND_WORDS: dict[str, str] = {str(kind): word for word, kind in KINDS.items()}


@dataclass(frozen=True)
class Round:
    """A campaign in the list: what was sent up of it to the user, and what waits."""

    campaign: Campaign
    sent: int
    waiting: int

    @property
    def unit_name(self) -> str:
        return self.campaign.unit.full_name_on(self.campaign.as_of)


@reviewers_page
def start(request: HttpRequest) -> HttpResponse:
    """The campaigns of the user's units; of one of them when it is asked for."""
    everywhere = scope_of(request.user).everywhere
    desks = [] if everywhere else desk_units(request.user)
    rows = campaigns_for(request.user).select_related("unit")
    asked = unit_asked(request)
    if asked is not None:
        rows = rows.filter(unit=asked)
    now = set(_under_way(timezone.localdate()))
    rows = rows.prefetch_related("unit__names", "tiers")
    current = rows.filter(pk__in=now).order_by("-year", "kind", "-pk")[:PER_PAGE]
    earlier = rows.exclude(pk__in=now).order_by("-year", "kind", "-pk")
    page = Paginator(earlier, PER_PAGE).get_page(request.GET.get(PAGE))
    counts = _counts(request.user, [*current, *page.object_list])
    context = {
        "wearing": desks[0] if desks else None,
        "choices": _choices(request.user),
        "asked": asked,
        "current": _rounds(current, counts),
        "earlier": _rounds(page.object_list, counts),
        "page": page,
        "kept": f"{UNIT}={asked}" if asked is not None else "",
        "countries": _countries() if everywhere else [],
        "tab": "start",
    }
    return render(request, "meetings/review/start.html", context)


def _under_way(today: datetime.date) -> Any:
    """Those that meet today, and those whose reports are still to come."""
    meeting = under_way(today).order_by().values_list("pk", flat=True)
    due = Campaign.objects.filter(deadline__gte=today).values_list("pk", flat=True)
    return [*meeting, *due]


def _choices(user: Any) -> list[Unit]:
    """The units that lead campaigns of the user's; a choice where there are several."""
    led = campaigns_for(user).order_by().values("unit")
    units = Unit.objects.filter(pk__in=led).with_names().in_order()
    found = list(units[:PER_PAGE])
    return found if len(found) > 1 else []


def _counts(user: Any, campaigns: Iterable[Campaign]) -> dict[int, Counter[str]]:
    """How many records of each campaign are in which state, as far as sent up."""
    found: dict[int, Counter[str]] = {}
    rows = records_for(user).filter(campaign__in=[one.pk for one in campaigns])
    for pk, state, times in (
        rows.order_by().values_list("campaign", "state").annotate(times=Count("pk"))
    ):
        found.setdefault(pk, Counter())[state] += times
    return found


def _rounds(
    campaigns: Iterable[Campaign], counts: dict[int, Counter[str]]
) -> list[Round]:
    return [
        Round(one, counts[one.pk].total(), counts[one.pk][State.SENT])
        if one.pk in counts
        else Round(one, 0, 0)
        for one in campaigns
    ]


# The country


@dataclass(frozen=True)
class Country:
    """All provinces' campaigns of a kind and year."""

    kind: str
    year: int
    campaigns: list[Campaign]

    @property
    def title(self) -> str:
        return Campaign(kind=self.kind, year=self.year).title

    @property
    def url(self) -> str:
        return reverse("meetings:review_country", args=[self.year, self.word])

    @property
    def word(self) -> str:
        return _KIND_WORDS[str(self.kind)]


def _of_provinces() -> Any:
    return Campaign.objects.filter(unit__tier=UnitTier.PROVINCE, name="").order_by()


def _countries() -> list[Country]:
    """Rounds that more than one province leads, the newest first."""
    rows = _of_provinces().values_list("kind", "year").annotate(times=Count("pk"))
    return [
        Country(kind, year, [])
        for kind, year, _times in rows.filter(times__gt=1).order_by("-year", "kind")
    ][:PER_PAGE]


@reviewers_page
def country(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """All provinces in a round, a row each; for who reviews everywhere."""
    if not scope_of(request.user).everywhere:
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    rows = _of_provinces().filter(kind=KINDS[kind], year=year)
    found = Country(KINDS[kind], year, list(rows.select_related("unit")))
    if not found.campaigns:
        raise Http404
    is_wards = request.GET.get(LEVEL) == "phuong"
    tier = UnitTier.COMMUNE if is_wards else UnitTier.GROUP
    level = _country_level(found, tier)
    order = request.GET.get(ORDER, "")
    order = order if is_order(order) else "ten"
    context = {
        "country": found,
        "level": level,
        "rows": _with_addresses(in_order(level.rows, order) if level else [], found),
        "order": order,
        "cap": "phuong" if is_wards else "to",
        "tab": "start",
    }
    return render(request, "meetings/review/country.html", context)


def _country_level(found: Country, tier: str) -> Level | None:
    sums = rollup.roll_up(found.campaigns, tier, depth=1)
    if sums.whole is None:
        return None
    counted = counted_in(sums.whole)
    rows = [
        UnitRow(row.unit_id, sums.name(row), row, counted, is_leaf=False)
        for row in sums.below()
    ]
    whole = UnitRow(0, "", sums.whole, counted, is_leaf=False)
    return Level(tier, level_label(tier), whole, rows)


def _with_addresses(rows: list[UnitRow], found: Country) -> list[tuple[UnitRow, str]]:
    """Each province with the page of its campaign."""
    led = {one.unit_id: one.pk for one in found.campaigns}
    return [
        (row, reverse("meetings:review_campaign", args=[led[row.unit_id]]))
        if row.unit_id in led
        else (row, "")
        for row in rows
    ]
