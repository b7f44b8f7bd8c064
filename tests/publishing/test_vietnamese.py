"""Vietnamese text: stored composed, folded for search, sorted by its alphabet."""

import datetime
import time
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing import vietnamese as vn

ANY_TEXT = st.text(st.characters())
NFD = "Hội nghị đại biểu Nhân dân phường Khương Thượng"


def test_text_is_stored_composed():
    decomposed = unicodedata.normalize("NFD", NFD)

    assert decomposed != NFD
    assert vn.clean_text(decomposed) == NFD


def test_what_passes_as_plain_is_what_cleaning_would_leave():
    plain = [one for one in map(chr, range(0x110000)) if vn._PLAIN.match(one)[0]]

    assert len(plain) > 250
    for one in plain:
        assert unicodedata.is_normalized("NFC", one), one
        assert not unicodedata.combining(one), one
        assert not vn._INVISIBLE.match(one), one
        assert not vn._ODD_SPACE.match(one), one
        assert not vn._LINE_END.match(one), one
        assert vn.is_visible(one) or one in " \n", one


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\x1b",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\xad",
        "\ud800",
    ],
)
def test_characters_that_nobody_sees_are_removed(hidden):
    assert vn.clean_text(f"Tổ{hidden} 2{hidden}") == "Tổ 2"


def test_every_kind_of_space_becomes_a_plain_one():
    assert vn.clean_line("Tổ\xa0dân \u2009phố\u3000\n\tsố 4 ") == "Tổ dân phố số 4"


def test_line_ends_become_one_kind_and_stay():
    assert vn.clean_text(" một\r\nhai\rba\u2028bốn\t5\n") == "một\nhai\nba\nbốn\t5"


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b\u2060", "\u3164", "\u0301", "\u2800"]
)
def test_text_of_which_nothing_is_seen_is_empty(text):
    assert vn.clean_text(text) == ""
    assert vn.clean_line(text) == ""


def test_marks_heaped_over_one_letter_are_cut():
    assert len(vn.clean_text("a" + "\u0351" * 100)) == 5


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text):
    once = vn.clean_text(text)

    assert vn.clean_text(once) == once
    assert vn.clean_line(vn.clean_line(text)) == vn.clean_line(text)
    assert isinstance(once.encode(), bytes)  # no lone surrogates


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("hoá", "HÓA"),
        ("Uỷ ban", "Ủy ban"),
        ("Đống Đa", "dong da"),
        ("Ðống", "đống"),
        (NFD, unicodedata.normalize("NFD", NFD)),
        ("Tổ\xa0 2", "to 2"),
    ],
)
def test_words_that_search_must_not_tell_apart_fold_alike(one, other):
    assert vn.fold(one) == vn.fold(other)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert vn.fold(vn.fold(text)) == vn.fold(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hội nghị đại biểu Nhân dân năm 2024", "hoi-nghi-dai-bieu-nhan-dan-nam-2024"),
        ("Đống Đa — ký kết 12/QĐ-UBND!", "dong-da-ky-ket-12-qd-ubnd"),
        (unicodedata.normalize("NFD", "Ưu tiên"), "uu-tien"),
        ("🎉🎉", "bai-viet"),
        ("?!…", "bai-viet"),
        ("", "bai-viet"),
        ("日本", "bai-viet"),
    ],
)
def test_slug_is_made_of_plain_words(text, slug):
    assert vn.slugify_vi(text) == slug


def test_long_slug_ends_with_a_whole_word():
    assert vn.slugify_vi("phường Kim Liên " * 20, 30) == "phuong-kim-lien-phuong-kim"
    assert vn.slugify_vi("một hai", 7) == "mot-hai"
    assert vn.slugify_vi("x" * 300, 80) == "x" * 80


@given(st.text(max_size=400), st.integers(1, 90))
def test_slug_is_never_empty_or_too_long_and_stays_itself(text, limit):
    slug = vn.slugify_vi(text, limit)

    assert 0 < len(slug) <= limit
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert vn.slugify_vi(slug, limit) == slug


@pytest.mark.parametrize(
    "in_order",
    [
        list("aăâbcdđeêghiklmnoôơpqrstuưvxy"),
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Tổ 1", "Tổ 2", "Tổ 2A", "Tổ 10", "Tổ 010 bis", "Tổ 100"],
        ["Cầu Giấy", "Chương Mỹ", "Cửa Nam", "Dương Nội", "Đại Mỗ", "Đống Đa"],
        ["Ba Đình", "Bà Rịa", "Ba Vì", "Bạch Mai", "Bát Tràng"],
        ["Hòa", "Hóa", "Hòa Bình", "Hoàn Kiếm", "Hoàng Mai"],
        ["An Hòa", "Ân Thi", "Bình An"],
    ],
)
def test_names_sort_by_the_vietnamese_alphabet(in_order):
    backwards = list(reversed(in_order))

    assert sorted(backwards, key=vn.sort_key) == in_order


