import pytest

from publishing.numbers import LARGEST, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("17", 17), ("017", 17), (5, 5), (str(LARGEST), LARGEST)],
)
def test_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1.0",
        "1_0",
        " 1",
        "abc",
        "\0",
        "１",
        "²",
        None,
        str(LARGEST + 1),
    ],
)
def test_all_else_is_none(text):
    assert whole_number(text) is None


def test_digits_beyond_what_python_reads_are_none():
    assert whole_number("9" * 5000) is None
