"""Pictures of an article in a real browser: many at once, order, main point, library."""

import re

import pytest
from django.urls import reverse

from gallery.models import Photo, PhotoStep
from news.models import Article
from publishing.stores import private_store, public_store
from tests import pictures
from tests.browser.looks import assert_it_fits_and_axe_finds_nothing, violations
from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_user,
    make_ward,
)
from tests.stores import stores  # noqa: F401
from units.models import Role

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stores"),
]

DROP = """(box, names) => {
  const data = new DataTransfer();
  for (const name of names) {
    const bytes = Uint8Array.from(atob(window.samples[name]), (one) => one.charCodeAt(0));
    data.items.add(new File([bytes], name, {type: "image/jpeg"}));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""


# Notes how many pictures are on their way at once.
WATCH = """() => {
  window.most = 0;
  const isGoing = (state) => state.textContent && state.textContent !== state.dataset.queued;
  const look = () => {
    const states = [...document.querySelectorAll(".sending:not(.failed) .sending-state")];
    window.most = Math.max(window.most, states.filter(isGoing).length);
  };
  const options = {childList: true, subtree: true, characterData: true};
  new MutationObserver(look).observe(document.querySelector(".picture-list"), options);
}"""


@pytest.fixture
def desk(open_page, ward, section):
    """Open a desk page as an editor of the ward."""
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.EDITOR)

    def open_desk(path, **options):
        return open_page(path, user=user, **options)

    return open_desk


@pytest.fixture
def article(ward, section):
    photos = [make_photo(unit=ward, alt=f"Ảnh thứ {n}") for n in (1, 2, 3)]
    entries = [(photo, f"Chú thích {n}") for n, photo in enumerate(photos, start=1)]
    return make_article(section=section, cover=photos[0], pictures=entries)


def change_path(article):
    return reverse("admin:news_article_change", args=[article.pk])


def entries(page):
    return page.locator(".picture-list > .picture-entry")


def captions(page):
    return [one.input_value() for one in entries(page).get_by_label("Chú thích").all()]


def stored_captions():
    album = Article.objects.get().working.album
    return list(album.entries.values_list("caption", flat=True))


def save(page):
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/change/**")
    page.locator(".messagelist .success").wait_for()


# Many at once


def test_twenty_photographs_of_which_one_is_broken(desk, ward, tmp_path):
    page = desk(reverse("admin:news_article_add"), width=390)
    paths = []
    for number in range(20):
        path = tmp_path / f"IMG_{number:02}.jpg"
        path.write_bytes(pictures.plain_jpeg(640 + number, 480))
        paths.append(path)
    paths[7].write_bytes(pictures.truncated(pictures.plain_jpeg(647, 480)))
    page.evaluate(WATCH)

    page.locator("input[name=pictures-files]").set_input_files(paths)
    entries(page).nth(18).wait_for(timeout=60_000)

    fault = page.locator(".sending.failed")
    fault.wait_for()
    assert "IMG_07.jpg: Ảnh bị hỏng" in fault.inner_text()
    assert Photo.objects.count() == 19
    assert page.evaluate("window.most") == 3
    assert_it_fits_and_axe_finds_nothing(page)

    # Sending it again alone: the form keeps the file, and sends no other.
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    fault.get_by_role("button", name="Thử lại").click()
    page.locator(".sending.failed").wait_for()
    assert sum("tai-len" in url for url in sent) == 1

    page.get_by_role("button", name="Lưu").click()
    assert "1 ảnh chưa gửi được" in page.locator("[data-status]").inner_text()
    page.get_by_role("button", name="Bỏ ảnh này").click()
    page.get_by_label("Tiêu đề").fill("Hai mươi ảnh")
    page.get_by_label("Chuyên mục").select_option(index=1)
    save(page)
    album = Article.objects.get().working.album
    order = album.entries.values_list("photo__width", flat=True)
    assert list(order) == [640 + n for n in range(20) if n != 7]


def test_a_broken_connection_is_retried_alone_with_the_same_file(desk, tmp_path):
    page = desk(reverse("admin:news_article_add"))
    names = ["mot.jpg", "hai.jpg", "ba.jpg"]
    for name in names:
        (tmp_path / name).write_bytes(pictures.plain_jpeg(700, 500))
    broken = []

    def break_first(route):
        body = route.request.post_data_buffer or b""
        if b"hai.jpg" in body and not broken:
            broken.append(1)
            route.abort()
        else:
            route.continue_()

    page.route("**/tai-len/", break_first)
    page.locator("input[name=pictures-files]").set_input_files(
        [tmp_path / name for name in names]
    )
    page.get_by_text("hai.jpg: Mất kết nối.").wait_for()
    entries(page).nth(1).wait_for()

    page.get_by_role("button", name="Thử lại hai.jpg").click()
    entries(page).nth(2).wait_for()

    assert Photo.objects.count() == 3
    assert page.locator(".sending").count() == 0


def test_dropped_files_are_taken_and_never_replace_the_page(desk):
    page = desk(reverse("admin:news_article_add"))
    page.get_by_label("Tiêu đề").fill("Đã gõ")
    page.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(300, 200);
          canvas.getContext("2d").fillRect(0, 0, 300, 200);
          const blob = await canvas.convertToBlob({type: "image/jpeg"});
          const bytes = new Uint8Array(await blob.arrayBuffer());
          const sample = btoa(String.fromCharCode(...bytes));
          window.samples = {"a.jpg": sample, "b.jpg": sample};
        }"""
    )

    page.locator(".pictures").evaluate(DROP, ["a.jpg", "b.jpg"])
    entries(page).nth(1).wait_for()

    prevented = page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "c.jpg"));
          const options = {dataTransfer: data, bubbles: true, cancelable: true};
          return !document.querySelector("h1").dispatchEvent(new DragEvent("drop", options));
        }"""
    )
    assert prevented
    assert page.get_by_label("Tiêu đề").input_value() == "Đã gõ"
    assert Photo.objects.count() == 2


# Order


def test_order_by_keyboard(desk, article):
    page = desk(change_path(article), width=390)
    down = entries(page).nth(0).get_by_role("button", name=re.compile("^Xuống"))
    down.focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    assert captions(page) == ["Chú thích 2", "Chú thích 3", "Chú thích 1"]
    assert "vị trí 3/3" in page.locator("[data-status]").inner_text()
    focused = page.evaluate("document.activeElement.closest('li').innerText")
    assert "Ảnh 3" in focused
    save(page)
    assert stored_captions() == ["Chú thích 2", "Chú thích 3", "Chú thích 1"]


def test_order_by_number(desk, article):
    page = desk(change_path(article))

    entries(page).nth(2).get_by_label("Thứ tự").fill("1")
    page.keyboard.press("Tab")

    assert captions(page) == ["Chú thích 3", "Chú thích 1", "Chú thích 2"]


@pytest.mark.parametrize("small", [False, True])
def test_order_by_drag(desk, article, small):
    page = desk(change_path(article))
    if small:
        page.get_by_role("button", name="Thu nhỏ để sắp xếp").click()
    entries(page).nth(1).scroll_into_view_if_needed()
    handle = entries(page).nth(2).locator("[data-handle]").bounding_box()
    target = entries(page).nth(0).bounding_box()

    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    for step in range(12):
        part = (step + 1) / 12
        goal_x, goal_y = target["x"] + 20, max(target["y"] + 20, 90)
        page.mouse.move(
            handle["x"] + (goal_x - handle["x"]) * part,
            handle["y"] + (goal_y - handle["y"]) * part,
        )
    page.mouse.up()

    if small:
        page.get_by_role("button", name="Thu nhỏ để sắp xếp").click()
    assert captions(page)[0] == "Chú thích 3"
    save(page)
    assert stored_captions()[0] == "Chú thích 3"


def test_without_javascript_the_number_says_the_order(desk, article):
    page = desk(change_path(article), java_script_enabled=False)

    entries(page).nth(2).get_by_label("Thứ tự").fill("0")
    entries(page).nth(0).get_by_label("Thứ tự").fill("9")
    assert page.get_by_role("link", name="Thư viện ảnh").first.is_visible()
    assert not page.get_by_role("button", name="Lấy từ thư viện").is_visible()
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_load_state()

    assert stored_captions() == ["Chú thích 3", "Chú thích 2", "Chú thích 1"]


# The main point


def test_the_main_point_is_tapped_or_moved_and_kept_on_cards(
    desk, article, open_page, ward
):
    page = desk(change_path(article), width=390)
    first = entries(page).nth(0)
    first.get_by_text("Điểm chính của ảnh").click()
    box = first.locator("[data-focal]").bounding_box()

    first.locator("[data-focal]").click(
        position={"x": box["width"] * 0.2, "y": box["height"] * 0.7}
    )
    assert first.locator("circle").get_attribute("cx") == "20%"
    first.get_by_label("Từ trên xuống").focus()
    page.keyboard.press("ArrowRight")
    assert first.locator("circle").get_attribute("cy") == "71%"
    assert "focal-x-20 focal-y-70" in first.locator(".picture-thumb").get_attribute(
        "class"
    )
    page.get_by_role("button", name="Đăng bài").click()
    page.get_by_role("link", name="Xem bài trên cổng").first.wait_for()

    reader = open_page(ward.get_absolute_url(), width=390)
    cover = reader.locator(".lead-story img, .story img").first
    position = cover.evaluate("one => getComputedStyle(one).objectPosition")
    assert position == "20% 70%"
    assert cover.evaluate("one => one.hasAttribute('style')") is False


# The library


def test_pictures_are_picked_from_the_library_by_keyboard(desk, ward):
    for number in range(30):
        make_photo(unit=ward, alt=f"Hội nghị {number}")
    wanted = make_photo(unit=ward, alt="Tết trồng cây", focal_x=10, focal_y=90)
    make_photo(unit=make_ward(name="Láng"), alt="Tết trồng cây nơi khác")
    page = desk(reverse("admin:news_article_add"), width=390)

    page.get_by_role("button", name="Lấy từ thư viện").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Ảnh của đơn vị")
    dialog.get_by_text("31 ảnh").wait_for()
    assert_it_fits_and_axe_finds_nothing(page)
    dialog.get_by_role("button", name="Ảnh cũ hơn").click()
    dialog.get_by_text("Trang 2/2").wait_for()
    dialog.get_by_label("Hội nghị 0").focus()
    page.keyboard.press("Space")
    dialog.get_by_label("Tìm trong mô tả").fill("tet trong")
    page.keyboard.press("Enter")
    dialog.get_by_text("1 ảnh", exact=False).first.wait_for()
    dialog.get_by_label("Tết trồng cây").focus()
    page.keyboard.press("Space")
    dialog.get_by_role("button", name="Thêm ảnh đã chọn (2)").focus()
    page.keyboard.press("Enter")

    page.locator("dialog").wait_for(state="detached")
    alts = [one.input_value() for one in entries(page).locator("[data-alt]").all()]
    assert alts == ["Hội nghị 0", "Tết trồng cây"]
    thumb = entries(page).nth(1).locator(".picture-thumb")
    assert f"/{wanted.token}/" in thumb.get_attribute("src")
    assert "focal-x-10 focal-y-90" in thumb.get_attribute("class")


def test_escape_closes_the_library_and_nothing_is_added(desk, article):
    page = desk(change_path(article))

    page.get_by_role("button", name="Lấy từ thư viện").click()
    page.get_by_role("dialog").get_by_label("Ảnh thứ 1").wait_for()
    assert page.get_by_role("dialog").get_by_label("Ảnh thứ 1").is_disabled()
    page.keyboard.press("Escape")

    page.get_by_role("dialog").wait_for(state="detached")
    assert entries(page).count() == 3


# Replacing and removing


def test_a_person_is_removed_from_the_portal(desk, ward, section):
    photo = make_photo(unit=ward, alt="Bà H. phát biểu")
    article = make_article(
        section=section,
        cover=photo,
        pictures=[(photo, "Bà H.")],
        body=f'<p>Chữ <img src="{photo.url()}" alt="Bà H."></p>',
        published=True,
    )
    assert public_store().exists(photo.master_name)
    page = desk(reverse("admin:gallery_photo_delete", args=[photo.pk]), width=390)
    assert "đang được dùng" in page.locator("#content").inner_text()
    assert page.get_by_role("link", name="Ngày hội Đại đoàn kết").is_visible()

    page.goto(reverse("admin:gallery_photo_change", args=[photo.pk]))
    assert_it_fits_and_axe_finds_nothing(page)
    page.get_by_role("link", name="Gỡ ảnh theo yêu cầu").click()
    assert_it_fits_and_axe_finds_nothing(page)
    page.get_by_role("button", name="Gỡ vĩnh viễn").click()
    assert Photo.objects.exists()  # neither a reason nor the tick was given
    page.get_by_label("Ai yêu cầu").fill("Bà H. yêu cầu qua điện thoại.")
    page.get_by_label("Tôi hiểu").check()
    page.get_by_role("button", name="Gỡ vĩnh viễn").click()
    page.get_by_text("Đã gỡ ảnh và mọi cỡ của ảnh").wait_for()

    for store in (private_store(), public_store()):
        assert not [name for name in photo.files() if store.exists(name)]
    page.goto(article.get_absolute_url())
    assert page.locator("article img:not([src*='/dem/'])").count() == 0
    assert "Bà H." not in page.locator("article").inner_text()
    assert PhotoStep.objects.get().by.username == "writer"


def test_a_better_file_takes_the_place_of_a_picture(desk, ward, section, tmp_path):
    photo = make_photo(unit=ward)
    article = make_article(
        section=section, cover=photo, pictures=[(photo, "")], published=True
    )
    (tmp_path / "ro.jpg").write_bytes(pictures.plain_jpeg(1800, 1200))
    page = desk(reverse("admin:gallery_photo_change", args=[photo.pk]), width=390)

    page.get_by_role("link", name="Thay bằng tệp tốt hơn").click()
    assert violations(page) == []
    page.get_by_label("Tệp ảnh tốt hơn").set_input_files(tmp_path / "ro.jpg")
    page.get_by_role("button", name="Thay ảnh").click()
    page.get_by_text("Đã thay ảnh ở mọi nơi").wait_for()

    page.goto(article.get_absolute_url())
    assert page.locator("article figure img").first.get_attribute("width") == "1800"
    assert page.locator("article figure img").first.evaluate("one => one.naturalWidth")
