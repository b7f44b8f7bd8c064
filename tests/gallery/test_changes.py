"""Replacing and removing a photograph: everything that shows it follows, or nothing."""

import pytest
from django.core.exceptions import ValidationError

from gallery import changes
from gallery.models import AlbumPhoto, FormerToken, Photo, PhotoStep
from news.models import Article, BodyPhoto
from news.services import Content, current_content, publish, save_working_copy, withdraw
from publishing.stores import private_store, public_store
from tests import pictures
from tests.factories import make_article, make_photo, make_section, make_user, make_ward
from tests.pictures import upload
from tests.stores import private_names, public_names, rolled_back

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = "Bà H. gọi điện ngày 20/11/2026, không muốn xuất hiện trên mạng."


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def shown(ward):
    """A photograph that one public article shows as cover, in album and in text."""
    return make_photo(unit=ward, alt="Bà H. phát biểu")


@pytest.fixture
def article(ward, shown):
    other = make_photo(unit=ward, alt="Toàn cảnh")
    body = (
        f'<p>Mở đầu</p><figure><img src="{shown.url()}" alt="Bà H.">'
        f"<figcaption>Bà H. phát biểu</figcaption></figure>"
        f'<p><a href="/media/{shown.file_name(480)}">xem ảnh</a></p>'
        f'<p><img src="{other.url()}" alt="Toàn cảnh"></p>'
    )
    return make_article(
        section=make_section(unit=ward),
        body=body,
        cover=shown,
        pictures=[(shown, "Bà H."), (other, "Hội trường")],
        published=True,
    )


def better(width=1800, height=1200):
    return upload(pictures.plain_jpeg(width, height))


def bodies(article):
    article.refresh_from_db()
    return [article.body, *article.revisions.values_list("body", flat=True)]


def replace(photo, **size):
    return changes.replace_photo(photo=photo, file=better(**size), by=None)


def remove(photo, reason=ASKED, by=None):
    return changes.remove_photo(photo=photo, by=by, reason=reason)


# Replacing


def test_a_replaced_photograph_is_the_same_row_with_other_files(shown, article):
    old = shown.files()

    new = replace(shown)

    assert new.pk == shown.pk
    assert (new.width, new.alt) == (1800, "Bà H. phát biểu")
    assert not set(old) & set(private_names())
    assert not set(old) & set(public_names())
    assert set(new.files()) <= set(private_names())
    assert set(new.files()) <= set(public_names())


def test_texts_public_and_being_written_show_the_new_file(shown, article):
    make_newer_version(article)
    old_token = shown.token

    new = replace(shown)

    for body in bodies(article):
        assert old_token not in body
        assert f'src="{new.url()}"' in body
        assert 'alt="Bà H." height="1200"' in body
        assert 'width="1800"' in body
        assert f'href="/media/{new.file_name(max(new.widths))}"' in body
        assert "Mở đầu" in body


def make_newer_version(article):
    content = current_content(article)
    changed = Content(**{**vars(content), "title": "Bản mới"})
    return save_working_copy(article=article, content=changed, by=None)


def test_a_text_written_before_the_replacement_still_finds_its_picture(shown, article):
    open_in_a_browser = current_content(article)
    new = replace(shown)

    saved = save_working_copy(article=article, content=open_in_a_browser, by=None)

    assert f'src="{new.url()}"' in saved.body
    assert BodyPhoto.objects.filter(revision=saved, photo=new).exists()


def test_a_draft_photograph_stays_private_when_replaced(ward):
    photo = make_photo(unit=ward)

    new = replace(photo)

    assert private_names() == sorted(new.files())
    assert public_names() == []


def test_the_main_point_stays_with_a_file_of_the_same_shape_alone(ward):
    photo = make_photo(unit=ward, focal_x=20, focal_y=30)

    same = replace(photo, width=900, height=600)
    assert (same.focal_x, same.focal_y) == (20, 30)

    other = replace(same, width=600, height=900)
    assert (other.focal_x, other.focal_y) == (50, 50)


@pytest.mark.parametrize("content", [pictures.PDF, b""])
def test_a_bad_file_replaces_nothing(shown, article, content):
    before = private_names(), public_names(), bodies(article)

    with pytest.raises(ValidationError):
        changes.replace_photo(photo=shown, file=upload(content), by=None)

    assert (private_names(), public_names(), bodies(article)) == before
    assert not PhotoStep.objects.exists()


