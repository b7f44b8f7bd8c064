"""Versions, previews and the export in a real browser: they fit, and axe is silent."""

import pytest
from django.urls import reverse

from news import preview_links, services
from tests.browser.looks import assert_it_fits_and_axe_finds_nothing
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

pytestmark = pytest.mark.django_db(transaction=True)

OLD = (
    "<h2>Kết quả</h2><p>Có 120 hộ dân tham dự.</p><ul><li>Vệ sinh</li></ul>"
    "<table><tbody><tr><td>Tổ 1</td><td>60</td></tr></tbody></table><p>Một</p>"
)
NEW = (
    "<h2>Kết quả năm 2026</h2><p>Có 125 hộ dân tham dự.</p><ul><li>Vệ sinh</li>"
    "<li>Trật tự</li></ul><table><tbody><tr><td>Tổ 1</td><td>65</td></tr></tbody>"
    "</table><p>Một</p>"
)


@pytest.fixture
def article(db):
    ward = make_ward(name="Kim Liên")
    section = make_section(unit=ward, name="Mặt trận")
    editor = make_user(username="editor")
    make_membership(user=editor, unit=ward, role=Role.EDITOR)
    photo = make_photo(unit=ward)
    article = make_article(section=section, body=OLD, by=editor)
    inline = f'<p><img src="{photo.url()}" alt="Toàn cảnh"></p>'
    content = services.Content(
        section=section,
        title="Ngày hội Đại đoàn kết toàn dân tộc",
        body=NEW + inline,
        cover=photo,
        pictures=[(photo, "Cổng chào")],
        attachments=[(make_stored_file(unit=ward), "Kế hoạch")],
    )
    services.save_working_copy(article=article, content=content, by=editor)
    return article


@pytest.fixture
def desk(open_page, article):
    def open_desk(**options):
        return open_page(reverse("admin:index"), user=article.created_by, **options)

    return open_desk


def test_pages_of_versions_preview_and_export_fit_and_axe_is_silent(desk, article):
    page = desk()
    base = reverse("admin:news_article_change", args=[article.pk])
    start = base.removesuffix("change/")

    for path in [
        f"{start}history/",
        f"{start}history/so-sanh/?tu=1&den=2",
        f"{start}xem-truoc/",
        base,
        reverse("admin:news_article_export"),
        f"{reverse('admin:news_article_export')}?tu=&den=&dinh_dang=x",
    ]:
        page.goto(path)
        assert_it_fits_and_axe_finds_nothing(page)


def test_a_version_is_compared_and_taken_up_again(desk, article):
    page = desk(width=390)

    page.goto(reverse("admin:news_article_history", args=[article.pk]))
    page.get_by_role("link", name="Xem thay đổi ở phiên bản 2").click()
    assert page.locator("ins", has_text="125").count() == 1
    assert page.locator("del", has_text="120").count() == 1
    page.get_by_role("button", name="Khôi phục phiên bản 1").click()

    page.wait_for_url("**/change/")
    article.refresh_from_db()
    first = article.revisions.get(number=1)
    assert (article.working.number, article.working.body) == (3, first.body)


def test_an_outsider_sees_the_draft_with_its_pictures_until_it_is_revoked(
    desk, open_page, article
):
    page = desk(width=390)
    page.goto(reverse("admin:news_article_change", args=[article.pk]))
    page.get_by_role("button", name="Tạo liên kết").click()
    assert_it_fits_and_axe_finds_nothing(page)
    address = page.get_by_label("Địa chỉ để gửi").input_value()
    path = reverse("news:preview", args=[address.split("/")[-2]])

    outsider = open_page(path, width=390)

    assert outsider.get_by_text("Bản xem trước, chưa đăng").is_visible()
    assert_it_fits_and_axe_finds_nothing(outsider)
    widths = outsider.evaluate(
        "async () => { const own = [...document.querySelectorAll('article img')];"
        "own.forEach(one => { one.loading = 'eager'; });"
        "await Promise.all(own.map(one => one.decode()));"
        "return own.map(one => one.naturalWidth); }"
    )
    assert len(widths) == 2
    assert min(widths) > 0

    page.get_by_role("link", name="Về trang của bài").click()
    page.get_by_role("button", name="Thu hồi").click()

    assert outsider.reload().status == 404
    assert preview_links.open_links(article).count() == 0


def test_the_list_leads_to_the_export_and_the_file_comes(desk, article):
    page = desk(width=390)
    page.goto(reverse("admin:news_article_changelist"))
    page.get_by_role("link", name="Xuất danh sách").click()

    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về").click()

    assert download.value.suggested_filename.endswith(".xlsx")
