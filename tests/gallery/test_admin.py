"""The library of photographs: scoped, searchable, without a way round the pipeline."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.models import Album, Photo
from gallery.services import replace_album, set_public_uses
from tests.factories import make_membership, make_photo, make_user, make_ward
from tests.stores import private_names
from units.models import Role

LIST = "/quan-tri/gallery/photo/"


@pytest.fixture
def ward(db):
    return make_ward()


def client_of(unit, role=Role.EDITOR):
    client = Client()
    client.force_login(make_membership(unit=unit, role=role).user)
    return client


def page(photo, name="change"):
    return f"{LIST}{photo.pk}/{name}/"


@pytest.mark.parametrize("role", Role.values)
def test_the_list_shows_ones_own_units_pictures_alone(ward, role):
    make_photo(unit=ward, alt="Của phường mình")
    make_photo(unit=make_ward(name="Láng"), alt="Của phường khác")

    html = client_of(ward, role).get(LIST).content.decode()

    assert "Của phường mình" in html
    assert "Của phường khác" not in html


@pytest.mark.parametrize("name", ["change", "delete", "history"])
def test_a_picture_of_another_unit_is_out_of_reach(ward, name):
    other = make_photo(unit=make_ward(name="Láng"))

    answer = client_of(ward).get(page(other, name), follow=True)

    assert "Đại biểu dự hội nghị" not in answer.content.decode()
    assert Photo.objects.count() == 1


def test_nobody_adds_a_picture_past_the_pipeline(ward):
    for client in (client_of(ward), Client()):
        assert client.get(f"{LIST}add/").status_code in {302, 403}

    administrator = Client()
    administrator.force_login(make_user(is_superuser=True))
    assert administrator.get(f"{LIST}add/").status_code == 403


def test_search_finds_with_and_without_marks(ward):
    make_photo(unit=ward, alt="Lễ ký kết chương trình")
    make_photo(unit=ward, alt="Tết trồng cây")

    html = client_of(ward).get(LIST, {"q": "le ky ket"}).content.decode()

    assert "Lễ ký kết" in html
    assert "Tết trồng cây" not in html


def test_description_and_credit_are_edited_and_the_unit_is_not(ward):
    photo = make_photo(unit=ward)
    other = make_ward(name="Láng")

    client_of(ward).post(
        page(photo),
        {
            "alt": "Bà con  bầu tổ trưởng",
            "credit": "Thanh Hà",
            "focal_x": "20",
            "focal_y": "35",
            "taken_on": "18/11/2025",
            "unit": other.pk,
        },
    )

    photo.refresh_from_db()
    assert (photo.alt, photo.credit) == ("Bà con bầu tổ trưởng", "Thanh Hà")
    assert (photo.focal_x, photo.focal_y) == (20, 35)
    assert photo.taken_on == date(2025, 11, 18)
    assert photo.unit == ward


def test_a_leader_looks_and_changes_nothing(ward):
    photo = make_photo(unit=ward)

    answer = client_of(ward, Role.LEADER).post(page(photo), {"alt": "Khác"})

    photo.refresh_from_db()
    assert answer.status_code == 403
    assert photo.alt == "Đại biểu dự hội nghị"


@pytest.mark.parametrize("way", ["page", "action"])
def test_a_picture_that_is_shown_stays_and_the_reason_is_told(ward, way):
    public, in_album = make_photo(unit=ward), make_photo(unit=ward)
    set_public_uses(kind="news.article", object_id=1, photos=[public])
    replace_album(album=Album.objects.create(), entries=[(in_album, "")])
    client = client_of(ward)

    for photo in (public, in_album):
        if way == "page":
            answer = client.post(page(photo, "delete"), {"post": "yes"})
        else:
            fields = {"action": "delete_selected", "_selected_action": photo.pk}
            answer = client.post(LIST, {**fields, "post": "yes"})
        assert "đang được dùng" in answer.content.decode()

    assert Photo.objects.count() == 2


@pytest.mark.parametrize("way", ["page", "action"])
def test_a_picture_that_nothing_shows_goes_with_its_files(
    ward, way, django_capture_on_commit_callbacks
):
    kept, gone = make_photo(unit=ward), make_photo(unit=ward)
    fields = {"action": "delete_selected", "_selected_action": gone.pk, "post": "yes"}

    with django_capture_on_commit_callbacks(execute=True):
        address = page(gone, "delete") if way == "page" else LIST
        client_of(ward).post(address, fields)

    assert list(Photo.objects.all()) == [kept]
    assert private_names() == sorted(kept.files())


def test_the_list_takes_as_many_queries_for_many_as_for_one(ward):
    client = client_of(ward)
    counts = []
    for new in (1, 9):
        for _number in range(new):
            make_photo(unit=ward)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
