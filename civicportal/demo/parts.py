"""Invented parts of true totals: what the wards of a district may have reported.

The totals are those that the district gave for its conferences of 2023; no source
tells its parts. They are made here, always the same, so that they add up to the
totals exactly, and whatever shows them says that they are invented.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

YEAR = 2023
DISTRICT = "hai-ba-trung-ha-noi"
GROUP_DAYS = (datetime.date(2023, 1, 2), datetime.date(2023, 2, 28))
TET = (datetime.date(2023, 1, 20), datetime.date(2023, 1, 26))  # nobody meets
WARD_DAYS = (datetime.date(2023, 3, 1), datetime.date(2023, 3, 14))

# What every record made of these parts says of itself.
NOTE = (
    "Số liệu minh họa: tổng số là của quận; phần của từng phường, từng tổ dân phố"
    " được chia ra cho khớp với tổng số, không phải số liệu thật."
)

# As the district stated them.
GROUPS = 263
INVITED, ATTENDED, OPINIONS = 51_477, 35_323, 1_435
DELEGATES_INVITED, DELEGATES_ATTENDED, WARD_OPINIONS = 2_203, 2_142, 59

# The district's eighteen wards of that year by address word, with an invented weight.
WARDS = {
    "bach-dang-hai-ba-trung": 15,
    "bach-khoa": 14,
    "bach-mai-hai-ba-trung": 15,
    "cau-den": 11,
    "dong-mac": 10,
    "dong-nhan": 11,
    "dong-tam-hai-ba-trung": 16,
    "le-dai-hanh-hai-ba-trung": 13,
    "minh-khai-hai-ba-trung": 17,
    "nguyen-du-hai-ba-trung": 11,
    "pham-dinh-ho": 10,
    "pho-hue": 16,
    "quynh-loi": 13,
    "quynh-mai-hai-ba-trung": 14,
    "thanh-luong": 19,
    "thanh-nhan": 20,
    "truong-dinh": 20,
    "vinh-tuy-hai-ba-trung": 18,
}


@dataclass(frozen=True)
class GroupPart:
    """What one residential group reports; `number` is its name."""

    number: int
    held_on: datetime.date
    invited: int
    attended: int
    opinions: int


@dataclass(frozen=True)
class WardPart:
    """What one ward reports: its groups, and its own conference in delegates."""

    slug: str
    groups: tuple[GroupPart, ...]
    held_on: datetime.date
    invited: int
    attended: int
    opinions: int


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` by weight into whole parts that sum to it, by largest remainder.

    Of equal remainders the earlier part gets the one more. Raises ValueError when no
    weight is positive, or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights are not negative, and not all 0")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i)
    )
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def uneven(count: int, low: int, high: int, *, start: int = 0) -> list[int]:
    """Return weights between `low` and `high` that vary, always in the same way."""
    span = high - low + 1
    return [low + ((start + i) * 7919 + 104_729) % span for i in range(count)]


def split_within(
    total: int, limits: Sequence[int], weights: Sequence[int]
) -> list[int]:
    """Divide `total` by weight, no part above its limit; the limits leave room for it."""
    parts = [0] * len(limits)
    while rest := total - sum(parts):
        room = [limit - part for limit, part in zip(limits, parts, strict=True)]
        open_weights = [w if r else 0 for w, r in zip(weights, room, strict=True)]
        if sum(room) < rest or not sum(open_weights):
            raise ValueError("the limits leave no room for the total")
        added = split(rest, open_weights)
        parts = [p + min(a, r) for p, a, r in zip(parts, added, room, strict=True)]
    return parts


def wards() -> list[WardPart]:
    """Return the eighteen wards with their groups; all sums are the district's."""
    weights = list(WARDS.values())
    sizes = split(GROUPS, weights)
    groups = _groups(sizes)
    invited = split(DELEGATES_INVITED, weights)
    attended = split_within(
        DELEGATES_ATTENDED,
        invited,
        [
            weight * much
            for weight, much in zip(
                weights, uneven(len(weights), 900, 1000), strict=True
            )
        ],
    )
    opinions = split(WARD_OPINIONS, uneven(len(weights), 10, 40))
    return [
        WardPart(
            slug,
            tuple(groups.pop(0) for _group in range(size)),
            _day(WARD_DAYS, i),
            invited[i],
            attended[i],
            opinions[i],
        )
        for i, (slug, size) in enumerate(zip(WARDS, sizes, strict=True))
    ]


def _groups(sizes: Sequence[int]) -> list[GroupPart]:
    """All groups of the district, ward after ward, numbered from 1 in each."""
    households = uneven(GROUPS, 140, 250)
    invited = split(INVITED, households)
    # Groups of one ward come alike: some wards are near all, some at half.
    zeal = [
        72 + (ward * 7) % 23 - (ward % 3) * 12
        for ward, size in enumerate(sizes)
        for _group in range(size)
    ]
    eager = [count * (share + i % 9) for i, (count, share) in _pairs(invited, zeal)]
    attended = split_within(ATTENDED, invited, eager)
    opinions = split(OPINIONS, uneven(GROUPS, 2, 11))
    numbers = [number + 1 for size in sizes for number in range(size)]
    return [
        GroupPart(number, _day(GROUP_DAYS, i * 5), invited[i], attended[i], opinions[i])
        for i, number in enumerate(numbers)
    ]


def _pairs(
    one: Sequence[int], other: Sequence[int]
) -> list[tuple[int, tuple[int, int]]]:
    return list(enumerate(zip(one, other, strict=True)))


def _day(days: tuple[datetime.date, datetime.date], i: int) -> datetime.date:
    first, last = days
    every = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in every if not TET[0] <= day <= TET[1]]
    return working[i % len(working)]
