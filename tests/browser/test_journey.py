"""From a writer's desk to a resident's phone, in a real browser."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from gallery.models import Photo
from news.models import Article
from news.services import KIND
from publishing.stores import names_in, private_store, public_store
from tests import pictures
from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from traffic.counting import totals
from traffic.folding import fold
from units.models import Role, User

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mật-khẩu-đủ-dài-2026"
OLD_PHONE = "Mozilla/5.0 (Linux; Android 8.1) Chrome/90.0 Mobile Safari/537.36"
NEW_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"

# What Word puts on the clipboard for a heading, two paragraphs, a list and a table.
FROM_WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal {font-family:"Times New Roman"; mso-style-parent:"";}</style></head>
<body lang=VI><!--StartFragment-->
<h2 style='mso-outline-level:2'><span style='color:red'>Phần hội<o:p></o:p></span></h2>
<p class=MsoNormal style='text-align:justify'><b style='mso-bidi-font-weight:normal'>
<span style='font-size:14.0pt;font-family:"Times New Roman",serif'>Bà con 36 khu dân cư
</span></b><span style='font-size:14.0pt'>cùng ăn bữa cơm chung.<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>-<span>&nbsp;&nbsp;</span></span>
<![endif]>Văn nghệ</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>-<span>&nbsp;&nbsp;</span></span>
<![endif]>Trò chơi</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
<tr><td width=300 style='width:225pt'><p class=MsoNormal>Khu dân cư<o:p></o:p></p></td>
<td><p class=MsoNormal>Số hộ<o:p></o:p></p></td></tr>
<tr><td><p class=MsoNormal>Số 4</p></td><td><p class=MsoNormal>120</p></td></tr></table>
<!--EndFragment--></body></html>
"""

PASTE = """(body, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  body.focus();
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  body.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.fixture
def ward():
    ward = make_ward(name="Kim Liên")
    make_section(unit=ward, name="Mặt trận")
    user = make_user(username="writer", password=PASSWORD)
    make_membership(user=user, unit=ward, role=Role.WRITER)
    return ward


@pytest.fixture
def phone_photographs(tmp_path):
    """Three photographs as phones store them: turned by a tag, with place and maker."""
    paths = []
    for number, orientation in enumerate((6, 3, 8)):
        path = tmp_path / f"IMG_{number}.jpg"
        path.write_bytes(pictures.phone_jpeg(orientation))
        paths.append(path)
    return paths


def sign_in(page):
    page.get_by_label("Tên đăng nhập").fill("writer")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def write_article(page, photographs):
    page.get_by_role("link", name="Viết bài").first.click()
    page.get_by_label("Chuyên mục").select_option(label="Mặt trận – Phường Kim Liên")
    page.get_by_label("Tiêu đề").fill("Ngày hội Đại đoàn kết về từng ngõ")
    page.get_by_label("Tóm tắt").fill("Bữa cơm chung của 36 khu dân cư.")
    editor = page.frame_locator("iframe.cke_wysiwyg_frame").locator("body")
    editor.evaluate(PASTE, FROM_WORD)
    page.locator("input[name=pictures-files]").set_input_files(photographs)
    entries = page.locator(".picture-list .picture-entry")
    entries.nth(2).wait_for()
    entries.nth(0).get_by_label("Chú thích").fill("Sân khu tập thể sáng 16/11")


def test_a_writer_publishes_and_a_resident_without_javascript_reads(
    ward, open_page, phone_photographs
):
    """At a computer; `test_workflow.py` goes the same way on phones."""
    writer = open_page(reverse("admin:login"), width=1280)
    sign_in(writer)
    write_article(writer, phone_photographs)
    writer.get_by_role("button", name="Đăng bài").click()
    writer.get_by_role("link", name="Xem bài trên cổng").first.wait_for()

    resident = open_page(
        ward.get_absolute_url(),
        width=390,
        java_script_enabled=False,
        user_agent=OLD_PHONE,
    )
    resident.get_by_role("link", name="Ngày hội Đại đoàn kết về từng ngõ").click()

    body = resident.locator(".article-body")
    heading = resident.locator("h1").inner_text().replace("\xa0", " ")
    assert heading == "Ngày hội Đại đoàn kết về từng ngõ"
    assert body.locator("h2").inner_text() == "Phần hội"
    assert body.locator("li").all_inner_texts() == ["Văn nghệ", "Trò chơi"]
    assert body.locator("td").count() + body.locator("th").count() == 4
    assert "Bà con 36 khu dân cư cùng ăn" in body.inner_text()
    assert "mso" not in body.inner_html().lower()
    assert_pictures_are_shown_upright(resident)
    assert_nothing_of_the_phone_is_stored()

    fold()
    article = Article.objects.get()
    before = totals(KIND, [article.pk]).get(article.pk, 0)
    reader = open_page(article.get_absolute_url(), user_agent=NEW_PHONE)
    reader.wait_for_load_state("networkidle")
    fold()
    assert totals(KIND, [article.pk])[article.pk] == before + 1
    reader.reload()
    assert f"Lượt xem: {before + 1}" in reader.locator("article").inner_text()


def assert_pictures_are_shown_upright(page):
    """Each picture of the page is really there, turned as the phone was held."""
    sources = {image.get_attribute("src") for image in page.locator("img.photo").all()}
    assert len(sources) >= 3
    for source in sources:
        answer = page.request.get(source)
        assert answer.status == 200
        picture = Image.open(BytesIO(answer.body())).convert("RGB")
        red, green, blue = picture.getpixel((picture.width // 10, picture.height // 10))
        assert red > 150 > max(green, blue), "the red corner belongs top left"


def assert_nothing_of_the_phone_is_stored():
    assert Photo.objects.count() == 3
    for store in (private_store(), public_store()):
        names = list(names_in(store, "photos"))
        assert len(names) >= 9
        for name in names:
            with store.open(name) as file:
                content = file.read()
            assert not [one for one in pictures.SECRETS if one in content], name


def test_staff_readings_are_not_counted(ward, open_page):
    section = ward.sections.get()
    article = make_article(unit=ward, section=section, published=True)
    path = article.get_absolute_url()

    page = open_page(path, user=User.objects.get(), user_agent=NEW_PHONE)
    page.wait_for_load_state("networkidle")
    fold()

    assert totals(KIND, [article.pk]).get(article.pk, 0) == 0


def test_a_broken_picture_is_told_and_the_others_go_up(ward, open_page, tmp_path):
    good, bad = tmp_path / "tot.jpg", tmp_path / "hong.jpg"
    good.write_bytes(pictures.plain_jpeg())
    bad.write_bytes(pictures.truncated(pictures.plain_jpeg()))
    path = reverse("admin:news_article_add")
    page = open_page(path, user=User.objects.get(), width=390)

    page.locator("input[name=pictures-files]").set_input_files([bad, good])

    page.locator(".picture-list .picture-entry").first.wait_for()
    assert "hong.jpg" in page.locator(".sending.failed").inner_text()
    assert page.locator(".picture-list .picture-entry").count() == 1
