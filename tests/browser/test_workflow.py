"""From the first word to the reader, on phones: two people, a remark and a clock."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from news.models import Article, Newsroom
from news.schedule import run_due
from tests.browser.test_writing import (  # noqa: F401 - fixtures
    PASSWORD,
    READY,
    assert_fits_and_axe_finds_nothing,
    desk,
    until,
    write,
)
from tests.factories import make_member
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

CORRECTED = "Lịch phun thuốc phòng dịch tuần 48 năm 2026"


def send_to_approval(page):
    """Two clicks from signing in to writing; the writer can only send it on."""
    page.get_by_role("link", name="Viết bài").click()
    until(page, READY)
    write(page)
    assert page.get_by_role("button", name="Đăng bài").count() == 0
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Đang chờ người khác duyệt").wait_for()
    assert_fits_and_axe_finds_nothing(page)
    assert [message.to for message in mail.outbox] == [["duyet@example.vn"]]


def return_with_a_remark(page):
    """The other sees it at once on the start page."""
    assert "1 việc đang chờ" in page.locator("#site-name").inner_text()
    assert_fits_and_axe_finds_nothing(page)
    page.get_by_role("link", name="Lịch phun thuốc").click()
    page.get_by_role("link", name="Đến phần duyệt").click()
    page.get_by_label("Nhận xét cho người viết").fill("Ghi rõ năm trong tiêu đề.")
    page.get_by_role("button", name="Trả lại").click()
    page.locator(".timeline blockquote", has_text="Ghi rõ năm").wait_for()
    assert mail.outbox[-1].to == ["viet@example.vn"]
    assert "Ghi rõ năm trong tiêu đề." in mail.outbox[-1].body


def correct_and_ask_for(page, when):
    """The writer finds the remark, corrects, and asks for a time to come."""
    page.goto(reverse("admin:index"))
    page.get_by_text("Ghi rõ năm trong tiêu đề.").wait_for()
    page.locator("#content-main").get_by_role("link", name="Lịch phun").click()
    until(page, READY)
    page.get_by_label("Tiêu đề").fill(CORRECTED)
    page.locator("#id_published_at_0").fill(f"{when:%d/%m/%Y}")
    page.locator("#id_published_at_1").fill("07:00")
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text(f"sẽ đăng lúc 07:00 ngày {when:%d/%m/%Y}").first.wait_for()


def approve(page, when):
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name=CORRECTED).click()
    page.get_by_role("button", name="Duyệt, đăng đúng giờ hẹn").click()
    page.locator(".timeline", has_text="Đã duyệt, chờ đến giờ đăng").wait_for()
    outlook = page.locator(".outlook").inner_text()
    assert outlook == f"Sẽ đăng lúc 07:00 ngày {when:%d/%m/%Y}."
    assert_fits_and_axe_finds_nothing(page)


def test_write_submit_return_correct_approve_schedule_appears(
    desk,  # noqa: F811
    open_page,
    ward,
    section,
):
    """Nothing is public before its minute, and then it is without a visit."""
    Newsroom.objects.create(unit=ward, approval=Newsroom.Approval.TWO)
    writer, leader = (
        make_member(
            ward, name, role=role, password=PASSWORD, email=f"{name}@example.vn"
        )
        for name, role in [("viet", Role.WRITER), ("duyet", Role.EDITOR)]
    )
    minute = (timezone.localtime() + timedelta(days=1)).replace(
        hour=7, minute=0, second=0, microsecond=0
    )
    page = desk(writer)
    send_to_approval(page)
    other = desk(leader)
    return_with_a_remark(other)
    correct_and_ask_for(page, minute)
    approve(other, minute)
    assert run_due(minute - timedelta(seconds=1)) == 0
    assert run_due(minute) == 1

    reader = open_page(reverse("unit_home", args=[ward.slug]))
    reader.get_by_role("link", name=CORRECTED).first.click()
    reader.get_by_role("heading", level=1, name=CORRECTED).wait_for()
    article = Article.objects.get()
    page.goto(reverse("admin:news_article_change", args=[article.pk]))
    steps = page.locator(".timeline li > strong").all_inner_texts()
    assert steps == [
        "Đã đăng",
        "Đã duyệt, chờ đến giờ đăng",
        "Đã gửi duyệt",
        "Trả lại để sửa",
        "Đã gửi duyệt",
    ]
