"""Working copies, publishing, withdrawing: what the public sees and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery.models import PhotoUse
from news import services
from news.models import Article, ArticleRevision
from news.services import Content
from publishing.stores import public_store
from tests.factories import (
    make_article,
    make_photo,
    make_section,
    make_stored_file,
    make_user,
    make_ward,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(ward):
    return make_section(unit=ward)


@pytest.fixture
def writer():
    return make_user(username="writer")


def content_of(section, **changes):
    return replace(
        Content(section=section, title="Ngày hội", body="<p>Nội dung</p>"), **changes
    )


def begin(ward, section, **changes):
    return services.begin_article(
        unit=ward, content=content_of(section, **changes), by=None
    )


def test_a_new_article_has_one_working_copy_and_no_public_content(ward, section):
    article = begin(ward, section)

    assert article.working.title == "Ngày hội"
    assert article.title == ""
    assert not Article.objects.public().exists()


def test_saving_adds_a_version_and_leaves_the_public_one_alone(ward, section, writer):
    article = begin(ward, section)
    services.publish(article=article, by=writer)

    services.save_working_copy(
        article=article, content=content_of(section, title="Đổi tên"), by=writer
    )

    article.refresh_from_db()
    assert article.title == "Ngày hội"
    assert article.working.title == "Đổi tên"
    assert article.has_unpublished_changes
    assert [one.number for one in article.revisions.all()] == [2, 1]


def test_saving_the_same_again_adds_no_version(ward, section, writer):
    photo, file = make_photo(unit=ward), make_stored_file(unit=ward)
    body = f'<p>Ảnh</p><p><img src="{photo.url()}" alt="Sân"></p>'
    content = content_of(
        section,
        body=body,
        cover=photo,
        pictures=[(photo, "Chú thích")],
        attachments=[(file, "Nghị quyết")],
    )
    article = services.begin_article(unit=ward, content=content, by=writer)

    services.save_working_copy(article=article, content=content, by=writer)
    services.save_working_copy(
        article=article, content=services.current_content(article), by=writer
    )

    assert article.revisions.count() == 1


def test_publishing_copies_everything_to_the_public_row(ward, section, writer):
    photo, file = make_photo(unit=ward), make_stored_file(unit=ward)
    article = begin(
        ward,
        section,
        summary="Tóm tắt",
        cover=photo,
        pictures=[(photo, "Toàn cảnh")],
        attachments=[(file, "Nghị quyết")],
    )

    services.publish(article=article, by=writer)

    article = Article.objects.public().get()
    assert (article.title, article.slug) == ("Ngày hội", "ngay-hoi")
    assert article.summary == "Tóm tắt"
    assert article.cover == photo
    assert [entry.caption for entry in article.album.entries.all()] == ["Toàn cảnh"]
    assert [str(one) for one in article.attachments.all()] == ["Nghị quyết"]
    assert article.working.is_published
    assert not article.has_unpublished_changes


def test_the_public_album_keeps_its_identity_through_edits(ward, section, writer):
    first, second = make_photo(unit=ward), make_photo(unit=ward)
    article = begin(ward, section, pictures=[(first, "")])
    services.publish(article=article, by=writer)
    album = article.album

    services.save_working_copy(
        article=article,
        content=content_of(section, pictures=[(second, ""), (first, "")]),
        by=writer,
    )
    services.publish(article=article, by=writer)

    article.refresh_from_db()
    assert article.album == album
    assert [entry.photo for entry in album.entries.all()] == [second, first]


def test_the_first_publication_time_stays_when_an_article_is_corrected(ward, section):
    article = begin(ward, section)
    monday = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    services.publish(article=article, by=None, at=monday)

    services.save_working_copy(
        article=article, content=content_of(section, title="Sửa"), by=None
    )
    services.publish(article=article, by=None, at=monday + timedelta(days=2))

    article.refresh_from_db()
    assert article.published_at == monday


def test_a_publication_time_that_was_typed_wins(ward, section):
    typed = datetime(2024, 2, 29, 8, 51, tzinfo=UTC)
    article = begin(ward, section, published_at=typed)

    services.publish(article=article, by=None)

    assert article.published_at == typed


@pytest.mark.django_db(transaction=True)
def test_pictures_become_public_with_the_article_and_private_with_its_end():
    ward = make_ward(name="Kim Liên")
    section = make_section(unit=ward)
    shown, cover, inside, unused = (make_photo(unit=ward) for _ in range(4))
    article = begin(
        ward,
        section,
        body=f'<p><img src="{inside.url()}" alt="Sân"></p>',
        cover=cover,
        pictures=[(shown, "")],
    )
    store = public_store()
    assert not any(store.exists(name) for name in shown.files())

    services.publish(article=article, by=None)

    for photo in (shown, cover, inside):
        assert all(store.exists(name) for name in photo.files())
    assert not any(store.exists(name) for name in unused.files())

    services.withdraw(article=article, by=None)

    for photo in (shown, cover, inside):
        assert not any(store.exists(name) for name in photo.files())


def test_a_picture_of_another_unit_in_the_text_is_dropped_and_stays_private(
    ward, section
):
    foreign = make_photo(unit=make_ward(name="Cửa Nam"))
    body = f'<p>Chữ còn lại</p><p><img src="{foreign.url()}" alt=""></p>'

    article = begin(ward, section, body=body)
    services.publish(article=article, by=None)

    assert "Chữ còn lại" in article.body
    assert foreign.token not in article.body
    assert not PhotoUse.objects.filter(photo=foreign).exists()


@pytest.mark.parametrize("part", ["section", "cover", "pictures", "attachments"])
def test_parts_of_another_unit_are_refused(ward, section, part):
    other = make_ward(name="Cửa Nam")
    foreign = {
        "section": lambda: make_section(unit=other),
        "cover": lambda: make_photo(unit=other),
        "pictures": lambda: [(make_photo(unit=other), "")],
        "attachments": lambda: [(make_stored_file(unit=other), "")],
    }[part]()

    content = replace(content_of(section), **{part: foreign})

    with pytest.raises(ValidationError) as caught:
        services.begin_article(unit=ward, content=content, by=None)

    assert part in caught.value.message_dict
    assert not Article.objects.exists()


def test_a_unit_that_has_ended_takes_no_new_article(section):
    ended = make_ward(name="Khương Thượng", ended_on=date(2025, 6, 30))

    with pytest.raises(ValidationError, match=r"kết thúc|ended"):
        begin(ended, make_section(unit=ended))

    archived = services.begin_article(
        unit=ended,
        content=content_of(make_section(unit=ended, name="Mặt trận")),
        by=None,
        on=date(2024, 2, 29),
    )
    assert archived.pk


def test_only_a_published_article_can_be_withdrawn(ward, section):
    article = begin(ward, section)

    with pytest.raises(ValidationError):
        services.withdraw(article=article, by=None)


def test_a_withdrawn_article_keeps_its_versions_and_can_come_back(ward, section):
    article = begin(ward, section)
    services.publish(article=article, by=None)
    services.withdraw(article=article, by=None)
    assert not Article.objects.public().exists()

    services.publish(article=article, by=None)

    assert Article.objects.public().get().withdrawn_at is None


def test_a_draft_can_be_deleted_and_a_published_article_cannot(ward, section):
    draft, article = begin(ward, section), begin(ward, section)
    services.publish(article=article, by=None)

    services.delete_draft(article=draft)
    with pytest.raises(ValidationError):
        services.delete_draft(article=article)

    assert list(Article.objects.all()) == [article]
    assert ArticleRevision.objects.count() == 1


def test_deleting_a_draft_leaves_its_photographs_in_the_library(ward, section):
    photo = make_photo(unit=ward)
    article = begin(ward, section, pictures=[(photo, "")])

    services.delete_draft(article=article)

    photo.refresh_from_db()
    assert not photo.albums.exists()


def test_the_database_refuses_a_published_row_without_its_content(ward):
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(
            unit=ward, status="published", published_at=timezone.now()
        )


def test_pages_of_ten_follow_each_other_without_gap_or_overlap(ward, section):
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    for number in range(25):
        # Several articles share one publication time: the id breaks the tie.
        make_article(
            unit=ward,
            section=section,
            published=True,
            published_at=moment + timedelta(hours=number // 4),
        )
    newest = list(Article.objects.public().newest())

    read, last = [], newest[0]
    read.append(last)
    while page := list(
        Article.objects.public().newest().before(last.published_at, last.pk)[:10]
    ):
        read += page
        last = page[-1]

    assert read == newest


def test_text_is_composed_and_sanitised_on_its_way_in(ward, section):
    article = begin(
        ward,
        section,
        title="Hô\u0323i nghi\u0323  đa\u0323i biê\u0309u\u200b",
        body='<p onclick="x()">A<script>alert(1)</script></p>',
    )

    article.working.refresh_from_db()
    assert article.working.title == "Hội nghị đại biểu"
    assert article.working.body == "<p>A</p>"


def test_the_database_refuses_a_publication_time_that_breaks_lists(ward, section):
    article = begin(ward, section)
    year_one = datetime(1, 1, 2, tzinfo=UTC)

    for rows in (article.revisions.all(), Article.objects.filter(pk=article.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(published_at=year_one)
