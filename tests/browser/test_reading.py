"""An article in a real browser: listening, pictures, rating, commenting."""

import re

import pytest
from django.urls import reverse

from news.models import Comment
from news.readers import forms
from tests.browser.looks import violations
from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

BODY = (
    "<p>Ông <strong>Lê A.</strong> ở TP. Hà Nội nói: rác đã hết. Ngõ 102 sạch.</p>"
    "<ul><li>Thu rác lúc 17.30, cách 1.200 mét.</li><li>Hết bài!</li></ul>"
)
# The device's part, not ours: a voice, and speaking that ends when the test says so.
STAND_IN = """(voices) => {
  window.said = [];
  class Utterance { constructor(text) { this.text = text; } }
  const speech = {
    getVoices: () => voices,
    speak: (one) => { window.said.push([one.text, one.lang, one.rate]); window.now = one; },
    cancel: () => { window.now = null; },
    addEventListener: () => {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = Utterance;
}"""
END_OF_SENTENCE = "() => window.now.onend()"


@pytest.fixture
def article():
    ward = make_ward()
    photos = [make_photo(unit=ward, alt=f"Ảnh số {n}") for n in range(1, 5)]
    return make_article(
        unit=ward,
        title="Ngõ 102 sạch hẳn",
        summary="Cả ngõ cùng dọn.",
        body=BODY,
        pictures=[(photo, f"Chú thích {n}") for n, photo in enumerate(photos, 1)],
        published=True,
    )


def with_voices(open_page, article, *languages):
    page = open_page("/")
    voices = [{"lang": language, "name": language} for language in languages]
    page.add_init_script(f"({STAND_IN})({voices})")
    page.goto(article.get_absolute_url())
    return page


def marked(page):
    return page.evaluate(
        "() => [...document.querySelectorAll('.said')].map((e) => e.textContent).join('').replaceAll('\\u00a0', ' ')"
    )


def test_the_article_is_read_sentence_by_sentence_and_goes_on_where_it_was(
    open_page, article
):
    page = with_voices(open_page, article, "en-US", "vi_VN")
    page.get_by_role("button", name="Nghe bài viết").click()
    page.get_by_text("Đang đọc").wait_for()
    assert marked(page) == "Ngõ 102 sạch hẳn"

    for _ in range(2):
        page.evaluate(END_OF_SENTENCE)
    assert marked(page) == "Ông Lê A. ở TP. Hà Nội nói: rác đã hết."
    page.get_by_role("button", name="Tạm dừng").click()
    assert page.evaluate("() => window.now") is None
    page.get_by_label("Tốc độ").select_option("1.25")

    page.reload()
    page.get_by_role("button", name="Nghe bài viết").click()
    page.get_by_text("Đang đọc").wait_for()
    for _ in range(4):
        page.evaluate(END_OF_SENTENCE)

    said = page.evaluate("() => window.said")
    assert [text for text, _language, _rate in said] == [
        "Ông Lê A. ở TP. Hà Nội nói: rác đã hết.",
        "Ngõ 102 sạch.",
        "Thu rác lúc 17.30, cách 1.200 mét.",
        "Hết bài!",
    ]
    assert {(language, rate) for _text, language, rate in said} == {("vi-VN", 1.25)}
    page.get_by_text("Đã đọc hết bài").wait_for()
    assert marked(page) == ""
    assert violations(page) == []


def test_a_device_without_a_vietnamese_voice_is_told_so(open_page, article):
    page = with_voices(open_page, article, "en-US")

    page.get_by_role("button", name="Nghe bài viết").click()

    page.get_by_text("Thiết bị này chưa có giọng đọc tiếng Việt").wait_for()
    assert not page.get_by_role("button", name="Tạm dừng").is_visible()
    assert page.evaluate("() => window.said") == []


SPLIT = """async ([text, module]) => {
  const { split } = await import(module);
  return split(text).map(([from, to]) => text.slice(from, to));
}"""


