"""Nothing typed is lost, in a real browser: crash, ended session, no network, two."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from news import workflow
from news.models import Article, SentForm
from tests.browser.looks import WIDE, assert_it_fits_and_axe_finds_nothing, violations
from tests.factories import (
    make_article,
    make_member,
    make_photo,
)

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mật-khẩu-đủ-dài-2026"
DRAFTS = "Object.keys(localStorage).filter(name => name.startsWith('draft:')).length"
READY = (
    "Object.values(window.CKEDITOR?.instances ?? {}).some(e => e.status === 'ready')"
)
TEXT = "CKEDITOR.instances.id_body.getData()"
TITLE = "Lịch phun thuốc phòng dịch tuần 48"
OFFER = "Máy này còn giữ một bài viết dở"


@pytest.fixture
def hoa(ward):
    return make_member(ward, "hoa", full_name="Nguyễn Thị Hoa", password=PASSWORD)


@pytest.fixture
def lan(ward):
    return make_member(ward, "lan", full_name="Trần Thị Lan", password=PASSWORD)


def until(page, expression):
    """Wait for something in the page; its policy forbids Playwright's own way."""
    for _ in range(150):
        if value := page.evaluate(expression):
            return value
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {expression}")


def sign_in(page, username):
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.fixture
def desk(open_page):
    def open_desk(user, path="admin:index", *, width=390, args=(), **options):
        path = reverse(path, args=args)
        return open_page(path, width=width, user=user, clock=True, **options)

    return open_desk


@pytest.fixture
def form(desk, section):
    """Open the form for a new article, or of one, with its editor ready."""

    def open_form(user, article=None, **options):
        name = "admin:news_article_change" if article else "admin:news_article_add"
        args = [article.pk] if article else []
        page = desk(user, name, args=args, **options)
        until(page, READY)
        return page

    return open_form


def write(page, title=TITLE, text="<p>Từ 7 giờ sáng.</p>"):
    page.get_by_label("Chuyên mục").select_option(label="Mặt trận – Phường Kim Liên")
    page.get_by_label("Tiêu đề").fill(title)
    page.evaluate(f"CKEDITOR.instances.id_body.setData({text!r})")


def let_time_pass(page):
    """Let the few seconds pass after which the page keeps a copy, or looks again."""
    page.clock.fast_forward(4500)


def wait_for_draft(page):
    let_time_pass(page)
    assert until(page, DRAFTS) == 1


def save(page):
    page.get_by_role("button", name="Lưu").first.click()


def assert_fits_and_axe_finds_nothing(page):
    assert page.evaluate(WIDE) <= 0
    assert violations(page) == []


# A crash


def test_after_a_crash_the_form_offers_back_what_was_typed(form, hoa, ward):
    photo = make_photo(unit=ward)
    page = form(hoa)
    write(page)
    page.evaluate(
        """([id, thumb]) => {
          const list = document.querySelector(".picture-list");
          const entry = document.querySelector("template[data-entry]").innerHTML;
          list.insertAdjacentHTML("beforeend", `<li>${entry.replaceAll("__id__", id)}</li>`);
          list.querySelector("[data-thumb]").src = thumb;
        }""",
        [photo.pk, photo.thumb],
    )
    page.get_by_label("Chú thích").fill("Xe phun thuốc ở ngõ 4")
    wait_for_draft(page)

    page.reload()

    page.get_by_text(OFFER).wait_for()
    assert TITLE in page.locator("[data-drafts]").inner_text()
    assert_fits_and_axe_finds_nothing(page)
    page.get_by_role("button", name="Viết tiếp").click()
    until(page, READY)
    assert page.get_by_label("Tiêu đề").input_value() == TITLE
    assert "Từ 7 giờ sáng." in page.evaluate(TEXT)
    assert page.get_by_label("Chú thích").input_value() == "Xe phun thuốc ở ngõ 4"
    chosen = page.locator("#id_section option:checked")
    assert chosen.inner_text() == "Mặt trận – Phường Kim Liên"
    assert_fits_and_axe_finds_nothing(page)

    save(page)
    page.get_by_text("Phiên bản mới").or_(page.locator(".messagelist")).first.wait_for()
    article = Article.objects.get()
    assert article.working.title == TITLE
    assert [str(one.caption) for one in article.working.album.entries.all()] == [
        "Xe phun thuốc ở ngõ 4"
    ]


def test_what_was_saved_is_offered_no_more(form, hoa):
    page = form(hoa)
    write(page)
    wait_for_draft(page)

    save(page)

    page.locator(".messagelist .success").wait_for()
    until(page, f"{DRAFTS} === 0")
    page.goto(reverse("admin:index"))
    page.wait_for_timeout(500)
    assert page.get_by_text(OFFER).count() == 0


