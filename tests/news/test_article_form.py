"""The article form: what it stores, and what it says of bad input."""

import base64
import unicodedata

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from documents.models import StoredFile
from gallery.models import Photo
from news.models import Article, ArticleRevision, Section
from publishing.stores import names_in
from tests import pictures
from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client, ward):
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    client.force_login(user)
    return user


@pytest.fixture
def typed(ward, section):
    """What a writer has typed into a complete form."""
    return {
        "unit": ward.pk,
        "section": section.pk,
        "title": "Ngày hội Đại đoàn kết về từng ngõ",
        "summary": "Bữa cơm chung của khu dân cư.",
        "body": "<p>Nội dung đã gõ</p>",
        "author_line": "Ban Biên tập",
        "source": "",
        "published_at_0": "",
        "published_at_1": "",
    }


def send(client, data, article=None):
    address = (
        reverse("admin:news_article_change", args=[article.pk])
        if article
        else reverse("admin:news_article_add")
    )
    return client.post(address, data)


def errors_of(response):
    assert response.status_code == 200, "the form was accepted"
    return response.context["adminform"].form.errors


def stored():
    """All rows and files that a form could leave behind."""
    names = [
        name
        for store in ("private", "public")
        for folder in ("photos", "files")
        for name in names_in(storages[store], folder)
    ]
    rows = [Article, ArticleRevision, Photo, StoredFile]
    return [model.objects.count() for model in rows], sorted(names)


def test_a_complete_form_makes_a_draft_with_everything_typed(client, writer, typed):
    response = send(client, typed | {"_continue": "1"})

    article = Article.objects.get()
    assert response.status_code == 302
    assert article.status == "draft"
    assert article.working.title == typed["title"]
    assert article.working.author_line == "Ban Biên tập"
    assert article.working.made_by == writer


def test_publish_on_the_form_publishes_what_was_typed(client, writer, typed):
    send(client, typed | {"_publish": "1"})

    assert Article.objects.public().get().title == typed["title"]


def test_the_form_shows_the_working_copy_and_not_the_public_version(
    client, writer, typed
):
    send(client, typed | {"_publish": "1"})
    article = Article.objects.get()

    send(client, typed | {"title": "Bản sửa chưa đăng"}, article)

    page = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    article.refresh_from_db()
    assert 'value="Bản sửa chưa đăng"' in page
    assert article.title == typed["title"]


def test_files_sent_with_the_form_become_pictures_and_attachments(
    client, writer, typed
):
    files = {
        "pictures-files": [
            pictures.upload(pictures.plain_jpeg(), "một.jpg"),
            pictures.upload(pictures.plain_jpeg(900, 600), "hai.jpg"),
        ],
        "attachments-files": [pictures.upload(pictures.PDF, "Nghị quyết.pdf")],
    }

    send(client, typed | files | {"_publish": "1"})

    article = Article.objects.public().get()
    entries = [entry.photo for entry in article.album.entries.all()]
    assert len(entries) == 2
    assert article.cover == entries[0]
    assert [str(one) for one in article.attachments.all()] == ["Nghị quyết.pdf"]


def test_captions_order_cover_and_removal_follow_the_form(client, writer, ward, typed):
    first, second, third = (make_photo(unit=ward) for _ in range(3))
    entries = {
        "pictures": [first.pk, second.pk, third.pk],
        f"pictures-order-{first.pk}": 3,
        f"pictures-order-{second.pk}": 1,
        f"pictures-order-{third.pk}": 2,
        f"pictures-caption-{second.pk}": "Toàn cảnh",
        f"pictures-alt-{second.pk}": "Sân khu tập thể đông người",
        "pictures-cover": first.pk,
        "pictures-remove": [third.pk],
    }

    send(client, typed | entries | {"_publish": "1"})

    article = Article.objects.public().get()
    shown = [(one.photo, one.caption) for one in article.album.entries.all()]
    second.refresh_from_db()
    assert shown == [(second, "Toàn cảnh"), (first, "")]
    assert article.cover == first
    assert second.alt == "Sân khu tập thể đông người"


