"""The editor in a real browser: it starts, breaks no policy, calls nobody, uploads."""

import pytest
from django.urls import reverse

from gallery.models import Photo
from tests.factories import make_membership, make_section, make_user, make_ward
from tests.pictures import plain_jpeg
from units.models import Role, User

pytestmark = pytest.mark.django_db(transaction=True)

READY = (
    "Object.values(window.CKEDITOR?.instances ?? {}).some(e => e.status === 'ready')"
)
TEXT = "CKEDITOR.instances.id_body.getData()"
PASTE_PICTURE = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 400;
  canvas.getContext("2d").fillRect(9, 9, 200, 200);
  const html = `<p>Ảnh: <img src="${canvas.toDataURL("image/png")}"></p>`;
  CKEDITOR.instances.id_body.fire("paste", {
    type: "html",
    dataValue: html,
    dataTransfer: new CKEDITOR.plugins.clipboard.dataTransfer(),
    method: "paste",
  });
}"""


@pytest.fixture
def writer(db):
    ward = make_ward(name="Kim Liên")
    make_section(unit=ward, name="Mặt trận")
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    return user


def until(page, expression):
    """Wait for something in the page; its policy forbids Playwright's own way."""
    for _ in range(150):
        if value := page.evaluate(expression):
            return value
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {expression}")


def open_form(open_page, **options):
    """Open the form for a new article; return the page and what went wrong in it."""
    page = open_page(reverse("admin:index"), user=User.objects.get(), **options)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: _note_foreign(request, page, faults))
    page.goto(reverse("admin:news_article_add"))
    return page, faults


def _note_foreign(request, page, faults):
    own = "/".join(page.url.split("/")[:3])
    if not request.url.startswith((own, "data:", "blob:")):
        faults.append(request.url)


@pytest.mark.parametrize("width", [390, 1280])
def test_editor_starts_within_its_policy_and_without_strangers(
    writer, open_page, width
):
    page, faults = open_form(open_page, width=width)

    until(page, READY)

    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("button", name="Chèn ảnh").is_visible()
    box = page.locator(".cke").bounding_box()
    assert box["width"] <= width


def test_a_pasted_picture_becomes_a_photograph_of_the_unit(writer, open_page):
    page, faults = open_form(open_page)
    until(page, READY)

    page.evaluate(PASTE_PICTURE)
    text = until(page, f"/media/.test({TEXT}) && {TEXT}")

    photo = Photo.objects.get()
    assert f'src="{photo.url()}"' in text
    assert 'width="640"' in text
    assert "base64" not in text
    # CKEditor selects what it has just replaced, and Chromium remarks on it.
    assert [fault for fault in faults if "addRange" not in fault] == []


def test_a_caption_stays_with_its_picture(writer, open_page):
    page, _ = open_form(open_page)
    until(page, READY)
    figure = (
        '<figure><img src="/media/x.png" alt="x"><figcaption>Chú</figcaption></figure>'
    )

    page.evaluate(f"CKEDITOR.instances.id_body.setData('{figure}')")

    until(
        page, "Object.keys(CKEDITOR.instances.id_body.widgets.instances).length === 1"
    )
    assert "<figcaption" in page.evaluate(TEXT)


def test_without_javascript_there_is_a_textarea(writer, open_page):
    page, _ = open_form(open_page, java_script_enabled=False)

    page.get_by_label("Nội dung").fill("Một\n\nHai")

    assert page.get_by_label("Nội dung").input_value() == "Một\n\nHai"


DIALOG = "CKEDITOR.dialog.getCurrent()"


def open_dialog(page, command):
    until(page, READY)
    page.evaluate(f"CKEDITOR.instances.id_body.execCommand('{command}')")
    until(page, "!!document.activeElement.closest('.cke_dialog')")


def test_a_link_leads_to_a_page_or_an_address_and_fits_a_phone(writer, open_page):
    page, _ = open_form(open_page, width=320)

    open_dialog(page, "link")

    box = page.locator(".cke_dialog_body").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    kinds = page.get_by_label("Liên kết đến").locator("option").all_inner_texts()
    assert [kind.strip() for kind in kinds] == ["Trang web", "Thư điện tử"]
    starts = page.get_by_label("Bắt đầu bằng").locator("option").all_inner_texts()
    assert [start.strip("\u200e ") for start in starts][:2] == ["https://", "http://"]
    assert page.get_by_label("Chữ hiển thị").is_visible()


def test_a_picture_is_sent_as_soon_as_it_is_chosen(writer, open_page, tmp_path):
    page, _ = open_form(open_page, width=390)
    path = tmp_path / "hop-to.jpg"
    path.write_bytes(plain_jpeg())

    open_dialog(page, "image")
    page.locator(".picture-chooser input").set_input_files(path)
    until(page, f"{DIALOG}.getValueOf('info', 'src')")
    page.get_by_label("Mô tả cho người không nhìn thấy ảnh").last.fill("Bà con họp tổ")
    page.get_by_role("button", name="Đồng ý").click()

    text = until(page, f"/img/.test({TEXT}) && {TEXT}")
    assert f'src="{Photo.objects.get().url()}"' in text
    assert 'alt="Bà con họp tổ"' in text


def test_escape_closes_the_picture_dialog_also_from_its_file_field(writer, open_page):
    page, _ = open_form(open_page, width=390)

    open_dialog(page, "image")
    page.locator(".picture-chooser input").focus()
    page.keyboard.press("Escape")

    assert until(page, f"{DIALOG} === null")


def test_at_night_the_text_is_light_on_dark_and_follows_the_switch(writer, open_page):
    page, _ = open_form(open_page, theme="dark")
    until(page, READY)
    ground = (
        "getComputedStyle(CKEDITOR.instances.id_body.document.$.body).backgroundColor"
    )

    night = until(page, ground)
    page.get_by_role("button", name="Chế độ ban đêm").click()

    assert night == "rgb(33, 27, 24)"
    until(page, f"{ground} === 'rgb(255, 255, 255)'")


def test_without_javascript_it_says_how_to_write(writer, open_page):
    page, _ = open_form(open_page, java_script_enabled=False)

    assert page.get_by_text("đang tắt JavaScript").is_visible()
