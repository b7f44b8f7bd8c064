"""One campaign on the review desk: its tiles, its table, who is late, its years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from units.models import Unit, UnitTier
from units.scoping import scope_of

from .. import rollup
from ..expected_records import tiers_of
from ..filters import LEVELS
from ..levels import level_labels
from ..models import COUNTED, Campaign, CampaignTier, Conference
from ..papers.heads import in_sentence
from ..readings import ratio_of
from ..reminders import last_reminded
from ..reports.article import in_whose_name
from ..reports.outcome import counted_in, held_of, outcome_of
from ..reports.over_years import YearPoint, years_of_campaign
from ..reviewing import waiting_for
from ..rollup import Rollup
from .access import UNIT, campaign_or_404, desks_in, reviewers_page, unit_asked
from .late import LateUnit, late_units
from .narrowing import TableFilter
from .table import Level, UnitRow, in_order, is_order, level_of

PER_PAGE = 200
LEVEL, ORDER, PAGE = "cap", "sx", "trang"
_WORDS = {tier: word for word, tier in LEVELS.items()}
ORDERS = (
    ("ten", _("Name of the unit")),
    ("-ty-le", _("Rate, the highest first")),
    ("ty-le", _("Rate, the lowest first")),
    ("thay-doi", _("Change, the largest fall first")),
    ("-thay-doi", _("Change, the largest rise first")),
    ("ho-so", _("Records that wait for review first")),
    ("-kiem-tra", _("Most to be checked first")),
)
_UPWARDS = (UnitTier.GROUP, UnitTier.COMMUNE, UnitTier.DISTRICT, UnitTier.PROVINCE)


@dataclass
class Shown:
    """What of a campaign is on the page: `desk` looks at `unit`, itself or one below."""

    campaign: Campaign
    desk: Unit
    unit: Unit
    user: Any
    is_only: bool = True  # no other unit could be asked for

    @cached_property
    def labels(self) -> dict[str, str]:
        return level_labels(self.unit, self.campaign.as_of)

    @cached_property
    def tiers(self) -> list[str]:
        """The levels with a table, upwards: those that the campaign names."""
        named = {row.tier for row in self.campaign.tiers.all()}
        named = named or {UnitTier.GROUP, UnitTier.COMMUNE}
        lower = _UPWARDS[: _UPWARDS.index(UnitTier(self.unit.tier))]
        found = [str(tier) for tier in lower if tier in named]
        return found or [str(UnitTier.GROUP)]

    @cached_property
    def sums(self) -> dict[str, Rollup[Any]]:
        """The roll-up of each level below `unit`; a query each."""
        return {
            tier: rollup.roll_up(self.campaign, tier, below=self.unit)
            for tier in self.tiers
        }

    def level(self, tier: str) -> Level | None:
        """The table of a level; None where no unit is expected in it."""
        sums = self.sums[tier]
        if sums.whole is None:
            return None
        label = self.labels[tier]
        return level_of(self.campaign, tier, label, sums, sums.whole, self.user)

    @cached_property
    def late(self) -> list[LateUnit]:
        today = timezone.localdate()
        records = Conference.objects.sent_up().filter(campaign=self.campaign)
        returned = set(
            records.exclude(state__in=COUNTED).order_by().values_list("unit", "tier")
        )
        return late_units(self.sums, last_reminded(self.campaign), today, returned)

    @cached_property
    def units_below(self) -> set[int]:
        return {leaf.unit_id for sums in self.sums.values() for leaf in sums.leaves()}

    @cached_property
    def waiting(self) -> list[Conference]:
        """Records below that wait for the user's decision, the oldest first."""
        rows = waiting_for(self.user).filter(campaign=self.campaign)
        rows = rows.filter(unit__in=self.units_below)
        rows = rows.select_related("unit", "campaign")
        return list(rows.prefetch_related("unit__names"))

    @property
    def inside(self) -> dict[str, str]:
        """The levels inside a sentence: "cấp phường"."""
        return {tier: in_sentence(label) for tier, label in self.labels.items()}

    @property
    def sent(self) -> str:
        """Of how many records all levels expect how many were sent up: "35/36"."""
        wholes = [sums.whole for sums in self.sums.values() if sums.whole]
        total = sum(whole.units_total for whole in wholes)
        return ratio_of(sum(whole.units_sent for whole in wholes), total)

    @property
    def tiles(self) -> Iterator[Tile]:
        periods = {row.tier: row for row in self.campaign.tiers.all()}
        for tier, sums in self.sums.items():
            if sums.whole is not None:
                yield Tile(tier, self.inside[tier], sums.whole, periods.get(tier))

    @property
    def years(self) -> tuple[list[YearPoint], str]:
        """The line over the years of the campaign's own unit, and what is counted."""
        tier = self.tiers[0]
        counted = counted_in(self.sums[tier].whole)
        if self.unit.pk != self.campaign.unit_id:
            return [], ""
        return years_of_campaign(self.campaign, tier, counted), str(counted.label)

    @property
    def query(self) -> str:
        """What names the unit in addresses, where it has to be named."""
        return "" if self.is_only else f"?{UNIT}={self.unit.pk}"

    @property
    def desk_name(self) -> str:
        return self.desk.full_name_on(self.campaign.as_of)

    @property
    def name(self) -> str:
        return self.unit.full_name_on(self.campaign.as_of)