def test_sort_key_ignores_case_place_of_tone_and_punctuation():
    assert vn.sort_key("HOÀ  Bình") == vn.sort_key("hòa-bình")
    assert vn.sort_key(unicodedata.normalize("NFD", "Ậ")) == vn.sort_key("ậ")


@given(ANY_TEXT)
def test_every_text_has_a_sort_key(text):
    assert " " in vn.sort_key(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (7, "7"),
        (1435, "1.435"),
        (-1435, "-1.435"),
        (322500000, "322.500.000"),
        (Decimal("3.1"), "3,1"),
        (Decimal("1234.50"), "1.234,50"),
        (Decimal("1E+3"), "1.000"),
    ],
)
def test_numbers_have_points_between_thousands(number, shown):
    assert vn.format_number(number) == shown


@pytest.mark.parametrize(
    ("part", "whole", "digits", "shown"),
    [
        (35323, 51477, 1, "68,6%"),
        (1, 800, 1, "0,1%"),
        (1, 800, 2, "0,13%"),
        (5, 200, 0, "3%"),
        (7812, 9300, 1, "84,0%"),
        (164, 164, 1, "100%"),
        (51476, 51477, 1, "100,0%"),
        (3, 2, 1, "150%"),
        (5, 0, 1, ""),
        (0, 5, 1, "0%"),
    ],
)
def test_percentages_are_rounded_half_up(part, whole, digits, shown):
    assert vn.format_percent(part, whole, digits) == shown


def test_days_and_moments_are_shown_in_local_time():
    moment = datetime.datetime(2024, 2, 29, 17, 51, tzinfo=datetime.UTC)

    assert vn.format_datetime(moment) == "01/03/2024 | 00:51"
    assert vn.format_date(moment) == "01/03/2024"
    assert vn.weekday_date(moment) == "Thứ Sáu, 01/03/2024"
    assert vn.format_date(datetime.date(987, 1, 2)) == "02/01/0987"
    assert vn.weekday_date(datetime.date(2026, 11, 21)) == "Thứ Bảy, 21/11/2026"
    assert vn.weekday_date(datetime.date(2026, 11, 22)) == "Chủ nhật, 22/11/2026"


def test_excerpt_ends_between_words():
    assert vn.excerpt("Sáng nay, phường họp", 2) == "Sáng nay…"
    assert vn.excerpt("Sáng nay", 2) == "Sáng nay"
    assert vn.excerpt("") == ""


def test_reading_takes_at_least_a_minute():
    assert vn.reading_minutes("") == 1
    assert vn.reading_minutes("chữ " * 241) == 2


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Tổ dân phố số 4 họp", "Tổ dân phố số_4 họp"),
        ("Khen 10 tập thể", "Khen 10_tập thể"),
        ("Nghị quyết số 12/NQ-HĐND mới", "Nghị quyết số_12/NQ-HĐND mới"),
        ("Năm 2024 tại phường", "Năm_2024 tại phường"),
        ("Ngày 28/02/2024 tại", "Ngày_28/02/2024 tại"),
        ("từ 28/02/2024 tại", "từ 28/02/2024 tại"),
        ("Hội nghị đại biểu Nhân dân", "Hội nghị đại_biểu Nhân_dân"),
        ("1.435 hộ", "1.435_hộ"),
        ("An Hòa", "An Hòa"),
        (
            "Trồng cây dọc ngõ 102, gốc nào cũng trông",
            "Trồng cây dọc ngõ_102, gốc nào cũng trông",
        ),
    ],
)
def test_titles_keep_figures_with_their_words(title, kept):
    assert vn.keep(title) == kept.replace("_", "\xa0")
    assert vn.clean_line(vn.keep(title)) == title


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "1",
        "9.",
        "số 1 ",
        "-",
        "/",
        "ă",
        "\u0301",
        "\u0301\u0323",
        "🎉",
        "<",
        "\xa0",
    ],
)
def test_no_text_is_slow(piece):
    text = piece * (100_000 // len(piece))
    seconds = time.process_time()

    for work in (
        vn.clean_text,
        vn.fold,
        vn.slugify_vi,
        vn.sort_key,
        vn.keep,
        vn.excerpt,
    ):
        work(text)

    # Generous for a busy machine; anything quadratic takes minutes.
    assert time.process_time() - seconds < 5