def test_a_replacement_beyond_the_quota_is_refused(shown, settings):
    settings.PHOTO_QUOTA_BYTES = shown.bytes + 10

    with pytest.raises(ValidationError, match="hết dung lượng"):
        replace(shown, width=2400, height=1600)

    assert private_names() == sorted(shown.files())


def test_a_rollback_keeps_the_old_files_everywhere(shown, article):
    before = private_names(), public_names(), bodies(article)

    with rolled_back():
        replace(shown)

    assert (private_names(), public_names(), bodies(article)) == before
    assert not FormerToken.objects.exists()


def test_a_replacement_is_noted_with_who_and_where(shown, article):
    editor = make_user()

    changes.replace_photo(photo=shown, file=better(), by=editor)

    step = PhotoStep.objects.get()
    assert (step.action, step.by, step.unit_id) == ("replaced", editor, shown.unit_id)
    assert step.places == "“Ngày hội Đại đoàn kết” (người đọc đang thấy)"


# Removing


def test_a_removed_photograph_leaves_both_stores_at_once(shown, article):
    files = shown.files()
    assert set(files) <= set(public_names())

    remove(shown)

    assert not set(files) & {*private_names(), *public_names()}
    assert changes.files_left(shown) == []
    for store in (private_store(), public_store()):
        assert not store.exists(f"photos/{shown.token}")


def test_a_removed_photograph_leaves_every_cover_album_and_text(shown, article):
    make_newer_version(article)

    remove(shown)

    article.refresh_from_db()
    assert not Photo.objects.filter(pk=shown.pk).exists()
    assert article.cover is None
    assert [one.caption for one in article.album.entries.all()] == ["Hội trường"]
    assert AlbumPhoto.objects.filter(caption="Bà H.").count() == 0
    for revision in article.revisions.all():
        assert revision.cover is None
    for body in bodies(article):
        assert shown.token not in body
        assert "Bà H." not in body
        assert "xem ảnh" in body
        assert 'alt="Toàn cảnh"' in body


def test_what_else_the_article_shows_stays_public(shown, article):
    remove(shown)

    kept = Photo.objects.get()
    assert public_names() == private_names() == sorted(kept.files())
    assert Article.objects.public().get() == article


def test_a_photograph_of_a_withdrawn_article_is_removed_from_it(shown, article):
    withdraw(article=article, by=None)

    remove(shown)

    assert not any(shown.token in body for body in bodies(article))
    publish(article=article, by=None)
    assert not set(shown.files()) & set(public_names())


def test_a_removal_after_a_replacement_finds_old_addresses_too(shown, article):
    old_token = shown.token
    new = replace(shown)
    # A version saved by an older process, with the address of before.
    stale = article.revisions.get()
    type(stale).objects.filter(pk=stale.pk).update(
        body=stale.body.replace(new.token, old_token)
    )

    remove(new)

    for body in bodies(article):
        assert old_token not in body
        assert new.token not in body


def test_a_removal_is_noted_with_who_when_and_why(shown, article):
    editor = make_user()

    remove(shown, by=editor)

    step = PhotoStep.objects.get()
    assert (step.action, step.by, step.note) == ("removed", editor, ASKED)
    assert step.photo_number == shown.pk
    assert "Ngày hội Đại đoàn kết" in step.places


def test_a_removal_needs_a_reason(shown, article):
    with pytest.raises(ValidationError):
        remove(shown, reason=" \u200b ")

    assert Photo.objects.filter(pk=shown.pk).exists()


def test_a_rollback_keeps_the_photograph_and_its_files(shown, article):
    before = private_names(), public_names(), bodies(article)

    with rolled_back():
        remove(shown)

    assert (private_names(), public_names(), bodies(article)) == before
    assert Photo.objects.filter(pk=shown.pk).exists()
    assert not PhotoStep.objects.exists()


def test_a_file_that_a_store_keeps_is_told(shown, article, monkeypatch):
    monkeypatch.setattr(
        "publishing.models.stores.remove_everywhere", lambda names: None
    )

    remove(shown)

    assert changes.files_left(shown) == shown.files()
