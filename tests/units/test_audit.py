"""The log that nobody can edit: what gets in, who reads it, and that it stays."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from news import services
from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from tests.second_factor import code, enrol, wrong_code
from units import audit
from units.models import AuditAction, AuditEvent, Membership, Role, User

pytestmark = pytest.mark.django_db

PASSWORD = "mật-khẩu-đủ-dài-2026"
LIST = "admin:units_auditevent_changelist"


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def editor(ward):
    user = make_user(username="hoa", full_name="Nguyễn Thị Hòa", password=PASSWORD)
    make_membership(user=user, unit=ward, role=Role.EDITOR)
    return user


@pytest.fixture
def event(ward, editor):
    return audit.record(AuditAction.PUBLISHED, by=editor, unit=ward, subject="Ngày hội")


def sign_in(client, username="hoa", password=PASSWORD):
    data = {"username": username, "password": password}
    return client.post(reverse("admin:login"), data)


def actions(*, since=0):
    events = AuditEvent.objects.filter(pk__gt=since).order_by("pk")
    return list(events.values_list("action", flat=True))


def newest():
    return AuditEvent.objects.order_by("pk").last()


def test_an_event_says_who_what_where_and_when(ward, editor, event):
    assert (event.by, event.unit, event.subject) == (editor, ward, "Ngày hội")
    assert timezone.now() - event.at < timedelta(minutes=1)


@pytest.mark.parametrize("by", [None, AnonymousUser()])
def test_the_clock_and_strangers_have_no_name(by, db):
    assert audit.record(AuditAction.WITHDRAWN, by=by, subject="Bài").by is None


def test_a_long_subject_is_cut_not_refused(db):
    event = audit.record(AuditAction.PUBLISHED, by=None, subject="ư" * 1000)

    event.refresh_from_db()
    assert len(event.subject) == 300


# Nobody edits it.

SQL = {
    "update": "UPDATE units_auditevent SET subject = ''",
    "update of nothing": "UPDATE units_auditevent SET subject = '' WHERE id = -1",
    "delete": "DELETE FROM units_auditevent",
    "without triggers": (
        "SET session_replication_role = replica; DELETE FROM units_auditevent"
    ),
    "upsert": (
        "INSERT INTO units_auditevent (id, at, action, subject)"
        " SELECT id, at, action, '' FROM units_auditevent"
        " ON CONFLICT (id) DO UPDATE SET subject = ''"
    ),
}


@pytest.mark.parametrize("statement", SQL.values(), ids=SQL)
def test_the_database_refuses_every_change(event, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    event.refresh_from_db()
    assert event.subject == "Ngày hội"


@pytest.mark.parametrize("also", ["", " CASCADE"])
def test_the_database_refuses_to_empty_it(event, also):
    with connection.cursor() as cursor:  # which tests/conftest.py allows otherwise
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE units_auditevent ENABLE ALWAYS TRIGGER units_auditevent_whole"
        )

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE units_auditevent{also}")

    assert AuditEvent.objects.filter(pk=event.pk).exists()


def save(event):
    event.subject = ""
    event.save()


CHANGES = {
    "save": save,
    "delete": lambda event: event.delete(),
    "update": lambda event: AuditEvent.objects.update(subject=""),
    "delete all": lambda event: AuditEvent.objects.all().delete(),
    "bulk": lambda event: AuditEvent.objects.bulk_update([event], ["subject"]),
    "its person": lambda event: event.by.delete(),
    "its unit": lambda event: event.unit.delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_models_cannot_change_it_either(event, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(event)

    event.refresh_from_db()
    assert event.subject == "Ngày hội"
    assert event.by is not None


@pytest.mark.parametrize("role", [*Role.values, "root"])
@pytest.mark.parametrize("page", ["add", "change", "delete", "delete_selected"])
def test_no_page_changes_it_for_anybody(client, ward, event, role, page):
    user = make_user(is_superuser=role == "root")
    if role != "root":
        make_membership(user=user, unit=ward, role=role)
    client.force_login(user)
    before = AuditEvent.objects.count()
    selected = {"action": "delete_selected", "_selected_action": [event.pk]}
    name = "changelist" if page == "delete_selected" else page
    args = [event.pk] if page in {"change", "delete"} else []
    address = reverse(f"admin:units_auditevent_{name}", args=args)

    response = client.post(address, {"subject": "", "post": "yes", **selected})

    assert response.status_code in {200, 302, 403}
    assert AuditEvent.objects.count() == before
    event.refresh_from_db()
    assert event.subject == "Ngày hội"


# Who reads it.


@pytest.mark.parametrize("role", Role.values)
def test_ward_administrators_read_what_concerns_their_ward(client, ward, event, role):
    foreign = audit.record(
        AuditAction.PUBLISHED, by=None, unit=make_ward(name="Láng"), subject="Bài lạ"
    )
    nobodys = audit.record(AuditAction.SIGNED_IN, by=None, subject="Quản trị cổng")
    client.force_login(make_membership(unit=ward, role=role).user)

    listed = client.get(reverse(LIST))
    opened = [
        client.get(reverse("admin:units_auditevent_change", args=[one.pk])).status_code
        for one in (event, foreign, nobodys)
    ]

    if role == Role.WARD_ADMIN:
        assert "Ngày hội" in listed.text
        assert "Bài lạ" not in listed.text
        assert "Quản trị cổng" not in listed.text
        assert opened == [200, 302, 302]
    else:
        assert listed.status_code == 403
        assert 200 not in opened


def test_portal_administrators_read_all(client, event):
    audit.record(AuditAction.SIGNED_IN, by=None, subject="Không thuộc đơn vị nào")
    client.force_login(make_user(is_superuser=True))

    page = client.get(reverse(LIST)).text

    assert "Ngày hội" in page
    assert "Không thuộc đơn vị nào" in page


@pytest.mark.parametrize("lookup", ["by__password__startswith", "by__email"])
def test_the_list_is_not_a_way_to_passwords(client, ward, event, lookup):
    client.force_login(make_membership(unit=ward, role=Role.WARD_ADMIN).user)

    assert client.get(reverse(LIST), {lookup: "a"}).status_code == 400


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_the_same_for_one_and_for_many(
    client, count, django_assert_max_num_queries
):
    for _number in range(count):
        unit = make_ward()
        audit.record(AuditAction.PUBLISHED, by=make_user(), unit=unit, subject="Bài")
    client.force_login(make_user(is_superuser=True))

    with django_assert_max_num_queries(15):
        response = client.get(reverse(LIST))

    assert response.context["cl"].result_count >= count


# What gets in.


def test_signing_in_and_out_are_recorded(client, ward, editor):
    since = newest().pk

    sign_in(client)
    client.post(reverse("admin:logout"))

    assert actions(since=since) == [AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT]
    assert (newest().by, newest().unit) == (editor, ward)
    assert newest().subject == "Nguyễn Thị Hòa (hoa)"


def test_failures_are_recorded_with_the_account_and_the_pause_once(
    client, ward, editor
):
    since = newest().pk

    for _try in range(7):
        sign_in(client, password="sai")

    assert actions(since=since) == [
        *[AuditAction.SIGN_IN_FAILED] * 5,
        AuditAction.LOCKED_OUT,
    ]
    assert newest().by is None
    assert (newest().unit, newest().subject) == (ward, "Nguyễn Thị Hòa (hoa)")


def test_what_was_typed_for_a_name_is_not_kept(client, db):
    sign_in(client, username="mật-khẩu-gõ-nhầm-ô", password="x")

    assert newest().action == AuditAction.SIGN_IN_FAILED
    assert "gõ-nhầm" not in newest().subject
    assert newest().unit is None


def test_no_address_and_no_secret_is_kept(client, editor):
    device, codes = enrol(editor)
    headers = {"user-agent": "Trình duyệt lạ"}
    data = {"username": "hoa", "password": "bí-mật-sai"}
    client.post(reverse("admin:login"), data, headers=headers)
    sign_in(client)
    client.post(reverse("account:recovery"), {"otp_token": codes[0]})

    kept = str(list(AuditEvent.objects.values()))

    assert AuditAction.RECOVERY_CODE_USED in actions()
    for secret in ("127.0.0.1", "bí-mật-sai", codes[0], PASSWORD, device.key, "lạ"):
        assert secret not in kept


def test_wrong_codes_are_told_from_wrong_passwords(client, editor):
    device, _codes = enrol(editor)
    since = newest().pk

    sign_in(client)
    data = {"otp_token": wrong_code(device.key)}
    client.post(reverse("account:code"), data)

    assert actions(since=since) == [AuditAction.CODE_FAILED]


def test_one_s_own_changes_are_recorded(client, editor):
    sign_in(client)
    since = newest().pk
    new = PASSWORD + " mới"
    client.get(reverse("account:set_up"))
    key = client.session["wizard_set_up"]["extra_data"]["keys"]["generator"]

    client.post(
        reverse("account:set_up"),
        {"set_up-current_step": "generator", "generator-token": code(key)},
    )
    client.post(reverse("account:recovery_codes"), {"password": PASSWORD})
    client.post(reverse("account:remove"), {"password": PASSWORD})
    client.post(
        reverse("account:change_password"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert actions(since=since) == [
        AuditAction.SECOND_FACTOR_ADDED,
        AuditAction.RECOVERY_CODES_MADE,
        AuditAction.SECOND_FACTOR_REMOVED,
        AuditAction.PASSWORD_CHANGED,
    ]


def test_roles_are_recorded_however_they_are_saved(ward):
    user = make_user(username="nam")
    since = newest().pk
    row = Membership.objects.create(user=user, unit=ward, role=Role.WRITER)
    row.valid_to = timezone.localdate()
    row.save()
    row.delete()

    assert actions(since=since) == [
        AuditAction.ROLE_GIVEN,
        AuditAction.ROLE_CHANGED,
        AuditAction.ROLE_TAKEN,
    ]
    assert newest().unit == ward
    assert newest().subject.startswith("nam: ")


def test_accounts_are_recorded_however_they_are_saved(db):
    user = make_user(username="nam")
    for change in (
        {"is_superuser": True},
        {"is_superuser": False},
        {"is_active": False},
        {"is_active": True},
        {"full_name": "Trần Nam"},
    ):
        for name, value in change.items():
            setattr(user, name, value)
        user.save()
    User.objects.get(pk=user.pk).delete()

    assert actions() == [
        AuditAction.ACCOUNT_MADE,
        AuditAction.PORTAL_ADMIN_GIVEN,
        AuditAction.PORTAL_ADMIN_TAKEN,
        AuditAction.ACCOUNT_DISABLED,
        AuditAction.ACCOUNT_ENABLED,
        AuditAction.ACCOUNT_DELETED,
    ]


def test_a_change_on_the_desk_names_who_made_it(client, ward, editor):
    root = make_user(username="root", is_superuser=True)
    client.force_login(root)

    client.post(
        reverse("admin:units_membership_add"),
        {
            "user": editor.pk,
            "unit": ward.pk,
            "role": Role.LEADER,
            "valid_from": "01/07/2025",
            "valid_to": "",
        },
    )

    assert (newest().action, newest().by) == (AuditAction.ROLE_GIVEN, root)


def test_what_is_undone_is_not_in_the_log(ward):
    before = AuditEvent.objects.count()

    with transaction.atomic():
        make_membership(unit=ward)
        transaction.set_rollback(True)

    assert AuditEvent.objects.count() == before


def test_what_readers_see_is_in_the_log_of_its_ward(ward, editor):
    section = make_section(unit=ward)
    article = make_article(section=section, title="Ngày hội", by=editor)
    since = newest().pk

    services.publish(article=article, by=editor)
    services.withdraw(article=article, by=None)

    assert actions(since=since) == [AuditAction.PUBLISHED, AuditAction.WITHDRAWN]
    events = AuditEvent.objects.filter(unit=ward, subject="Ngày hội").order_by("pk")
    assert [event.by for event in events] == [editor, None]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("sign-ins", {"signed_in"}),
        ("publications", {"published"}),
        ("rights", {"account_made", "role_given", "portal_admin_given"}),
    ],
)
def test_the_log_is_filtered_by_kind(client, event, kind, found):
    client.force_login(make_user(is_superuser=True))

    rows = client.get(reverse(LIST), {"kind": kind}).context["cl"].result_list

    assert {row.action for row in rows} == found