def test_sentences_end_where_a_reader_would_end_them(open_page, article):
    page = open_page(article.get_absolute_url())
    module = "/static/js/modules/sentences.js"
    cases = {
        "Họp lúc 8.30 ngày 1.7. Đủ 18 tổ!": ["Họp lúc 8.30 ngày 1.7.", "Đủ 18 tổ!"],
        "ThS. Lê B nói v.v. Xong?  Rồi…": ["ThS. Lê B nói v.v. Xong?", "Rồi…"],
        "“Tốt lắm.” Bà nói. 45 hộ vui.": ["“Tốt lắm.”", "Bà nói.", "45 hộ vui."],
        " … ": [],
        "": [],
    }

    for text, sentences in cases.items():
        assert page.evaluate(SPLIT, [text, module]) == sentences
    long = page.evaluate(SPLIT, ["một hai ba, " * 60, module])
    assert max(map(len, long)) <= 220
    assert " ".join(long).split() == ("một hai ba, " * 60).split()


def test_pictures_open_in_a_dialog_by_keys(open_page, article):
    page = open_page(article.get_absolute_url())
    dialog = page.get_by_role("dialog", name="Hình ảnh")
    link = page.locator(".gallery a").first
    link.focus()
    page.keyboard.press("Enter")

    def shown():
        return [
            dialog.get_by_role("status").inner_text(),
            dialog.locator("figcaption").inner_text(),
        ]

    assert shown() == ["Ảnh 1/4", "Chú thích 1"]
    assert dialog.get_by_alt_text("Ảnh số 1").is_visible()
    steps = []
    for key in ("ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        steps.append(shown()[0])
    assert steps == ["Ảnh 2/4", "Ảnh 4/4", "Ảnh 1/4", "Ảnh 4/4", "Ảnh 1/4"]
    assert violations(page) == []
    page.keyboard.press("Escape")

    assert not dialog.is_visible()
    assert link.evaluate("(link) => link === document.activeElement")


SWIPE = """([from, to]) => {
  const dialog = document.querySelector("dialog[open]");
  const image = dialog.querySelector("img");
  const at = (x) => new Touch({ identifier: 1, target: image, clientX: x, clientY: 300 });
  const send = (type, x, touches) => image.dispatchEvent(new TouchEvent(type, {
    touches: touches ? [at(x)] : [], changedTouches: [at(x)], bubbles: true }));
  send("touchstart", from, true);
  send("touchend", to, false);
}"""


def test_pictures_are_changed_by_touch(open_page, article):
    page = open_page(article.get_absolute_url(), width=390, has_touch=True)
    page.wait_for_load_state("networkidle")  # the gallery's module is there
    page.locator(".gallery a").first.tap()
    status = page.get_by_role("dialog").get_by_role("status")

    page.evaluate(SWIPE, [300, 100])
    assert status.inner_text() == "Ảnh 2/4"
    page.evaluate(SWIPE, [100, 110])
    assert status.inner_text() == "Ảnh 2/4"
    page.evaluate(SWIPE, [100, 300])
    assert status.inner_text() == "Ảnh 1/4"
    page.get_by_role("button", name="Đóng").tap()

    assert not page.get_by_role("dialog").is_visible()


def test_two_browsers_rate_at_once_and_each_counts_once(open_page, article):
    pages = [open_page(article.get_absolute_url()) for _ in range(2)]
    for page in pages:
        page.get_by_role("link", name="Đánh giá bài viết").click()
        page.get_by_label("4 sao").wait_for()
        page.get_by_label("4 sao").check()

    for page in pages:
        page.evaluate("() => document.querySelector('#danh-gia form').requestSubmit()")
    for page in pages:
        page.get_by_text("Bạn đã cho bài viết này 4 sao").wait_for()
    pages[0].get_by_label("2 sao").check()
    pages[0].get_by_role("button", name="Gửi đánh giá").click()
    pages[0].get_by_text("Bạn đã cho bài viết này 2 sao").wait_for()

    stars = sorted(article.ratings.values_list("stars", flat=True))
    assert stars == [2, 4]
    pages[1].reload()
    assert "3 trên 5 · 2 lượt" in pages[1].locator("#danh-gia").inner_text()


def test_a_comment_from_writing_to_publication(open_page, article, monkeypatch):
    monkeypatch.setattr(forms, "QUICKEST", 0)
    editor = make_user(username="editor")
    make_membership(user=editor, unit=article.unit, role=Role.EDITOR)
    page = open_page(article.get_absolute_url(), width=390)
    page.get_by_role("link", name="Viết bình luận").click()
    page.get_by_label("Tên hiển thị").fill("Bà con ngõ 102")
    page.get_by_label("Nội dung").fill("Rất hay")
    page.get_by_role("button", name="Gửi bình luận").click()
    page.get_by_text("Lỗi: hãy viết ít nhất 10 ký tự.").wait_for()
    assert violations(page) == []
    assert page.get_by_label("Tên hiển thị").input_value() == "Bà con ngõ 102"
    page.get_by_label("Nội dung").fill("Rất hay, ngõ tôi sạch hẳn.")
    page.get_by_role("button", name="Gửi bình luận").click()
    page.get_by_text("sẽ duyệt trước khi bình luận hiện").wait_for()

    desk = open_page(reverse("admin:index"), width=390, user=editor)
    desk.get_by_role("link", name=re.compile("Bà con ngõ 102")).click()
    desk.get_by_label("Đăng", exact=True).check()
    desk.get_by_label("Trả lời của đơn vị").fill("Cảm ơn bà con.")
    assert violations(desk) == []
    desk.get_by_role("button", name="Lưu", exact=True).click()
    desk.wait_for_url("**/comment/**")

    page.reload()
    assert "Rất hay, ngõ tôi sạch hẳn." in page.locator("#binh-luan").inner_text()
    assert "Phường Kim Liên trả lời" in page.locator("#binh-luan").inner_text()


def test_without_script_all_is_there_but_listening(open_page, article, monkeypatch):
    monkeypatch.setattr(forms, "QUICKEST", 0)
    page = open_page(article.get_absolute_url(), java_script_enabled=False)
    assert not page.get_by_text("Nghe bài viết").first.is_visible()
    assert page.locator(".gallery a").first.get_attribute("href").endswith(".webp")

    page.get_by_role("link", name="Đánh giá bài viết").click()
    page.get_by_label("5 sao").check()
    page.get_by_role("button", name="Gửi đánh giá").click()
    assert page.get_by_text("Bạn đã cho bài viết này 5 sao").is_visible()
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Viết bình luận").click()
    page.get_by_label("Tên hiển thị").fill("An")
    page.get_by_label("Nội dung").fill("Ngõ tôi sạch hẳn rồi.")
    page.get_by_role("button", name="Gửi bình luận").click()

    assert page.get_by_text("sẽ duyệt trước khi bình luận hiện").is_visible()
    assert Comment.objects.get().name == "An"


def test_on_paper_stand_the_address_and_the_day(open_page, article):
    page = open_page(article.get_absolute_url())
    page.emulate_media(media="print")

    paper = page.locator(".on-paper")
    assert article.get_absolute_url() in paper.inner_text()
    assert re.search(r"\d{2}/\d{2}/\d{4}", paper.inner_text())
    for hidden in (".toolbar", "#binh-luan", "#danh-gia", ".gallery", ".rail"):
        assert not page.locator(hidden).first.is_visible()


BLOCKED = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } })"
)


def test_with_storage_closed_the_display_and_the_voice_still_work(open_page, article):
    page = with_voices(open_page, article, "vi-VN")
    page.add_init_script(BLOCKED)
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(article.get_absolute_url())

    page.get_by_role("button", name="Chế độ ban đêm").click()
    page.get_by_role("button", name="Nghe bài viết").click()
    page.get_by_text("Đang đọc").wait_for()

    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert faults == []
