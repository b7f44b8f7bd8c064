"""Text typed with the fonts of before Unicode: found, converted, and never mistaken."""

import itertools
import time
import unicodedata

import pytest

from civicportal.demo.catalogue import read_all
from publishing.legacy_encodings import (
    Encoding,
    detect,
    from_tcvn3,
    from_viscii,
    from_vni,
    keep_soft_hyphens,
    reader_of,
)
from publishing.richtext import clean_html, plain_text
from publishing.vietnamese import clean_line

from .encoders import TCVN3, VISCII, VNI, encode, table

TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
SMALL = {
    unicodedata.normalize("NFC", vowel + tone)
    for vowel, tone in itertools.product("aăâeêioôơuưy", TONES)
} - set("aeiouy") | {"đ"}

TITLE = "Hội nghị đại biểu nhân dân bàn việc xây dựng đời sống văn hóa ở cơ sở"
NOTICE = (
    "Ủy ban nhân dân phường Khương Thượng thông báo: từ ngày 02/01 đến 28/02/2023, "
    "người dân mang thẻ căn cước đến trụ sở để được hướng dẫn; mọi ý kiến gửi về "
    "đồng chí Nguyễn Thị Hỷ, số điện thoại 024 3000 0121."
)


def stories():
    return [story for unit in read_all() for story in unit.stories]


# --- Every letter


@pytest.mark.parametrize("rows", [TCVN3, VNI, VISCII])
def test_the_tables_of_the_tests_name_every_small_letter(rows):
    assert set(table(rows)) >= SMALL


@pytest.mark.parametrize(
    ("convert", "rows"), [(from_tcvn3, TCVN3), (from_vni, VNI), (from_viscii, VISCII)]
)
def test_every_letter_is_read(convert, rows):
    # Between consonants, because a sign that stands alone is no letter.
    read = {letter: convert(f"t{code}t") for letter, code in table(rows).items()}

    assert read == {letter: f"t{letter}t" for letter in read}


def test_vni_capitals_may_have_their_marks_in_small_letters():
    assert from_vni("UÛY BAN, Uûy ban, Uûy Ban ÑOÁNG Ñoáng") == (
        "ỦY BAN, Ủy ban, Ủy Ban ĐỐNG Đống"
    )


def test_small_codes_of_a_capital_font_become_capitals():
    written = "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM"

    assert from_tcvn3(written) == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_a_capital_at_the_beginning_raises_no_other_letter():
    assert from_tcvn3("Lª V¨n ViÖt, UBND x·") == "Lê Văn Việt, UBND xã"


def test_signs_that_stand_alone_stay_signs():
    assert from_tcvn3("· Häp tæ d©n phè © 2004") == "· Họp tổ dân phố © 2004"


def test_the_greek_letter_that_some_programs_make_of_a_code_is_read():
    assert from_tcvn3("nhμ v¨n ho¸") == "nhà văn hoá"


# --- Finding


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [(TCVN3, Encoding.TCVN3), (VNI, Encoding.VNI), (VISCII, Encoding.VISCII)],
)
@pytest.mark.parametrize("text", [TITLE, NOTICE, "Đại hội Mặt trận lần thứ năm"])
def test_old_text_is_found_and_read_whole(text, rows, encoding):
    text = text if rows is VNI else text.lower()

    reader = reader_of(encode(text, rows))

    assert reader.encoding == encoding
    assert reader.text(encode(text, rows)) == text


