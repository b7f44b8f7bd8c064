"""Sound recordings: the ending and the content agree, and parts of one are served."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from documents.recordings import check_recording
from documents.services import store_recording
from news import services
from tests.factories import make_article, make_membership, make_user, make_ward
from tests.pictures import PDF, upload
from units.models import Role

# A frame of MPEG 1 layer III, 128 kbit/s, 44,1 kHz: 417 bytes.
FRAME = bytes([0xFF, 0xFB, 0x90, 0x00]) + bytes(413)
MP3 = FRAME * 40
TAGGED = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + MP3
# A tag of 2 MB, as one with a large picture.
LARGE_TAG = b"ID3\x04\x00\x00\x01\x00\x00\x00" + bytes(2 * 1024**2)
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00" + bytes(400)
OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(400)
VIDEO = b"\x00\x00\x00\x20ftypqt  \x00\x00\x00\x00" + bytes(400)
THEORA = b"OggS\x00\x02" + bytes(20) + b"\x01\x2a\x80theora" + bytes(400)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("doc.mp3", MP3, "audio/mpeg"),
        ("Đọc bài.MP3", TAGGED, "audio/mpeg"),
        ("bìa.mp3", LARGE_TAG + MP3, "audio/mpeg"),
        ("hai.mp3", TAGGED[:20] + LARGE_TAG + MP3, "audio/mpeg"),
        ("doc.m4a", M4A, "audio/mp4"),
        ("doc.ogg", OGG, "audio/ogg"),
    ],
)
def test_sound_is_known_by_its_content(name, content, content_type):
    assert check_recording(upload(content, name)).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp3", PDF),
        ("a.mp3", b"<html><script>alert(1)</script>"),
        ("a.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"<html>" * 50),
        ("a.mp3", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f<script>alert(1)</script>"),
        ("a.mp3", LARGE_TAG + b"<script>" * 200),
        ("a.mp3", LARGE_TAG),
        ("a.mp3", b"ID3"),
        ("a.mp3", FRAME[:4] + b"<script>" * 200),
        ("a.mp3", b""),
        ("a.m4a", VIDEO),
        ("a.m4a", MP3),
        ("a.ogg", THEORA),
        ("a.ogg", b"OggS"),
        ("a.wav", b"RIFF"),
        ("a.html", MP3),
        ("a", MP3),
    ],
)
def test_what_is_no_sound_of_its_name_is_refused(name, content):
    with pytest.raises(ValidationError):
        check_recording(upload(content, name))


def test_a_recording_over_the_limit_is_refused(settings):
    settings.DOCUMENT_MAX_BYTES = 1000

    with pytest.raises(ValidationError, match="quá nặng"):
        check_recording(upload(MP3, "a.mp3"))


@pytest.fixture
def ward(db):
    return make_ward()


@pytest.fixture
def spoken(ward, django_capture_on_commit_callbacks):
    """A public article with a recording."""
    with django_capture_on_commit_callbacks(execute=True):
        recording = store_recording(unit=ward, file=upload(MP3, "Bài.mp3"), by=None)
        return make_article(unit=ward, published=True, recording=recording)


def test_the_recording_stands_in_the_page_in_place_of_the_voice(spoken, client):
    page = client.get(spoken.get_absolute_url()).content.decode()

    address = spoken.recording.get_absolute_url()
    assert f'<audio controls preload="none" src="{address}"' in page
    assert 'data-module="listen"' not in page


def test_a_recording_is_public_while_its_article_is(
    spoken, client, django_capture_on_commit_callbacks
):
    address = spoken.recording.get_absolute_url()
    answer = client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(article=spoken, by=None)

    assert answer.getvalue() == MP3
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" not in answer.get("Content-Disposition", "")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "start", "length"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, len(MP3) - 100),
        ("bytes=-50", 206, len(MP3) - 50, 50),
        ("bytes=0-999999999", 206, 0, len(MP3)),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-9,20-29", 200, 0, len(MP3)),
        ("items=0-9", 200, 0, len(MP3)),
        ("bytes=-", 200, 0, len(MP3)),
    ],
)
def test_a_player_gets_the_part_it_asks_for(
    spoken, client, asked, status, start, length
):
    answer = client.get(spoken.recording.get_absolute_url(), headers={"Range": asked})

    content = answer.getvalue()
    assert answer.status_code == status
    assert answer["Accept-Ranges"] == "bytes"
    assert content == MP3[start : start + length]
    if status == 206:
        end = start + length - 1
        assert answer["Content-Range"] == f"bytes {start}-{end}/{len(MP3)}"


@pytest.mark.parametrize(
    ("header", "status"),
    [({"Range": f"bytes={len(MP3)}-"}, 416), ({"If-Match": '"other"'}, 412)],
)
def test_no_cache_keeps_a_refusal_in_place_of_the_recording(
    spoken, client, header, status
):
    answer = client.get(spoken.recording.get_absolute_url(), headers=header)

    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"


def test_a_part_behind_the_end_is_refused(spoken, client):
    address = spoken.recording.get_absolute_url()

    answer = client.get(address, headers={"Range": f"bytes={len(MP3)}-"})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(MP3)}"


def form_of(page):
    """The values of the article form as a browser would send them."""
    form, opened = page.context["adminform"].form, page.context["open_form"]
    return {
        "form_token": opened.token,
        "base": opened.base,
        "owner": opened.owner,
        "section": form.initial["section"],
        "title": form.initial["title"],
        "body": form.initial["body"],
        "published_at_0": "",
        "published_at_1": "",
    }


def test_staff_add_replace_and_remove_a_recording_in_the_form(ward):
    user = make_user()
    make_membership(user=user, unit=ward, role=Role.EDITOR)
    client = Client()
    client.force_login(user)
    article = make_article(unit=ward)
    address = reverse("admin:news_article_change", args=[article.pk])

    def send(**values):
        page = client.get(address)
        answer = client.post(address, {**form_of(page), "_continue": "1", **values})
        article.refresh_from_db()
        return answer

    send(**{"recording-files": upload(MP3, "Bài đọc.mp3")})
    first = article.working.recording
    assert first.name == "Bài đọc.mp3"

    answer = send(recording=first.pk, **{"recording-files": upload(PDF, "b.mp3")})
    assert "không phải âm thanh" in answer.content.decode()
    assert article.working.recording == first

    send(recording=first.pk, **{"recording-remove": "1"})
    assert article.working.recording is None


def test_the_recording_of_another_unit_cannot_be_offered(ward):
    far = store_recording(
        unit=make_ward(name="Láng"), file=upload(MP3, "a.mp3"), by=None
    )
    user = make_user()
    make_membership(user=user, unit=ward, role=Role.EDITOR)
    client = Client()
    client.force_login(user)
    article = make_article(unit=ward)
    address = reverse("admin:news_article_change", args=[article.pk])

    values = form_of(client.get(address))
    answer = client.post(address, {**values, "_continue": "1", "recording": far.pk})

    article.refresh_from_db()
    assert answer.status_code == 200
    assert article.working.recording is None