def test_the_start_page_offers_a_draft_and_dropping_it_can_be_undone(form, hoa):
    page = form(hoa)
    write(page)
    wait_for_draft(page)

    page.goto(reverse("admin:index"))
    page.get_by_text(OFFER).wait_for()
    assert_fits_and_axe_finds_nothing(page)
    page.get_by_role("button", name="Bỏ bản này").click()
    assert page.evaluate(DRAFTS) == 0
    page.get_by_role("button", name="Lấy lại").press("Enter")

    assert page.evaluate(DRAFTS) == 1
    page.get_by_role("button", name="Viết tiếp").press("Enter")
    until(page, READY)
    assert page.get_by_label("Tiêu đề").input_value() == TITLE


def test_opening_a_form_without_typing_keeps_nothing(form, hoa, section):
    page = form(hoa, make_article(section=section, by=hoa, body="<p>Cũ</p>"))

    let_time_pass(page)

    assert page.evaluate(DRAFTS) == 0


def test_signing_out_on_a_shared_computer_leaves_nothing_behind(form, hoa):
    page = form(hoa)
    write(page)
    wait_for_draft(page)

    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Máy này còn giữ nội dung bạn chưa lưu").wait_for()
    assert_fits_and_axe_finds_nothing(page)
    page.get_by_role("button", name="Bỏ bài và đăng xuất").click()

    page.wait_for_url(lambda address: "/news/" not in address)
    page.goto(reverse("admin:login"))
    assert page.evaluate(DRAFTS) == 0


def test_a_draft_belongs_to_whoever_typed_it(form, hoa, lan):
    page = form(hoa)
    write(page)
    wait_for_draft(page)

    Session.objects.all().delete()
    page.goto(reverse("admin:index"))
    sign_in(page, "lan")
    page.wait_for_url("**/quan-tri/**")
    page.wait_for_timeout(500)

    assert page.get_by_text(OFFER).count() == 0


def test_old_drafts_go_by_themselves(form, hoa):
    page = form(hoa)
    old = "{user: '1', article: '', token: 'x', at: Date.now() - 8 * 86400000}"
    page.evaluate(f"localStorage.setItem('draft:1:new:x', JSON.stringify({old}))")
    assert page.evaluate(DRAFTS) == 1

    page.goto(reverse("admin:index"))

    assert until(page, f"{DRAFTS} === 0")


# The session ends


def test_a_session_that_ends_while_writing_loses_nothing(form, hoa):
    page = form(hoa)
    write(page)
    Session.objects.all().delete()

    save(page)

    link = page.get_by_role("link", name="Đăng nhập lại rồi lưu")
    link.wait_for()
    assert page.evaluate("document.activeElement.textContent") == link.inner_text()
    assert_fits_and_axe_finds_nothing(page)
    with page.context.expect_page() as opened:
        link.press("Enter")
    other = opened.value
    sign_in(other, "hoa")
    other.get_by_text("quay lại bài đang viết").wait_for()
    assert_fits_and_axe_finds_nothing(other)
    other.close()
    let_time_pass(page)

    page.get_by_role("button", name="Lưu bài").click()
    page.locator(".messagelist .success").wait_for()
    article = Article.objects.get()
    assert article.working.title == TITLE
    assert "Từ 7 giờ sáng." in article.working.body
    assert article.working.made_by == hoa


def test_somebody_else_who_signs_in_does_not_save_it_in_their_name(form, hoa, lan):
    page = form(hoa)
    write(page)
    Session.objects.all().delete()
    other = page.context.new_page()
    other.goto(reverse("admin:login"))
    sign_in(other, "lan")
    other.wait_for_url("**/quan-tri/")

    save(page)

    page.get_by_text("Một tài khoản khác đang đăng nhập").wait_for()
    assert not Article.objects.exists()


def test_without_scripts_what_was_sent_too_late_comes_back(desk, hoa, section):
    page = desk(hoa, "admin:news_article_add", java_script_enabled=False)
    page.get_by_label("Chuyên mục").select_option(label="Mặt trận – Phường Kim Liên")
    page.get_by_label("Tiêu đề").fill(TITLE)
    page.get_by_label("Nội dung").fill("Từ 7 giờ sáng.")
    Session.objects.all().delete()

    save(page)
    page.get_by_text("vẫn được giữ lại").wait_for()
    sign_in(page, "hoa")

    page.get_by_text("Đây là bài bạn đang viết dở").wait_for()
    assert page.get_by_label("Tiêu đề").input_value() == TITLE
    save(page)
    page.locator(".messagelist .success").wait_for()
    assert Article.objects.get().working.title == TITLE


