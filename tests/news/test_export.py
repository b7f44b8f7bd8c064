"""The auditor's export: what is in it, for whom, and at what cost."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news import services, workflow
from news.models import Article, ArticleStep, Newsroom
from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from traffic.models import DailyCount
from units.models import Role

pytestmark = pytest.mark.django_db

EXPORTERS = [Role.EDITOR, Role.WARD_ADMIN, Role.LEADER]
OTHERS = [Role.WRITER, Role.REVIEWER]
ADDRESS = "/quan-tri/news/article/xuat/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def other():
    return make_ward(name="Cửa Nam")


def member(unit, role, **fields):
    user = make_user(**fields)
    make_membership(user=user, unit=unit, role=role)
    return user


def sign_in(client, role, *units):
    user = make_user()
    for unit in units:
        make_membership(user=user, unit=unit, role=role)
    client.force_login(user)
    return user


def query(**changes):
    today = timezone.localdate()
    days = {"tu": f"{today:%Y-%m-%d}", "den": f"{today:%Y-%m-%d}"}
    return {**days, "theo": "dang", "dinh_dang": "csv", **changes}


def rows(client, **changes):
    """The rows of the CSV as dictionaries."""
    response = client.get(ADDRESS, query(**changes))
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def workbook(client, **changes):
    response = client.get(ADDRESS, query(dinh_dang="xlsx", **changes))
    assert response["Content-Type"] == XLSX
    return openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))


def titles(found):
    return {row["Tiêu đề"] for row in found}


def read(article, count, *, days_ago=0):
    DailyCount.objects.create(
        kind="news.article",
        object_id=article.pk,
        unit_id=article.unit_id,
        day=timezone.localdate() - timedelta(days=days_ago),
        count=count,
    )


# What is in it


def test_a_row_tells_who_did_what_and_when(client, ward):
    Newsroom.objects.create(unit=ward, approval=Newsroom.Approval.TWO)
    writer = member(ward, Role.WRITER, username="lan", full_name="Nguyễn Thị Lan")
    editor = member(ward, Role.EDITOR, username="hung", full_name="Trần Văn Hùng")
    article = make_article(
        unit=ward, title="Ngày hội", by=writer, author_line="Ban biên tập"
    )
    workflow.submit(article=article, by=writer)
    workflow.release(article=article, by=editor)
    read(article, 30)
    read(article, 12, days_ago=40)
    client.force_login(editor)

    (row,) = rows(client)

    moments = [row.pop(name) for name in list(row) if name.endswith("lúc")]
    assert row == {
        "Đơn vị": "Phường Kim Liên",
        "Tiêu đề": "Ngày hội",
        "Chuyên mục": "Tin hoạt động",
        "Trạng thái": "Đã đăng",
        "Người viết": "Nguyễn Thị Lan",
        "Tên đăng nhập": "lan",
        "Tác giả ghi trên bài": "Ban biên tập",
        "Người duyệt": "Trần Văn Hùng",
        "Lượt xem trong kỳ": "30",
        "Tổng lượt xem": "42",
    }
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert [moment[:10] for moment in moments] == [today] * 4 + [""]


def test_who_publishes_alone_is_the_one_who_approved(client, ward):
    editor = member(ward, Role.EDITOR, full_name="Trần Văn Hùng")
    article = make_article(unit=ward, by=editor)
    workflow.release(article=article, by=editor)
    client.force_login(editor)

    (row,) = rows(client)

    assert row["Người duyệt"] == "Trần Văn Hùng"
    assert row["Gửi duyệt lúc"] == ""


def test_the_clock_that_publishes_is_no_approver(client, ward):
    editor = member(ward, Role.EDITOR, full_name="Trần Văn Hùng")
    soon = timezone.now() + timedelta(hours=1)
    article = make_article(unit=ward, by=editor, published_at=soon)
    workflow.release(article=article, by=editor)
    services.publish(article=article, by=None, at=soon)
    Article.objects.update(published_at=timezone.now())
    client.force_login(editor)

    (row,) = rows(client)

    assert row["Người duyệt"] == "Trần Văn Hùng"


def test_a_withdrawn_article_stays_in_the_list_with_its_time(client, ward):
    article = make_article(unit=ward, title="Đã gỡ", published=True)
    services.withdraw(article=article, by=None)
    sign_in(client, Role.EDITOR, ward)

    (row,) = rows(client)

    assert (row["Tiêu đề"], row["Trạng thái"]) == ("Đã gỡ", "Đã gỡ")
    assert row["Gỡ lúc"]


def test_an_article_begun_by_a_deleted_account_is_in_the_list(client, ward):
    make_article(unit=ward, published=True)
    sign_in(client, Role.EDITOR, ward)

    assert rows(client)[0]["Người viết"] == "(không còn tài khoản)"


def test_the_title_that_the_public_sees_is_told_not_the_newest(client, ward):
    article = make_article(unit=ward, title="Tên đã đăng", published=True)
    content = services.Content(section=article.section, title="Tên đang sửa")
    services.save_working_copy(article=article, content=content, by=None)
    sign_in(client, Role.EDITOR, ward)

    assert titles(rows(client)) == {"Tên đã đăng"}


def test_the_period_has_its_first_and_last_day_whole_in_local_time(client, ward):
    times = {
        "Đêm trước": datetime(2026, 2, 28, 16, 59, tzinfo=UTC),  # 23:59
        "Đầu kỳ": datetime(2026, 2, 28, 17, 0, tzinfo=UTC),  # 00:00 on 1 March
        "Cuối kỳ": datetime(2026, 3, 31, 16, 59, tzinfo=UTC),  # 23:59
        "Hôm sau": datetime(2026, 3, 31, 17, 0, tzinfo=UTC),
    }
    section = make_section(unit=ward)
    for title, moment in times.items():
        make_article(section=section, title=title, published=True, published_at=moment)
    sign_in(client, Role.EDITOR, ward)

    found = rows(client, tu="01/03/2026", den="2026-03-31")

    assert titles(found) == {"Đầu kỳ", "Cuối kỳ"}


def test_drafts_are_in_the_list_of_what_was_begun(client, ward):
    make_article(unit=ward, title="Nháp")
    make_article(unit=ward, title="Đã đăng", published=True)
    sign_in(client, Role.EDITOR, ward)

    assert titles(rows(client, theo="viet")) == {"Nháp", "Đã đăng"}
    assert titles(rows(client, theo="dang")) == {"Đã đăng"}


def test_the_workbook_has_dates_numbers_and_a_sheet_of_totals(client, ward):
    lan = member(ward, Role.WRITER, username="lan", full_name="Nguyễn Thị Lan")
    minh = member(ward, Role.WRITER, username="minh", full_name="Nguyễn Thị Lan")
    news, notices = (make_section(unit=ward, name=name) for name in ("Tin", "Báo"))
    written = [(lan, news, 5), (lan, notices, 7), (minh, news, 11)]
    for author, section, views in written:
        article = make_article(section=section, by=author, published=True)
        read(article, views)
        read(article, 100, days_ago=3)
    sign_in(client, Role.LEADER, ward)

    book = workbook(client)

    articles, totals = book.worksheets
    assert (articles.title, totals.title) == ("Bài viết", "Tổng hợp")
    heads = [cell.value for cell in articles[1]]
    assert articles.freeze_panes == totals.freeze_panes == "A2"
    published = articles.cell(2, heads.index("Đăng lúc") + 1)
    assert published.is_date
    assert published.value.date() == timezone.localdate()
    assert articles.cell(2, heads.index("Lượt xem trong kỳ") + 1).value == 5
    assert list(totals.iter_rows(min_row=2, values_only=True)) == [
        ("Người viết", "Nguyễn Thị Lan", "lan", 2, 12, 212),
        ("Người viết", "Nguyễn Thị Lan", "minh", 1, 11, 111),
        ("Chuyên mục", "Tin", "Phường Kim Liên", 2, 16, 216),
        ("Chuyên mục", "Báo", "Phường Kim Liên", 1, 7, 107),
        ("Tổng cộng", None, None, 3, 23, 323),
    ]


def test_the_totals_come_as_csv_too(client, ward):
    make_article(unit=ward, published=True)
    sign_in(client, Role.EDITOR, ward)

    found = rows(client, dinh_dang="csv-tong-hop")

    assert [row["Tính theo"] for row in found] == [
        "Người viết",
        "Chuyên mục",
        "Tổng cộng",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_what_people_write_never_becomes_a_formula(client, ward, start):
    text = f"{start}cmd|' /C calc'!A0"
    author = make_user(full_name=text)
    section = make_section(unit=ward, name=text)
    make_article(
        section=section, title=text, author_line=text, by=author, published=True
    )
    sign_in(client, Role.EDITOR, ward)

    cells = [value for row in rows(client) for value in row.values()]
    cells += [v for row in rows(client, dinh_dang="csv-tong-hop") for v in row.values()]
    book = workbook(client)

    assert cells.count(f"'{text}") == 7
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert "f" not in kinds


# For whom


@pytest.mark.parametrize("role", [*EXPORTERS, *OTHERS])
@pytest.mark.parametrize("kind", ["", "xlsx", "csv", "csv-tong-hop"])
def test_a_role_exports_its_own_units_articles_alone(client, ward, other, role, kind):
    make_article(unit=ward, title="Bài của mình", published=True)
    make_article(unit=other, title="Bài của phường khác", published=True)
    sign_in(client, role, ward)
    data = query(dinh_dang=kind) if kind else {}

    answer = client.get(ADDRESS, data)

    content = answer.getvalue()  # reads a file to its end, which closes it
    assert answer.status_code == (200 if role in EXPORTERS else 403)
    if role in EXPORTERS and kind == "csv":
        assert "Bài của mình" in content.decode()
    assert "Bài của phường khác" not in content.decode(errors="replace")


@pytest.mark.parametrize("role", EXPORTERS)
def test_another_unit_cannot_be_asked_for(client, ward, other, role):
    third = make_ward(name="Ô Chợ Dừa")
    for unit in (ward, third):
        make_article(unit=unit)
    make_article(unit=other, title="Bài của phường khác", published=True)
    sign_in(client, role, ward, third)

    answer = client.get(ADDRESS, query(don_vi=[ward.pk, other.pk]))

    assert answer.status_code == 200
    assert "không có quyền xuất" in answer.text
    assert "Bài của phường khác" not in answer.text


def test_with_one_unit_a_unit_in_the_address_changes_nothing(client, ward, other):
    make_article(unit=other, title="Bài của phường khác", published=True)
    sign_in(client, Role.EDITOR, ward)

    assert rows(client, don_vi=other.pk) == []


def test_several_units_are_chosen_among_or_all_taken(client, ward, other):
    make_article(unit=ward, title="Bài một", published=True)
    make_article(unit=other, title="Bài hai", published=True)
    sign_in(client, Role.WARD_ADMIN, ward, other)

    assert titles(rows(client)) == {"Bài một", "Bài hai"}
    assert titles(rows(client, don_vi=other.pk)) == {"Bài hai"}


def test_a_unit_where_one_only_writes_is_not_exported(client, ward, other):
    make_article(unit=other, title="Bài hai", published=True)
    user = sign_in(client, Role.EDITOR, ward)
    make_membership(user=user, unit=other, role=Role.WRITER)

    assert rows(client) == []


def test_a_portal_administrator_exports_every_unit(client, ward, other):
    make_article(unit=ward, title="Bài một", published=True)
    make_article(unit=other, title="Bài hai", published=True)
    client.force_login(make_user(is_superuser=True))

    assert titles(rows(client)) == {"Bài một", "Bài hai"}
    assert titles(rows(client, don_vi=ward.pk)) == {"Bài một"}
    assert client.get(ADDRESS).status_code == 200


def test_who_is_not_signed_in_gets_no_file(client):
    answer = client.get(ADDRESS, query())

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("role", [*EXPORTERS, *OTHERS])
def test_the_list_leads_to_the_export_where_it_opens(client, ward, role):
    sign_in(client, role, ward)

    page = client.get(reverse("admin:news_article_changelist")).text

    assert (f'href="{ADDRESS}"' in page) == (role in EXPORTERS)


# The form


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"tu": ""}, "tu", "Hãy chọn ngày."),
        ({"den": "31/02/2026"}, "den", "Hãy ghi ngày theo mẫu 25/11/2026."),
        ({"den": "2026-02-30"}, "den", "Hãy ghi ngày theo mẫu 25/11/2026."),
        (
            {"tu": "2026-03-02", "den": "2026-03-01"},
            "den",
            "Ngày kết thúc đứng trước ngày bắt đầu.",
        ),
        ({"theo": "x"}, "theo", "x"),
        ({"dinh_dang": "pdf"}, "dinh_dang", "pdf"),
        ({"dinh_dang": ""}, "dinh_dang", "Hãy chọn loại tệp."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, ward, changes, field, message):
    sign_in(client, Role.EDITOR, ward)

    answer = client.get(ADDRESS, query(**changes))

    assert answer.status_code == 200
    assert message in str(answer.context["form"].errors[field])


@pytest.mark.parametrize("unit", ["x", "9" * 30, "-1", "0"])
def test_an_odd_unit_is_refused_at_its_field(client, ward, other, unit):
    for one in (ward, other):
        make_article(unit=one)
    sign_in(client, Role.EDITOR, ward, other)

    answer = client.get(ADDRESS, query(don_vi=unit))

    assert "don_vi" in answer.context["form"].errors


def test_the_form_offers_the_year_so_far(client, ward):
    sign_in(client, Role.EDITOR, ward)

    form = client.get(ADDRESS).context["form"]

    today = timezone.localdate()
    assert form["tu"].value() == date(today.year, 1, 1)
    assert form["den"].value() == today


def test_the_file_is_named_after_its_period(client, ward):
    sign_in(client, Role.EDITOR, ward)

    answer = client.get(ADDRESS, query(tu="2026-01-01", den="2026-03-31"))

    assert (
        'filename="bai-viet_2026-01-01_2026-03-31.csv"' in answer["Content-Disposition"]
    )
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]


# The cost


def test_the_form_costs_the_same_with_2_and_with_20_units(client):
    user = sign_in(client, Role.EDITOR)

    def cost(units):
        for number in range(units):
            unit = make_ward(name=f"Phường {number}")
            make_article(unit=unit)
            make_membership(user=user, unit=unit, role=Role.EDITOR)
        with CaptureQueriesContext(connection) as queries:
            assert "don_vi" in client.get(ADDRESS).context["form"].fields
        return len(queries)

    assert cost(2) == cost(18)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv-tong-hop"])
def test_an_export_costs_the_same_with_1_and_with_200_articles(client, ward, kind):
    sign_in(client, Role.EDITOR, ward)
    author = make_user(full_name="Lan")
    article = make_article(unit=ward, published=True, by=author)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(ADDRESS, query(dinh_dang=kind))
            assert b"".join(answer.streaming_content)
        return len(queries)

    few = cost()
    copies = Article.objects.bulk_create(
        Article(
            unit=ward,
            section=article.section,
            title=f"Bài {number}",
            slug="bai",
            status="published",
            published_at=timezone.now(),
            created_by=make_user() if number < 5 else author,
        )
        for number in range(200)
    )
    ArticleStep.objects.bulk_create(
        ArticleStep(article=one, action="published", by=author) for one in copies
    )

    assert cost() == few
