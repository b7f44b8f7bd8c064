"""The cells of the sheet of residential groups: what is typed, and how it is shown.

Columns stand in the order of the paper form. Numbers are whole and may be grouped as
Vietnamese or as an English Excel does (1.435; 1,435; 1 435); days as people write them
(5/2; 05/02/2024; 5-2-24; 5.2.2024), of the record's year where none is written. An
empty cell is unknown, never zero. Pure functions: no query.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from publishing.vietnamese import clean_line, fold, format_date, format_number

LARGEST = 999_999  # households of one group: more is a slip of the finger
LONGEST = 300
EVERYBODY = "100%"
MARK = "x"
YES = {"x", "v", "co", "on", "1", "true"}
NO = {"", "khong", "0", "false"}

_PLAIN = re.compile(r"\d{1,9}")
_GROUPED = re.compile(r"\d{1,3}([., ])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d+[.,]\d+")
# What is counted, written beside the figure: "06 ý kiến".
_NOUN = re.compile(
    r"\s*(hộ( dân)?|ý kiến|đại biểu|người|đb|đại diện)\.?$", re.IGNORECASE
)
_DAY = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{4}|\d{2}))?[/.]?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")


@dataclass(frozen=True)
class Column:
    """One column: the report's field, its head on the form, and what it takes."""

    name: str
    label: Any
    kind: str  # "day", "number", "votes", "mark" or "text"
    hint: Any = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "votes"}


_HEADS = [
    ("held_on", pgettext_lazy("column of the sheet", "Day"), "day"),
    (
        "households_total",
        pgettext_lazy("column of the sheet", "All households"),
        "number",
    ),
    ("households_invited", pgettext_lazy("column of the sheet", "Invited"), "number"),
    ("households_attended", pgettext_lazy("column of the sheet", "Attended"), "number"),
    ("opinions", pgettext_lazy("column of the sheet", "Opinions"), "number"),
    ("delegates_elected", pgettext_lazy("column of the sheet", "Delegates"), "number"),
    ("votes_for", pgettext_lazy("column of the sheet", "In favour"), "votes"),
    ("not_to_be_held", pgettext_lazy("column of the sheet", "Not held"), "mark"),
    ("reason", pgettext_lazy("column of the sheet", "Reason"), "text"),
    ("explanation", pgettext_lazy("column of the sheet", "Explanation"), "text"),
]
_HINTS = {
    "day": pgettext_lazy("hint in the sheet", "For example 5/2 or 05/02/2024."),
    "number": pgettext_lazy(
        "hint in the sheet", "A whole number: 0 means none, empty means not known."
    ),
    "votes": pgettext_lazy(
        "hint in the sheet", "A whole number, or 100% where all who came agreed."
    ),
    "mark": pgettext_lazy("hint in the sheet", "x where none is to be held."),
    "text": "",
}
COLUMNS = tuple(Column(name, label, kind, _HINTS[kind]) for name, label, kind in _HEADS)
BY_NAME = {column.name: column for column in COLUMNS}


def number(text: str, largest: int = LARGEST) -> int | None:
    """Read a whole number, None where nothing is typed; raises ValidationError."""
    text = _NOUN.sub("", clean_line(text))
    if not text:
        return None
    if not text.isascii():
        raise ValidationError(_("Write a whole number in digits."))
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        found = int(re.sub(r"[., ]", "", text))
        if found > largest:
            raise ValidationError(_("This number is too large."))
        return found
    raise ValidationError(_fault_of_number(text))


def _fault_of_number(text: str) -> str:
    if text.startswith("="):
        return _("Write the number, not a formula.")
    if text.startswith("-"):
        return _("Write 0 where there are none; leave it empty where it is not known.")
    if _DECIMAL.fullmatch(text):
        return _("Write a whole number, without a fraction.")
    if text.endswith("%"):
        return _("Write a number, not a percentage.")
    return _("Write a whole number in digits.")


