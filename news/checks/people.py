"""Data of private persons: households by name, numbers of identity, phone and bank.

Office holders are named by right, and so are an office's numbers. The patterns are
narrow: a warning that is often wrong is soon read by nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from units.models import Contact, Unit

from .advice import Advice, Line, Written, listed

_UPPER = "".join(
    char
    for char in map(chr, range(0x41, 0x1EFA))
    if unicodedata.category(char) == "Lu" and (char < "\u0250" or char > "\u1e9f")
)
_NAME = rf"[{_UPPER}][^\W\d_]{{0,7}}"
_FAMILY = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn"
    "|Lương|Trịnh|Đào|Mai|Trương|Tạ|Chu|Lưu|Cao|Hà|Vương|Quách|Tô|Thái|Kiều"
)
_TITLE = "ông/bà|ông bà|ông|bà|anh|chị|cụ|cháu|bác"
_NOT_A_NAME = r"(?!Mẹ\b|Hùng (?:Lực|Lao)\b|Con\b)"
_HOUSEHOLD = re.compile(
    rf"\b[Hh]ộ(?: gia đình| nghèo| cận nghèo)? (?:{_TITLE}) {_NOT_A_NAME}{_NAME}(?: {_NAME}){{0,4}}"
    rf"|\b[Gg]ia đình (?:{_TITLE}) {_NOT_A_NAME}{_NAME}(?: {_NAME}){{0,4}}"
    rf"|\b[Hh]ộ (?:{_FAMILY}) {_NAME}(?: {_NAME}){{0,3}}"
)
_S = "[ .-]"
_PHONE = re.compile(
    rf"(?<![\d.,/+-])(?:\+84{_S}?|84|0)[35789](?:"
    rf"\d{{8}}|\d{{2}}{_S}\d{{3}}{_S}\d{{3}}|\d{_S}\d{{3}}{_S}\d{{4}}"
    rf"|\d{{2}}{_S}\d{{2}}{_S}\d{{2}}{_S}\d{{2}}|\d{_S}\d{{4}}{_S}\d{{3}}"
    rf"|\d{_S}\d{{3}}{_S}\d{{2}}{_S}\d{{2}}|\d{{2}}{_S}\d{{6}}|\d{{3}}{_S}\d{{5}}"
    rf")(?!\d|[.,/-]\d)"
)
_PUBLIC_NUMBER = re.compile(
    "đường dây nóng|hotline|trực ban|số trực|đầu mối|tổng đài|cấp cứu|Zalo OA", re.I
)
_IDENTITY = re.compile(
    r"\b(?:CCCD|CMND|CMTND|CMT|căn cước(?: công dân)?|chứng minh (?:nhân dân|thư)"
    r"|định danh(?: cá nhân)?)[^\d\n]{0,20}(?<!\d)(\d{12}|\d{9}|\d{3}(?: \d{3}){2,3})"
    r"(?![\d./-])",
    re.IGNORECASE,
)
# Province, century and sex, year of birth, six digits.
_BARE_IDENTITY = re.compile(
    r"(?<![\d.,/-])0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}(?![\d./-])"
)
_OTHER_NUMBER = re.compile(r"tài khoản|\bSTK\b|mã|hồ sơ|biên (?:lai|nhận)", re.I)
_ACCOUNT = re.compile(
    r"\b(?:số tài khoản|STK|tài khoản(?: số)?|TK(?: số)?)[^\d\n]{0,25}"
    r"(?<![\d])(\d(?:[ .-]?\d){5,18})(?!\d)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:Ủy ban|Uỷ ban|UBND|UBMTTQ|MTTQ|Mặt trận|Quỹ|Kho bạc|Hội|Ban|Trường|Công ty"
    r"|Đoàn|Đảng ủy|ngân sách)\b",
    re.IGNORECASE,
)
BEFORE = 60  # characters in which a number is said to be a public one


def find(written: Written, unit: Unit) -> Iterator[Advice]:
    lines = list(written.lines())
    phones = _Phones(unit)
    for code, message, places_in in (
        ("household-named", _NAMED, _households),
        ("private-phone", _PHONES, phones.places_in),
        ("identity-number", _IDENTITIES, _identities),
        ("bank-account", _ACCOUNTS, _accounts),
    ):
        yield from _gathered(code, message, places_in, lines)


_NAMED = _(
    "Households by name. Do they know and agree? A number without names is often enough."
)
_PHONES = _("Numbers that look like private mobile phones.")
_IDENTITIES = _("Numbers that look like identity cards; they must not be published.")
_ACCOUNTS = _("Numbers that look like private bank accounts.")


def _gathered(
    code: str,
    message: Any,
    places_in: Callable[[str], list[str]],
    lines: list[Line],
) -> Iterator[Advice]:
    """One advice for all places of a kind, at the field of the first."""
    found = [(place, line) for line in lines for place in places_in(line.text)]
    if found:
        places = list(dict.fromkeys(place for place, _line in found))
        yield Advice(
            code=code,
            field=found[0][1].field,
            message=message,
            where=listed(places),
        )


def _households(text: str) -> list[str]:
    return _HOUSEHOLD.findall(text)


class _Phones:
    """Mobile numbers but those that the unit itself gives as contacts."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._known: set[str] | None = None

    def places_in(self, text: str) -> list[str]:
        return [
            match[0]
            for match in _PHONE.finditer(text)
            if not _PUBLIC_NUMBER.search(
                text, max(0, match.start() - BEFORE), match.end()
            )
            and _digits(match[0]) not in self.known
        ]

    @property
    def known(self) -> set[str]:
        if self._known is None:
            phones = Contact.objects.filter(unit=self.unit).values_list("phone")
            self._known = {
                _digits(part)
                for (phone,) in phones
                for part in re.split("[,;/]", phone)
            }
        return self._known


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return f"0{digits[2:]}" if digits.startswith("84") else digits


def _identities(text: str) -> list[str]:
    named = [match[1] for match in _IDENTITY.finditer(text)]
    bare = [
        match[0]
        for match in _BARE_IDENTITY.finditer(text)
        if not _OTHER_NUMBER.search(text, max(0, match.start() - BEFORE), match.start())
    ]
    return named + bare


def _accounts(text: str) -> list[str]:
    if _ORGANISATION.search(text):
        return []
    return [match[1] for match in _ACCOUNT.finditer(text)]
