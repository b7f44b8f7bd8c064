"""The upload view, as the article form and the editor call it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gallery.models import Photo
from tests import pictures
from tests.factories import make_membership, make_user, make_ward
from tests.pictures import upload
from tests.stores import private_names
from units.models import Role

URL = "/quan-tri/anh/tai-len/"
MESSAGE_403 = "Bạn không có quyền thêm ảnh"


@pytest.fixture
def ward(db):
    return make_ward()


@pytest.fixture
def writer(ward):
    return make_membership(unit=ward, role=Role.WRITER).user


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def send(user, content=None, name="anh.jpg", query="", **fields):
    content = pictures.phone_jpeg() if content is None else content
    client = signed_in(user) if user else Client()
    return client.post(URL + query, {"file": upload(content, name), **fields})


def nothing_is_stored():
    return not Photo.objects.exists() and not private_names()


def test_the_address_is_the_one_that_forms_know():
    assert reverse("gallery:upload") == URL


def test_a_writer_sends_a_picture_and_gets_what_the_form_needs(ward, writer):
    answer = send(writer, unit=ward.pk, alt="Bà con dự hội")

    photo = Photo.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "id": photo.pk,
        "token": photo.token,
        "url": f"/media/photos/{photo.token}/960.webp",
        "thumb": f"/media/photos/{photo.token}/480.webp",
        "width": 1600,
        "height": 1200,
        "alt": "Bà con dự hội",
    }
    assert (photo.unit, photo.uploaded_by) == (ward, writer)
    assert "no-store" in answer["Cache-Control"]


def test_the_unit_may_be_left_out_by_who_has_only_one(ward, writer):
    send(writer)

    assert Photo.objects.get().unit == ward


def test_with_two_units_one_must_be_chosen(ward, writer):
    make_membership(user=writer, unit=make_ward(name="Láng"))

    answer = send(writer)

    assert answer.status_code == 400
    assert answer.json()["error"] == "Hãy chọn đơn vị trước, rồi chọn ảnh."
    assert nothing_is_stored()


@pytest.mark.parametrize("unit", ["other", "999999", "0", "-1", "abc", "9" * 30, "１"])
def test_a_unit_that_is_not_ones_own_is_refused_like_one_that_is_not(writer, unit):
    other = make_ward(name="Láng")
    unit = str(other.pk) if unit == "other" else unit

    answer = send(writer, unit=unit)

    assert answer.status_code == 403
    assert MESSAGE_403 in answer.json()["error"]
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.WRITER, 200),
        (Role.EDITOR, 200),
        (Role.WARD_ADMIN, 200),
        (Role.LEADER, 403),
        (Role.REVIEWER, 403),
    ],
)
def test_who_may_add_pictures(ward, role, status):
    user = make_membership(unit=ward, role=role).user

    answer = send(user, unit=ward.pk)

    assert answer.status_code == status
    assert Photo.objects.exists() == (status == 200)


def test_a_visitor_is_refused(ward):
    answer = send(None, unit=ward.pk)

    assert answer.status_code == 403
    assert "đăng nhập" in answer.json()["error"]
    assert nothing_is_stored()


def test_an_account_without_membership_is_refused(ward):
    answer = send(make_user(), unit=ward.pk)

    assert answer.status_code == 403
    assert nothing_is_stored()


def test_a_membership_that_has_ended_no_longer_counts(ward):
    user = make_membership(
        unit=ward, valid_from="2020-01-01", valid_to="2020-12-31"
    ).user

    answer = send(user, unit=ward.pk)

    assert answer.status_code == 403
    assert nothing_is_stored()


def test_without_the_csrf_token_nothing_is_taken(ward, writer):
    client = signed_in(writer, enforce_csrf_checks=True)

    answer = client.post(URL, {"file": upload(pictures.plain_jpeg()), "unit": ward.pk})

    assert answer.status_code == 403
    assert nothing_is_stored()


def test_the_editors_own_csrf_field_is_not_enough(ward, writer):
    client = signed_in(writer, enforce_csrf_checks=True)
    client.cookies["ckCsrfToken"] = "a" * 40

    answer = client.post(
        f"{URL}?editor=1",
        {"upload": upload(pictures.plain_jpeg()), "ckCsrfToken": "a" * 40},
    )

    assert answer.status_code == 403
    assert nothing_is_stored()


def test_the_csrf_token_in_the_header_is_taken(ward, writer):
    client = signed_in(writer, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32

    answer = client.post(
        f"{URL}?editor=1",
        {"upload": upload(pictures.plain_jpeg())},
        headers={"X-CSRFToken": "a" * 32},
    )

    assert answer.json()["uploaded"] == 1


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_posts_are_answered(writer, method):
    answer = getattr(signed_in(writer), method)(URL)

    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("content", "name", "status", "message"),
    [
        (pictures.PDF, "a.jpg", 400, "nội dung không phải là ảnh"),
        (pictures.POSTSCRIPT, "a.png", 400, "nội dung không phải là ảnh"),
        (pictures.plain_jpeg(), "d.html", 400, "Hãy chọn tệp JPEG"),
        (pictures.plain_jpeg(), "e.png.php", 400, "Hãy chọn tệp JPEG"),
        (pictures.bomb_png(), "a.png", 400, "tối đa 50 triệu điểm ảnh"),
        (pictures.huge_bomb_png(), "a.png", 400, "tối đa 50 triệu điểm ảnh"),
        (pictures.truncated(pictures.plain_jpeg()), "a.jpg", 400, "bị hỏng"),
        (b"\xff\xd8\xff" + b"\0" * 21 * 1024**2, "a.jpg", 413, "không quá 20 MB"),
    ],
    ids=["pdf", "ps", "html", "php", "bomb", "huge bomb", "truncated", "large"],
)
def test_a_bad_picture_gets_its_message_and_nothing_is_stored(
    ward, writer, content, name, status, message
):
    answer = send(writer, content, name, unit=ward.pk)

    assert answer.status_code == status
    assert message in answer.json()["error"]
    assert nothing_is_stored()


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(ward, writer):
    class Untouched:
        def read(self, *args):
            pytest.fail("the body was read")

        readline = read

    answer = signed_in(writer).generic(
        "POST",
        URL,
        b"",
        CONTENT_LENGTH=str(40 * 1024**2),
        **{"wsgi.input": Untouched()},
    )

    assert answer.status_code == 413
    assert answer.json()["error"] == "Ảnh quá nặng: mỗi ảnh không quá 20 MB."


def test_no_file_or_two_files_are_refused(ward, writer):
    client = signed_in(writer)
    two = [upload(pictures.plain_jpeg()), upload(pictures.plain_jpeg())]

    for files in ({}, {"file": two}, {"file": two[0], "other": two[1]}):
        answer = client.post(URL, {"unit": ward.pk, **files})
        assert answer.status_code == 400
        assert answer.json()["error"] == "Mỗi lần chỉ gửi đúng một ảnh."

    assert nothing_is_stored()


def test_the_declared_type_is_ignored(ward, writer):
    file = SimpleUploadedFile("a.jpg", pictures.PDF, content_type="image/jpeg")

    answer = signed_in(writer).post(URL, {"file": file, "unit": ward.pk})

    assert answer.status_code == 400
    assert nothing_is_stored()


def test_a_description_that_is_too_long_is_told_and_nothing_is_stored(ward, writer):
    answer = send(writer, unit=ward.pk, alt="x" * 251)

    assert answer.status_code == 400
    assert "250" in answer.json()["error"]
    assert nothing_is_stored()


def test_a_full_quota_is_told_and_nothing_is_stored(ward, writer, settings):
    settings.PHOTO_QUOTA_BYTES = 1000

    answer = send(writer, unit=ward.pk)

    assert answer.status_code == 400
    assert "hết dung lượng" in answer.json()["error"]
    assert nothing_is_stored()


def test_the_editor_gets_the_shape_it_knows(ward, writer):
    answer = signed_in(writer).post(
        f"{URL}?editor=1", {"upload": upload(pictures.phone_jpeg(), "Hội nghị.jpg")}
    )

    photo = Photo.objects.get()
    assert answer.json() == {
        "uploaded": 1,
        "fileName": "Hội nghị.jpg",
        "url": f"/media/photos/{photo.token}/960.webp",
    }


@pytest.mark.parametrize(
    ("content", "unit", "message"),
    [(pictures.PDF, "", "không phải là ảnh"), (None, "999999", MESSAGE_403)],
)
def test_the_editor_gets_our_words_when_a_picture_is_refused(
    writer, content, unit, message
):
    answer = send(writer, content, query="?editor=1", unit=unit)

    assert answer.status_code == 200
    assert answer.json()["uploaded"] == 0
    assert message in answer.json()["error"]["message"]
    assert nothing_is_stored()
