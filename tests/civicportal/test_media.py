"""Who gets which file under /media/, and with which headers."""

from urllib.parse import quote

import pytest
from django.test import Client

from documents.services import set_public_uses as offer
from gallery.services import set_public_uses as show
from publishing.stores import private_store, public_store
from tests.factories import (
    make_membership,
    make_photo,
    make_stored_file,
    make_user,
    make_ward,
)
from tests.stores import content_of, stores  # noqa: F401
from units.models import Role

pytestmark = pytest.mark.usefixtures("db", "stores")


def client_of(user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client


def publish(photo, capture):
    with capture(execute=True):
        show(kind="news.article", object_id=1, photos=[photo])
    return photo


def body_of(answer):
    return b"".join(answer.streaming_content)


@pytest.fixture
def public_photo(django_capture_on_commit_callbacks):
    return publish(make_photo(), django_capture_on_commit_callbacks)


@pytest.fixture
def public_file(django_capture_on_commit_callbacks):
    stored = make_stored_file(name="Kế hoạch; “số 1”.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        offer(kind="news.article", object_id=1, files=[stored])
    return stored


def test_a_public_picture_is_for_everybody_until_it_is_withdrawn(public_photo):
    answer = client_of().get(public_photo.url(480))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=86400, s-maxage=300"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Vary" not in answer
    assert not answer.cookies
    assert body_of(answer) == content_of(public_store(), public_photo.files()[1])


def test_the_master_is_public_with_its_photograph(public_photo):
    answer = client_of().get(f"/media/{public_photo.master_name}")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer.status_code == 200
    answer.close()


def test_a_draft_picture_answers_a_visitor_exactly_like_a_missing_one():
    photo = make_photo()

    hidden = client_of().get(photo.url())
    missing = client_of().get(photo.url().replace(photo.token, "0" * 32))

    assert hidden.status_code == missing.status_code == 404
    assert hidden.content.replace(photo.token.encode(), b"") == (
        missing.content.replace(b"0" * 32, b"")
    )
    assert dict(hidden.headers) == dict(missing.headers)


@pytest.mark.parametrize("role", Role.values)
def test_people_of_the_unit_see_its_private_pictures_uncached(role):
    photo = make_photo()
    user = make_membership(unit=photo.unit, role=role).user

    answer = client_of(user).get(photo.url(480))

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert body_of(answer) == content_of(private_store(), photo.files()[1])


def test_people_of_another_unit_and_strangers_do_not_see_private_pictures():
    photo = make_photo()
    other = make_membership(unit=make_ward(name="Láng"), role=Role.WARD_ADMIN).user

    for user in (other, make_user()):
        assert client_of(user).get(photo.url()).status_code == 404


def test_the_portal_administrator_sees_all_private_pictures():
    photo = make_photo()

    answer = client_of(make_user(is_superuser=True)).get(photo.url())

    assert answer.status_code == 200
    answer.close()


def test_a_withdrawn_picture_is_gone_in_every_size(
    public_photo, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        show(kind="news.article", object_id=1, photos=[])

    for name in public_photo.files():
        assert client_of().get(f"/media/{name}").status_code == 404


def test_a_picture_that_the_reader_has_is_not_sent_again(public_photo):
    client = client_of()
    first = client.get(public_photo.url())
    first.close()

    again = client.get(public_photo.url(), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == first["Cache-Control"]


def test_the_tag_of_a_private_picture_is_answered_to_nobody_else():
    photo = make_photo()
    etag = f'"{photo.file_name(960)}"'

    answer = client_of().get(photo.url(), headers={"If-None-Match": etag})

    assert answer.status_code == 404


def test_head_is_answered_and_post_is_not(public_photo):
    answer = client_of().head(public_photo.url())

    assert answer.status_code == 200
    assert int(answer["Content-Length"]) > 0
    answer.close()
    assert client_of().post(public_photo.url()).status_code == 405


def test_a_document_is_an_attachment_under_its_own_name(public_file):
    answer = client_of().get(public_file.get_absolute_url())

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''" + quote(public_file.name)
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert body_of(answer) == content_of(private_store(), public_file.stored_name)


def test_the_address_of_a_document_is_plain_ascii(public_file):
    assert public_file.get_absolute_url().endswith("/ke-hoach-so-1.pdf")


def test_a_private_document_is_for_its_unit_alone():
    stored = make_stored_file()
    user = make_membership(unit=stored.unit).user

    assert client_of().get(stored.get_absolute_url()).status_code == 404
    answer = client_of(user).get(stored.get_absolute_url())
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    answer.close()


@pytest.mark.parametrize(
    "name",
    [
        "../private/photos/x",
        "photos/../../db.sqlite3",
        "photos/%2e%2e/%2e%2e/manage.py",
        "/etc/passwd",
        "photos//etc/passwd",
        "photos/{token}/..%2fmaster.jpg",
        "photos/{token}/master.jpg/",
        "photos/{token}/master.jpg%00.webp",
        "photos/{token}/evil.html",
        "photos/{token}/evil.svg",
        "photos/{token}/",
        "photos/",
        "files/{token}/page.html",
        "files/{token}/drawing.svg",
        "",
    ],
)
def test_odd_names_and_kinds_are_missing_even_where_a_file_lies(public_photo, name):
    from django.core.files.base import ContentFile

    for ending in ("html", "svg"):
        lies = f"photos/{public_photo.token}/evil.{ending}"
        public_store().save(lies, ContentFile(b"<script>alert(1)</script>"))

    answer = client_of().get("/media/" + name.format(token=public_photo.token))

    assert answer.status_code == 404


def test_a_public_picture_asks_the_database_nothing(
    public_photo, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client_of().get(public_photo.url()).close()