def test_main_points_follow_the_form_and_stay_where_it_says_nothing(
    client, writer, ward, typed
):
    first, second = (make_photo(unit=ward, focal_x=10, focal_y=20) for _ in range(2))
    entries = {
        "pictures": [first.pk, second.pk],
        f"pictures-x-{first.pk}": "80",
        f"pictures-y-{first.pk}": "250",
        f"pictures-x-{second.pk}": "tám mươi",
    }

    send(client, typed | entries)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.focal_x, first.focal_y) == (80, 100)
    assert (second.focal_x, second.focal_y) == (10, 20)


def test_a_picture_in_the_text_of_a_draft_cannot_be_deleted(
    client, writer, ward, typed
):
    photo = make_photo(unit=ward)
    body = f'<p>Chữ <img src="{photo.url()}" alt="Ảnh"></p>'

    send(client, typed | {"body": body})

    assert Article.objects.get().working.body_photos.get().photo == photo


BAD_PICTURES = {
    "a PDF called .jpg": (pictures.PDF, "anh.jpg"),
    "an SVG called .png": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "anh.png"),
    "a text called .txt": (b"chu", "anh.txt"),
    "an empty file": (b"", "anh.jpg"),
    "a truncated picture": (pictures.truncated(pictures.plain_jpeg()), "anh.jpg"),
    "a decompression bomb": (pictures.bomb_png(), "anh.png"),
}


@pytest.mark.parametrize("kind", list(BAD_PICTURES))
def test_a_bad_picture_is_named_at_its_field_and_nothing_is_stored(
    client, writer, typed, kind
):
    content, name = BAD_PICTURES[kind]
    good = pictures.upload(pictures.plain_jpeg(), "tot.jpg")
    before = stored()

    response = send(
        client, typed | {"pictures-files": [good, pictures.upload(content, name)]}
    )

    errors = errors_of(response)
    assert list(errors) == ["pictures"]
    assert name in errors["pictures"][0]
    assert stored() == before
    assert typed["title"] in response.text
    assert "Nội dung đã gõ" in response.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "   \u200b\u00a0 "),
        ("title", "Đ" * 300),
        ("summary", "x" * 501),
        ("published_at_0", "31/02/2024"),
        ("published_at_0", "01/01/0001"),
        ("published_at_0", "01/09/1945"),
        ("section", "999999"),
    ],
)
def test_bad_text_is_named_at_its_field_and_what_was_typed_stays(
    client, writer, typed, field, value
):
    changes = {field: value}
    if field == "published_at_0":
        changes["published_at_1"] = "15:51"
    before = stored()

    response = send(client, typed | changes)

    name = field.removesuffix("_0")
    assert list(errors_of(response)) == [name]
    assert stored() == before
    assert typed["body"].removeprefix("<p>").removesuffix("</p>") in response.text
    if len(value) == 300:
        assert value in response.text


def test_a_publication_time_in_the_future_makes_the_article_wait(client, writer, typed):
    send(
        client,
        typed
        | {"published_at_0": "01/01/2099", "published_at_1": "08:00", "_publish": "1"},
    )

    article = Article.objects.get()
    assert not article.is_public
    assert article.working.state == ArticleRevision.State.APPROVED


def test_an_article_cannot_be_withdrawn_before_it_is_published(client, writer, typed):
    response = send(
        client, typed | {"expires_at_0": "01/01/2020", "expires_at_1": "08:00"}
    )

    assert list(errors_of(response)) == ["expires_at"]


def test_decomposed_text_is_stored_composed(client, writer, typed):
    title = unicodedata.normalize("NFD", "Hội nghị đại biểu Nhân dân")

    send(client, typed | {"title": title, "body": f"<p>{title}</p>"})

    working = Article.objects.get().working
    assert working.title == "Hội nghị đại biểu Nhân dân"
    assert working.body == "<p>Hội nghị đại biểu Nhân dân</p>"


def test_script_in_the_text_is_taken_out_and_the_words_stay(client, writer, typed):
    body = '<p onclick="x()">Trước</p><script>alert(1)</script><p>Sau</p>'

    send(client, typed | {"body": body, "_publish": "1"})

    assert Article.objects.get().body == "<p>Trước</p>\n<p>Sau</p>"


