"""The roll-up of programmes: what counts, where it stands, over units and years."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meetings.models import Programme, Standing
from meetings.programme_rollup import COUNTS, roll_up
from tests.factories import (
    make_conference,
    make_district,
    make_final_review,
    make_programme,
    make_province,
    make_task,
    make_ward,
)
from units.models import Unit, UnitParent

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
AT = "2024-02-01T08:00+07:00"


@pytest.fixture
def district():
    return make_district(name="Đống Đa")


def published(unit, year=2024, **fields):
    return make_programme(
        unit=unit, year=year, status="published", published_at=AT, **fields
    )


def names_and_numbers(rolled, *columns):
    rows = [rolled.whole, *rolled.below()]
    return [(rolled.name(row), *(getattr(row, one) for one in columns)) for row in rows]


def test_programmes_of_wards_sum_to_the_district_by_where_they_stand(district):
    kim_lien = make_ward(name="Kim Liên", parent=district)
    trung_tu = make_ward(name="Trung Tự", parent=district)
    make_final_review(published(kim_lien))
    published(kim_lien)
    published(trung_tu, year=2026)
    make_programme(unit=trung_tu, year=2026)

    rolled = roll_up(district, day=TODAY)

    standings = "concluded", "under_way", "awaits_review", "reviewed"
    assert names_and_numbers(rolled, *standings) == [
        ("Quận Đống Đa", 3, 1, 1, 1),
        ("Phường Kim Liên", 2, 0, 1, 1),
        ("Phường Trung Tự", 1, 1, 0, 0),
    ]


def test_a_task_is_on_time_by_its_own_day_or_else_by_the_end_of_the_term(district):
    programme = published(district)
    days = [
        ("2024-06-01", "2024-06-01"),
        ("2024-06-01", "2024-06-02"),
        (None, "2024-12-31"),
        (None, "2025-01-01"),
        ("2024-06-01", None),
        (None, None),
    ]
    for number, (due_on, done_on) in enumerate(days, start=1):
        make_task(programme=programme, number=number, due_on=due_on, done_on=done_on)

    during = roll_up(district, day=date(2024, 6, 2)).whole
    after = roll_up(district, day=TODAY).whole

    assert (after.tasks, after.done, after.done_on_time) == (6, 4, 2)
    assert (during.late, after.late) == (1, 2)
    assert after.on_time.percent == "33,3%"
    assert (after.on_time.part, after.on_time.whole) == (2, 6)


def test_without_tasks_there_is_no_percentage(district):
    published(district)

    whole = roll_up(district, day=TODAY).whole

    assert whole.tasks == 0
    assert whole.on_time.percent == ""


def test_years_stand_beside_their_sum(district):
    ward = make_ward(parent=district)
    for year in (2023, 2024, 2024):
        make_task(programme=published(ward, year=year))

    rolled = roll_up(district, day=TODAY)

    whole = rolled.whole
    assert {year: one.concluded for year, one in whole.years.items()} == {
        2023: 1,
        2024: 2,
    }
    assert whole.of_year(2024).late == 2
    assert whole.of_year(2019).concluded == 0
    assert roll_up(district, years=[2024], day=TODAY).whole.concluded == 2


def test_a_programme_counts_under_the_parent_of_its_own_day(district):
    city = district.parent_on(date(2024, 1, 1))
    other = make_district(name="Ba Đình", parent=city)
    ward = make_ward(name="Láng Hạ", parent=district)
    UnitParent.objects.filter(unit=ward).update(valid_to="2024-02-29")
    UnitParent.objects.create(unit=ward, parent=other, valid_from="2024-03-01")
    held = make_conference(unit=ward, held_on=date(2024, 3, 5))
    published(ward, concluded_on="2024-02-29")
    published(ward, concluded_on=None, conference=held)
    published(ward, concluded_on=None, starts_on="2024-02-28")

    assert roll_up(district, day=TODAY).whole.concluded == 2
    assert roll_up(other, day=TODAY).whole.concluded == 1
    assert names_and_numbers(roll_up(city, day=TODAY), "concluded") == [
        ("Thành phố Hà Nội", 3),
        ("Quận Ba Đình", 1),
        ("Quận Đống Đa", 2),
    ]
    assert roll_up(ward, day=TODAY).whole.concluded == 3


def test_a_unit_that_has_ended_keeps_its_programmes_and_its_successor_its_own(
    district,
):
    city = district.parent_on(date(2024, 1, 1))
    last = date(2025, 6, 30)
    before = make_ward(name="Khương Thượng", parent=district, ended_on=last)
    after = make_ward(name="Kim Liên mới", parent=city, founded_on="2025-07-01")
    published(before, year=2025)
    # signed for the new ward before it began: it stands where it first stood
    published(after, year=2025, concluded_on="2025-06-20")

    rolled = roll_up(city, years=[2025], day=TODAY)

    assert names_and_numbers(rolled, "concluded") == [
        ("Thành phố Hà Nội", 2),
        ("Quận Đống Đa", 1),
        ("Phường Kim Liên mới", 1),
    ]
    assert roll_up(district, day=TODAY).whole.concluded == 1


def test_a_districts_own_programme_stands_beside_those_of_its_wards(district):
    own = published(district)
    published(make_ward(name="Kim Liên", parent=district))

    rolled = roll_up(district, day=TODAY)

    assert names_and_numbers(rolled, "concluded") == [
        ("Quận Đống Đa", 2),
        ("Quận Đống Đa", 1),
        ("Phường Kim Liên", 1),
    ]
    assert rolled.below()[0].programmes == {2024: [own.pk]}
    assert rolled.whole.programmes == {}


def test_the_country_is_the_sum_of_its_provinces():
    for name in ("Hà Nội", "Huế"):
        published(make_ward(parent=make_province(name=name)))

    rolled = roll_up(None, day=TODAY, depth=1)

    assert (rolled.whole.path, rolled.whole.concluded) == ((), 2)
    assert [row.concluded for row in rolled.below()] == [1, 1]
    assert rolled.leaves() == []


def test_where_nothing_was_concluded_there_are_no_rows(district):
    make_programme(unit=district)

    rolled = roll_up(district, day=TODAY)

    assert rolled.whole is None
    assert rolled.below() == []


def test_the_roll_up_is_one_query_whatever_its_size(
    district, django_assert_num_queries
):
    published(district)
    with django_assert_num_queries(1):
        roll_up(district)
    for number in range(5):
        make_task(
            programme=published(make_ward(name=f"Phường {number}", parent=district))
        )
    with django_assert_num_queries(1):
        rolled = roll_up(district)
    with django_assert_num_queries(2):
        assert len([rolled.name(row) for row in rolled.below()]) == 6


DAYS = st.integers(0, 800).map(lambda days: date(2023, 6, 1) + timedelta(days))
PROGRAMMES = st.tuples(
    st.integers(0, 30),  # whose
    DAYS,
    st.lists(st.integers(-1, 500), max_size=3),  # tasks: done after so many days
    st.booleans(),  # reviewed
    st.booleans(),  # published
)
MOVES = st.tuples(st.integers(0, 30), st.integers(0, 30), DAYS)


def build(shape, moves, programmes):
    """A city with districts and wards; wards move, and everyone concludes."""
    city = make_province(name="Thành phố thử")
    districts = [
        make_district(name=f"Quận {i}", parent=city) for i in range(len(shape))
    ]
    wards = [
        make_ward(name=f"{district.pk}-{i}", parent=district)
        for district, count in zip(districts, shape, strict=True)
        for i in range(count)
    ]
    for which, where, day in moves:
        move(wards[which % len(wards)], districts[where % len(districts)], day)
    everyone = [city, *districts, *wards, *wards]
    for which, day, tasks, is_reviewed, is_public in programmes:
        add(everyone[which % len(everyone)], day, tasks, is_reviewed, is_public)
    return city, [city, *districts, *wards]


def move(ward, district, day):
    last = ward.parents.get(valid_to=None)
    if last.parent_id == district.pk or (last.valid_from and last.valid_from >= day):
        return
    UnitParent.objects.filter(pk=last.pk).update(valid_to=day - timedelta(1))
    UnitParent.objects.create(unit=ward, parent=district, valid_from=day)


def add(unit, day, tasks, is_reviewed, is_public):
    programme = make_programme(
        unit=unit,
        parties=[],
        year=day.year,
        starts_on=day,
        ends_on=date(day.year, 12, 31),
        concluded_on=day,
        **({"status": "published", "published_at": AT} if is_public else {}),
    )
    for number, after in enumerate(tasks, start=1):
        done_on = None if after < 0 else day + timedelta(after)
        make_task(programme=programme, number=number, done_on=done_on)
    if is_reviewed:
        make_final_review(programme)


def expected(top):
    """Worked out a second time with the plain methods of units and tasks."""
    totals = defaultdict(Counter)
    found = Programme.objects.public().with_standing(TODAY)
    for programme in found.prefetch_related("tasks__notes", "tasks__programme"):
        unit = Unit.objects.get(pk=programme.unit_id)
        above = [one.pk for one in [unit, *unit.ancestors_on(programme.day)]]
        if top.pk not in above:
            continue
        tasks = list(programme.tasks.all())
        counts = Counter(
            concluded=1,
            tasks=len(tasks),
            done=sum(task.is_done for task in tasks),
            done_on_time=sum(task.is_on_time for task in tasks),
            late=sum(task.state_on(TODAY) == "late" for task in tasks),
        )
        counts[programme.standing] += 1
        for pk in above[: above.index(top.pk) + 1]:
            totals[pk].update(counts)
            totals[pk, programme.year].update(counts)
    return {key: +counts for key, counts in totals.items()}


def numbers_of(counts):
    return +Counter({name: getattr(counts, name) for name in COUNTS})


@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],  # shrinking would build hundreds of trees: minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shape=st.lists(st.integers(1, 2), min_size=2, max_size=3),
    moves=st.lists(MOVES, max_size=4),
    programmes=st.lists(PROGRAMMES, min_size=2, max_size=7),
)
def test_every_total_is_the_sum_of_its_parts_and_each_programme_counts_once(
    shape, moves, programmes
):
    with transaction.atomic():
        _city, units = build(shape, moves, programmes)
        for top in units:
            rolled = roll_up(top, day=TODAY)

            found = defaultdict(Counter)
            for row in rolled.rows.values():
                standings = [getattr(row, one.value) for one in Standing]
                assert sum(standings) == row.concluded
                years = map(numbers_of, row.years.values())
                assert sum(years, Counter()) == numbers_of(row)
                if not row.is_leaf:
                    parts = map(numbers_of, rolled.below(row))
                    assert numbers_of(row) == sum(parts, Counter())
                if row.path[-2:-1] != row.path[-1:]:  # not the part of its own
                    found[row.unit_id].update(numbers_of(row))
                    for year, counts in row.years.items():
                        found[row.unit_id, year].update(numbers_of(counts))
            assert found == expected(top)
            ids = [
                pk
                for row in rolled.rows.values()
                for of_year in row.programmes.values()
                for pk in of_year
            ]
            assert len(ids) == len(set(ids))
            assert len(ids) == (rolled.whole.concluded if rolled.whole else 0)
        transaction.set_rollback(True)
