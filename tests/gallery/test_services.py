"""Storing is whole or not at all; the public store follows the uses."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone

from gallery.models import Album, AlbumPhoto, Photo, PhotoUse
from gallery.services import (
    describe_photos,
    replace_album,
    set_public_uses,
    store_photo,
)
from publishing import stores as store_functions
from publishing.stores import private_store, public_store
from tests import pictures
from tests.factories import make_photo, make_user, make_ward
from tests.pictures import SECRETS, upload
from tests.stores import content_of, private_names, public_names, rolled_back


@pytest.fixture
def unit(db):
    return make_ward()


def store(unit, content=None, name="anh.jpg", **options):
    content = pictures.phone_jpeg() if content is None else content
    return store_photo(unit=unit, file=upload(content, name), by=None, **options)


def show(*photos, kind="news.article", object_id=1):
    set_public_uses(kind=kind, object_id=object_id, photos=photos)


def nothing_is_stored():
    return not Photo.objects.exists() and not private_names() and not public_names()


# Storing


def test_a_stored_picture_has_its_row_and_exactly_its_files(unit):
    user = make_user()

    photo = store_photo(
        unit=unit, file=upload(pictures.phone_jpeg()), by=user, alt=" Bà con  dự hội "
    )

    photo.refresh_from_db()
    assert private_names() == sorted(photo.files())
    assert photo.widths == [480, 960, 1600]
    assert (photo.width, photo.height) == (1600, 1200)
    assert photo.alt == "Bà con dự hội"
    assert photo.uploaded_by == user
    assert photo.bytes == sum(private_store().size(name) for name in photo.files())


def test_a_stored_picture_is_private(unit):
    store(unit)

    assert public_names() == []


@pytest.mark.parametrize("name", ["anh.jpg", "anh.heic"])
def test_no_stored_file_carries_place_author_or_comment(unit, name):
    source = {"anh.jpg": pictures.phone_jpeg, "anh.heic": pictures.heic}[name]
    photo = store(unit, source(), name)

    for stored in photo.files():
        content = content_of(private_store(), stored)
        assert not [secret for secret in SECRETS if secret in content]


def test_names_of_files_are_random_and_say_nothing(unit):
    first, second = store(unit, name="Chị Chúp.jpg"), store(unit)

    assert first.token != second.token
    assert len(first.token) == 32
    assert not [name for name in private_names() if "ch" in name.lower()]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pictures.PDF, "anh.jpg"),
        (pictures.POSTSCRIPT, "anh.png"),
        (pictures.SVG, "anh.svg"),
        (pictures.bomb_png(), "anh.png"),
        (pictures.truncated(pictures.plain_jpeg()), "anh.jpg"),
        (b"", "anh.jpg"),
    ],
    ids=["pdf", "postscript", "svg", "bomb", "truncated", "empty"],
)
def test_a_refused_picture_leaves_nothing_behind(unit, content, name):
    with pytest.raises(ValidationError):
        store(unit, content, name)

    assert nothing_is_stored()


def test_a_description_that_is_too_long_leaves_nothing_behind(unit):
    with pytest.raises(ValidationError) as caught:
        store(unit, alt="x" * 251)

    assert "alt" in caught.value.message_dict
    assert nothing_is_stored()


def test_a_full_disk_leaves_nothing_behind_and_says_so(unit, monkeypatch):
    flushed = []

    def fail_at_the_third(path):
        flushed.append(path)
        if len(flushed) > 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_functions, "_flush", fail_at_the_third)

    with pytest.raises(ValidationError) as caught:
        store(unit)

    assert "Không lưu được tệp" in caught.value.messages[0]
    assert nothing_is_stored()


def test_after_a_full_disk_the_folder_holds_no_partial_file(
    unit, monkeypatch, tmp_path
):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_functions, "_flush", full)

    with pytest.raises(ValidationError):
        store(unit)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_rollback_around_it_takes_the_files_away(unit):
    with rolled_back():
        store(unit)
        assert private_names()

    assert nothing_is_stored()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_of_the_whole_transaction_takes_the_files_away():
    unit = make_ward()
    with rolled_back():
        store(unit)

    assert nothing_is_stored()


@pytest.mark.django_db(transaction=True)
def test_a_commit_keeps_the_files():
    photo = store(make_ward())

    assert private_names() == sorted(photo.files())


@pytest.mark.django_db(transaction=True)
def test_files_stay_where_nobody_knows_whether_the_commit_arrived():
    """The row may be there: removing its files would be the greater loss."""
    unit = make_ward()
    with rolled_back():
        photo = store(unit)
        connection.connection.close()

    assert private_names() == sorted(photo.files())


def test_a_unit_that_used_up_its_quota_gets_a_message(unit, settings):
    settings.PHOTO_QUOTA_BYTES = 2 * 1024**2
    first = make_photo(unit=unit, bytes=2 * 1024**2 - 1000)

    with pytest.raises(ValidationError) as caught:
        store(unit)

    assert "hết dung lượng dành cho ảnh (2 MB)" in caught.value.messages[0]
    assert list(Photo.objects.all()) == [first]
    assert private_names() == sorted(first.files())


def test_the_quota_of_another_unit_does_not_count(unit, settings):
    settings.PHOTO_QUOTA_BYTES = 2 * 1024**2
    make_photo(unit=make_ward(name="Khương Thượng"), bytes=2 * 1024**2)

    assert store(unit).pk


def test_a_deleted_row_takes_its_files_with_it(
    unit, django_capture_on_commit_callbacks
):
    kept, gone = make_photo(unit=unit), make_photo(unit=unit)

    with django_capture_on_commit_callbacks(execute=True):
        Photo.objects.filter(pk=gone.pk).delete()

    assert private_names() == sorted(kept.files())


# Albums and descriptions


def test_an_album_shows_exactly_its_entries_in_order(unit):
    first, second, third = (make_photo(unit=unit) for _ in range(3))
    album = Album.objects.create()
    replace_album(album=album, entries=[(first, "một"), (second, "hai")])

    replace_album(
        album=album, entries=[(third, "ba"), (first, "một"), (third, "lần nữa")]
    )

    entries = list(album.entries.values_list("photo", "caption", "position"))
    assert entries == [(third.pk, "ba", 1), (first.pk, "một", 2)]


def test_replacing_an_album_takes_as_many_queries_for_many_as_for_one(
    unit, django_assert_num_queries
):
    album = Album.objects.create()
    photos = [make_photo(unit=unit) for _ in range(10)]

    for count in (1, 10):
        with django_assert_num_queries(5):
            replace_album(
                album=album, entries=[(photo, "") for photo in photos[:count]]
            )


def test_a_photograph_of_an_album_cannot_be_deleted(unit):
    photo, album = make_photo(unit=unit), Album.objects.create()
    replace_album(album=album, entries=[(photo, "")])

    with pytest.raises(ProtectedError):
        photo.delete()

    assert private_names() == sorted(photo.files())


def test_an_album_deleted_leaves_its_photographs(unit):
    photo, album = make_photo(unit=unit), Album.objects.create()
    replace_album(album=album, entries=[(photo, "")])

    album.delete()

    assert Photo.objects.get() == photo
    assert not AlbumPhoto.objects.exists()


def test_descriptions_are_set_together(unit):
    first, second = make_photo(unit=unit), make_photo(unit=unit)

    describe_photos({first.pk: " Lễ  ký ", second.pk: ""})

    assert list(Photo.objects.order_by("pk").values_list("alt", flat=True)) == [
        "Lễ ký",
        "",
    ]


# What the public sees


def test_the_public_store_follows_the_uses(unit, django_capture_on_commit_callbacks):
    first, second = make_photo(unit=unit), make_photo(unit=unit)

    with django_capture_on_commit_callbacks(execute=True):
        show(first, second)
    assert public_names() == sorted([*first.files(), *second.files()])

    with django_capture_on_commit_callbacks(execute=True):
        show(second)
    assert public_names() == sorted(second.files())

    with django_capture_on_commit_callbacks(execute=True):
        show()
    assert public_names() == []
    assert private_names() == sorted([*first.files(), *second.files()])


def test_public_files_are_whole_copies(unit, django_capture_on_commit_callbacks):
    photo = make_photo(unit=unit)

    with django_capture_on_commit_callbacks(execute=True):
        show(photo)

    for name in photo.files():
        assert content_of(public_store(), name) == content_of(private_store(), name)


def test_files_stay_public_until_the_last_use_is_gone(
    unit, django_capture_on_commit_callbacks
):
    photo = make_photo(unit=unit)
    with django_capture_on_commit_callbacks(execute=True):
        show(photo, object_id=1)
        show(photo, object_id=2)
        show(photo, kind="meetings.conference", object_id=1)

    for kind, object_id in (("news.article", 1), ("news.article", 2)):
        with django_capture_on_commit_callbacks(execute=True):
            show(kind=kind, object_id=object_id)
        assert public_names() == sorted(photo.files())

    with django_capture_on_commit_callbacks(execute=True):
        show(kind="meetings.conference", object_id=1)
    assert public_names() == []


def test_saying_the_same_again_changes_nothing(
    unit, django_capture_on_commit_callbacks
):
    photo = make_photo(unit=unit)
    with django_capture_on_commit_callbacks(execute=True):
        show(photo)

    with django_capture_on_commit_callbacks() as callbacks:
        show(photo)

    assert callbacks == []
    assert PhotoUse.objects.count() == 1


def test_nothing_becomes_public_before_the_commit(unit):
    photo = make_photo(unit=unit)

    show(photo)

    assert public_names() == []


@pytest.mark.django_db(transaction=True)
def test_nothing_becomes_public_when_publishing_is_rolled_back():
    photo = make_photo()

    with rolled_back():
        show(photo)

    assert public_names() == []
    assert not PhotoUse.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_photograph_in_public_use_cannot_be_deleted():
    photo = make_photo()
    show(photo)

    with pytest.raises(ProtectedError):
        photo.delete()

    assert public_names() == sorted(photo.files())


def test_many_photographs_cost_a_constant_number_of_queries_within_the_transaction(
    unit, django_assert_num_queries
):
    photos = [make_photo(unit=unit) for _ in range(10)]

    for object_id, count in ((1, 1), (2, 10)):
        with django_assert_num_queries(6):
            show(*photos[:count], object_id=object_id)


@pytest.mark.django_db(transaction=True)
def test_a_use_that_comes_while_the_last_one_goes_keeps_its_files(monkeypatch):
    photo = make_photo()
    show(photo, object_id=1)
    removing, shown = threading.Event(), threading.Event()
    really_remove = store_functions.remove_from_public

    def remove_slowly(names):
        removing.set()
        shown.wait(0.5)
        really_remove(names)

    def show_elsewhere():
        removing.wait(5)
        show(photo, object_id=2)
        shown.set()
        connection.close()

    monkeypatch.setattr(store_functions, "remove_from_public", remove_slowly)
    other = threading.Thread(target=show_elsewhere)
    other.start()

    show(object_id=1)
    other.join()

    assert PhotoUse.objects.get().object_id == 2
    assert public_names() == sorted(photo.files())


# Repair


def sync(**options):
    call_command("sync_public_files", verbosity=0, **options)


def make_public(photo, *, object_id=1):
    """Record a use as if the process died right after its commit."""
    return PhotoUse.objects.create(
        photo=photo, kind="news.article", object_id=object_id
    )


def test_sync_publishes_what_a_crash_left_out(unit):
    photo = make_photo(unit=unit)
    make_public(photo)

    sync()

    assert public_names() == sorted(photo.files())


def test_sync_completes_a_copy_that_was_cut_short(unit):
    photo = make_photo(unit=unit)
    make_public(photo)
    sync()
    name = photo.files()[0]
    path = public_store().path(name)
    whole = content_of(private_store(), name)
    with open(path, "wb") as file:  # noqa: PTH123 - damages the file on purpose
        file.write(whole[:100])

    sync()

    assert content_of(public_store(), name) == whole


def test_sync_takes_back_what_nothing_uses(unit):
    photo = make_photo(unit=unit)
    use = make_public(photo)
    sync()
    use.delete()

    sync()

    assert public_names() == []
    assert private_names() == sorted(photo.files())


def test_sync_takes_back_public_files_without_a_row(unit):
    photo = make_photo(unit=unit)
    make_public(photo)
    sync()
    PhotoUse.objects.all().delete()
    Photo.objects.all()._raw_delete("default")

    sync()

    assert public_names() == []


def test_sync_removes_private_files_without_a_row_when_they_are_old(unit, time_machine):
    photo = make_photo(unit=unit)
    Photo.objects.all()._raw_delete("default")

    sync()
    assert private_names() == sorted(photo.files())

    time_machine.move_to(timezone.now() + timedelta(hours=25))
    sync()
    assert private_names() == []


def test_sync_removes_halves_of_files_only_when_nobody_writes_them_any_more(
    unit, time_machine
):
    photo = make_photo(unit=unit)
    make_public(photo)
    half = f"{photo.master_name}.1a2b3c4d.part"
    for store_of in (private_store(), public_store()):
        store_of.save(half, ContentFile(b"half"))

    sync()
    assert half in private_names()
    assert half in public_names()

    time_machine.move_to(timezone.now() + timedelta(hours=25))
    sync()
    assert private_names() == public_names() == sorted(photo.files())


def test_sync_names_files_that_no_store_has_and_fails(unit):
    photo = make_photo(unit=unit)
    lost = photo.files()[1]
    private_store().delete(lost)

    with pytest.raises(CommandError, match=lost):
        sync()


def test_sync_with_check_changes_nothing(unit, capsys):
    photo = make_photo(unit=unit)
    make_public(photo)

    call_command("sync_public_files", check=True)

    assert public_names() == []
    assert "4 to publish" in capsys.readouterr().out


def test_sync_after_sync_finds_nothing(unit, capsys):
    make_public(make_photo(unit=unit))
    sync()
    capsys.readouterr()

    call_command("sync_public_files")

    assert "gallery.PhotoUse: 0 to publish, 0 to take back" in capsys.readouterr().out
