"""Versions of an article: what they tell, who sees them, who takes one up again."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news import history, services
from news.models import ArticleRevision
from publishing.differences import Kind
from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_section,
    make_stored_file,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db

READERS = [Role.WRITER, Role.EDITOR, Role.WARD_ADMIN, Role.LEADER, Role.REVIEWER]
WRITERS = [Role.WRITER, Role.EDITOR, Role.WARD_ADMIN]


@pytest.fixture
def article(ward):
    return make_article(unit=ward, title="Ngày hội năm 2025", body="<p>Chữ cũ</p>")


def save(article, *, by=None, **changes):
    """Save another version of the article with some other content."""
    article.refresh_from_db()
    content = services.current_content(article)
    values = {**vars(content), **changes}
    return services.save_working_copy(
        article=article, content=services.Content(**values), by=by
    )


def versions(article):
    return {one.number: one for one in history.whole_versions(article)}


def compared(article):
    """Compare the two newest versions."""
    newer, older = list(versions(article).values())[:2]
    return history.compare(older, newer)


def told(pieces):
    return [(piece.kind.value, piece.text) for piece in pieces]


def sign_in(client, role, unit):
    user = make_user()
    make_membership(user=user, unit=unit, role=role)
    client.force_login(user)
    return user


def address(name, article):
    return reverse(f"admin:news_article_{name}", args=[article.pk])


# What a comparison tells


def test_words_of_a_title_are_compared(article):
    save(article, title="Ngày hội năm 2026")

    changes = compared(article)

    assert told(changes.fields[0].pieces) == [
        ("same", "Ngày hội năm "),
        ("removed", "2025"),
        ("added", "2026"),
    ]
    assert changes.body == []


def test_section_and_times_are_told_as_they_read(article, ward):
    save(
        article,
        section=make_section(unit=ward, name="Thông báo"),
        published_at=datetime(2026, 11, 25, 0, 0, tzinfo=UTC),
        review_on=date(2027, 1, 5),
    )

    told_of = {one.label: told(one.pieces) for one in compared(article).fields}

    assert told_of["Chuyên mục"] == [
        ("removed", "Tin hoạt động"),
        ("added", "Thông báo"),
    ]
    assert [("added", "25/11/2026 | 07:00")] in told_of.values()
    assert [("added", "05/01/2027")] in told_of.values()


def test_pictures_that_came_went_or_got_another_caption_are_told(article, ward):
    first, second, third = (make_photo(unit=ward) for _ in range(3))
    save(article, cover=first, pictures=[(first, "Cổng chào"), (second, "Văn nghệ")])
    save(article, cover=third, pictures=[(third, ""), (first, "Cổng chào mới")])

    changes = compared(article)

    assert [(one.kind, one.item) for one in changes.pictures] == [
        (Kind.REMOVED, second),
        (Kind.ADDED, third),
        (Kind.SAME, first),
    ]
    assert told(changes.pictures[2].pieces)[-1] == ("added", "mới")
    assert [(one.kind, one.item) for one in changes.covers] == [
        (Kind.REMOVED, first),
        (Kind.ADDED, third),
    ]
    assert not changes.has_new_order


def test_another_order_of_pictures_is_told(article, ward):
    first, second = make_photo(unit=ward), make_photo(unit=ward)
    save(article, pictures=[(first, ""), (second, "")])
    save(article, pictures=[(second, ""), (first, "")])

    changes = compared(article)

    assert changes.has_new_order
    assert changes.pictures == []
    assert not changes.is_empty


def test_attachments_are_told_by_their_title(article, ward):
    plan, report = (make_stored_file(unit=ward) for _ in range(2))
    save(article, attachments=[(plan, "Kế hoạch")])
    save(article, attachments=[(plan, "Kế hoạch ngày hội"), (report, "")])

    changes = compared(article).files

    assert [(one.kind, one.item) for one in changes] == [
        (Kind.ADDED, report),
        (Kind.SAME, plan),
    ]


def test_a_version_compared_with_itself_is_empty(article):
    only = versions(article)[1]

    assert history.compare(only, only).is_empty


def test_the_list_names_what_each_version_changed(article, ward):
    save(article, body="<p>Chữ mới</p>", pictures=[(make_photo(unit=ward), "")])

    newer, older = history.listed_versions(article)

    assert history.changed_parts(older, newer) == ["Nội dung", "Hình ảnh"]


def test_every_plain_field_of_the_content_is_compared(article):
    """A field that the content gains later is told without a change here."""
    fields = {one.name for one in ArticleRevision._meta.get_fields()}

    assert set(services.PLAIN_FIELDS) <= fields


# The pages


def test_the_list_has_the_newest_version_first(client, ward, article):
    save(article, title="Tên thứ hai")
    sign_in(client, Role.WRITER, ward)

    page = client.get(address("history", article)).text

    assert page.index("Phiên bản 2") < page.index("Phiên bản 1")
    assert "Thay đổi: Tiêu đề" in page


def test_the_comparison_marks_words_and_says_the_marks(client, ward, article):
    save(article, body="<p>Chữ mới</p>")
    sign_in(client, Role.REVIEWER, ward)

    page = client.get(address("compare", article), {"tu": 2, "den": 1}).text

    assert "<del>" in page
    assert "mới<span" in page
    assert '<span class="visually-hidden">[thêm: </span>' in page


def test_what_a_text_says_is_never_markup_in_the_comparison(client, ward, article):
    hostile = '<img src=x onerror=alert(1)>"&'
    save(article, title=hostile, author_line=hostile)
    sign_in(client, Role.WRITER, ward)

    page = client.get(address("compare", article), {"tu": 1, "den": 2}).text

    assert "<img src=x" not in page
    assert "&lt;" in page


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"tu": "1"},
        {"tu": "1", "den": "3"},
        {"tu": "một", "den": "2"},
        {"tu": "-1", "den": "1"},
        {"tu": "1", "den": "9" * 40},
        {"tu": "4294967296", "den": "1"},
        {"tu": "²", "den": "1"},
    ],
)
def test_a_comparison_of_versions_that_are_not_there_is_not_found(
    client, ward, article, query
):
    sign_in(client, Role.WRITER, ward)

    assert client.get(address("compare", article), query).status_code == 404


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "99999999999999999999"])
def test_an_odd_page_number_shows_some_page(client, ward, article, page):
    sign_in(client, Role.WRITER, ward)

    response = client.get(address("history", article), {"trang": page})

    assert response.status_code == 200


def test_long_histories_come_in_pages_and_compare_across_them(client, ward, article):
    add_versions(article, up_to=101)
    sign_in(client, Role.WRITER, ward)

    pages = [
        client.get(address("history", article), {"trang": number}).text
        for number in (1, 2, 3)
    ]

    assert [page.count('class="version-name"') for page in pages] == [50, 50, 1]
    assert "Phiên bản đầu tiên" not in pages[1]
    assert "Phiên bản đầu tiên" in pages[2]


def add_versions(article, *, up_to):
    section = article.working.section
    ArticleRevision.objects.bulk_create(
        ArticleRevision(
            article=article, number=number, title=f"Bản {number}", section=section
        )
        for number in range(2, up_to + 1)
    )


def count_queries(client, url, query=None):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url, query).status_code == 200
    return len(queries)


def with_picture_and_file(article, title):
    unit = article.unit
    pictures = [(make_photo(unit=unit), "")]
    save(
        article,
        title=title,
        pictures=pictures,
        attachments=[(make_stored_file(unit=unit), "")],
    )


def test_the_list_costs_the_same_with_1_and_with_200_versions(client, ward, article):
    sign_in(client, Role.WRITER, ward)
    with_picture_and_file(article, "Một")
    article.revisions.filter(number=1).delete()
    few = count_queries(client, address("history", article))

    long = make_article(unit=ward)
    add_versions(long, up_to=200)
    with_picture_and_file(long, "Hai")

    assert count_queries(client, address("history", long)) == few


def test_a_comparison_costs_the_same_for_few_and_many_pictures(client, ward, article):
    sign_in(client, Role.WRITER, ward)
    query = {"tu": 1, "den": 2}
    save(article, pictures=[(make_photo(unit=ward), "")])
    few = count_queries(client, address("compare", article), query)

    other = make_article(unit=ward)
    save(other, pictures=[(make_photo(unit=ward), "") for _ in range(12)])

    assert count_queries(client, address("compare", other), query) == few


# Taking a version up again


def test_a_version_taken_up_again_is_a_new_draft_and_readers_see_no_change(
    client, ward, article
):
    save(article, title="Tên đã đăng", body="<p>Chữ đã đăng</p>")
    services.publish(article=article, by=None)
    user = sign_in(client, Role.WRITER, ward)

    answer = client.post(address("restore", article), {"number": 1}, follow=True)

    article.refresh_from_db()
    assert article.title == "Tên đã đăng"
    assert article.working.number == 3
    assert article.working.title == "Ngày hội năm 2025"
    assert article.working.body == "<p>Chữ cũ</p>"
    assert article.working.state == ArticleRevision.State.DRAFT
    assert article.working.made_by == user
    assert "Đã khôi phục phiên bản 1" in answer.text


def test_taking_up_again_needs_a_post(client, ward, article):
    sign_in(client, Role.EDITOR, ward)

    answer = client.get(address("restore", article), {"number": 1})

    assert answer.status_code == 405


@pytest.mark.parametrize("number", ["", "x", "7", "9" * 30])
def test_a_version_that_is_not_there_cannot_be_taken_up(client, ward, article, number):
    sign_in(client, Role.EDITOR, ward)

    answer = client.post(address("restore", article), {"number": number})

    assert answer.status_code == 404
    assert article.revisions.count() == 1


# Role × page × own and other unit


def open_page(client, name, article):
    if name == "restore":
        return client.post(address(name, article), {"number": 1})
    return client.get(address(name, article), {"tu": 1, "den": 2})


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("name", ["history", "compare", "restore"])
def test_a_role_sees_versions_of_its_unit_and_of_no_other(client, ward, role, name):
    own = make_article(unit=ward)
    other = make_article(unit=make_ward(name="Cửa Nam"))
    for one in (own, other):
        save(one, title="Tên thứ hai")
    sign_in(client, role, ward)

    here, there = (open_page(client, name, one) for one in (own, other))

    allowed = {"restore": 302 if role in WRITERS else 403}.get(name, 200)
    assert (here.status_code, there.status_code) == (allowed, 404)
    assert own.revisions.count() == (3 if (name, allowed) == ("restore", 302) else 2)
    assert other.revisions.count() == 2


@pytest.mark.parametrize("name", ["history", "compare", "restore"])
def test_who_is_not_signed_in_is_asked_to(client, article, name):
    answer = open_page(client, name, article)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))
