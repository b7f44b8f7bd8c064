"""The register: numbers in all their spellings, what is public, what replaces what."""

import unicodedata
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents import register
from documents.models import OfficialDocument
from documents.numbers import number_key
from tests.factories import (
    make_document,
    make_membership,
    make_stored_file,
    make_ward,
)
from tests.stores import public_names
from units.models import Role

SPELLINGS = [
    "02/KHLT/UBND-UBMTTQ",
    "02/KHLT-UBND-UBMTTQ",
    "2/khlt ubnd ub mttq",
    "02/KHLT - UBND – UB MTTQ",
    "Số: 02/KHLT/UBND-UBMTTQ",
    "02KHLT/UBND-UBMTTQ",
    unicodedata.normalize("NFD", "Số 02/KHLT-UBND-UBMTTQ"),
]


@pytest.fixture
def ward(db):
    return make_ward()


def found(text, unit=None):
    rows = OfficialDocument.objects.matching(text).newest()
    return [one.number or one.summary for one in rows]


@pytest.mark.parametrize("text", SPELLINGS)
def test_all_spellings_of_a_number_have_one_key(text):
    assert number_key(text) == "2/khltubndubmttq"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("163", "163"),
        ("000", "0"),
        ("02a/KH-UBND", "2a/khubnd"),
        ("10/2022/QH15", "10/2022qh15"),
        ("45-CT/TW", "45/cttw"),
        ("118/QĐ-UBND", "118/qdubnd"),
        ("KHLT", "khlt"),
        ("02/KHLT/UBND-UBNTTQ", "2/khltubndubnttq"),
        ("9" * 200, "9" * 80),
    ],
)
def test_a_key_keeps_what_tells_numbers_apart(text, key):
    assert number_key(text) == key


@pytest.mark.parametrize("text", [*SPELLINGS, "02", "2", "2/khlt", "KHLT", "số 02"])
def test_a_number_is_found_in_any_of_its_spellings(ward, text):
    make_document(unit=ward, number="02/KHLT-UBND – UBMTTQ")
    make_document(unit=ward, number="12/QĐ-UBND")
    make_document(unit=ward, number="20/TB-UBND")

    assert found(text) == ["02/KHLT-UBND – UBMTTQ"]


def test_a_typing_error_in_a_source_stays_another_number(ward):
    make_document(unit=ward, number="02/KHLT/UBND-UBNTTQ")

    assert found("02/KHLT/UBND-UBMTTQ") == []
    assert found("02/KHLT") == ["02/KHLT/UBND-UBNTTQ"]


@pytest.mark.parametrize(
    "text",
    [
        "doi song van hoa",
        "ĐỜI SỐNG VĂN HOÁ",
        unicodedata.normalize("NFD", "đời sống văn hóa"),
        "văn hoá đời sống",
        "kế hoạch liên tịch",
        "mat tran to quoc",
    ],
)
def test_words_are_found_without_marks_in_summary_form_and_issuer(ward, text):
    make_document(
        unit=ward,
        summary="Bàn việc xây dựng đời sống văn hóa ở cơ sở",
        issuers=["Ủy ban Mặt trận Tổ quốc phường"],
    )
    make_document(unit=ward, form="notice", summary="Lịch tiếp công dân")

    assert found(text) == ["Bàn việc xây dựng đời sống văn hóa ở cơ sở"]


@pytest.mark.parametrize("text", ["", "   ", "%", "'", "\\", "!!!", "a" * 500, "\x00"])
def test_odd_questions_find_nothing_and_fail_nowhere(ward, text):
    make_document(unit=ward, number="02/KH", summary="Kế hoạch")

    assert found(text) == []


def test_an_issuer_that_is_struck_out_is_no_longer_found(ward):
    document = make_document(unit=ward, issuers=["Hội Cựu chiến binh"])

    document.issuers.get().delete()

    assert found("cuu chien binh") == []


# Publishing


@pytest.fixture
def document(ward):
    stored = make_stored_file(unit=ward, name="Kế hoạch.pdf")
    return make_document(unit=ward, number="02/KH", file=stored)


