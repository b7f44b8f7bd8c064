"""The numbers that people are shown: periods, days, what was read most, who reads now."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from traffic import present
from traffic.adding import add_counts
from traffic.counting import record
from traffic.folding import fold
from traffic.models import PORTAL, DailyCount, DailyTotal, PresentReaders
from traffic.periods import by_day, most_read, visits

from .conftest import LEAFLET

pytestmark = pytest.mark.django_db

# A Saturday; in Việt Nam it is already Sunday, the 22nd, 00:30.
LATE = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def late(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATE)


def count(day, views, *, unit=7, number=1):
    add_counts({(LEAFLET, number, unit, day): views})


def test_periods_end_with_the_day_in_viet_nam_and_weeks_begin_on_monday(late):
    count(SUNDAY, 1)
    count(date(2026, 11, 16), 10)  # Monday
    count(date(2026, 11, 15), 100)  # the Sunday before
    count(date(2026, 10, 31), 1000)
    count(date(2025, 12, 31), 10_000)

    found = visits(7)

    assert (found.today, found.week, found.month) == (1, 11, 111)
    assert (found.year, found.total) == (1111, 11_111)


def test_the_portal_has_what_all_units_have_together():
    today = timezone.localdate()
    count(today, 3, unit=7)
    count(today, 4, unit=8, number=2)
    count(today, 5, unit=None, number=3)

    assert visits(7).today == 3
    assert visits(8).today == 4
    assert visits().today == 12
    assert visits(9).total == 0


def test_the_sums_are_always_those_of_the_counts(reader):
    for number in (1, 2, 2, 3):
        record(kind=LEAFLET, object_id=number, request=reader())
        fold()

    counted = sum(DailyCount.objects.values_list("count", flat=True))
    sums = dict(DailyTotal.objects.values_list("unit_id", "count"))
    assert counted == 3
    assert sums == {7: 3, PORTAL: 3}


@pytest.mark.parametrize("days", [1, 400])
def test_the_numbers_cost_two_queries(days, django_assert_num_queries):
    for number in range(days):
        count(timezone.localdate() - timedelta(days=number), 1)

    with django_assert_num_queries(2):
        assert visits().total == days


def test_a_chart_has_every_day_also_those_without_readers():
    last = date(2026, 11, 21)
    count(last, 5)
    count(last - timedelta(days=2), 2)
    count(last - timedelta(days=3), 9)

    found = by_day(last, 3, 7)

    assert [views for _day, views in found] == [2, 0, 5]
    assert found[0][0] == date(2026, 11, 19)


def test_what_was_read_most_comes_first_within_its_unit_and_time():
    day = date(2026, 11, 21)
    count(day, 5, number=1)
    count(day, 9, number=2)
    count(day, 99, number=3, unit=8)
    count(day - timedelta(days=40), 500, number=1)

    since = day - timedelta(days=30)

    assert list(most_read(LEAFLET, since, 2, 7).items()) == [(2, 9), (1, 5)]
    assert list(most_read(LEAFLET, since, 1)) == [3]


def test_readers_are_counted_once_whatever_they_read(reader):
    for number in (1, 2, 3):
        record(kind=LEAFLET, object_id=number, request=reader())
    record(kind=LEAFLET, object_id=1, request=reader("198.51.100.7"))

    fold()

    assert visits(7).now == visits().now == 2
    assert visits(8).now == 0


def test_the_readers_of_two_machines_are_added_up(reader, settings, tmp_path):
    for name in ("one", "two"):
        settings.VAR_DIR = tmp_path / name
        record(kind=LEAFLET, object_id=1, request=reader())
        fold()

    assert visits(7).now == 2


def test_who_has_gone_is_not_counted_and_a_silent_machine_neither(reader, monkeypatch):
    record(kind=LEAFLET, object_id=1, request=reader())
    fold()
    PresentReaders.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert visits(7).now == 0

    half_an_hour_later = int(timezone.now().timestamp()) + 1801
    present.note([], until=half_an_hour_later)

    assert not PresentReaders.objects.exists()


def test_no_mark_of_a_reader_is_in_the_database(reader, spool):
    record(kind=LEAFLET, object_id=1, request=reader())
    fold()

    (said,) = PresentReaders.objects.filter(unit_id=7).values()
    marks = (spool / "recent").read_text().split()[-1].split(".")
    assert said["count"] == 1
    assert not set(marks) & {str(value) for value in said.values()}
