"""The library on the desk: who may look, pick, replace and remove, by HTTP."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gallery.models import Photo, PhotoStep
from tests import pictures
from tests.factories import make_article, make_membership, make_photo, make_ward
from tests.pictures import upload
from units.models import Role

pytestmark = pytest.mark.django_db

CONFIRMED = {"reason": "Người trong ảnh yêu cầu", "sure": "on"}


@pytest.fixture
def ward():
    return make_ward()


def client_of(unit, role):
    client = Client()
    if role:
        client.force_login(make_membership(unit=unit, role=role).user)
    return client


def send_to(client, name, photo):
    address = reverse(f"admin:gallery_photo_{name}", args=[photo.pk])
    if name == "replace":
        return client.post(address, {"file": upload(pictures.plain_jpeg(900, 600))})
    return client.post(address, CONFIRMED if name == "remove" else {"post": "yes"})


def has_changed(photo):
    return not Photo.objects.filter(pk=photo.pk, token=photo.token).exists()


# Which answer each role gets in its own unit for a picture of a draft. Without any
# right in the desk's answer one is sent to sign in; in another unit it is not there.
MAY = {
    ("replace", Role.WRITER): True,
    ("replace", Role.EDITOR): True,
    ("replace", Role.WARD_ADMIN): True,
    ("replace", Role.LEADER): False,
    ("replace", Role.REVIEWER): False,
    ("remove", Role.WRITER): False,
    ("remove", Role.EDITOR): True,
    ("remove", Role.WARD_ADMIN): True,
    ("remove", Role.LEADER): False,
    ("remove", Role.REVIEWER): False,
    ("delete", Role.WRITER): False,
    ("delete", Role.EDITOR): True,
    ("delete", Role.WARD_ADMIN): True,
    ("delete", Role.LEADER): False,
    ("delete", Role.REVIEWER): False,
}


@pytest.mark.parametrize(("name", "role"), list(MAY))
@pytest.mark.parametrize("whose", ["own", "other"])
def test_who_may_change_a_picture_for_good(ward, name, role, whose):
    unit = ward if whose == "own" else make_ward(name="Láng")
    photo = make_photo(unit=unit)

    answer = send_to(client_of(ward, role), name, photo)

    allowed = MAY[name, role] and whose == "own"
    assert has_changed(photo) == allowed
    assert allowed or answer.status_code in {302, 403, 404}


@pytest.mark.parametrize("name", ["replace", "remove"])
def test_a_visitor_is_sent_to_sign_in(ward, name):
    photo = make_photo(unit=ward)

    answer = send_to(Client(), name, photo)

    assert answer.status_code == 302
    assert "/dang-nhap" in answer["Location"] or "/login" in answer["Location"]
    assert not has_changed(photo)


def test_where_two_must_agree_a_writer_replaces_nothing_that_readers_see(ward):
    ward.newsrooms.create(approval="two")
    public, draft = make_photo(unit=ward), make_photo(unit=ward)
    make_article(unit=ward, cover=public, published=True)
    make_article(unit=ward, cover=draft)
    client = client_of(ward, Role.WRITER)

    assert send_to(client, "replace", public).status_code == 403
    assert send_to(client, "replace", draft).status_code == 302
    assert not has_changed(public)
    assert has_changed(draft)


@pytest.mark.parametrize("missing", ["reason", "sure"])
def test_a_removal_is_confirmed_with_a_reason(ward, missing):
    photo = make_photo(unit=ward)
    address = reverse("admin:gallery_photo_remove", args=[photo.pk])
    data = {name: value for name, value in CONFIRMED.items() if name != missing}

    answer = client_of(ward, Role.EDITOR).post(address, data)

    assert answer.status_code == 200
    assert not has_changed(photo)


def test_a_bad_file_is_told_at_the_field(ward):
    photo = make_photo(unit=ward)
    address = reverse("admin:gallery_photo_replace", args=[photo.pk])

    answer = client_of(ward, Role.EDITOR).post(address, {"file": upload(pictures.PDF)})

    assert "không phải" in answer.content.decode()
    assert not has_changed(photo)


def test_the_page_of_a_picture_says_where_it_is_shown(ward):
    photo = make_photo(unit=ward)
    article = make_article(unit=ward, cover=photo)
    client = client_of(ward, Role.EDITOR)

    for name in ("change", "delete", "remove", "replace"):
        address = reverse(f"admin:gallery_photo_{name}", args=[photo.pk])
        html = client.get(address).content.decode()
        assert reverse("admin:news_article_change", args=[article.pk]) in html


@pytest.mark.parametrize(
    ("use", "shown"), [("public", "a"), ("desk", "b"), ("none", "c")]
)
def test_the_list_is_narrowed_to_how_pictures_are_used(ward, use, shown):
    photos = {name: make_photo(unit=ward, alt=f"Ảnh {name}") for name in "abc"}
    make_article(unit=ward, cover=photos["a"], published=True)
    make_article(unit=ward, cover=photos["b"])

    address = reverse("admin:gallery_photo_changelist")
    html = client_of(ward, Role.EDITOR).get(address, {"use": use}).content.decode()

    assert [name for name in "abc" if f">Ảnh {name}<" in html] == [shown]


def test_the_log_is_read_by_who_may_and_changed_by_nobody(ward):
    step = PhotoStep.objects.create(unit=ward, photo_number=7, action="removed")
    other = PhotoStep.objects.create(
        unit=make_ward(name="Láng"), photo_number=8, action="removed"
    )
    client = client_of(ward, Role.WARD_ADMIN)

    html = client.get(reverse("admin:gallery_photostep_changelist")).content.decode()
    own = reverse("admin:gallery_photostep_change", args=[step.pk])
    assert own in html
    assert reverse("admin:gallery_photostep_change", args=[other.pk]) not in html
    assert client.get(own).status_code == 200
    assert client.post(own, {"note": "khác"}).status_code == 403
    delete = reverse("admin:gallery_photostep_delete", args=[step.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


# The dialog of the article form

PICK = "/quan-tri/anh/thu-vien/"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.WRITER, 200),
        (Role.EDITOR, 200),
        (Role.WARD_ADMIN, 200),
        (Role.LEADER, 403),
        (Role.REVIEWER, 403),
        (None, 403),
    ],
)
@pytest.mark.parametrize("whose", ["own", "other"])
def test_who_may_pick_from_a_library(ward, role, status, whose):
    unit = ward if whose == "own" else make_ward(name="Láng")
    make_photo(unit=unit, alt="Lễ ký kết")

    answer = client_of(ward, role).get(PICK, {"unit": unit.pk})

    expected = status if whose == "own" else 403
    assert answer.status_code == expected
    assert ("Lễ ký kết" in answer.content.decode()) == (expected == 200)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("unit", ["", "x", "-1", "9" * 30, "0"])
def test_a_unit_that_is_none_is_refused(ward, unit):
    answer = client_of(ward, Role.WRITER).get(PICK, {"unit": unit})

    assert answer.status_code == 403


def test_the_dialog_searches_and_turns_pages(ward):
    for number in range(25):
        make_photo(unit=ward, alt=f"Hội nghị {number}")
    make_photo(unit=ward, alt="Tết trồng cây")
    client = client_of(ward, Role.WRITER)

    first = client.get(PICK, {"unit": ward.pk}).content.decode()
    last = client.get(PICK, {"unit": ward.pk, "page": 99}).content.decode()
    found = client.get(PICK, {"unit": ward.pk, "q": "tet  trong"}).content.decode()
    none = client.get(PICK, {"unit": ward.pk, "q": "<b>"}).content.decode()

    assert first.count("<li>") == 24
    assert last.count("<li>") == 2
    assert found.count("<li>") == 1
    assert "Tết trồng cây" in found
    assert "Không có ảnh nào khớp" in none
    assert "<b>" not in none


def test_the_dialog_takes_as_many_queries_for_many_as_for_one(ward):
    client = client_of(ward, Role.WRITER)
    counts = []
    for new in (1, 20):
        for _number in range(new):
            make_photo(unit=ward)
        with CaptureQueriesContext(connection) as queries:
            client.get(PICK, {"unit": ward.pk, "q": "dai bieu"})
        counts.append(len(queries))

    assert counts[0] == counts[1]
