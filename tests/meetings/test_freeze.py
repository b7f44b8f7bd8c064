"""An accepted record stays as it was accepted: the database sees to it."""

import pytest
from django.db import IntegrityError, connection, transaction

from meetings import frozen
from meetings.models import Conference, Figure, GroupReport, State
from tests.factories import (
    make_conference,
    make_district,
    make_group,
    make_membership,
    make_ward,
)
from tests.meetings.records_of import accept, fill_line
from units.models import Role

pytestmark = pytest.mark.django_db
WHY = "Đếm sót một hộ."


@pytest.fixture
def ward():
    return make_ward(name="Khương Thượng", parent=make_district())


@pytest.fixture
def reviewer(ward):
    district = ward.parent_on()
    return make_membership(unit=district, role=Role.REVIEWER).user


@pytest.fixture
def meeting(ward):
    figures = [("attended", "delegate", 118), ("vote_share", "percent", "98.5")]
    return accept(make_conference(unit=ward, held_on="2024-02-28", figures=figures))


@pytest.fixture
def sheet(ward):
    for name in ("1", "2"):
        make_group(name=name, parent=ward)
    record = make_conference(unit=ward, tier="group", held_on="2024-02-01")
    for line in record.group_reports.all():
        fill_line(line, households_invited=100, households_attended=70, opinions=3)
    return accept(record)


def refused(change):
    """Whether the database refuses it as the change of an accepted record."""
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        change()
    return frozen.is_refusal(told.value)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def line_of(record):
    return record.group_reports.order_by("pk").first()


FIGURE_CHANGES = {
    "save": lambda r: r.figures.create(measure="speeches", counted="turn", value=3),
    "update": lambda r: r.figures.update(value=1),
    "hedge": lambda r: r.figures.update(qualifier="almost"),
    "note": lambda r: r.figures.update(note="khác"),
    "delete": lambda r: r.figures.all().delete(),
    "bulk": lambda r: Figure.objects.bulk_create(
        [Figure(conference=r, measure="opinions", counted="opinion", value=2)]
    ),
    "sql": lambda r: run("UPDATE meetings_figure SET value = value + 1"),
    "sql delete": lambda r: run("DELETE FROM meetings_figure"),
    "another id": lambda r: run("UPDATE meetings_figure SET id = id + 100000"),
    "moved away": lambda r: r.figures.update(conference=make_conference(unit=r.unit)),
    "content": lambda r: r.versions.update(content={}),
    "version": lambda r: r.versions.all().delete(),
    "public": lambda r: Conference.objects.update(public=None),
    "state": lambda r: Conference.objects.update(state=State.DRAFT),
    "year": lambda r: Conference.objects.update(year=2020),
    "day": lambda r: Conference.objects.update(held_on="2024-03-01"),
    "number of groups": lambda r: Conference.objects.update(parts_total=7),
    "unit": lambda r: Conference.objects.update(unit=make_ward(name="Láng")),
    "deleted": lambda r: r.delete(),
    "deleted by sql": lambda r: run("DELETE FROM meetings_conference"),
}


@pytest.mark.parametrize("name", FIGURE_CHANGES)
def test_an_accepted_figure_is_not_changed_whoever_asks(meeting, name):
    before = list(meeting.figures.values_list("value", flat=True))

    assert refused(lambda: FIGURE_CHANGES[name](meeting))

    assert list(meeting.figures.values_list("value", flat=True)) == before


LINE_CHANGES = {
    "save": lambda line: GroupReport(pk=line.pk, **_columns(line, opinions=9)).save(),
    "update": lambda line: GroupReport.objects.update(households_attended=99),
    "state": lambda line: run("UPDATE meetings_groupreport SET state = 'held'"),
    "words": lambda line: GroupReport.objects.update(explanation="khác"),
    "delete": lambda line: line.delete(),
    "sql": lambda line: run("UPDATE meetings_groupreport SET opinions = opinions + 1"),
    "added": lambda line: line.conference.group_reports.create(
        group=make_group(name="9", parent=line.conference.unit)
    ),
    "moved in": lambda line: make_moved(line),
}


def make_moved(line):
    other = make_conference(unit=line.conference.unit, tier="group", year=2023)
    GroupReport.objects.filter(conference=other).update(conference=line.conference)


def _columns(line, **changed):
    names = [
        field.attname for field in line._meta.concrete_fields if field.name != "id"
    ]
    return {name: getattr(line, name) for name in names} | changed


@pytest.mark.parametrize("name", LINE_CHANGES)
def test_a_line_of_an_accepted_sheet_is_not_changed_whoever_asks(sheet, name):
    line = line_of(sheet)

    assert refused(lambda: LINE_CHANGES[name](line))


def test_tables_of_accepted_records_are_not_emptied(meeting):
    tables = "meetings_figure, meetings_groupreport"
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE meetings_figure ENABLE TRIGGER meetings_figure_whole")

    assert refused(lambda: run(f"TRUNCATE {tables} CASCADE"))


def test_what_is_saved_unchanged_is_no_change(meeting, sheet):
    meeting.figures.first().save()
    line_of(sheet).save()
    sheet.save()

    assert Conference.objects.filter(state=State.ACCEPTED).count() == 2


def test_a_record_that_is_not_accepted_stays_free(ward, meeting):
    other = make_conference(unit=ward, year=2023, figures=[("opinions", "opinion", 2)])

    other.figures.update(value=3)
    other.delete()

    assert meeting.figures.count() == 2


def test_the_photograph_of_minutes_may_be_taken_away(sheet):
    GroupReport.objects.update(minutes=None)

    assert sheet.group_reports.filter(minutes=None).count() == 2
