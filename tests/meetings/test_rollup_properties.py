"""Over random trees and histories: every total is the sum of the parts below it.

What each place should come to is worked out here a second time, record by record, with
the plain methods of units; the roll-up must agree with it and within itself.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meetings import records, rollup
from meetings.kinds import GROUP_MEASURES
from meetings.models import COUNTED, Conference, Figure, State
from tests.factories import (
    make_campaign,
    make_conference,
    make_district,
    make_group,
    make_province,
    make_user,
    make_ward,
)
from units.models import Unit, UnitParent

pytestmark = pytest.mark.django_db

AS_OF = date(2024, 2, 28)
DAYS = st.sampled_from([-30, -1, 0, 1, 2, 30]).map(lambda days: AS_OF + timedelta(days))
NUMBER = st.one_of(st.none(), st.integers(0, 500))
WHICH = st.integers(0, 30)

EVENTS = st.one_of(
    st.tuples(st.just("enter"), WHICH, st.lists(NUMBER, min_size=6, max_size=6), DAYS),
    st.tuples(st.just("figures"), WHICH, NUMBER, NUMBER),
    st.tuples(st.just("hold"), WHICH, DAYS),
    st.tuples(st.just("hold"), WHICH, DAYS),
    st.tuples(st.just("send"), WHICH),
    st.tuples(st.just("recall"), WHICH),
    st.tuples(st.just("move"), WHICH, DAYS),
    st.tuples(st.just("end"), WHICH, DAYS),
)


class Round:
    """A campaign of a city, and what happens to it."""

    def __init__(self, shape):
        self.by = make_user(is_superuser=True)
        self.city = make_province(name="Thành phố thử")
        self.campaign = make_campaign(unit=self.city, as_of=AS_OF)
        self.districts = [
            make_district(name=f"Quận {i}", parent=self.city) for i in range(len(shape))
        ]
        self.records = []
        for district, wards in zip(self.districts, shape, strict=True):
            for i, groups in enumerate(wards):
                ward = make_ward(name=f"{district.pk}-{i}", parent=district)
                for number in range(groups):
                    make_group(name=str(number + 1), parent=ward)
                if groups:  # a ward without groups has not begun its record
                    self.begin(ward)

    def begin(self, ward):
        for tier in ("group", "commune"):
            self.records.append(
                make_conference(unit=ward, campaign=self.campaign, tier=tier)
            )

    def pick(self, which, tier=None):
        fitting = [r for r in self.records if tier in {None, r.tier}]
        if not fitting:
            return None
        return Conference.objects.get(pk=fitting[which % len(fitting)].pk)

    def happen(self, event):
        kind, which, *rest = event
        tier = {"enter": "group", "figures": "commune"}.get(kind)
        record = self.pick(which, tier)
        if record:
            getattr(self, kind)(record, which, *rest)

    def enter(self, record, which, numbers, day):
        lines = list(record.group_reports.order_by("pk"))
        if record.is_open and lines:
            line = lines[which % len(lines)]
            line.held_on = day
            for name, number in zip(GROUP_MEASURES, numbers, strict=True):
                setattr(line, name, number)
            line.save()

    def figures(self, record, _which, invited, attended):
        if record.is_open:
            record.figures.all().delete()
            values = {"invited": invited, "attended": attended}
            for measure, value in values.items():
                if value is not None:
                    Figure.objects.create(
                        conference=record,
                        measure=measure,
                        counted="delegate",
                        value=value,
                    )

    def hold(self, record, _which, day):
        if record.is_open:
            record.held_on = day
            record.save()

    def send(self, record, _which):
        if record.is_open:
            records.submit(conference=record, by=self.by)
            records.approve(conference=record, by=self.by)
            records.send_up(conference=record, by=self.by)

    def recall(self, record, _which):
        if record.state == State.SENT:
            records.recall(conference=record, by=self.by, note="Nhập nhầm.")

    def move(self, record, which, day):
        """The ward comes to another district on the day."""
        others = [one for one in self.districts if one != record.unit.parent_on(day)]
        last = record.unit.parents.order_by("-valid_from").first()
        if last.valid_to or (last.valid_from and last.valid_from >= day):
            return
        if others:
            last.valid_to = day - timedelta(1)
            last.save()
            parent = others[which % len(others)]
            UnitParent.objects.create(unit=record.unit, parent=parent, valid_from=day)

    def end(self, record, _which, day):
        """The ward ends before the day, and another begins with its record."""
        last = record.unit.parents.order_by("-valid_from").first()
        if last.valid_to or (last.valid_from and last.valid_from >= day):
            return
        UnitParent.objects.filter(pk=last.pk).update(valid_to=day - timedelta(1))
        Unit.objects.filter(pk=record.unit_id).update(ended_on=day - timedelta(1))
        new = make_ward(
            name=f"Mới {record.unit_id}", parent=last.parent, founded_on=day
        )
        make_group(name="1", parent=new, founded_on=day)
        self.begin(new)


def place_of(record):
    """The ids from the top down to the record's unit, by the plain methods of units."""
    unit = Unit.objects.get(pk=record.unit_id)
    day = record.day
    if unit.founded_on and day < unit.founded_on:
        day = unit.founded_on
    return tuple(one.pk for one in [*reversed(unit.ancestors_on(day)), unit])