@pytest.mark.django_db(transaction=True)
def test_the_file_is_public_while_the_document_is():
    ward = make_ward()
    stored = make_stored_file(unit=ward)
    document = make_document(unit=ward, file=stored)
    assert public_names() == []

    register.publish_document(document=document, by=None)
    assert public_names() == [stored.stored_name]

    register.withdraw_document(document=document, by=None)
    assert public_names() == []
    assert OfficialDocument.objects.public().count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_new_file_takes_the_place_of_the_public_one():
    ward = make_ward()
    document = make_document(unit=ward, file=make_stored_file(unit=ward))
    register.publish_document(document=document, by=None)

    document.file = make_stored_file(unit=ward, name="Bản sửa.pdf")
    document.save()
    register.show_file(document)

    assert public_names() == [document.file.stored_name]


def test_publishing_again_keeps_the_first_day(document):
    first = register.publish_document(document=document, by=None).published_at
    register.withdraw_document(document=document, by=None)

    again = register.publish_document(document=document, by=None)

    assert again.published_at == first
    assert again.is_public


def test_a_document_without_summary_is_not_published(ward):
    document = make_document(unit=ward, summary="")

    with pytest.raises(ValidationError):
        register.publish_document(document=document, by=None)


@pytest.mark.parametrize(
    "step", [register.publish_document, register.withdraw_document]
)
@pytest.mark.parametrize(
    ("role", "own", "may"),
    [
        (Role.WRITER, True, True),
        (Role.EDITOR, True, True),
        (Role.WARD_ADMIN, True, True),
        (Role.LEADER, True, False),
        (Role.REVIEWER, True, False),
        (Role.EDITOR, False, False),
    ],
)
def test_who_publishes_and_withdraws(document, step, role, own, may):
    unit = document.unit if own else make_ward(name="Láng")
    user = make_membership(unit=unit, role=role).user

    if may:
        assert step(document=document, by=user).status != "draft"
        return
    with pytest.raises(PermissionDenied):
        step(document=document, by=user)
    document.refresh_from_db()
    assert document.status == "draft"


# What looks wrong is told, not forbidden

UBND = "Ủy ban nhân dân phường"
PLAN = {"form": "plan", "number": "05/KH-UBND", "issued_on": date(2024, 1, 2)}


@pytest.mark.parametrize(
    ("changes", "is_twin"),
    [
        ({}, True),
        ({"number": "5/kh ubnd"}, True),
        ({"issuers": ["UỶ BAN nhân dân phường", "Ủy ban Mặt trận"]}, True),
        ({"issuers": []}, True),
        ({"issuers": ["Hội đồng nhân dân phường"]}, False),
        ({"form": "decision"}, False),
        ({"issued_on": date(2025, 1, 2)}, False),
        ({"issued_on": None}, False),
        ({"number": "06/KH-UBND"}, False),
    ],
)
def test_documents_of_one_issuer_form_number_and_year_are_twins(ward, changes, is_twin):
    document = make_document(unit=ward, issuers=[UBND], **PLAN)
    other = make_document(unit=ward, **{"issuers": [UBND], **PLAN, **changes})

    assert register.twins(document) == ([other] if is_twin else [])


def test_the_same_number_of_another_ward_is_no_twin(ward):
    document = make_document(unit=ward, issuers=[UBND], **PLAN)
    make_document(unit=make_ward(name="Láng"), issuers=[UBND], **PLAN)

    assert register.twins(document) == []


def test_what_a_document_in_force_replaces_is_named_and_ended_only_when_asked(ward):
    old = make_document(unit=ward, number="01/KH")
    new = make_document(unit=ward, number="02/KH")
    new.replaces.add(old)
    user = make_membership(unit=ward, role=Role.EDITOR).user
    assert register.outlived(new) == [old]

    ended = register.end_replaced(document=new, by=user)

    old.refresh_from_db()
    assert ended == [old]
    assert old.force == "ended"
    assert register.outlived(new) == []


def test_a_document_not_yet_in_force_ends_nothing(ward):
    new = make_document(unit=ward, force="not_yet")
    new.replaces.add(make_document(unit=ward))

    assert register.outlived(new) == []


def test_a_document_of_another_ward_is_not_ended_from_here(ward):
    new = make_document(unit=ward)
    old = make_document(unit=make_ward(name="Láng"))
    new.replaces.add(old)
    user = make_membership(unit=ward, role=Role.EDITOR).user

    assert register.end_replaced(document=new, by=user) == []
