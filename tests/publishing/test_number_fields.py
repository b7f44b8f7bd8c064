"""Numbers as people here type them: read rightly, or refused and explained."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from publishing.number_fields import WrittenNumberField
from publishing.vietnamese import format_number, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.435", 1435),
        ("1435", 1435),
        ("1 435", 1435),
        ("322.500.000", 322_500_000),
        ("68,6", Decimal("68.6")),
        ("1.435,25", Decimal("1435.25")),
        ("06", 6),
        (" 0 ", 0),
    ],
)
def test_a_dot_parts_thousands_and_a_comma_begins_decimals(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "1.43",
        "91.5",
        "1.4355",
        "1,435,000",
        "1.435.00",
        "-3",
        "+3",
        "1e3",
        "hai",
        "",
        "68,",
        ",6",
        "1..435",
        "１２",
        "1.435%",
        "NaN",
        "9999999999999999999999999",
    ],
)
def test_what_might_mean_two_things_or_none_is_refused(text):
    with pytest.raises(ValueError, match="not one number"):
        read_number(text)


@given(st.integers(0, 10**14))
def test_a_printed_number_is_read_as_itself(number):
    assert read_number(format_number(number)) == number


def test_a_field_shows_numbers_as_they_are_printed():
    field = WrittenNumberField(decimals=2)

    assert field.prepare_value(Decimal("1435.00")) == "1.435"
    assert field.prepare_value(Decimal("100.00")) == "100"
    assert field.prepare_value(Decimal("68.60")) == "68,6"
    assert field.prepare_value("1.43") == "1.43"  # as it was typed


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (WrittenNumberField(), "1.43", "ambiguous"),
        (WrittenNumberField(), "chưa rõ", "number"),
        (WrittenNumberField(), "-5", "number"),
        (WrittenNumberField(), "68,6", "whole"),
        (WrittenNumberField(), "3.000.000.000", "large"),
        (WrittenNumberField(decimals=2), "68,666", "decimals"),
        (WrittenNumberField(required=True), " ", "required"),
    ],
)
def test_a_field_says_what_is_wrong(field, text, code):
    with pytest.raises(ValidationError) as raised:
        field.clean(text)

    assert raised.value.code == code


def test_the_same_number_written_otherwise_is_no_change():
    field = WrittenNumberField()

    assert not field.has_changed(1435, "1.435")
    assert not field.has_changed(None, "")
    assert field.has_changed(1435, "1.43")
    assert field.has_changed(6, "07")
