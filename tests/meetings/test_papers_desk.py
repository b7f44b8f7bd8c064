"""A record's papers on the desk: who gets them, and what becomes of signed copies."""

import hashlib
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from docx import Document

from documents.models import OfficialDocument, StoredFile
from meetings import records
from meetings.models import Conference, ConferencePaper, State
from meetings.papers.library import DOCX
from meetings.papers.signed import attach_signed
from tests.factories import make_conference, make_membership, make_ward
from tests.pictures import HTML, PDF, upload
from tests.stores import public_names, stores  # noqa: F401
from units.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]

ALL = list(Role.values)
ATTACHES = {Role.WRITER, Role.EDITOR, Role.WARD_ADMIN, Role.LEADER, Role.REVIEWER}


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def record(ward):
    return make_conference(unit=ward, held_on=date(2024, 2, 28), place="Hội trường")


def client_of(unit, role=Role.EDITOR):
    client = Client()
    client.force_login(make_membership(unit=unit, role=role).user)
    return client


def paper_path(record, name="bien-ban"):
    return reverse("admin:meetings_conference_paper", args=[record.pk, name])


def signed_path(record):
    return reverse("admin:meetings_conference_signed", args=[record.pk])


def copy(content=PDF, name="Nghị quyết đã ký.pdf"):
    return upload(content, name, "application/pdf")


def sent(**fields):
    return {"role": "resolution", "file": copy(), **fields}


@pytest.mark.parametrize("role", ALL)
def test_whoever_may_view_the_record_gets_its_papers_and_nobody_else(record, role):
    own = client_of(record.unit, role).get(paper_path(record))
    other = client_of(make_ward(name="Láng"), role).get(paper_path(record))

    assert own.status_code == 200
    assert other.status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, record):
    for path in (paper_path(record), signed_path(record)):
        assert client.get(path).status_code == 302


def test_a_paper_comes_as_a_word_file_that_nobody_stores(record):
    answer = client_of(record.unit).get(paper_path(record))

    assert answer["Content-Type"] == DOCX
    assert answer["Content-Disposition"] == (
        'attachment; filename="bien-ban_kim-lien_2024.docx"'
    )
    assert answer["Cache-Control"] == "no-store"
    assert Document(io.BytesIO(answer.content)).tables


@pytest.mark.parametrize("name", ["khong-co", "bien-ban", "du-thao-nghi-quyet"])
def test_a_paper_that_the_record_does_not_offer_is_missing(ward, name):
    sheet = make_conference(unit=ward, tier="group")

    assert client_of(ward).get(paper_path(sheet, name)).status_code == 404


def test_papers_are_only_read(record):
    assert client_of(record.unit).post(paper_path(record)).status_code == 405


@pytest.mark.parametrize("state", State.values)
def test_papers_are_there_in_every_state_of_the_record(record, state):
    Conference.objects.filter(pk=record.pk).update(state=state)

    assert client_of(record.unit).get(paper_path(record)).status_code == 200


def test_the_records_page_leads_to_its_papers(record):
    text = (
        client_of(record.unit, Role.WARD_ADMIN)
        .get(reverse("admin:meetings_conference_change", args=[record.pk]))
        .text
    )

    assert paper_path(record) in text
    assert signed_path(record) in text


# Signed copies


@pytest.mark.parametrize("role", ALL)
def test_who_adds_a_signed_copy(record, role):
    own = client_of(record.unit, role).post(signed_path(record), sent())
    other = client_of(make_ward(name="Láng"), role).post(signed_path(record), sent())

    assert own.status_code == (302 if role in ATTACHES else 403)
    assert other.status_code == 404
    assert ConferencePaper.objects.count() == (role in ATTACHES)


def test_a_signed_copy_is_kept_untouched_with_its_hash(record):
    client_of(record.unit).post(signed_path(record), sent())

    paper = ConferencePaper.objects.get()
    assert paper.role == "resolution"
    assert paper.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert paper.file.name == "Nghị quyết đã ký.pdf"
    assert paper.document is None
    assert not paper.is_public


