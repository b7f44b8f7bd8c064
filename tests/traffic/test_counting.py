"""What is counted, how often, and what is kept of it, on real files and tables."""

import datetime
from unittest.mock import ANY

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from traffic import spool as spool_files
from traffic.counting import record, total_for, totals
from traffic.folding import fold
from traffic.models import DailyCount, FoldedFile

from .conftest import FIREFOX, LEAFLET

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 21, 5, 0, tzinfo=datetime.UTC)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/605.1.15"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


def read(request, object_id=1, kind=LEAFLET):
    return record(kind=kind, object_id=object_id, request=request)


def test_one_reading_is_one_view_of_its_day_and_unit(reader, clock):
    assert read(reader())

    assert fold() == 1

    (count,) = DailyCount.objects.values()
    assert count == {
        "id": ANY,
        "kind": LEAFLET,
        "object_id": 1,
        "unit_id": 7,
        "day": datetime.date(2026, 11, 21),
        "count": 1,
    }


def test_sixty_readings_of_one_visitor_within_half_an_hour_are_one_view(reader, clock):
    for _ in range(60):
        clock.shift(29)
        read(reader())

    fold()

    assert total_for(LEAFLET, 1) == 1


def test_sixty_invented_browsers_of_one_address_are_three_views(reader, clock):
    for number in range(60):
        read(reader(browser=f"{FIREFOX} {number}"))

    fold()

    assert total_for(LEAFLET, 1) == 3


def test_addresses_of_one_ipv6_network_are_one_address(reader, clock):
    for number in range(1, 61):
        read(reader(address=f"2001:db8:1:1::{number:x}", browser=f"{FIREFOX} {number}"))

    fold()

    assert total_for(LEAFLET, 1) == 3


def test_a_reader_who_returns_in_a_later_fold_is_still_known(reader, clock):
    read(reader())
    fold()
    clock.shift(1799)
    read(reader())
    fold()

    counted_soon = total_for(LEAFLET, 1)
    clock.shift(1)
    read(reader())
    fold()

    assert counted_soon == 1
    assert total_for(LEAFLET, 1) == 2


def test_a_reader_is_known_across_the_change_of_the_key_at_midnight(reader, clock):
    clock.move_to(datetime.datetime(2026, 11, 21, 16, 50, tzinfo=datetime.UTC))
    read(reader())
    clock.shift(20 * 60)
    read(reader())

    fold()

    assert list(DailyCount.objects.values_list("day", "count")) == [
        (datetime.date(2026, 11, 21), 1)
    ]


def test_a_view_belongs_to_the_day_in_vietnam_and_not_to_the_day_of_the_fold(
    reader, clock
):
    clock.move_to(datetime.datetime(2026, 11, 20, 17, 0, tzinfo=datetime.UTC))
    read(reader())
    clock.shift(3 * 86_400)

    fold()

    assert DailyCount.objects.get().day == datetime.date(2026, 11, 21)


def test_other_readers_and_other_things_are_counted_apart(reader, clock):
    read(reader())
    read(reader(browser=SAFARI))
    read(reader(address="203.0.113.6"))
    read(reader(), object_id=2)

    fold()

    assert totals(LEAFLET, [1, 2, 3]) == {1: 3, 2: 1, 3: 0}


def test_totals_add_the_days_in_one_query(reader, clock, django_assert_num_queries):
    for _ in range(3):
        read(reader())
        read(reader(), object_id=2)
        fold()
        clock.shift(86_400)

    with django_assert_num_queries(1):
        assert totals(LEAFLET, range(1, 60)) == dict.fromkeys(range(1, 60), 0) | {
            1: 3,
            2: 3,
        }


def test_a_draft_and_an_invented_number_get_no_row(reader, clock):
    read(reader(), object_id=100)
    read(reader(), object_id=2**63 - 1)

    fold()

    assert not DailyCount.objects.exists()