@pytest.mark.parametrize("rows", [TCVN3, VNI, VISCII])
def test_every_demonstration_text_survives_being_typed_the_old_way(rows):
    """A text of two thousand words, lists and figures comes back as it was."""
    for story in stories():
        text = plain_text(story.body).replace("²", "2").replace("·", "-")
        text = text if rows is VNI else text.lower()
        old = encode(text, rows)

        assert reader_of(old).text(old) == text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_is_never_taken_for_anything_else(form):
    for story in stories():
        whole = "\n".join([story.title, story.summary, story.body])
        for part in [whole, whole.upper(), *plain_text(story.body).split("\n")]:
            assert detect(unicodedata.normalize(form, part)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ông Lê Thành Công có nhà ông Hoàng, công nhân tháng tám, là xã nhà",
        "họat động, đòa kết, hội nghi đai biểu, tòan dân, thủ tụng, khỏan",
        "São Paulo, México, Perú, Müller, Genève, Besançon, José, Noël, Citroën, Haïti",
        "Élysée, Orléans, naïve, façade, Ångström, Malmö, Köln, Zürich, Señor, Curaçao",
        "25 °C · 12 m² · ½ ngày · 3 × 4 · § 5 · © 2024 · «tin» · ±2 · µm · ¥100 · £5",
        "HĐND, UBND, NĐ-CP, ĐBQH, QĐ-TTg, TƯ, BCĐ, ĐTN, CĐ, VHTTƠ",
        "há»™i nghá»‹ Ä‘áº¡i biá»ƒu",
        "hội\xadnghị đại\xadbiểu nhân\xaddân phường\xadxã",
    ],
)
def test_names_signs_faults_and_other_languages_are_no_old_text(text):
    assert detect(text) is None
    assert reader_of(text) is None


def test_two_odd_words_are_not_enough():
    assert detect("Bảng hiệu cũ còn ghi: Héi nghÞ.") is None


def test_a_text_of_many_foreign_words_needs_more_than_three():
    foreign = "Müller Größe Façade Åland Malmö Köln Zürich Señor Curaçao Bön Gdańsk"

    assert detect("ViÖt x· phè ®éi") is Encoding.TCVN3
    assert detect(f"ViÖt x· phè ®éi {foreign}") is None


def test_old_paragraphs_beside_new_ones_are_read_alone():
    old = encode(NOTICE.lower(), TCVN3)
    text = f"{TITLE}\n{old}\nÔng Lê Thành Công, nhà 12, có ý"

    reader = reader_of(text)

    assert (
        reader.text(text)
        == f"{TITLE}\n{NOTICE.lower()}\nÔng Lê Thành Công, nhà 12, có ý"
    )
    assert reader.old_lines(text) == [old]


def test_html_keeps_its_tags_addresses_and_new_blocks():
    old = encode("đại biểu nhân dân họp hội nghị", VNI)
    html = (
        f"<h2>{TITLE}</h2>\n<p>{old} <strong>{old}</strong> &amp; "
        f'<a href="https://x.vn/à?b=1" title="{old}">{old}</a></p>\n'
        f'<p><img src="/media/photos/aa/960.webp" alt="{old}"></p>'
    )

    read = reader_of(html).html(html)

    assert old not in read
    assert read == html.replace(old, "đại biểu nhân dân họp hội nghị")


# --- The letter that is a soft hyphen in Unicode


def test_the_letter_that_looks_like_a_soft_hyphen_survives_cleaning():
    text = "ngày mưa đưa thư cho người lưu giữ phường Khương Thượng như cũ"
    old = encode(text, TCVN3)

    line, body = clean_line(old), clean_html(f"<p>{old}</p>")

    assert reader_of(line).text(line) == text
    assert reader_of(body).html(body) == f"<p>{text}</p>"
    assert clean_line(line) == line
    assert clean_html(body) == body


def test_it_survives_as_an_entity_too():
    old = encode("phường như người lưu giữ thư", TCVN3).replace("\xad", "&shy;")

    body = clean_html(f"<p>{old}</p>")

    assert reader_of(body).html(body) == "<p>phường như người lưu giữ thư</p>"


def test_true_soft_hyphens_still_go():
    assert (
        clean_line("hội\xadnghị đại\xadbiểu nhân\xaddân") == "hộinghị đạibiểu nhândân"
    )


def test_text_without_old_letters_is_returned_as_it_is():
    assert keep_soft_hyphens("a &shy; b") == "a &shy; b"
    assert keep_soft_hyphens("Bé phè \xad") == "Bé phè \xad"


@pytest.mark.parametrize(
    "text",
    [
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam ph\xadêng " * 2_200,
        "é" * 100_000,
        "<" * 100_000,
        '<img alt="' * 10_000,
        "".join(f"{chr(0xE0 + n % 30)}{n} b" for n in range(20_000)),
    ],
)
def test_a_long_text_takes_no_time(text):
    started = time.process_time()
    reader = reader_of(keep_soft_hyphens(text))
    if reader:
        reader.html(text)

    assert time.process_time() - started < 1
