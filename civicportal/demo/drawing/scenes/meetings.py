"""Rooms where people confer: the hall, the vote, the signing, the voters' evening."""

from ..canvas import Canvas, mix, veil
from ..palette import (
    CREAM,
    CRIMSON,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LACQUER,
    LEAF,
    MAROON,
    PAPER,
    SKINS,
    STRAW,
    WHITE,
    WOOD,
)  # fmt: skip
from ..people import Look, any_look, ao_dai, bust, standing
from ..things import flag, flowers, plain_banner, star, table

OFFICE_SHIRTS = (WHITE, "#eef3f2", "#dbe6ee", CREAM, "#cfd9d3", INDIGO, "#4d5a63")


def _curtain(c: Canvas, x: float, w: float, height: float, colour: str) -> None:
    c.rect(x, 0, w, height, colour)
    count = max(3, int(w / 42))
    for i in range(count):
        left = x + w * i / count
        c.rect(left, 0, w / count * 0.42, height, veil(INK, 0.13))
        c.rect(left + w / count * 0.62, 0, w / count * 0.14, height, veil(WHITE, 0.07))


def _stage(c: Canvas, floor: float) -> None:
    c.wash("#8c1a1c", "#a8322b", 0, floor)
    for i in range(24):
        c.rect(i * 68, 0, 26, floor, veil(MAROON, 0.24))
    _curtain(c, 0, 190, floor + 40, "#7a1517")
    _curtain(c, 1410, 190, floor + 40, "#7a1517")
    c.rect(0, 0, 1600, 46, MAROON)
    c.rect(0, 46, 1600, 7, GOLD)
    plain_banner(c, 330, 92, 940, 128)
    c.rect(150, floor, 1300, 66, WOOD)
    c.rect(150, floor, 1300, 12, mix(WOOD, STRAW, 0.35))


def _presidium(c: Canvas, floor: float) -> None:
    for i in range(5):
        look = any_look(c.rng, OFFICE_SHIRTS)
        bust(c, 560 + i * 120, floor - 78, 132, look)
    table(c, 490, floor - 80, 620, 82, LACQUER)
    flowers(c, 800, floor - 34, 40)


def _lectern(c: Canvas, x: float, floor: float) -> None:
    bust(c, x, floor - 104, 150, Look(WHITE, skin=SKINS[1], sleeves="long"))
    c.poly(
        [
            (x - 62, floor - 120),
            (x + 62, floor - 120),
            (x + 48, floor + 4),
            (x - 48, floor + 4),
        ],
        WOOD,
    )
    c.rect(x - 70, floor - 130, 140, 17, mix(WOOD, STRAW, 0.3), 4)
    star(c, x, floor - 62, 24)
    c.stroke([(x + 18, floor - 130), (x + 30, floor - 168)], INK, 4)


def _rows(c: Canvas, top: float, *, rows: int = 4) -> None:
    """Delegates from behind, bigger towards the reader."""
    for row in range(rows):
        t = row / (rows - 1)
        size, base = 132 + 118 * t, top + 105 + (1067 - top) * t * 0.95
        step = size * 1.02
        shift = (row % 2) * step / 2
        for i in range(-1, int(1600 / step) + 2):
            look = any_look(c.rng)
            x = i * step + shift + c.rng.uniform(-8, 8)
            c.rect(
                x - size * 0.36, base - size * 0.3, size * 0.72, size * 0.6, MAROON, 14
            )
            bust(c, x, base, size, look, back=True)
        c.rect(0, base - 4, 1600, size, veil("#2a100e", 0.16 + 0.1 * t))


def hall(c: Canvas) -> None:
    """A full assembly hall, seen from its last rows."""
    floor = 470
    _stage(c, floor)
    flag(c, 222, 150, 150, pole=320)
    c.glow(800, 250, 620, "#ffd48a", 0.32)
    _presidium(c, floor)
    _lectern(c, 1230, floor)
    for x in (430, 1340):
        flowers(c, x, floor - 2, 58)
    c.wash("#a3532f", "#5d2419", floor + 66, 1067 - floor - 66)
    for x in (0, 1450):
        c.rect(x, floor + 30, 150, 44, MAROON)
    _rows(c, floor + 70)


