"""Documents are kept untouched, whole or not at all."""

import hashlib
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import ProtectedError

from documents.models import FileUse, StoredFile, display_name
from documents.services import set_public_uses, store_file
from publishing import stores as store_functions
from publishing.stores import private_store, public_store
from tests.factories import make_stored_file, make_user, make_ward
from tests.office import docx
from tests.pictures import HTML, PDF, upload
from tests.stores import content_of, private_names, public_names, rolled_back


@pytest.fixture
def unit(db):
    return make_ward()


def store(unit, content=PDF, name="Kế hoạch số 1.pdf", by=None):
    return store_file(unit=unit, file=upload(content, name), by=by)


def nothing_is_stored():
    return not StoredFile.objects.exists() and not private_names()


def test_a_document_is_stored_untouched_with_its_hash(unit):
    user = make_user()

    stored = store(unit, by=user)

    stored.refresh_from_db()
    assert content_of(private_store(), stored.stored_name) == PDF
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored.size == len(PDF)
    assert stored.content_type == "application/pdf"
    assert stored.name == "Kế hoạch số 1.pdf"
    assert stored.stored_name == f"files/{stored.key}/ke-hoach-so-1.pdf"
    assert (stored.uploaded_by, stored.extension) == (user, "pdf")
    assert private_names() == [stored.stored_name]
    assert public_names() == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (unicodedata.normalize("NFD", "Báo cáo.PDF"), "Báo cáo.pdf"),
        ("C:\\Users\\Chúp\\Giấy mời.pdf", "C Users Chúp Giấy mời.pdf"),
        ("../../etc/giay.pdf", "giay.pdf"),
        ("a\u202efdp\u200b.pdf", "afdp.pdf"),
        ('ten"; filename="x.pdf', "ten filename= x.pdf"),
        ("dòng\r\nSet-Cookie: a.pdf", "dòng Set-Cookie a.pdf"),
        ("...pdf", "Tài liệu.pdf"),
        ("  .pdf", "Tài liệu.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_made_safe_to_show_and_to_send(given, shown):
    assert display_name(given) == shown


def test_a_name_without_latin_letters_still_has_an_address(unit):
    assert store(unit, name="会议.pdf").stored_name.endswith("/bai-viet.pdf")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "a.pdf"),
        (PDF, "a.html"),
        (b"", "a.pdf"),
        (PDF[:-20], "a.pdf"),
        (docx(**{"word/vbaProject.bin": b"x"}), "a.docx"),
        (docx(**{"../x": b"x"}), "a.docx"),
    ],
    ids=["html", "ending", "empty", "cut", "macros", "path"],
)
def test_a_refused_document_leaves_nothing_behind(unit, content, name):
    with pytest.raises(ValidationError):
        store(unit, content, name)

    assert nothing_is_stored()


def test_a_full_disk_leaves_nothing_behind_and_says_so(unit, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_functions, "_flush", full)

    with pytest.raises(ValidationError, match="Không lưu được tệp"):
        store(unit)

    assert nothing_is_stored()


def test_a_rollback_around_it_takes_the_file_away(unit):
    with rolled_back():
        store(unit)

    assert nothing_is_stored()


def test_a_unit_that_used_up_its_quota_gets_a_message(unit, settings):
    settings.DOCUMENT_QUOTA_BYTES = 10

    with pytest.raises(ValidationError, match="hết dung lượng dành cho tài liệu"):
        store(unit)

    assert nothing_is_stored()


def test_a_new_name_keeps_its_ending(unit):
    stored = store(unit)

    for name, message in (
        ("Kế hoạch.html", "Hãy giữ nguyên đuôi “.pdf”."),
        ("a/b.pdf", "Tên có ký tự không dùng được"),
    ):
        stored.name = name
        with pytest.raises(ValidationError) as caught:
            stored.full_clean()
        assert message in caught.value.message_dict["name"][0]

    stored.name = "Kế hoạch đã sửa.pdf"
    stored.full_clean()


def test_the_public_store_follows_the_uses(unit, django_capture_on_commit_callbacks):
    first, second = make_stored_file(unit=unit), make_stored_file(unit=unit)

    for files in ([first, second], [second], []):
        with django_capture_on_commit_callbacks(execute=True):
            set_public_uses(kind="news.article", object_id=1, files=files)
        assert public_names() == sorted(one.stored_name for one in files)

    assert len(private_names()) == 2


def test_a_document_in_use_cannot_be_deleted(unit):
    stored = make_stored_file(unit=unit)
    set_public_uses(kind="news.article", object_id=1, files=[stored])

    with pytest.raises(ProtectedError):
        stored.delete()

    assert private_names() == [stored.stored_name]


def test_a_deleted_document_takes_its_file_with_it(
    unit, django_capture_on_commit_callbacks
):
    make_stored_file(unit=unit)

    with django_capture_on_commit_callbacks(execute=True):
        StoredFile.objects.all().delete()

    assert nothing_is_stored()


def test_sync_repairs_documents_too(unit):
    stored = make_stored_file(unit=unit)
    FileUse.objects.create(file=stored, kind="news.article", object_id=1)

    call_command("sync_public_files")

    assert content_of(public_store(), stored.stored_name) == PDF
