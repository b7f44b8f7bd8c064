"""What a reviewing unit's report on a campaign rests on, read once.

A constant number of queries, however many units there are; each generation of units
joined or split costs one more.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from units.models import Unit, UnitKind, UnitTier
from units.models.naming import UnitName

from .. import rollup
from ..models import Campaign, CampaignTier, Clause, Conference, Opinion
from ..papers.heads import in_sentence
from ..rollup import Rollup, SilentGroup
from ..totals import Ratio
from .comparison import Comparison, compare
from .outcome import NOTHING, Outcome, counted_in, outcome_of, shared_notes


@dataclass(frozen=True)
class Days:
    """The first and last day of a level; `planned` where no meeting's day is known."""

    first: datetime.date | None = None
    last: datetime.date | None = None
    planned: bool = False


@dataclass
class Level:
    """One level of the campaign: its sums, what they are counted in, and its days."""

    tier: str
    sums: Rollup[Any]
    days: Days
    comparison: Comparison = field(default_factory=Comparison)

    @property
    def whole(self) -> Any:
        return self.sums.whole

    @cached_property
    def counted(self) -> str:
        return counted_in(self.whole)

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.whole, self.counted) if self.whole else NOTHING

    @cached_property
    def rows(self) -> list[Any]:
        """The units directly below the report's own, by name."""
        return self.sums.below()

    def attendance(self, row: Any) -> Ratio:
        return outcome_of(row, self.counted).attendance

    def ranked(self) -> list[tuple[Fraction, Any]]:
        """Rows of which the rate is known, with it, the highest first."""
        found = [
            (Fraction(ratio.part, ratio.whole), row)
            for row in self.rows
            if (ratio := self.attendance(row)).part is not None and ratio.whole
        ]
        return sorted(found, key=lambda one: -one[0])

    @property
    def rate(self) -> Fraction | None:
        """The rate of the whole, exactly; None if not known."""
        ratio = self.outcome.attendance
        if ratio.part is None or not ratio.whole:
            return None
        return Fraction(ratio.part, ratio.whole)

    @property
    def held_unsent(self) -> list[str]:
        """Units known to have held theirs, of which no record was sent up."""
        return self._names(
            row for row in self.sums.not_sent() if row.units_held and row.is_expected
        )

    @property
    def silent(self) -> list[str]:
        """Units of which nothing is known: not held, or not told."""
        return self._names(row for row in self.sums.not_held() if row.is_expected)

    def name(self, row: Any) -> str:
        return in_sentence(self.sums.name(row))

    def _names(self, rows: Iterable[Any]) -> list[str]:
        return [self.name(row) for row in rows]


@dataclass(frozen=True)
class FieldOpinions:
    """Opinions of one field of life whose text was entered."""

    label: str
    count: int


@dataclass(frozen=True)
class Opinions:
    """Texts of opinions in records sent up, and answers owed to some of them."""

    fields: list[FieldOpinions]
    owed: int
    answered: int
    overdue: int

    @property
    def count(self) -> int:
        return sum(one.count for one in self.fields)


@dataclass
class Summary:
    """All that a report says; `own` is the reviewing unit's own meeting, if sent."""

    campaign: Campaign
    unit: Unit
    today: datetime.date
    groups: Level
    communes: Level
    own: Level | None
    opinions: Opinions
    resolutions: int
    group_word: str
    notes: list[str]

    @property
    def day(self) -> datetime.date:
        return self.campaign.as_of

    @property
    def place(self) -> str:
        """The unit inside a sentence: "quận Hai Bà Trưng"."""
        return in_sentence(self.unit.full_name_on(self.day))

    @property
    def unit_word(self) -> str:
        """What the unit is called: "quận", "thành phố"."""
        return str(UnitKind(self.unit.name_on(self.day).kind).word).lower()

    @cached_property
    def below_word(self) -> str:
        """What the units directly below are called: "phường", "phường, xã"."""
        return self._words(self.groups.sums, self.groups.rows) or self.commune_word

    @cached_property
    def commune_word(self) -> str:
        """What the units that hold the records are called."""
        found = self._words(self.groups.sums, self.groups.sums.leaves())
        return found or "phường, xã"

    def short_name(self, row: Any) -> str:
        """A unit's name in a column headed by what all of them are: "Bạch Mai"."""
        unit = self.groups.sums.unit(row) or self.communes.sums.unit(row)
        name = unit.name_on(row.day) if unit else None
        if name is None:
            return ""
        is_plain = "," not in self.below_word and not name.name[:1].isdigit()
        return name.name if is_plain else name.full_name

    @cached_property
    def silent_groups(self) -> list[SilentGroup]:
        return self.groups.sums.silent_groups()

    def _words(self, sums: Rollup[Any], rows: Iterable[Any]) -> str:
        """The words of the rows' kinds, the most frequent first."""
        kinds = Counter(
            unit.name_on(row.day).kind
            for row in rows
            if (unit := sums.unit(row)) is not None
        )
        return ", ".join(
            str(UnitKind(kind).word).lower() for kind, _count in kinds.most_common()
        )