def vote(c: Canvas) -> None:
    """Raised hands, each with a red card, seen from the front of the room."""
    c.wash("#f3e2c0", "#e7cfa4", 0, 560)
    for i in range(4):
        x = 90 + i * 390
        c.rect(x, 80, 250, 330, mix(WOOD, INK, 0.15))
        c.wash_box(x + 14, 94, 222, 302, "#cfe6ea", "#f3efd9")
        c.rect(x + 120, 94, 10, 302, WOOD)
        c.rect(x + 14, 230, 222, 9, WOOD)
    c.rect(0, 470, 1600, 600, "#8a4a30")
    for row in range(4):
        _voters_row(c, row)


def _voters_row(c: Canvas, row: int) -> None:
    size = 190 + row * 50
    base = 560 + row * 178
    step = size * 1.02
    for i in range(-1, int(1600 / step) + 2):
        x = i * step + (row % 2) * step / 2 + c.rng.uniform(-10, 10)
        look = any_look(c.rng)
        _raised_card(c, x + size * 0.36, base - size * 0.2, size, look)
        bust(c, x, base + 40, size, look)
    c.rect(0, base + 38, 1600, 300, veil("#5d2419", 0.34))


def _raised_card(c: Canvas, x: float, y: float, size: float, look: Look) -> None:
    tip = (x + c.rng.uniform(0, 0.1) * size, y - size * c.rng.uniform(0.72, 0.86))
    c.stroke([(x, y), tip], mix(look.shirt, INK, 0.07), size * 0.14)
    c.stroke([((x + tip[0]) / 2, (y + tip[1]) / 2), tip], look.skin, size * 0.11)
    w, h = size * 0.28, size * 0.36
    left, top = tip[0] - w / 2, tip[1] - h * 0.95
    c.rect(left + 4, top + 5, w, h, veil(INK, 0.25), 5)
    c.rect(left, top, w, h, CRIMSON, 5)
    c.rect(left + w * 0.12, top + h * 0.09, w * 0.76, h * 0.82, "#c9443c", 3)
    c.rect(left + w * 0.28, top + h * 0.3, w * 0.44, h * 0.09, STRAW, 2)
    c.disc(*tip, size * 0.065, look.skin)


def signing(c: Canvas) -> None:
    """Two leaders sign, their colleagues stand behind them."""
    c.wash("#f4e3c4", "#ead0a1", 0, 760)
    plain_banner(c, 280, 70, 1040, 150)
    for i in range(9):
        c.rect(60 + i * 186, 0, 4, 760, veil(WOOD, 0.12))
    flag(c, 92, 250, 170, pole=520)
    flag(c, 1352, 250, 170, pole=520)
    c.wash("#a9653c", "#7b4026", 760, 307)
    _witnesses(c)
    for x, look in (
        (560, Look(WHITE, skin=SKINS[0], sleeves="long")),
        (1040, Look("#2c3f63", skin=SKINS[3], hair="bob", sleeves="long")),
    ):
        bust(c, x, 792, 265, look)
        _writing_hand(c, x, 782, look)
    table(c, 250, 776, 1100, 230, JADE)
    for x in (560, 1040):
        _folder(c, x, 776)
    flowers(c, 800, 770, 78)
    _desk_flags(c, 770)


def _witnesses(c: Canvas) -> None:
    for i in range(8):
        x = 290 + i * 146
        if i in (1, 5):
            ao_dai(c, x, 905, 545, (CRIMSON, GOLD)[i == 5], skin=SKINS[i % 4])
            continue
        look = any_look(c.rng, OFFICE_SHIRTS)
        standing(
            c, x, 905, 560 + c.rng.uniform(-22, 22), look, arms=((100, 82), (80, 98))
        )


