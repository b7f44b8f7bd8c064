"""The register on the desk: role × action × own or other unit; files, warnings, hints."""

import hashlib
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import register
from documents.models import OfficialDocument, StoredFile
from tests.factories import (
    make_body,
    make_document,
    make_membership,
    make_stored_file,
    make_ward,
)
from tests.pictures import HTML, PDF, upload
from units.models import Role

pytestmark = pytest.mark.django_db

LIST = reverse("admin:documents_officialdocument_changelist")
ADD = reverse("admin:documents_officialdocument_add")
HINTS = reverse("admin:documents_officialdocument_same_number")

OWN, OTHER = "own", "other"
WRITES = {"list", "read", "add", "change", "publish", "withdraw"}
MAY = {
    Role.WRITER: WRITES,
    Role.EDITOR: WRITES | {"delete"},
    Role.WARD_ADMIN: WRITES | {"delete"},
    Role.LEADER: {"list", "read"},
    Role.REVIEWER: {"list", "read"},
}
ACTIONS = ["list", "read", "add", "change", "publish", "withdraw", "delete"]


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


def client_of(unit, role=Role.EDITOR):
    client = Client()
    client.force_login(make_membership(unit=unit, role=role).user)
    return client


def page_of(document):
    return reverse("admin:documents_officialdocument_change", args=[document.pk])


def form(document=None, issuers=("Ủy ban nhân dân phường",), **fields):
    """The fields of the form, as a browser sends them."""
    kept = list(document.issuers.all()) if document else []
    rows = [{"id": one.pk, "name": one.name} for one in kept] or [
        {"name": name} for name in issuers
    ]
    data = {
        "form": "plan",
        "number": "05/KH-UBND",
        "summary": "Kế hoạch năm 2024",
        "issued_on": "02/01/2024",
        "force": "in_force",
        "_continue": "1",
        "issuers-TOTAL_FORMS": len(rows),
        "issuers-INITIAL_FORMS": len(kept),
    }
    for number, row in enumerate(rows):
        data |= {f"issuers-{number}-{name}": value for name, value in row.items()}
    return data | fields


def step(name, document):
    data = form(document)
    del data["_continue"]
    return data | {f"_{name}": "1"}


def attempt(client, action, document, unit):
    if action == "list":
        return document.number in client.get(LIST).text
    if action == "read":
        return client.get(page_of(document)).status_code == 200
    if action == "add":
        client.post(ADD, form(unit=unit.pk, number="77/KH"))
        return OfficialDocument.objects.filter(unit=unit, number="77/KH").exists()
    if action == "change":
        client.post(page_of(document), form(document, summary="Đã sửa"))
        return OfficialDocument.objects.filter(summary="Đã sửa").exists()
    if action == "publish":
        client.post(page_of(document), step("publish", document))
        return OfficialDocument.objects.public().exists()
    if action == "withdraw":
        register.publish_document(document=document, by=None)
        client.post(page_of(document), step("withdraw", document))
        return not OfficialDocument.objects.public().exists()
    client.post(f"{page_of(document)[: -len('change/')]}delete/", {"post": "yes"})
    return not OfficialDocument.objects.filter(pk=document.pk).exists()


@pytest.mark.parametrize("where", [OWN, OTHER])
@pytest.mark.parametrize("role", MAY)
def test_who_may_do_what_where(ward, role, where):
    unit = ward if where == OWN else make_ward(name="Láng")
    client = client_of(ward, role)
    done = set()
    for action in ACTIONS:
        OfficialDocument.objects.all().delete()
        document = make_document(unit=unit, number="05/KH-UBND", form="plan")
        done |= {action} if attempt(client, action, document, unit) else set()

    assert done == (MAY[role] if where == OWN else set())


def test_a_document_is_entered_with_its_issuers_and_its_file(ward):
    body = make_body(unit=ward)
    client = client_of(ward)
    data = form(unit=ward.pk, upload=upload(PDF, "Kế hoạch.pdf", "application/pdf"))

    answer = client.post(ADD, data | {"issuers-0-body": body.pk})

    document = OfficialDocument.objects.get()
    assert answer.status_code == 302
    assert document.status == "draft"
    assert document.number_key == "5/khubnd"
    assert document.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.issuers.get().body == body
    assert document.file.sha256 in client.get(page_of(document)).text


def test_saving_and_publishing_is_one_step_that_says_what_readers_get(ward):
    client = client_of(ward)
    data = form(unit=ward.pk)
    del data["_continue"]

    text = client.post(ADD, data | {"_publish": "1"}, follow=True).text

    document = OfficialDocument.objects.get()
    assert document.is_public
    assert document.get_absolute_url() in text
    assert "chưa có tệp" in text


