"""What of the programmes is due, on the desk and by a mail a day."""

import datetime
import smtplib
import threading
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import programme_mails
from meetings.models import ProgrammeReminder, ProgrammeReview
from meetings.programme_reminders import due, due_to
from tests.factories import (
    make_final_review,
    make_member,
    make_membership,
    make_programme,
    make_task,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
LONG_AGO = datetime.date(2020, 1, 1)
ADDRESS = "can.bo@phuong.example.vn"


def day(month, number, year=2026):
    return datetime.date(year, month, number)


def at(month, number, hour=8):
    return datetime.datetime(2026, month, number, hour, tzinfo=LOCAL)


def make_running(unit, **fields):
    """A published programme from 15 January to 31 December 2026."""
    fields = {"year": 2026, "published_at": at(1, 16), **fields}
    return make_programme(unit=unit, status="published", **fields)


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def programme(ward):
    return make_running(ward)


@pytest.fixture
def editor(ward):
    return make_old_member(ward, "bien.tap", email=ADDRESS)


def make_old_member(unit, username, **fields):
    """Make somebody who was there before the days of these tests."""
    user = make_member(unit, username, **fields)
    user.memberships.update(valid_from=LONG_AGO)
    return user


@pytest.fixture
def late_task(programme):
    return make_task(programme=programme, due_on=day(3, 1))


def kinds(ward, on):
    return [one.kind for one in due([ward.pk], on)]


# What is due


def test_a_term_that_ends_is_told_thirty_days_before(ward, programme):
    told = {on: kinds(ward, on) for on in (day(11, 30), day(12, 1), day(12, 31))}

    assert told == {
        day(11, 30): [],
        day(12, 1): ["term-ends"],
        day(12, 31): ["term-ends"],
    }


def test_a_task_is_told_two_weeks_before_its_day_and_when_it_is_late(ward, programme):
    make_task(programme=programme, due_on=day(6, 20))

    days = (day(6, 5), day(6, 6), day(6, 20), day(6, 21))
    assert [kinds(ward, on) for on in days] == [[], ["due"], ["due"], ["late"]]


def test_a_task_without_a_day_of_its_own_is_due_when_the_term_ends(ward, programme):
    make_task(programme=programme)
    make_interim(programme)

    assert kinds(ward, day(12, 16)) == ["term-ends"]
    assert kinds(ward, day(12, 17)) == ["due", "term-ends"]
    assert kinds(ward, day(1, 1, 2027)) == ["late", "final"]


def test_what_is_done_is_not_told(ward, late_task):
    late_task.done_on = day(2, 1)
    late_task.save()

    assert kinds(ward, day(3, 10)) == []


def make_interim(programme):
    return ProgrammeReview.objects.create(
        programme=programme, kind="interim", held_on=day(5, 20), summary="Đã làm."
    )


def test_an_interim_review_is_missing_from_the_middle_of_the_term_on(ward, programme):
    make_task(programme=programme)

    assert kinds(ward, day(7, 8)) == []
    assert kinds(ward, day(7, 9)) == ["interim"]

    make_interim(programme)
    assert kinds(ward, day(7, 9)) == []


def test_no_interim_review_is_missing_without_tasks_or_of_a_short_term(ward, programme):
    short = make_running(ward, title="Ngắn hạn", ends_on=day(6, 30))
    make_task(programme=short)

    assert "interim" not in kinds(ward, day(4, 20))
    assert kinds(ward, day(8, 1)) == ["late", "final"]


def test_a_final_review_is_missing_once_the_term_is_over(ward, programme):
    assert kinds(ward, day(1, 1, 2027)) == ["final"]

    make_final_review(programme)
    assert kinds(ward, day(1, 1, 2027)) == []


def test_a_final_review_held_early_ends_all_reminders(ward, programme, late_task):
    make_final_review(programme, held_on=day(12, 10))

    assert kinds(ward, day(12, 15)) == []


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_drafts_and_withdrawn_programmes_remind_nobody(
    ward, programme, late_task, status
):
    programme.status, programme.withdrawn_at = status, at(3, 1)
    programme.save()

    assert kinds(ward, day(12, 15)) == []


def test_only_the_units_that_are_asked_for_are_told(ward, late_task):
    other = make_ward(name="Láng")
    make_task(programme=make_running(other), due_on=day(3, 1))

    units = {one.programme.unit for one in due([other.pk], day(3, 10))}
    everywhere = {one.programme.unit for one in due(None, day(3, 10))}

    assert units == {other}
    assert everywhere == {ward, other}


def test_what_is_due_costs_the_same_for_one_and_for_many(ward, programme, late_task):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            told = due(None, day(12, 15))
            assert all(one.programme.unit.full_name and one.text for one in told)
        return len(queries)

    one = cost()
    for number in range(4):
        more = make_running(make_ward(name=f"Số {number}"))
        make_task(programme=more, due_on=day(3, 1))
        make_task(programme=more, number=2)

    assert cost() == one <= 3


def test_late_tasks_come_first_and_the_oldest_of_them(ward, programme, late_task):
    older = make_task(programme=programme, number=2, due_on=day(2, 1))

    found = due([ward.pk], day(12, 15))

    assert [one.task for one in found[:2]] == [older, late_task]


def test_the_desk_is_told_of_the_own_units_programmes(client, ward, editor):
    other = make_ward(name="Láng")
    late_task = make_task(programme=make_running(ward, year=2024))
    make_running(other, year=2024, title="Chương trình của nơi khác")
    client.force_login(editor)

    page = client.get(reverse("admin:index")).text

    assert "nhiệm vụ quá hạn" in page
    assert late_task.text in page
    assert "Chương trình của nơi khác" not in page


def test_who_may_not_change_programmes_is_told_nothing(ward, late_task):
    leader = make_member(ward, "lanh.dao", role=Role.LEADER)
    admin = make_user(is_superuser=True)

    assert due_to(leader, day(12, 15)) == []
    assert due_to(admin, day(12, 15)) == []


# The mail


def test_one_mail_tells_a_person_all_that_is_due(ward, editor, programme, late_task):
    sent = programme_mails.send_due(at(12, 15))

    letter = mail.outbox[0]
    assert (sent, len(mail.outbox), letter.to) == (1, 1, [ADDRESS])
    assert letter.subject == "Nhắc việc chương trình phối hợp: 3 việc"
    for words in (
        "15/12/2026",
        ward.full_name,
        "Nhiệm vụ quá hạn\n- 1. Tuyên truyền, vận động (hạn 01/03/2026)",
        "Chưa sơ kết",
        "Sắp hết thời hạn",
        reverse("admin:meetings_programme_change", args=[programme.pk]),
    ):
        assert words in letter.body, letter.body
    assert "&" not in letter.body


def test_a_mail_goes_out_once_a_day_and_again_the_next(editor, late_task):
    for moment in (at(3, 10), at(3, 10, 9), at(3, 10, 23), at(3, 11)):
        programme_mails.send_due(moment)

    assert len(mail.outbox) == 2
    assert ProgrammeReminder.objects.filter(user=editor).count() == 2


def test_the_day_and_the_hour_are_local(editor, late_task):
    before = datetime.datetime(2026, 3, 9, 23, 59, tzinfo=datetime.UTC)  # 06:59
    after = datetime.datetime(2026, 3, 10, 0, 0, tzinfo=datetime.UTC)  # 07:00

    assert programme_mails.send_due(before) == 0
    assert programme_mails.send_due(after) == 1
    assert ProgrammeReminder.objects.get().day == day(3, 10)


def test_the_hour_and_the_days_ahead_are_settings(settings, editor, programme):
    make_task(programme=programme, due_on=day(6, 20))
    settings.REMINDER_HOUR, settings.PROGRAMME_TASK_DAYS = 9, 3

    assert programme_mails.send_due(at(6, 17, 8)) == 0
    assert programme_mails.send_due(at(6, 16, 9)) == 0
    assert programme_mails.send_due(at(6, 17, 9)) == 1


def test_a_ward_with_nothing_due_gets_no_mail(editor, late_task):
    make_old_member(make_ward(name="Láng"), "o.lang", email="lang@phuong.example.vn")

    programme_mails.send_due(at(3, 10))

    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
    assert ProgrammeReminder.objects.count() == 1


def test_a_person_in_two_wards_gets_one_mail_of_both(editor, late_task):
    other = make_ward(name="Láng")
    make_membership(user=editor, unit=other, valid_from=LONG_AGO)
    make_task(programme=make_running(other), due_on=day(3, 1))

    programme_mails.send_due(at(3, 10))

    assert len(mail.outbox) == 1
    assert "Kim Liên" in mail.outbox[0].body
    assert "Láng" in mail.outbox[0].body


def test_no_mail_goes_to_those_who_may_not_change_it_any_more(ward, late_task):
    make_old_member(ward, "lanh.dao", role=Role.LEADER, email="a@x.vn")
    make_old_member(ward, "da.nghi", email="b@x.vn", is_active=False)
    make_old_member(ward, "khong.thu", email="")
    gone = make_old_member(ward, "chuyen.di", email="c@x.vn")
    gone.memberships.update(valid_to=day(2, 1))

    assert programme_mails.send_due(at(3, 10)) == 0
    assert mail.outbox == []


def fails(*_arguments):
    raise smtplib.SMTPServerDisconnected


def test_a_mail_that_failed_is_not_tried_again_that_day(
    monkeypatch, editor, late_task, caplog
):
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with monkeypatch.context() as patched:
        patched.setattr(f"{backend}.send_messages", fails)
        assert programme_mails.send_due(at(3, 10)) == 0
    assert "Reminders of 2026-03-10" in caplog.text

    assert programme_mails.send_due(at(3, 10, 9)) == 0
    assert programme_mails.send_due(at(3, 11)) == 1


def test_while_no_mail_server_answers_nobodys_day_is_used_up(
    monkeypatch, editor, late_task
):
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with monkeypatch.context() as patched:
        patched.setattr(f"{backend}.open", fails)
        assert programme_mails.send_due(at(3, 10)) == 0

    assert not ProgrammeReminder.objects.exists()
    assert programme_mails.send_due(at(3, 10, 9)) == 1


def test_the_database_itself_holds_one_row_a_person_and_day(editor):
    ProgrammeReminder.objects.create(user=editor, day=day(3, 10))

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeReminder.objects.create(user=editor, day=day(3, 10))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(editor, late_task):
    start = threading.Barrier(2)

    def work():
        try:
            start.wait()
            programme_mails.send_due(at(3, 10))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(mail.outbox) == 1
    assert ProgrammeReminder.objects.count() == 1


def test_rows_of_a_month_ago_are_removed(editor, late_task):
    ProgrammeReminder.objects.create(user=editor, day=day(1, 1))

    programme_mails.send_due(at(3, 10))

    assert [row.day for row in ProgrammeReminder.objects.all()] == [day(3, 10)]
