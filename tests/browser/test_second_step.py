"""Signing in with a phone, from the set-up to the recovery code, in a real browser."""

from base64 import b32decode

import pytest
from django.urls import reverse

from tests.browser.looks import assert_it_fits_and_axe_finds_nothing
from tests.factories import make_membership, make_user
from tests.second_factor import code, enrol
from units import people
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mật-khẩu-đủ-dài-2026"


@pytest.fixture
def administrator(ward):
    user = make_user(username="quantri", full_name="Lê Thị Lan", password=PASSWORD)
    make_membership(user=user, unit=ward, role=Role.WARD_ADMIN)
    return user


def sign_in(page, username, password=PASSWORD):
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def sign_out(page):
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_label("Tên đăng nhập").wait_for()


def check(page):
    page.wait_for_load_state("networkidle")
    assert_it_fits_and_axe_finds_nothing(page)


def test_from_the_set_up_to_the_code_and_the_recovery_code(open_page, administrator):
    page = open_page(reverse("admin:login"), width=390)
    sign_in(page, "quantri")

    page.get_by_role("link", name="Bảo mật").click()
    check(page)
    page.get_by_role("link", name="Thiết lập xác thực hai bước").click()
    picture = page.get_by_role("img", name="Mã QR")
    assert picture.evaluate(
        "image => image.decode().then(() => image.naturalWidth > 100)"
    )
    page.get_by_text("Không quét được hình").click()
    check(page)
    key = b32decode(page.locator(".secret").inner_text()).hex()
    page.get_by_label("Mã gồm 6 chữ số").fill(code(key, later=-1))
    page.get_by_role("button", name="Bật").click()

    codes = page.locator(".codes code").all_inner_texts()
    check(page)
    assert len(codes) == 10
    page.get_by_role("link", name="Tôi đã cất giữ các mã").click()
    assert "Đang bật" in page.locator("#content-main").inner_text()
    check(page)
    sign_out(page)

    sign_in(page, "quantri")
    page.get_by_label("Mã gồm 6 chữ số").wait_for()
    check(page)
    page.keyboard.type(code(key))  # the field is where the cursor stands
    page.keyboard.press("Enter")
    page.wait_for_url("**/quan-tri/")
    sign_out(page)

    sign_in(page, "quantri")
    page.get_by_role("link", name="dùng mã khôi phục").click()
    check(page)
    page.get_by_label("Mã khôi phục").fill(codes[3])
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/quan-tri/")
    assert "Còn 9 mã khôi phục" in page.locator("body").inner_text()


def test_a_ward_administrator_makes_an_account_and_its_owner_takes_it_over(
    open_page, administrator
):
    path = reverse("admin:units_person_changelist")
    page = open_page(path, user=administrator, width=390)
    check(page)

    page.goto(reverse("admin:units_person_add"))
    check(page)
    page.get_by_label("Tên đăng nhập").fill("hoa")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Hòa")
    page.get_by_label("Vai trò:").select_option(label="Biên tập viên")
    page.get_by_role("button", name="Lưu", exact=True).click()
    password = page.locator(".codes code").inner_text()
    check(page)
    page.get_by_role("link", name="Đã trao hoặc đã ghi lại").click()
    check(page)

    owner = open_page(reverse("admin:login"), width=390)
    sign_in(owner, "hoa", password)
    owner.get_by_label("Mật khẩu đang dùng").fill(password)
    check(owner)
    owner.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    owner.locator("input[name=new_password2]").fill(PASSWORD)
    owner.get_by_role("button", name="Đổi mật khẩu").click()
    owner.wait_for_url("**/quan-tri/")


def test_the_pages_of_one_person_and_the_log_fit(open_page, administrator, ward):
    user = make_user(username="hoa", full_name="Nguyễn Thị Hòa")
    make_membership(user=user, unit=ward)
    enrol(user)
    path = reverse("admin:units_auditevent_changelist")
    page = open_page(path, user=administrator, width=390)

    check(page)
    for name in ("change", "reset_password", "remove_second_factor", "end_roles"):
        page.goto(reverse(f"admin:units_person_{name}", args=[user.pk]))
        check(page)


def test_where_required_one_is_led_to_set_up_and_back(
    open_page, administrator, settings
):
    settings.TWO_FACTOR_REQUIRED = True
    settings.TWO_FACTOR_GRACE_DAYS = 0
    wanted = reverse("admin:units_person_changelist")
    page = open_page(wanted, width=390)
    password = people.reset_password(
        user=administrator, by=make_user(is_superuser=True)
    )
    sign_in(page, "quantri", password)

    page.locator("input[name=old_password]").fill(password)
    page.locator("input[name=new_password1]").fill(PASSWORD)
    page.locator("input[name=new_password2]").fill(PASSWORD)
    page.get_by_role("button", name="Đổi mật khẩu").click()
    page.get_by_text("Không quét được hình").click()
    check(page)
    assert page.get_by_role("link", name="Để sau").count() == 0
    key = b32decode(page.locator(".secret").inner_text()).hex()
    page.get_by_label("Mã gồm 6 chữ số").fill(code(key))
    page.get_by_role("button", name="Bật").click()
    page.get_by_role("link", name="Tôi đã cất giữ các mã").click()

    assert page.url.endswith(wanted)