def votes(text: str, attended: int | None) -> int | None:
    """Read a number, or "100%": all who attended; raises ValidationError."""
    text = clean_line(text)
    if not text.endswith("%"):
        return number(text)
    if text.replace(" ", "") != EVERYBODY:
        raise ValidationError(
            _("Write how many were in favour: only 100% can be turned into a number.")
        )
    if attended is None:
        raise ValidationError(_("100% of whom? Write first how many attended."))
    return attended


def day(text: str, year: int) -> datetime.date | None:
    """Read a day on which a meeting was held, as `written_day` does."""
    found = written_day(text, year)
    return found and _likely(found, year)


def written_day(text: str, year: int) -> datetime.date | None:
    """Read a day, of `year` where none is typed; raises ValidationError."""
    text = re.sub(r"^ngày\s+", "", clean_line(text), flags=re.IGNORECASE)
    if not text:
        return None
    found = _parts(text, year)
    if found is None:
        raise ValidationError(_("Write the day like 5/2 or 05/02/2024."))
    written, month, number_of_day = found
    if not 1 <= month <= 12:
        raise ValidationError(
            _("There is no month %(month)s: write the day first, then the month.")
            % {"month": month}
        )
    try:
        return datetime.date(written, month, number_of_day)
    except ValueError as fault:
        raise ValidationError(
            _("Month %(month)s of %(year)s has no day %(day)s.")
            % {"month": month, "year": written, "day": number_of_day}
        ) from fault


def _parts(text: str, year: int) -> tuple[int, int, int] | None:
    """Year, month and day as they are written."""
    if not text.isascii():
        return None
    if iso := _ISO_DAY.fullmatch(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if found := _DAY.fullmatch(text):
        written = int(found[3]) if found[3] else year
        return (
            written + 2000 if written < 100 else written,
            int(found[2]),
            int(found[1]),
        )
    return None


def _likely(found: datetime.date, year: int) -> datetime.date:
    """The day, unless it cannot be one of this record."""
    if abs(found.year - year) > 1:
        raise ValidationError(
            _("This record is of the year %(year)s: check the year of the day.")
            % {"year": year}
        )
    if found > timezone.localdate():
        raise ValidationError(_("This day is still to come."))
    return found


def mark(text: str) -> bool:
    """Read whether a box is ticked: x, có or 1; raises ValidationError."""
    folded = fold(text)
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise ValidationError(_("Write x where none is to be held, else leave it empty."))


def line(text: str) -> str:
    """Read words; raises ValidationError where they are too many."""
    text = clean_line(text)
    if len(text) > LONGEST:
        raise ValidationError(
            _("At most %(limit)s characters; there are %(count)s.")
            % {"limit": LONGEST, "count": len(text)}
        )
    return text


def read(
    typed: Mapping[str, str], *, year: int, attended: int | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Read the typed cells of one line: its values, and the faults by column.

    `attended` is what the line says already, for a typed "100%"; what is typed beside
    it counts first. Columns that are not in `typed` are in neither.
    """
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for column in COLUMNS:
        if column.name not in typed:
            continue
        among = values.get("households_attended", attended)
        try:
            values[column.name] = _read_one(column, typed[column.name], year, among)
        except ValidationError as fault:
            faults[column.name] = fault.messages[0]
    return values, faults


def _read_one(column: Column, text: str, year: int, attended: int | None) -> Any:
    if column.kind == "day":
        return day(text, year)
    if column.kind == "votes":
        return votes(text, attended)
    readers: dict[str, Any] = {"number": number, "mark": mark, "text": line}
    return readers[column.kind](text)


def shown(value: Any) -> str:
    """A stored value as its cell shows it, so that reading it gives it back."""
    if value is None or value is False:
        return ""
    if value is True:
        return MARK
    if isinstance(value, datetime.date):
        return format_date(value)
    return format_number(value) if isinstance(value, int) else str(value)