def test_a_remark_survives_the_end_of_the_session(desk, hoa, lan, section):
    article = make_article(section=section, by=hoa)
    workflow.submit(article=article, by=hoa)
    page = desk(lan, "admin:news_article_change", args=[article.pk])
    page.locator("#step-note").fill("Bỏ tên các hộ.")
    Session.objects.all().delete()

    page.locator("button[name=step][value=return]").click()

    page.get_by_role("link", name="Đăng nhập lại rồi lưu").wait_for()
    assert page.locator("#step-note").input_value() == "Bỏ tên các hộ."


def test_the_enter_key_saves_and_does_not_publish(form, hoa):
    page = form(hoa)
    write(page)

    page.get_by_label("Tiêu đề").press("Enter")

    page.locator(".messagelist .success").wait_for()
    assert Article.objects.get().status == "draft"


# The network breaks


def test_without_a_network_saving_says_so_and_is_tried_again(form, hoa):
    page = form(hoa, width=1280)
    write(page)
    page.context.set_offline(True)

    save(page)
    page.get_by_text("Mất kết nối").wait_for()
    assert page.evaluate(DRAFTS) == 1
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lưu lại").click()

    page.locator(".messagelist .success").wait_for()
    assert Article.objects.get().working.title == TITLE


def test_an_answer_that_was_lost_does_not_make_a_second_article(form, hoa):
    page = form(hoa)
    write(page)
    page.route(
        "**/news/article/add/",
        lambda route: (
            (route.fetch(max_redirects=0), route.abort())
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    save(page)
    page.wait_for_timeout(1500)
    assert Article.objects.count() == 1
    page.unroute("**/news/article/add/")

    page.goto(reverse("admin:index"))
    until(page, f"{DRAFTS} === 0")

    assert SentForm.objects.get().article == Article.objects.get()


def test_a_double_click_makes_one_article(form, hoa):
    page = form(hoa)
    write(page)

    page.get_by_role("button", name="Lưu").first.dblclick()

    page.locator(".messagelist .success").wait_for()
    assert Article.objects.get().revisions.count() == 1


# Two editors


def test_two_editors_see_each_other_and_both_versions(form, hoa, lan, section):
    article = make_article(section=section, by=hoa, title="Họp tổ dân phố số 9")
    first = form(hoa, article)
    second = form(lan, article)
    second.get_by_text("Nguyễn Thị Hoa đang mở bài này").wait_for()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    first.get_by_text("Trần Thị Lan đang mở bài này").wait_for()
    assert_it_fits_and_axe_finds_nothing(first)

    first.get_by_label("Tiêu đề").fill("Họp tổ dân phố số 9 tối thứ Bảy")
    save(first)
    first.locator(".messagelist .success").wait_for()
    second.get_by_label("Tiêu đề").fill("Họp tổ dân phố số 9 bàn lịch trực ngõ")
    save(second)

    second.get_by_role("heading", name="Hai bản của bài này").wait_for()
    assert second.locator("del").first.inner_text().strip() == "tối thứ Bảy"
    assert second.locator("ins").first.inner_text().strip() == "bàn lịch trực ngõ"
    until(second, READY)
    assert_it_fits_and_axe_finds_nothing(second)
    article.refresh_from_db()
    assert article.working.made_by == hoa
    button = second.get_by_role("button", name="Lưu bản của tôi thành bản mới nhất")
    button.first.press("Enter")

    second.locator(".messagelist .success").wait_for()
    article.refresh_from_db()
    assert article.working.title == "Họp tổ dân phố số 9 bàn lịch trực ngõ"
    names = article.revisions.order_by("number").values_list(
        "made_by__username", flat=True
    )
    assert list(names) == ["hoa", "hoa", "lan"]


def test_who_takes_the_others_version_still_has_their_own(form, hoa, lan, section):
    article = make_article(section=section, by=hoa, title="Họp tổ dân phố")
    second = form(lan, article)
    first = form(hoa, article)
    first.get_by_label("Tiêu đề").fill("Họp tổ dân phố số 9")
    save(first)
    first.locator(".messagelist .success").wait_for()
    second.get_by_label("Tiêu đề").fill("Họp tổ, bản của Lan")
    save(second)

    second.get_by_role("link", name="Lấy bản của Nguyễn Thị Hoa").first.click()

    second.get_by_text(OFFER).wait_for()
    assert second.get_by_label("Tiêu đề").input_value() == "Họp tổ dân phố số 9"
    assert "bản của Lan" in second.locator("[data-drafts]").inner_text()


def test_a_page_left_is_no_longer_open(form, hoa, lan, section):
    article = make_article(section=section, by=hoa)
    page = form(hoa, article)
    page.goto(reverse("admin:index"))
    page.wait_for_timeout(500)

    second = form(lan, article)

    assert second.get_by_text("đang mở bài này").count() == 0