@pytest.mark.parametrize(
    "file",
    [
        upload(HTML, "ke-hoach.pdf", "application/pdf"),
        upload(b"MZ" + b"\0" * 100, "a.exe", "application/pdf"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_the_field(ward, file):
    answer = client_of(ward).post(ADD, form(unit=ward.pk, upload=file))

    assert answer.status_code == 200
    assert "upload" in answer.context["adminform"].form.errors
    assert StoredFile.objects.count() == OfficialDocument.objects.count() == 0


def test_a_full_unit_is_told_so_and_what_was_typed_is_kept(ward, settings):
    settings.DOCUMENT_QUOTA_BYTES = 10

    answer = client_of(ward).post(
        ADD, form(unit=ward.pk, upload=upload(PDF, "a.pdf", "application/pdf"))
    )

    assert "upload" in answer.context["adminform"].form.errors
    assert "05/KH-UBND" in answer.text


def test_a_number_given_twice_is_a_warning_and_no_error(ward):
    twin = make_document(
        unit=ward,
        form="plan",
        number="5/kh ubnd",
        issued_on=date(2024, 5, 1),
        issuers=["Ủy ban nhân dân phường"],
    )

    text = client_of(ward).post(ADD, form(unit=ward.pk), follow=True).text

    assert OfficialDocument.objects.count() == 2
    assert "cùng loại, cùng số, cùng năm" in text
    assert page_of(twin) in text


def test_what_is_replaced_is_ended_when_the_box_is_ticked_and_named_when_not(ward):
    old = make_document(unit=ward, number="01/KH")
    client = client_of(ward)

    told = client.post(ADD, form(unit=ward.pk, replaces=[old.pk]), follow=True).text
    old.refresh_from_db()
    assert old.force == "in_force"
    assert page_of(old) in told

    new = OfficialDocument.objects.exclude(pk=old.pk).get()
    client.post(page_of(new), form(new, replaces=[old.pk], ends_replaced="on"))
    old.refresh_from_db()
    assert old.force == "ended"


@pytest.mark.parametrize("field", ["replaces", "issuers-0-body"])
def test_rows_of_another_ward_are_refused(ward, field):
    other = make_ward(name="Láng")
    rows = {
        "replaces": make_document(unit=other),
        "issuers-0-body": make_body(unit=other),
    }

    answer = client_of(ward).post(ADD, form(unit=ward.pk, **{field: rows[field].pk}))

    assert answer.status_code == 200
    assert not OfficialDocument.objects.filter(unit=ward).exists()


def test_a_body_of_ones_other_ward_is_told_at_the_field(ward):
    other = make_ward(name="Láng")
    user = make_membership(unit=ward, role=Role.WARD_ADMIN).user
    make_membership(user=user, unit=other, role=Role.WARD_ADMIN)
    client = Client()
    client.force_login(user)
    fields = {"issuers-0-body": make_body(unit=other).pk}

    answer = client.post(ADD, form(unit=ward.pk, **fields))

    assert "thuộc đơn vị khác" in answer.text
    assert not OfficialDocument.objects.exists()


@pytest.mark.parametrize("chosen", ["x", "999999", "9" * 30])
def test_what_is_no_row_is_told_at_the_field(ward, chosen):
    answer = client_of(ward).post(ADD, form(unit=ward.pk, replaces=[chosen]))

    assert "replaces" in answer.context["adminform"].form.errors


def test_a_document_does_not_replace_itself(ward):
    document = make_document(unit=ward)

    client_of(ward).post(page_of(document), form(document, replaces=[document.pk]))

    assert not document.replaces.exists()


@pytest.mark.parametrize("number", ["5/kh ubnd", "05/KH-UBND", "5"])
def test_while_a_number_is_typed_its_own_units_documents_are_named(ward, number):
    document = make_document(unit=ward, number="05/KH-UBND")
    make_document(unit=make_ward(name="Láng"), number="05/KH-UBND", summary="Kín")
    client = client_of(ward)

    named = client.get(HINTS, {"so": number}).json()["documents"]
    without = client.get(HINTS, {"so": number, "tru": document.pk}).json()

    assert [one["url"] for one in named] == [page_of(document)]
    assert without == {"documents": []}


@pytest.mark.parametrize(
    "query", [{}, {"so": ""}, {"so": "%"}, {"so": "5", "tru": "x"}]
)
def test_odd_hints_are_answered(ward, query):
    assert client_of(ward).get(HINTS, query).status_code == 200


def test_a_stranger_is_given_no_hint(client):
    assert client.get(HINTS, {"so": "5"}).status_code == 302


def test_what_was_ever_public_is_not_deleted(ward):
    document = register.publish_document(document=make_document(unit=ward), by=None)
    register.withdraw_document(document=document, by=None)
    client = client_of(ward)

    client.post(f"{page_of(document)[: -len('change/')]}delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": document.pk}
    client.post(LIST, chosen | {"post": "yes"})

    assert OfficialDocument.objects.filter(pk=document.pk).exists()


def test_several_are_published_and_withdrawn_at_once(ward):
    documents = [make_document(unit=ward) for _ in range(2)]
    chosen = {"_selected_action": [one.pk for one in documents]}
    client = client_of(ward)

    client.post(LIST, {"action": "publish_selected", **chosen})
    assert OfficialDocument.objects.public().count() == 2

    client.post(LIST, {"action": "withdraw_selected", **chosen})
    assert OfficialDocument.objects.public().count() == 0


def test_the_desk_finds_a_number_in_any_spelling(ward):
    make_document(unit=ward, number="02/KHLT/UBND-UBMTTQ", summary="Tìm thấy")
    make_document(unit=ward, number="12/QĐ-UBND", summary="Không phải")

    text = client_of(ward).get(LIST, {"q": "2/khlt ubnd"}).text

    assert "Tìm thấy" in text
    assert "Không phải" not in text


@pytest.mark.parametrize("count", [1, 20])
def test_the_cost_of_the_list_does_not_grow(ward, count):
    for _ in range(count):
        make_document(unit=ward, file=make_stored_file(unit=ward))
    client = client_of(ward)
    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)

    assert len(queries) <= 18
