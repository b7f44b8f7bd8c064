"""The shape of Vietnamese syllables."""

import pytest

from publishing.syllables import is_syllable

RIGHT = (
    "nghiêng khuỷu quyết quốc giếng gì gìn già ghế ngoằn khoẻ khỏe hoà hòa thuý thủy "
    "nguyễn yêu uyên ý đường ưởng xoong huỳnh quỹ sỹ ỷ ương loại khuếch quýt rượu chuyện"
)
WRONG = "Céng héi nghÞ ®¹i biÓu ph­êng Coäng ñaïi Müller café cy kà gế nghà ngế thác̀ ấc̀"


@pytest.mark.parametrize("word", RIGHT.split())
def test_a_vietnamese_syllable_is_one_in_any_case(word):
    assert is_syllable(word)
    assert is_syllable(word.upper())
    assert is_syllable(word.capitalize())


@pytest.mark.parametrize("word", [*WRONG.split(), "", "hộiưnghị", "mat̀", "HĐND"])
def test_what_cannot_be_spoken_is_none(word):
    assert not is_syllable(word)


def test_a_stopped_syllable_takes_only_two_of_the_tones():
    spoken = [word for word in ("tac", "tác", "tạc", "tàc", "tảc") if is_syllable(word)]

    assert spoken == ["tác", "tạc"]