def _writing_hand(c: Canvas, x: float, y: float, look: Look) -> None:
    c.stroke(
        [(x - 96, y - 70), (x - 70, y - 12), (x - 14, y - 18)],
        mix(look.shirt, INK, 0.08),
        34,
    )
    c.stroke(
        [(x + 98, y - 70), (x + 74, y - 10), (x + 22, y - 20)],
        mix(look.shirt, INK, 0.12),
        34,
    )
    c.disc(x - 8, y - 20, 17, look.skin)
    c.disc(x + 24, y - 20, 17, look.skin)
    c.stroke([(x + 20, y - 26), (x + 44, y - 66)], INK, 6)


def _folder(c: Canvas, x: float, y: float) -> None:
    c.poly(
        [(x - 108, y - 2), (x + 108, y - 2), (x + 92, y - 22), (x - 92, y - 22)], MAROON
    )
    c.poly([(x - 84, y - 5), (x - 3, y - 5), (x - 3, y - 20), (x - 72, y - 20)], PAPER)
    c.poly([(x + 3, y - 5), (x + 84, y - 5), (x + 72, y - 20), (x + 3, y - 20)], PAPER)


def _desk_flags(c: Canvas, y: float) -> None:
    for x in (320, 1254):
        c.rect(x - 22, y - 12, 44, 12, GOLD, 3)
        flag(c, x, y - 104, 78, pole=94)


def voters(c: Canvas) -> None:
    """A resident speaks at an evening meeting; the panel listens and writes."""
    c.wash("#eadfc6", "#f5ead2", 0, 640)
    c.rect(0, 0, 1600, 58, mix(WOOD, INK, 0.1))
    for x in (360, 800, 1240):
        c.rect(x - 3, 58, 6, 70, INK)
        c.cap(x, 150, 66, 44, (180, 360), JADE)
        c.glow(x, 170, 330, "#ffe3a3", 0.6)
        c.oval(x, 152, 46, 10, "#fff4d4")
    c.rect(470, 190, 660, 96, CRIMSON)
    c.rect(470, 190, 660, 8, GOLD)
    c.rect(470, 278, 660, 8, GOLD)
    star(c, 800, 238, 34)
    flag(c, 1230, 210, 120, pole=330)
    c.wash("#b87a4e", "#7a452c", 640, 427)
    for i in range(6):
        bust(c, 420 + i * 152, 560, 190, any_look(c.rng, OFFICE_SHIRTS))
    table(c, 330, 556, 940, 130, LEAF)
    for i in range(6):
        c.rect(396 + i * 152, 544, 60, 6, PAPER)
        c.rect(470 + i * 152, 520, 13, 30, veil("#a8d3dc", 0.95), 3)
    _listeners(c)
    _speaker(c)


def _listeners(c: Canvas) -> None:
    for row in range(2):
        size, base = 214 + row * 62, 905 + row * 150
        for i in range(9 - row):
            x = 40 + i * size * 0.98 - row * 60
            if row == 0 and 690 < x < 910:
                continue
            c.rect(
                x - size * 0.4,
                base - size * 0.28,
                size * 0.8,
                size * 0.7,
                "#3f6e93",
                16,
            )
            bust(c, x, base, size, any_look(c.rng), back=True)
    c.rect(0, 940, 1600, 127, veil("#3b1d14", 0.12))


def _speaker(c: Canvas) -> None:
    look = Look("#b8322c", "#3a2c28", SKINS[1], "bun", "#a39a93", sleeves="long")
    hand, _ = standing(c, 800, 1130, 560, look, back=True, arms=((125, 285), (55, 330)))
    c.stroke([hand, (hand[0] + 6, hand[1] - 44)], INK, 12)
    c.oval(hand[0] + 7, hand[1] - 54, 13, 17, "#4d4542")
