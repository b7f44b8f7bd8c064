"""Previews: as it will look, for whom, for how long, and with which files."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gallery.models import Photo
from news import preview_links, services
from news.models import PreviewLink
from publishing.stores import public_store
from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_section,
    make_stored_file,
    make_user,
    make_ward,
)
from traffic.models import DailyCount
from units.models import Role

pytestmark = pytest.mark.django_db

READERS = [Role.WRITER, Role.EDITOR, Role.WARD_ADMIN, Role.LEADER, Role.REVIEWER]
WRITERS = [Role.WRITER, Role.EDITOR, Role.WARD_ADMIN]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture
def inline(ward):
    return make_photo(unit=ward, alt="Trong bài")


@pytest.fixture
def article(ward, inline):
    cover = make_photo(unit=ward, alt="Ảnh bìa")
    return make_article(
        unit=ward,
        title="Ngày hội sắp tới",
        summary="Tóm tắt sắp tới",
        body=f'<p>Chữ của bản nháp</p><p><img src="{inline.url()}" alt=""></p>',
        cover=cover,
        pictures=[(cover, ""), (make_photo(unit=ward), "Chú thích")],
        attachments=[(make_stored_file(unit=ward), "Kế hoạch")],
    )


@pytest.fixture
def writer(ward):
    user = make_user(full_name="Nguyễn Thị Lan")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    return user


@pytest.fixture
def link(article, writer):
    """A working link as (row, token)."""
    return preview_links.make_link(article=article, by=writer)


@pytest.fixture
def outsider():
    return Client(HTTP_USER_AGENT=BROWSER)


def shared(token):
    return reverse("news:preview", args=[token])


def desk(name, article, *args):
    return reverse(f"admin:news_article_{name}", args=[article.pk, *args])


def sign_in(client, role, unit):
    user = make_user()
    make_membership(user=user, unit=unit, role=role)
    client.force_login(user)
    return user


def edit(article, **changes):
    article.refresh_from_db()
    content = services.current_content(article)
    values = {**vars(content), **changes}
    services.save_working_copy(
        article=article, content=services.Content(**values), by=None
    )


# On the desk


def test_staff_see_the_saved_working_copy_in_the_public_page(client, ward, article):
    services.publish(article=article, by=None)
    edit(article, title="Tên mới chưa đăng")
    sign_in(client, Role.REVIEWER, ward)

    page = client.get(desk("preview", article))

    assert "Tên mới chưa đăng</h1>" in page.text
    assert "Bản xem trước, chưa đăng" in page.text
    assert "Phường Kim Liên" in page.text
    assert "news/article.html" in [one.name for one in page.templates]


def test_any_version_is_shown_by_its_number(client, ward, article):
    edit(article, title="Tên thứ hai")
    sign_in(client, Role.WRITER, ward)

    page = client.get(desk("preview", article, 1))

    assert "Ngày hội sắp tới</h1>" in page.text
    assert client.get(desk("preview", article, 3)).status_code == 404
    assert client.get(desk("preview", article, 2**63)).status_code == 404


def test_a_draft_without_section_or_text_has_a_preview_too(client, ward):
    article = services.begin_article(
        unit=ward, content=services.Content(section=None, title="Mới"), by=None
    )
    sign_in(client, Role.WRITER, ward)

    assert "Mới</h1>" in client.get(desk("preview", article)).text


def test_a_preview_changes_nothing(client, ward, article):
    services.publish(article=article, by=None)
    edit(article, title="Tên mới")
    before = type(article).objects.values().get(pk=article.pk)
    sign_in(client, Role.WRITER, ward)

    client.get(desk("preview", article))

    assert type(article).objects.values().get(pk=article.pk) == before


@pytest.mark.parametrize("role", READERS)
def test_a_role_previews_its_own_units_articles_and_no_others(client, ward, role):
    own = make_article(unit=ward)
    other = make_article(unit=make_ward(name="Cửa Nam"))
    sign_in(client, role, ward)

    answers = [
        client.get(desk("preview", one, *number)).status_code
        for one in (own, other)
        for number in ([], [1])
    ]

    assert answers == [200, 200, 404, 404]


@pytest.mark.parametrize("role", READERS)
def test_a_role_makes_and_revokes_links_where_it_may_write(client, ward, role, writer):
    own = make_article(unit=ward)
    other = make_article(unit=make_ward(name="Cửa Nam"))
    row, token = preview_links.make_link(article=own, by=writer)
    foreign = PreviewLink.objects.create(
        article=other,
        token_hash="x" * 64,
        expires_at=timezone.now() + timedelta(days=1),
    )
    sign_in(client, role, ward)
    may = role in WRITERS

    made = client.post(desk("preview_link", own)).status_code
    revoked = client.post(desk("preview_revoke", own), {"link": row.pk}).status_code

    assert (made, revoked) == ((200, 302) if may else (403, 403))
    assert own.preview_links.count() == (2 if may else 1)
    assert (preview_links.find_link(token) is None) == may
    assert client.post(desk("preview_link", other)).status_code == 404
    for article in (own, other):
        data = {"link": foreign.pk}
        answer = client.post(desk("preview_revoke", article), data)
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


@pytest.mark.parametrize("name", ["preview", "preview_link", "preview_revoke"])
def test_the_desks_previews_ask_outsiders_to_sign_in(client, article, name):
    answer = client.post(desk(name, article))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", ["preview_link", "preview_revoke"])
def test_links_are_made_and_revoked_by_post_alone(client, ward, article, name):
    sign_in(client, Role.EDITOR, ward)

    assert client.get(desk(name, article)).status_code == 405
    assert not article.preview_links.exists()


@pytest.mark.parametrize("named", ["", "x", "0", "9" * 30, "²"])
def test_an_odd_link_number_is_not_found(client, ward, article, named):
    sign_in(client, Role.EDITOR, ward)

    answer = client.post(desk("preview_revoke", article), {"link": named})

    assert answer.status_code == 404


def test_the_address_is_shown_once_and_the_form_lists_and_revokes_the_link(
    client, ward, article, outsider
):
    sign_in(client, Role.WRITER, ward)

    made = client.post(desk("preview_link", article), {"days": "30"})
    form = client.get(desk("change", article))

    token = re.search(r"/xem-truoc/([\w-]+)/", made.text)[1]
    row = article.preview_links.get()
    assert (row.expires_at - row.made_at).days in {29, 30}
    assert token not in form.text
    assert "Thu hồi" in form.text
    assert outsider.get(shared(token)).status_code == 200

    client.post(desk("preview_revoke", article), {"link": row.pk})

    assert outsider.get(shared(token)).status_code == 404
    assert "Thu hồi" not in client.get(desk("change", article)).text


def test_only_so_many_links_of_an_article_are_open_at_a_time(article, writer):
    for _ in range(preview_links.MOST_OPEN):
        preview_links.make_link(article=article, by=writer)

    with pytest.raises(ValidationError):
        preview_links.make_link(article=article, by=writer)


# By a link


def test_a_link_is_random_and_only_its_hash_is_stored(article, writer):
    made = [preview_links.make_link(article=article, by=writer) for _ in range(3)]

    tokens = {token for _row, token in made}
    assert len(tokens) == 3
    assert all(len(token) >= 32 for token in tokens)  # 6 bits each: 192
    stored = str(list(PreviewLink.objects.values_list()))
    assert not any(token in stored for token in tokens)


def test_a_link_shows_the_working_copy_as_it_is_when_opened(link, article, outsider):
    _row, token = link
    edit(article, title="Tên sửa sau khi gửi liên kết")

    page = outsider.get(shared(token))

    assert "Tên sửa sau khi gửi liên kết</h1>" in page.text
    assert "Bản xem trước, chưa đăng" in page.text


def test_a_shared_preview_is_neither_listed_nor_kept_nor_told_on(link, outsider):
    _row, token = link

    page = outsider.get(shared(token))

    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in page.text
    assert 'rel="canonical"' not in page.text
    assert not page.cookies


def test_a_shared_preview_counts_no_view(link, article, outsider):
    _row, token = link
    services.publish(article=article, by=None)

    page = outsider.get(shared(token))

    assert "data-count-view" not in page.text
    assert "/dem/" not in page.text
    assert not DailyCount.objects.exists()


def fetched(client, url):
    """The file at an address; reading it to its end ends the request."""
    answer = client.get(url)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def gone(article, row, writer):
    """Ways in which a link stops working, by name."""
    return {
        "revoked": lambda: preview_links.revoke_link(link=row, by=writer),
        "expired": lambda: PreviewLink.objects.update(
            expires_at=timezone.now() - timedelta(seconds=1)
        ),
        "withdrawn": lambda: (
            services.publish(article=article, by=None),
            services.withdraw(article=article, by=None),
        ),
        "deleted": lambda: services.delete_draft(article=article),
    }


@pytest.mark.parametrize("way", ["revoked", "expired", "withdrawn", "deleted"])
def test_a_link_that_is_over_answers_like_one_that_never_was(
    link, article, inline, writer, outsider, way
):
    row, token = link
    picture = picture_address(token, inline)
    assert fetched(outsider, picture)

    gone(article, row, writer)[way]()

    over, invented = outsider.get(shared(token)), outsider.get(shared("x" * 32))
    assert (over.status_code, invented.status_code) == (404, 404)
    assert over.content == invented.content
    assert {**over.headers} == {**invented.headers}
    assert "no-store" in over["Cache-Control"]
    assert outsider.get(picture).status_code == 404


def test_a_link_ends_after_seven_days(link, outsider):
    _row, token = link
    start = timezone.now()

    with time_machine.travel(start + timedelta(days=7, minutes=-1)):
        before = outsider.get(shared(token)).status_code
    with time_machine.travel(start + timedelta(days=7, minutes=1)):
        after = outsider.get(shared(token)).status_code

    assert (before, after) == (200, 404)


def test_an_article_published_again_is_open_to_links_made_since(
    article, writer, outsider
):
    services.publish(article=article, by=None)
    services.withdraw(article=article, by=None)

    _row, token = preview_links.make_link(article=article, by=writer)

    assert outsider.get(shared(token)).status_code == 200


@pytest.mark.parametrize("token", ["", "..", "%00", "x" * 3000, "Ộ", "a/b"])
def test_an_odd_token_is_not_found(outsider, token):
    assert outsider.get(f"/xem-truoc/{token}/").status_code == 404


def test_a_shared_preview_takes_no_post(link, outsider):
    _row, token = link

    assert outsider.post(shared(token)).status_code == 405


# Pictures and files of the working copy


def picture_address(token, photo, name=None):
    name = name or f"{photo.widths[0]}.webp"
    return reverse("news:preview_picture", args=[token, photo.token, name])


def test_all_pictures_and_files_of_a_draft_come_through_its_link(
    link, article, outsider
):
    _row, token = link
    page = outsider.get(shared(token)).text

    own = set(re.findall(rf"/xem-truoc/{token}/[\w./-]+", page)) - {shared(token)}

    assert len({one.split("/")[4] for one in own}) == 4  # three pictures, one file
    assert "/media/" not in page
    for one in own:
        answer = outsider.get(one)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    for photo in Photo.objects.all():
        assert not any(public_store().exists(name) for name in photo.files())


def test_an_attachment_is_downloaded_under_its_own_name(link, article, outsider):
    _row, token = link
    file = article.working.attachments.get().file

    answer = outsider.get(
        reverse("news:preview_file", args=[token, file.key, file.address_name])
    )

    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_no_other_private_file_comes_through_a_link(link, article, ward, outsider):
    _row, token = link
    other_ward = make_ward(name="Cửa Nam")
    strangers = [make_photo(unit=ward), make_photo(unit=other_ward)]
    used_elsewhere = make_photo(unit=ward)
    make_article(unit=ward, pictures=[(used_elsewhere, "")], cover=used_elsewhere)
    files = [make_stored_file(unit=ward), make_stored_file(unit=other_ward)]
    make_article(unit=ward, attachments=[(files[0], "")])

    answers = [
        outsider.get(picture_address(token, one))
        for one in [*strangers, used_elsewhere]
    ] + [
        outsider.get(
            reverse("news:preview_file", args=[token, one.key, one.address_name])
        )
        for one in files
    ]

    assert [one.status_code for one in answers] == [404] * 5


def test_an_article_without_pictures_opens_no_picture_of_its_unit(
    ward, writer, outsider
):
    bare = make_article(unit=ward)
    loose = make_photo(unit=ward)  # in no album
    _row, token = preview_links.make_link(article=bare, by=writer)

    assert outsider.get(picture_address(token, loose)).status_code == 404


@pytest.mark.parametrize(
    "name", ["master.jpg", "961.webp", "..", "480.webp.part", "x%2F480.webp"]
)
def test_only_the_widths_of_a_picture_are_served(link, inline, outsider, name):
    _row, token = link
    base = picture_address(token, inline).rpartition("/")[0]

    assert outsider.get(f"{base}/{name}").status_code == 404


def test_a_picture_taken_out_of_the_working_copy_closes(
    link, article, inline, outsider
):
    _row, token = link

    edit(article, body="<p>Không còn ảnh</p>")

    assert outsider.get(picture_address(token, inline)).status_code == 404


def test_a_preview_costs_the_same_with_1_and_with_many_pictures(ward, writer, outsider):
    section = make_section(unit=ward)

    def cost(pictures):
        article = make_article(
            section=section,
            pictures=[(make_photo(unit=ward), "") for _ in range(pictures)],
            attachments=[(make_stored_file(unit=ward), "") for _ in range(pictures)],
        )
        _row, token = preview_links.make_link(article=article, by=writer)
        with CaptureQueriesContext(connection) as queries:
            assert outsider.get(shared(token)).status_code == 200
        return len(queries)

    assert cost(1) == cost(12)


def test_the_form_costs_the_same_with_1_and_with_many_links(
    client, ward, article, writer
):
    sign_in(client, Role.WRITER, ward)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(desk("change", article)).status_code == 200
        return len(queries)

    preview_links.make_link(article=article, by=writer)
    few = cost()
    for _ in range(10):
        preview_links.make_link(article=article, by=make_member(ward))

    assert cost() == few


def make_member(ward):
    user = make_user()
    make_membership(user=user, unit=ward, role=Role.WRITER)
    return user
