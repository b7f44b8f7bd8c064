"""An accepted record stays as it was accepted: the database sees to it."""

from random import Random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from meetings import amendments, frozen, records, review_steps
from meetings.models import Amendment, Conference, Figure, GroupReport, State
from meetings.public_record import PublicRecord
from tests.factories import (
    make_conference,
    make_district,
    make_group,
    make_membership,
    make_user,
    make_ward,
)
from tests.meetings.records_of import accept, approve, fill_line, send_up
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


def forged(record):
    now = timezone.now()
    return record.versions.create(number=9, content={}, approved_at=now)


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
    "before reviewers": lambda r: Conference.objects.update(sent_version=forged(r)),
    "before nobody": lambda r: Conference.objects.update(sent_version=None),
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


SHADOWS = {
    "meetings_conference": "SELECT id, 'draft'::varchar AS state FROM {table}",
    "meetings_amendment": "SELECT c.id AS conference_id, {target} AS target,"
    " '118'::text AS old_value, '1'::text AS new_value,"
    " txid_current() AS transaction, transaction_timestamp() AS at"
    " FROM meetings_conference c",
}


@pytest.mark.parametrize("table", SHADOWS)
def test_a_temporary_table_does_not_stand_in_for_a_real_one(meeting, table):
    rows = SHADOWS[table].format(table=f"public.{table}", target=f"'{ATTENDED}'::text")
    run(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {rows}")

    change = "UPDATE public.meetings_figure SET value = 1 WHERE measure = 'attended'"
    assert refused(lambda: run(change))


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
    ward = make_ward(name="Láng")
    make_group(parent=ward)
    other = make_conference(unit=ward, tier="group")
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


# Amendments

ATTENDED, SHARE = "figures.attended.delegate", "figures.vote_share.percent"


def amend(record, target, value, by, reason=WHY):
    row = amendments.amend(
        conference=record, target=target, value=value, reason=reason, by=by
    )
    record.refresh_from_db()
    return row


def test_the_reviewer_amends_a_figure_and_readers_see_both(meeting, reviewer, client):
    accepted = meeting.public.accepted_at

    row = amend(meeting, ATTENDED, "1.119", reviewer)

    assert (row.old_value, row.new_value) == ("118", "1119")
    assert meeting.figures.get(measure="attended").value == 1119
    assert meeting.public.number == 2
    assert meeting.public.accepted_at == meeting.card.accepted_at == accepted
    assert meeting.sent_version == meeting.public
    assert meeting.steps.first().action == "amended"
    page = client.get(meeting.get_absolute_url()).text
    for words in ("Đã đính chính", "từ 118 thành 1.119", WHY, "1.119"):
        assert words in page


TYPED = [
    (ATTENDED, "gần 120", "118", "almost 120"),
    (ATTENDED, "", "118", None),
    ("figures.speeches.turn", "06", None, "6"),
    (SHARE, "99,25%", "98.5", "99.25"),
    ("held_on", "1/3/2024", "2024-02-28", "2024-03-01"),
    ("parts_total", "12", None, "12"),
]


@pytest.mark.parametrize(("target", "typed", "old", "new"), TYPED)
def test_a_value_is_amended_as_people_type_it(
    meeting, reviewer, target, typed, old, new
):
    row = amend(meeting, target, typed, reviewer)

    assert (row.old_value, row.new_value) == (old, new)
    assert amendments.typed(meeting, target) == {"gần 120": "gần 120"}.get(
        typed, typed.replace("06", "6").removesuffix("%").replace("1/3", "01/03")
    )


CELLS = [("opinions", "5", "3", "5"), ("votes_for", "100%", None, "70")]
CELLS += [("held_on", "6/1", "2024-01-05", "2024-01-06")]


@pytest.mark.parametrize(("column", "typed", "old", "new"), CELLS)
def test_a_cell_of_a_group_is_amended(sheet, reviewer, column, typed, old, new):
    line = line_of(sheet)

    row = amend(sheet, f"group_reports.{line.pk}.{column}", typed, reviewer)

    assert (row.old_value, row.new_value) == (old, new)
    told = next(iter(PublicRecord(sheet.public.content).amendments))
    assert told.label.startswith("Tổ dân phố 1")
    assert PublicRecord(sheet.public.content).lines[0].is_amended


def test_a_cell_that_becomes_unknown_takes_its_state_with_it(sheet, reviewer):
    line = line_of(sheet)

    amend(sheet, f"group_reports.{line.pk}.opinions", "", reviewer)

    assert line_of(sheet).state == GroupReport.State.HELD


REFUSED = [
    (ATTENDED, "119", " "),
    (ATTENDED, "118", WHY),
    (ATTENDED, "một trăm", WHY),
    (ATTENDED, "-1", WHY),
    (SHARE, "101", WHY),
    ("figures.attended.percent", "50", WHY),
    ("figures.speeches.turn", "", WHY),
    ("place", "Nơi khác", WHY),
    ("year", "2025", WHY),
    ("", "1", WHY),
    ("group_reports.1.opinions", "1", WHY),
]


@pytest.mark.parametrize(("target", "value", "reason"), REFUSED)
def test_an_amendment_that_is_none_is_refused_in_words(
    meeting, reviewer, target, value, reason
):
    with pytest.raises(ValidationError):
        amend(meeting, target, value, reviewer, reason)

    assert not Amendment.objects.exists()
    assert meeting.versions.count() == 1


def test_only_the_level_above_amends_and_only_what_was_accepted(
    meeting, ward, reviewer
):
    stranger = make_membership(unit=ward, role=Role.LEADER).user
    other = approve(make_conference(unit=ward, held_on="2023-02-28", year=2023))

    with pytest.raises(PermissionDenied):
        amend(meeting, ATTENDED, "119", stranger)
    with pytest.raises(ValidationError):
        amend(other, "parts_total", "3", reviewer)


def name_change(record, by, **other):
    row = {"target": ATTENDED, "old_value": "118", "new_value": "119"} | other
    return Amendment.objects.create(conference=record, reason=WHY, by=by, **row)


def test_a_change_is_let_through_as_its_amendment_says_and_no_other(meeting, reviewer):
    attended = meeting.figures.filter(measure="attended")
    name_change(meeting, reviewer)

    assert refused(lambda: attended.update(value=120))
    assert refused(lambda: attended.update(value=119, note="khác"))
    assert refused(lambda: attended.delete())
    attended.update(value=119)
    assert refused(lambda: attended.update(value=118))


def test_the_state_of_a_line_follows_from_its_cells_alone(sheet, reviewer):
    line = line_of(sheet)
    target = f"group_reports.{line.pk}.opinions"
    name_change(sheet, reviewer, target=target, old_value="3", new_value="5")

    change = GroupReport.objects.filter(pk=line.pk).update

    assert refused(lambda: change(opinions=5, state="held"))
    assert change(opinions=5) == 1


def test_the_amendment_of_another_transaction_lets_nothing_through(meeting, reviewer):
    name_change(meeting, reviewer)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE meetings_amendment DISABLE TRIGGER meetings_amendment_kept")
    run("UPDATE meetings_amendment SET transaction = transaction - 1")
    run("ALTER TABLE meetings_amendment ENABLE ALWAYS TRIGGER meetings_amendment_kept")

    change = meeting.figures.filter(measure="attended").update

    assert refused(lambda: change(value=119))


KEPT = {
    "update": lambda: Amendment.objects.update(reason="khác"),
    "delete": lambda: Amendment.objects.all().delete(),
    "sql": lambda: run("UPDATE meetings_amendment SET new_value = '7'"),
}


@pytest.mark.parametrize("name", KEPT)
def test_amendments_are_never_changed(meeting, reviewer, name):
    amend(meeting, ATTENDED, "119", reviewer)

    assert refused(KEPT[name])


FORGED = {
    "another old value": {"old_value": "117"},
    "unknown before": {"old_value": None},
    "a figure that there is not": {"target": "figures.speeches.turn"},
    "what is never amended": {"target": "state", "old_value": "accepted"},
    "nothing at all": {"target": "abc", "old_value": None},
    "a line that there is not": {"target": "group_reports.1.opinions"},
    "a cell never amended": {"target": "group_reports.1.state", "old_value": None},
}


@pytest.mark.parametrize("name", FORGED)
def test_an_amendment_of_what_does_not_stand_there_is_refused(meeting, reviewer, name):
    assert refused(lambda: name_change(meeting, reviewer, **FORGED[name]))


def test_a_record_that_was_not_accepted_takes_no_amendment(ward, reviewer):
    record = make_conference(unit=ward, figures=[("attended", "delegate", 118)])

    assert refused(lambda: name_change(record, reviewer))


def test_an_amendment_dates_itself(meeting, reviewer):
    row = name_change(meeting, reviewer, transaction=1)
    row.refresh_from_db()

    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current(), transaction_timestamp()")
        assert cursor.fetchone() == (row.transaction, row.at)


def test_whoever_meets_the_refusal_is_told_what_to_do(meeting, client, monkeypatch):
    client.force_login(make_user(is_superuser=True))
    monkeypatch.setattr(
        records, "announce", lambda **_: meeting.figures.update(value=1)
    )

    page = client.post(
        f"/quan-tri/meetings/conference/{meeting.pk}/buoc/", {"step": "announce"}
    )

    assert page.status_code == 409
    assert "không thay đổi nữa" in page.text
    assert meeting.figures.get(measure="attended").value == 118


def test_after_any_amendments_the_figures_are_those_accepted_and_what_was_amended(
    meeting, reviewer
):
    expected = {"attended": 118, "vote_share": 98.5}
    for target, typed, value in [
        (ATTENDED, "119", 119),
        (SHARE, "97", 97),
        (ATTENDED, "120", 120),
        (ATTENDED, "119", 119),
    ]:
        amend(meeting, target, typed, reviewer)
        expected[target.split(".")[1]] = value

    rows = meeting.figures.values_list("measure", "value")
    assert {measure: float(value) for measure, value in rows} == expected
    seen = PublicRecord(meeting.public.content)
    assert {one.measure: float(one.value) for one in seen.readings if one.is_known} == (
        expected
    )
    assert len(seen.amendments) == 4


def test_what_was_changed_past_the_desk_since_it_was_sent_is_not_accepted(ward):
    by = make_user(is_superuser=True)
    record = make_conference(unit=ward, figures=[("attended", "delegate", 1)])
    record = send_up(record, by=by)
    record.figures.update(value=2)

    with pytest.raises(ValidationError):
        review_steps.accept(conference=record, by=by)

    assert Conference.objects.get().state == State.SENT


NEXT = {
    State.DRAFT: "submit",
    State.RETURNED: "submit",
    State.SUBMITTED: "approve",
    State.APPROVED: "send",
    State.SENT: "accept",
    State.ACCEPTED: "amend",
}
TRIES = ["type", "submit", "approve", "send", "return", "recall", "accept", "amend"]


def try_to(what, record, by, number):
    """Do it, if it can be done now."""
    both = {"conference": record, "by": by}
    deeds = {
        "type": lambda: record.is_open and record.figures.update(value=number),
        "submit": lambda: records.submit(**both),
        "approve": lambda: records.approve(**both),
        "send": lambda: records.send_up(**both),
        "return": lambda: review_steps.return_for_correction(**both, note="Xem lại."),
        "recall": lambda: records.recall(**both, note="Nhầm."),
        "accept": lambda: review_steps.accept(**both),
        "amend": lambda: amend(record, ATTENDED, str(number), by),
    }
    try:
        with transaction.atomic():
            deeds[what]()
    except (ValidationError, IntegrityError):
        return False
    return True


@pytest.mark.parametrize("seed", range(2))
def test_in_any_order_of_steps_what_was_accepted_moves_by_amendments_alone(ward, seed):
    by, chance = make_user(is_superuser=True), Random(seed)
    record = make_conference(unit=ward, figures=[("attended", "delegate", 1)])
    accepted, number = None, 1
    for _one in range(24):
        is_usual = chance.random() < 0.6
        what = NEXT[State(record.state)] if is_usual else chance.choice(TRIES)
        number += 1
        done = try_to(what, record, by, number)
        record.refresh_from_db()
        if done and what == "accept":
            accepted = record.figures.get().value
        if done and what == "amend":
            accepted = number
        if accepted is not None:
            assert record.state == State.ACCEPTED
            assert record.figures.get().value == accepted
            seen = record.public.content["figures"][0]["value"]
            assert (what, seen) == (what, accepted)

    assert accepted is not None