def test_a_signed_copy_is_entered_in_the_register_as_a_draft(record):
    record.organisers.create(name="Ủy ban nhân dân phường")
    data = sent(
        registers="on",
        number="01/NQ-HNĐBND",
        issued_on="28/02/2024",
        signer="Nguyễn Văn Minh",
        signer_post="Chủ tọa",
    )

    answer = client_of(record.unit).post(signed_path(record), data, follow=True)

    document = OfficialDocument.objects.get()
    paper = ConferencePaper.objects.get()
    assert (paper.document, paper.file) == (document, document.file)
    assert (document.form, document.number_key) == ("resolution", "1/nqhndbnd")
    assert (document.issued_on, document.signer) == (
        date(2024, 2, 28),
        "Nguyễn Văn Minh",
    )
    assert document.status == "draft"
    assert document.unit == record.unit
    assert [one.name for one in document.issuers.all()] == [
        "Ủy ban nhân dân phường Kim Liên"
    ]
    page = reverse("admin:documents_officialdocument_change", args=[document.pk])
    assert page in answer.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": upload(HTML, "a.pdf", "application/pdf")}, "file"),
        ({"file": ""}, "file"),
        ({"role": "khac"}, "role"),
        ({"registers": "on", "issued_on": "28/02/2024"}, "number"),
        ({"registers": "on", "number": "1"}, "issued_on"),
        ({"registers": "on", "number": "1", "issued_on": "32/13/2024"}, "issued_on"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(record, changes, field):
    answer = client_of(record.unit).post(signed_path(record), sent(**changes))

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert StoredFile.objects.count() == ConferencePaper.objects.count() == 0


def test_a_full_unit_is_told_so(record, settings):
    settings.DOCUMENT_QUOTA_BYTES = 10

    answer = client_of(record.unit).post(signed_path(record), sent())

    assert answer.context["form"].non_field_errors()
    assert not ConferencePaper.objects.exists()


def test_whoever_may_not_write_in_the_register_is_not_offered_it(record):
    client = client_of(record.unit, Role.LEADER)
    data = sent(registers="on", number="1/NQ", issued_on="28/02/2024")

    assert 'name="registers"' not in client.get(signed_path(record)).text
    client.post(signed_path(record), data)

    assert ConferencePaper.objects.exists()
    assert not OfficialDocument.objects.exists()


def test_the_service_asks_for_itself_who_may(record):
    stranger = make_membership(unit=make_ward(name="Láng"), role=Role.EDITOR).user

    with pytest.raises(PermissionDenied):
        attach_signed(conference=record, role="resolution", file=copy(), by=stranger)

    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_readers_get_a_marked_paper_with_the_approval_and_no_longer_than_it_is():
    ward = make_ward(name="Kim Liên")
    record = make_conference(unit=ward, held_on=date(2024, 2, 28), place="Hội trường")
    user = make_membership(unit=ward, role=Role.EDITOR).user
    leader = make_membership(unit=ward, role=Role.LEADER).user
    paper, _minutes = [
        attach_signed(
            conference=record, role=role, file=copy(), by=user, is_public=is_public
        )
        for role, is_public in [("resolution", True), ("minutes", False)]
    ]
    records.announce(conference=record, by=user)
    records.submit(conference=record, by=user)
    assert public_names() == []

    records.approve(conference=record, by=leader)
    assert public_names() == [paper.file.stored_name]

    paper.delete()
    assert public_names() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_signed_after_the_approval_is_public_at_once_but_not_while_correcting():
    record = make_conference(unit=make_ward(name="Kim Liên"))
    user = make_membership(unit=record.unit, role=Role.EDITOR).user
    leader = make_membership(unit=record.unit, role=Role.LEADER).user
    records.submit(conference=record, by=user)
    records.approve(conference=record, by=leader)
    signed = {"conference": record, "role": "resolution", "by": user}

    paper = attach_signed(file=copy(), is_public=True, **signed)
    assert public_names() == [paper.file.stored_name]

    records.recall(conference=record, by=leader, note="Nhập nhầm.")
    attach_signed(file=copy(), is_public=True, **signed)
    assert public_names() == [paper.file.stored_name]

    records.submit(conference=record, by=user)
    attach_signed(file=copy(), is_public=True, **signed)
    assert public_names() == [paper.file.stored_name]