def test_what_could_not_exist_is_not_even_written(reader, spool):
    written = [
        read(reader(), kind="unknown.kind"),
        read(reader(), object_id=0),
        read(reader(), object_id=-1),
        read(reader(), object_id=2**63),
    ]

    assert written == [False] * 4
    assert not spool.exists()


def test_the_spool_holds_neither_address_nor_browser_nor_the_same_hash_next_day(
    reader, spool, clock
):
    read(reader())
    first = (spool / "views").read_text().split()[-1]
    fold()
    clock.shift(86_400)

    read(reader())
    fold()
    read(reader(address="198.51.100.77"))
    everything = b"".join(path.read_bytes() for path in spool.iterdir())

    assert b"203.0.113" not in everything
    assert b"Firefox" not in everything
    assert first.encode() not in everything
    assert len(list(spool.glob("key-*"))) == 1


def test_half_an_hour_after_the_last_reading_nothing_of_its_reader_is_left(
    reader, spool, clock
):
    read(reader())
    fold()
    remembered = (spool / "recent").read_text()
    clock.shift(1800)

    fold()

    assert remembered
    assert (spool / "recent").read_text() == ""
    assert not list(spool.glob("claimed-*"))
    assert not FoldedFile.objects.exists()


def test_a_clock_that_ran_ahead_keeps_no_reader_for_long(reader, spool, clock):
    clock.shift(86_400)
    read(reader())
    fold()
    clock.shift(-86_400)

    fold()
    read(reader())

    assert (spool / "recent").read_text() == ""
    assert fold() == 1


def test_folding_when_nothing_was_read_writes_nothing(reader, spool, clock):
    read(reader())
    fold()
    before = (spool / "recent").stat().st_mtime_ns

    fold()

    assert (spool / "recent").stat().st_mtime_ns == before


def test_the_spool_can_be_read_by_its_owner_alone(reader, spool, clock):
    read(reader())
    fold()
    read(reader())

    modes = {path.name: path.stat().st_mode & 0o077 for path in spool.iterdir()}

    assert {"views", "recent", "fold.lock"} < set(modes)
    assert not any(modes.values())
    assert spool.stat().st_mode & 0o077 == 0


def test_a_spool_that_nobody_folds_stops_growing(reader, monkeypatch, spool):
    monkeypatch.setattr(spool_files, "LARGEST_SPOOL", 200)

    written = [read(reader(address=f"203.0.113.{n}")) for n in range(1, 50)]

    assert written[0]
    assert not written[-1]
    assert (spool / "views").stat().st_size < 300


def test_a_spool_that_cannot_be_written_breaks_no_page(reader, spool, caplog):
    spool.parent.mkdir()
    spool.write_text("a file where the directory should be")

    assert not read(reader())

    assert "could not be written" in caplog.text


def views_of(times: list[int]) -> int:
    """Count what one reader's readings come to, said as plainly as can be."""
    counted: list[int] = []
    for at in sorted(times):
        if all(at - before >= 1800 for before in counted):
            counted.append(at)
    return len(counted)


@hypothesis_settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    visits=st.lists(
        st.tuples(
            st.integers(0, 2 * 86_400), st.sampled_from("ab"), st.sampled_from([1, 2])
        ),
        max_size=40,
    ),
    folds=st.sets(st.integers(0, 40)),
)
def test_every_reader_counts_once_in_half_an_hour_whenever_it_is_folded(
    visits, folds, reader, tmp_path_factory, settings
):
    settings.VAR_DIR = tmp_path_factory.mktemp("var")
    DailyCount.objects.all().delete()
    expected = {
        thing: sum(
            views_of([at for at, who, what in visits if (who, what) == (person, thing)])
            for person in "ab"
        )
        for thing in (1, 2)
    }

    with time_machine.travel(NOON, tick=False) as travelling:
        for number, (at, person, thing) in enumerate(sorted(visits)):
            travelling.move_to(NOON + datetime.timedelta(seconds=at))
            read(reader(browser=f"{FIREFOX} {person}"), object_id=thing)
            if number in folds:
                fold()
        fold()

    assert totals(LEAFLET, [1, 2]) == expected