def read(
    campaign: Campaign, unit: Unit, *, today: datetime.date | None = None
) -> Summary:
    """Read what `unit` knows of the campaign: what was sent up of the units below it."""
    today = today or timezone.localdate()
    periods = {row.tier: row for row in campaign.tiers.all()}
    levels = {
        tier: _level(campaign, unit, tier, today, periods.get(tier))
        for tier in (UnitTier.GROUP, UnitTier.COMMUNE)
    }
    for tier, level in levels.items():
        level.comparison = compare(campaign, tier, level.sums, level.counted)
    records = records_of(campaign, levels.values())
    return Summary(
        campaign,
        unit,
        today,
        levels[UnitTier.GROUP],
        levels[UnitTier.COMMUNE],
        _own_level(campaign, unit, today, periods.get(unit.tier)),
        _opinions(records, today),
        _resolutions(records),
        _group_word(campaign),
        shared_notes(records.values_list("explanation", flat=True)),
    )


def records_of(campaign: Campaign, levels: Iterable[Level]) -> Any:
    """Records sent up that the levels are made of."""
    units = {row.unit_id for level in levels for row in level.sums.leaves()}
    tiers = (UnitTier.GROUP, UnitTier.COMMUNE)
    rows = Conference.objects.counted().filter(campaign=campaign)
    return rows.filter(unit__in=units, tier__in=tiers)


def _level(
    campaign: Campaign,
    unit: Unit,
    tier: str,
    today: datetime.date,
    period: CampaignTier | None,
) -> Level:
    sums: Any = rollup.roll_up(campaign, tier, below=unit, today=today)
    return Level(tier, sums, _days(campaign, sums, tier, period))


def _own_level(
    campaign: Campaign,
    unit: Unit,
    today: datetime.date,
    period: CampaignTier | None,
) -> Level | None:
    """The meeting of the unit itself: a ward that leads a round has its level already."""
    if unit.tier in {UnitTier.GROUP, UnitTier.COMMUNE}:
        return None
    level = _level(campaign, unit, unit.tier, today, period)
    return level if level.whole and level.whole.units_sent else None


def _days(
    campaign: Campaign, sums: Rollup[Any], tier: str, period: CampaignTier | None
) -> Days:
    units = [leaf.unit_id for leaf in sums.leaves()]
    records = Conference.objects.counted().filter(
        campaign=campaign, tier=tier, unit__in=units
    )
    if tier == UnitTier.GROUP:
        of_group = "group_reports__held_on"
        found = records.aggregate(first=Min(of_group), last=Max(of_group))
    else:
        ended = Coalesce("held_until", "held_on")
        found = records.aggregate(first=Min("held_on"), last=Max(ended))
    if found["first"]:
        return Days(**found)
    if period is None:
        return Days()
    return Days(period.starts_on, period.ends_on, planned=True)


def _opinions(records: Any, today: datetime.date) -> Opinions:
    owed = Q(nature__in=Opinion.OWED)
    rows = list(
        Opinion.objects.filter(conference__in=records)
        .order_by()
        .values("field")
        .annotate(
            count=Count("pk"),
            owed=Count("pk", filter=owed),
            answered=Count("pk", filter=owed & Q(answered_on__isnull=False)),
            overdue=Count(
                "pk", filter=owed & Q(answered_on__isnull=True, due_on__lt=today)
            ),
        )
    )
    labels = dict(Opinion._meta.get_field("field").flatchoices)
    rows.sort(key=lambda row: (-row["count"], list(labels).index(row["field"])))
    return Opinions(
        [FieldOpinions(str(labels[row["field"]]), row["count"]) for row in rows],
        *(sum(row[name] for row in rows) for name in ("owed", "answered", "overdue")),
    )


def _resolutions(records: Any) -> int:
    """Of how many records of wards' own meetings the resolution was entered."""
    clauses = Clause.objects.filter(
        conference__in=records.filter(tier=UnitTier.COMMUNE)
    )
    return clauses.values("conference").distinct().count()


def _group_word(campaign: Campaign) -> str:
    """What the campaign's residential groups are mostly called: "tổ dân phố"."""
    rows = (
        UnitName.objects.filter(unit__group_reports__conference__campaign=campaign)
        .order_by()
        .values_list("kind", "local_word")
        .annotate(times=Count("unit", distinct=True))
    )
    words: Counter[str] = Counter()
    for kind, local_word, times in rows:
        words[str(local_word or UnitKind(kind).word).lower()] += times
    usual = str(UnitKind.RESIDENTIAL_GROUP.word).lower()
    return ", ".join(word for word, _times in words.most_common(3)) or usual
