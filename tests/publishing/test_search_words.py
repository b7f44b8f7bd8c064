import time
import unicodedata

import pytest

from publishing.highlights import marked, passage
from publishing.near_words import LONGEST_MISTYPED, near, parted
from publishing.search_words import numbers_in, question, vector

SPELLINGS = [
    "15/KH-UBND",
    "15 KH UBND",
    "15-KH/UBND",
    "15 / KH – UBND",
    "015/kh-ubnd",
    "15.KH.UBND",
    "số 15/KH-UBND",
    "Kế hoạch số 15 UBND",
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_document_number_is_one_key_in_any_spelling(written):
    assert question(written).number == "15.khubnd"


def test_a_number_may_follow_its_letters():
    assert question("KH 15").number == question("kế hoạch 15").number == "15.kh"


def test_a_text_gives_its_document_numbers_and_no_dates_or_terms():
    text = (
        "Kế hoạch số 15/KH-UBND ngày 12/01/2026; 163/KHLT - UBND – UB MTTQ, "
        "Luật 10/2022/QH15, nhiệm kỳ 2025-2030, 1-2 tổ, 3/4 hộ."
    )

    assert numbers_in(text) == {"15.khubnd", "163.khltubndubmttq", "10.2022.qh15"}


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("UỶ", "ủy"), ("Thuý", "thúy"), ("Đ", "đ")]
)
def test_tone_placement_and_case_are_one_spelling(one, other):
    assert question(one).as_spelt() == question(other).as_spelt()


def test_marks_are_different_spellings_of_one_folded_word():
    plain, tone = question("hoa"), question("hòa")

    assert plain.all_words() == tone.all_words()
    assert plain.as_spelt() != tone.as_spelt()


def test_decomposed_input_asks_the_same():
    composed = question("Hội nghị ủy ban")

    assert question(unicodedata.normalize("NFD", "Hội nghị ủy ban")) == composed


def test_quotation_marks_of_any_kind_hold_words_together():
    for text in ['"hội nghị" phường', "“hội nghị” phường", "«hội nghị» phường"]:
        assert question(text).all_words() == "(('hoi' <-> 'nghi') & 'phuong')"


@pytest.mark.parametrize(
    "text",
    ["' | 'a':*", "a & !b <-> (c)", "');DROP TABLE x;--", "\\'", "a\x00b", "@u1"],
)
def test_operators_and_quotes_never_reach_the_question(text):
    words = [word.folded for word in question(text).words]

    assert all(word.isalnum() for word in words)


def test_facts_are_out_of_reach_of_words():
    assert "'@u1'" in vector([("u1", "A")], ["u1"])
    assert question("@u1").all_words() == "('u1')"


def test_a_question_ends_after_two_hundred_characters():
    assert len(question("hội " * 500).text) <= 200


def test_hostile_text_costs_little():
    began = time.perf_counter()

    for text in ["1/" * 50_000, "1 - A" * 20_000, "a" * 100_000, '"' * 100_000]:
        vector([(text, "C")])
        question(text)

    assert time.perf_counter() - began < 3


def test_marks_stand_around_accented_words_and_everything_else_is_escaped():
    text = '<script>alert("x")</script> Hội nghị & đại biểu'

    shown = marked(text, question("hoi nghi script"))

    assert "<mark>Hội nghị</mark> &amp; đại biểu" in shown
    assert "&lt;<mark>script</mark>&gt;" in shown
    assert "<script" not in shown


def test_a_passage_is_where_the_words_stand_together():
    text = (
        "Hội trường. " + "Lời mở đầu. " * 60 + "Đề nghị họp hội nghị đại biểu hôm nay."
    )

    shown = passage(text, question("hoi nghi dai bieu"))

    assert "<mark>hội nghị đại biểu</mark>" in shown
    assert shown.startswith("… ")


def test_a_passage_of_a_text_without_the_words_is_its_beginning():
    assert passage("Một hai ba", question("bốn")) == "Một hai ba"
    assert passage("", question("bốn")) == ""


def test_near_words_are_one_slip_away():
    assert {"nghi", "ngi", "nghai"} <= near("nghj") | near("nghi") | near("ngi")
    assert "hoi" not in near("hoi")
    assert ("hoi", "nghi") in parted("hoinghi")


def test_a_word_far_longer_than_any_syllable_is_not_taken_for_one_mistyped():
    longest = "a" * LONGEST_MISTYPED

    assert near(longest)
    assert near(longest + "a") == set()
    assert near("a" * 60) == set()