@dataclass(frozen=True)
class Tile:
    """The figures of one level, large."""

    tier: str
    inside: str
    totals: Any
    period: CampaignTier | None

    @property
    def of_groups(self) -> bool:
        return self.tier == UnitTier.GROUP

    @property
    def held(self) -> str:
        return held_of(self.totals)

    @cached_property
    def counted(self) -> Any:
        return counted_in(self.totals)

    @cached_property
    def outcome(self) -> Any:
        return outcome_of(self.totals, self.counted)


def shown_or_404(request: HttpRequest, pk: int) -> Shown:
    """What the address asks for, as far as it is the user's."""
    found = campaign_or_404(request.user, pk)
    desks = desks_in(request.user, found)
    asked = unit_asked(request)
    for desk in desks:
        if asked in {None, desk.pk}:
            return Shown(found, desk, desk, request.user, len(desks) == 1)
    for desk in desks:
        if asked is not None and (unit := _below(found, desk, asked)):
            return Shown(found, desk, unit, request.user, is_only=False)
    raise Http404


def _below(found: Campaign, desk: Unit, asked: int) -> Unit | None:
    """The unit asked for, if it lies below the desk's and has units below it."""
    sums = rollup.groups(found, below=desk)
    if any(row.unit_id == asked and not row.is_leaf for row in sums.rows.values()):
        return Unit.objects.with_names().get(pk=asked)
    return None


@reviewers_page
def campaign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk of one campaign; `cap`, `sx`, `trang` and the filter choose the table."""
    shown = shown_or_404(request, pk)
    tier = LEVELS.get(request.GET.get(LEVEL, ""))
    tier = tier if tier in shown.tiers else shown.tiers[0]
    level = shown.level(tier)
    years, counted = shown.years
    context = {
        "campaign": shown.campaign,
        "shown": shown,
        "wearing": shown.desk,
        "wearing_name": shown.desk_name,
        "level": level,
        "levels": [(_WORDS[one], shown.labels[one]) for one in shown.tiers],
        "years": years,
        "years_counted": counted,
        "tab": "campaign",
        "own_record": own_record(shown),
        "may_write": scope_of(request.user).holds(
            "news.add_article", in_whose_name(shown.desk).pk
        ),
    }
    if level is not None:
        context |= _table(request, shown, level)
    return render(request, "meetings/review/campaign.html", context)


def _table(request: HttpRequest, shown: Shown, level: Level) -> dict[str, Any]:
    narrowed = TableFilter(request.GET, level)
    order = request.GET.get(ORDER, "")
    order = order if is_order(order) else "ten"
    rows: list[UnitRow] = in_order(narrowed.rows, order)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get(PAGE))
    kept = {LEVEL: _WORDS[level.tier], **narrowed.kept}
    if not shown.is_only:
        kept = {UNIT: str(shown.unit.pk), **kept}
    return {
        "filter": narrowed,
        "order": order,
        "orders": ORDERS,
        "level_word": _WORDS[level.tier],
        "page": page,
        "kept": urlencode(kept),
        "kept_order": urlencode({**kept, ORDER: order}),
    }


def own_record(shown: Shown) -> dict[str, Any] | None:
    """The unit's own record for the level above: where it is, or that it may be begun."""
    unit, campaign = shown.desk, shown.campaign
    if shown.unit != unit or unit.tier not in tiers_of(unit):
        return None
    record = Conference.objects.filter(
        campaign=campaign, unit=unit, tier=unit.tier
    ).first()
    scope = scope_of(shown.user)
    if record is not None:
        if not scope.holds("meetings.view_conference", unit.pk):
            return None
        path = reverse("admin:meetings_conference_change", args=[record.pk])
        return {"record": record, "url": path}
    if unit.is_ended() or not scope.holds("meetings.add_conference", unit.pk):
        return None
    return {"record": None, "url": reverse("admin:meetings_conference_add")}
