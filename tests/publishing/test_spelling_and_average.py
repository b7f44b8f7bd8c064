import pytest

from publishing.vietnamese import format_average, reading_minutes, spelled


@pytest.mark.parametrize(
    "pair", [("hoà", "Hòa"), ("UỶ BAN", "ủy ban"), ("thuỷ", "Thủy")]
)
def test_where_the_tone_stands_makes_no_other_word(pair):
    one, other = pair

    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(
    "pair", [("chợ", "cho"), ("đã", "đa"), ("đá", "đã"), ("du", "đu")]
)
def test_marks_make_other_words(pair):
    one, other = pair

    assert spelled(one) != spelled(other)


def test_composed_and_decomposed_letters_are_spelled_alike():
    assert spelled("Ngo\u0303 102") == spelled("Ngõ  102")


@pytest.mark.parametrize(
    ("total", "count", "text"),
    [(17, 4, "4,3"), (25, 6, "4,2"), (20, 4, "5"), (0, 0, ""), (409, 100, "4,1")],
)
def test_an_average_is_rounded_half_up_and_whole_ones_have_no_decimals(
    total, count, text
):
    assert format_average(total, count) == text


@pytest.mark.parametrize(
    ("syllables", "minutes"), [(0, 1), (1, 1), (240, 1), (241, 2), (720, 3), (721, 4)]
)
def test_reading_takes_a_minute_for_240_syllables(syllables, minutes):
    assert reading_minutes("từ " * syllables) == minutes