def test_pictures_pasted_into_the_text_become_photographs(client, writer, typed):
    """A text beyond Django's usual limit for forms, as pasting from Word makes it."""
    photograph = pictures.heavy(pictures.plain_jpeg(960, 720), size=200_000)
    picture = base64.b64encode(photograph).decode()
    tag = f'<p>Ảnh: <img src="data:image/jpeg;base64,{picture}" alt="Sân"></p>'
    body = f"<p>Đầu</p>{tag * 10}<p>Cuối</p>"
    assert len(body) > 2_621_440

    response = send(client, typed | {"body": body})

    working = Article.objects.get().working
    assert response.status_code == 302
    assert "base64" not in working.body
    assert working.body.count("/960.webp") >= 10
    assert "Đầu" in working.body
    assert "Cuối" in working.body


def test_a_pasted_picture_that_is_none_is_dropped_and_the_text_kept(
    client, writer, typed
):
    body = '<p>Trước <img src="data:image/png;base64,AAAA"> sau</p>'

    send(client, typed | {"body": body})

    working = Article.objects.get().working
    assert "Trước" in working.body
    assert "sau" in working.body
    assert "img" not in working.body
    assert not Photo.objects.exists()


def test_a_text_far_too_long_is_refused_at_its_field_and_kept(client, writer, typed):
    body = "<p>" + "chữ " * 400_000 + "</p>"

    response = send(client, typed | {"body": body})

    assert list(errors_of(response)) == ["body"]
    assert response.text.count("chữ ") >= 400_000
    assert not Article.objects.exists()


def test_a_picture_of_another_unit_is_refused_at_the_field(client, writer, typed):
    foreign = make_photo(unit=make_ward(name="Cửa Nam"))

    response = send(client, typed | {"pictures": [foreign.pk]})

    assert list(errors_of(response)) == ["pictures"]
    assert not Article.objects.exists()


def test_a_full_quota_is_told_on_the_form_and_nothing_is_stored(
    client, writer, typed, settings
):
    settings.PHOTO_QUOTA_BYTES = 10
    before = stored()
    photo = pictures.upload(pictures.plain_jpeg(), "anh.jpg")

    response = send(client, typed | {"pictures-files": [photo]})

    assert errors_of(response)
    assert stored() == before
    assert typed["title"] in response.text


def test_files_chosen_beside_an_error_are_asked_for_again_by_name(
    client, writer, typed
):
    file = pictures.upload(pictures.PDF, "Nghị quyết.pdf")
    before = stored()

    response = send(client, typed | {"title": "", "attachments-files": [file]})

    errors = errors_of(response)
    assert set(errors) == {"title", "attachments"}
    assert "Nghị quyết.pdf" in errors["attachments"][0]
    assert stored() == before


def test_every_message_of_the_form_is_vietnamese(client, writer, typed):
    response = send(
        client,
        typed
        | {"title": " ", "section": "", "summary": "x" * 501, "published_at_0": "x"},
    )

    text = " ".join(str(one) for many in errors_of(response).values() for one in many)
    assert not {"the", "this", "Enter", "Ensure"} & set(text.split())


def test_the_form_asks_the_database_equally_often_for_few_and_many_pictures(
    client, writer, ward, django_assert_max_num_queries
):
    photos = [(make_photo(unit=ward), "") for _ in range(12)]
    article = make_article(unit=ward, pictures=photos)

    with django_assert_max_num_queries(34):
        response = client.get(reverse("admin:news_article_change", args=[article.pk]))

    assert response.text.count("picture-entry") >= 12


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "abc", "-1", "\0"])
def test_numbers_of_pictures_and_files_may_be_anything(client, writer, typed, number):
    photo = make_photo(unit=Section.objects.get(pk=typed["section"]).unit)
    typed |= {
        "pictures": [photo.pk, number],
        f"pictures-order-{photo.pk}": number,
        "pictures-cover": number,
        "attachments": number,
    }

    response = send(client, typed)

    assert response.status_code == 302
    article = Article.objects.get()
    assert [one.photo for one in article.working.album.entries.all()] == [photo]


def test_a_draft_has_an_address_that_nobody_can_read(client, writer, section):
    draft = make_article(section=section)

    address = draft.get_absolute_url()

    assert address.endswith(f"/{draft.pk}/")
    assert client.get(address).status_code == 404
