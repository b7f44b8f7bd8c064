"""Form fields for numbers as people here type and print them: 1.435, 68,6, 06.

A browser's own number field reads "1.435" as one and a half; these are text fields
that bring up the digits of a phone's keyboard.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .vietnamese import format_number, read_number

AMBIGUOUS = _(
    "“%(value)s” can be read in two ways. Write thousands as 1.435 or 1435, "
    "decimals as 68,6."
)

# What no reading makes a number: words and signs.
NO_NUMBER = _("“%(value)s” is not a number. Write only the number: 1.435 or 68,6.")


def is_of_digits(text: str) -> bool:
    """Whether it holds nothing but digits and what stands between digits."""
    return bool(re.fullmatch(r"[\d.,\s]*\d[\d.,\s]*", text))


class NumberInput(forms.TextInput):
    """A short text input with the keyboard of numbers."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "decimal", "autocomplete": "off", "class": "vNumber"}
        super().__init__({**usual, **(attrs or {})})


class WrittenNumberField(forms.Field):
    """Reads a number with `read_number`, and shows it as it is printed here.

    Whole unless `decimals` says how many digits may follow the comma. A year is not
    `grouped`: it is printed 2024, not 2.024.
    """

    widget = NumberInput
    default_error_messages = {
        "ambiguous": AMBIGUOUS,
        "number": NO_NUMBER,
        "whole": _("Write a whole number."),
        "decimals": _("At most %(most)s digits may follow the comma."),
        "large": _("The number is too large."),
    }

    def __init__(
        self,
        *,
        decimals: int = 0,
        most: Decimal | int = 2**31 - 1,
        grouped: bool = True,
        **kwargs: Any,
    ) -> None:
        # What a model field asks of a browser's own number field.
        for unused in ("min_value", "max_value", "max_digits", "decimal_places"):
            kwargs.pop(unused, None)
        self.decimals, self.most, self.grouped = decimals, most, grouped
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, (int, Decimal)):
            return value
        try:
            number = read_number(str(value))
        except ValueError as fault:
            params = {"value": str(value).strip()[:40]}
            code = "ambiguous" if is_of_digits(str(value)) else "number"
            raise ValidationError(self.error_messages[code], code, params) from fault
        return self._checked(number)

    def _checked(self, number: Decimal) -> Decimal | int:
        if number > self.most:
            raise ValidationError(self.error_messages["large"], "large")
        if self.decimals == 0:
            if number != number.to_integral_value():
                raise ValidationError(self.error_messages["whole"], "whole")
            return int(number)
        if number != round(number, self.decimals):
            params = {"most": self.decimals}
            raise ValidationError(self.error_messages["decimals"], "decimals", params)
        return number

    def prepare_value(self, value: Any) -> Any:
        """Show "1.435" for 1435, and what was typed as it was typed."""
        if not self.grouped:
            return value
        if isinstance(value, Decimal):
            whole = value == value.to_integral_value()
            return format_number(
                value.quantize(Decimal(1)) if whole else value.normalize()
            )
        return format_number(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True