def expected_sums(campaign, tier):
    """What each place comes to: name → sum, None where nothing is known."""
    totals = defaultdict(Counter)
    for record in Conference.objects.filter(
        campaign=campaign, tier=tier, state__in=COUNTED
    ):
        path, sums = place_of(record), sums_of(record)
        for depth in range(1, len(path) + 1):
            totals[path[:depth]].update(sums)
    return totals


def sums_of(record):
    """What one record adds to every place on its way."""
    counts = Counter(sent=1)
    for line in record.group_reports.all():
        counts["lines"] += 1
        counts["held"] += line.state in {"held", "reported"}
        counts["reported"] += line.state == "reported"
        for name in GROUP_MEASURES:
            if getattr(line, name) is not None:
                counts[name] += getattr(line, name)
                counts[f"{name} known"] += 1
    for figure in record.figures.all():
        counts[figure.measure] += int(figure.value)
        counts[f"{figure.measure} known"] += 1
    return counts


def numbers_of(row):
    """All that a row of the roll-up counts, as a counter; unknown adds nothing."""
    counts = Counter(sent=row.units_sent)
    if isinstance(row, rollup.GroupTotals):
        counts["lines"] = row.lines
        counts["held"] = row.groups_held or 0
        counts["reported"] = row.groups_reported or 0
        for name, known in row.sums.items():
            counts[name], counts[f"{name} known"] = known.value or 0, known.rests_on
    else:
        for (measure, _counted), known in row.figures.items():
            counts[measure], counts[f"{measure} known"] = known.value, known.rests_on
    return +counts


def everything_of(row):
    """The same with what only the roll-up knows: expected units, ratios, groups."""
    counts = numbers_of(row)
    for name in ("total", "expected", "with_record", "outside", "held"):
        counts[f"units_{name}"] = getattr(row, f"units_{name}")
    if isinstance(row, rollup.GroupTotals):
        ratios = {"attendance": row.attendance, "approval": row.approval}
        counts["groups"] = row.groups_total.value or 0
        counts["groups known"] = row.groups_total.rests_on
    else:
        ratios = row.ratios
    for name, ratio in ratios.items():
        counts[name, "part"], counts[name, "whole"] = ratio.part or 0, ratio.whole or 0
    return +counts


@settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],  # shrinking would build hundreds of trees: minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shape=st.lists(
        st.lists(st.integers(0, 3), min_size=1, max_size=2), min_size=2, max_size=3
    ),
    events=st.lists(EVENTS, min_size=8, max_size=16),
    is_sent=st.lists(st.integers(0, 4).map(bool), min_size=1, max_size=8),
    last_events=st.lists(EVENTS, max_size=4),
)
def test_every_total_is_the_sum_of_what_is_below_it(
    shape, events, is_sent, last_events
):
    with transaction.atomic():
        it = Round(shape)
        for event in events:
            it.happen(event)
        for number in range(len(it.records)):
            if is_sent[number % len(is_sent)]:
                it.happen(("send", number))
        for event in last_events:
            it.happen(event)

        for tier in ("group", "commune"):
            rolled = rollup.roll_up(it.campaign, tier)

            for row in rolled.rows.values():
                if not row.is_leaf:
                    parts = [everything_of(part) for part in rolled.below(row)]
                    assert everything_of(row) == sum(parts, Counter())
            expected = expected_sums(it.campaign, tier)
            assert {path: +counts for path, counts in expected.items()} == {
                path: numbers_of(row)
                for path, row in rolled.rows.items()
                if row.units_sent
            }
            assert unknown_is_none(rolled)
        transaction.set_rollback(True)


def unknown_is_none(rolled):
    """No row tells a number that rests on nothing."""
    for row in rolled.rows.values():
        known = row.sums if isinstance(row, rollup.GroupTotals) else row.figures
        if any((one.value is None) != (one.rests_on == 0) for one in known.values()):
            return False
        is_of_groups = isinstance(row, rollup.GroupTotals)
        if is_of_groups and (row.groups_held is None) != (row.lines == 0):
            return False
    return True
