"""What a ward does for its people: counter, clinic, library, phones, fire drill."""

from collections.abc import Callable

from ..canvas import Canvas, Colour, mix, veil
from ..palette import (
    ASH,
    CLAY,
    CORAL,
    CREAM,
    CRIMSON,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LACQUER,
    LEAF,
    MAROON,
    MINT,
    PAPER,
    SAGE,
    SKINS,
    STEEL,
    STONE,
    STRAW,
    WHITE,
    WOOD,
)  # fmt: skip
from ..people import Look, bust, standing
from ..things import cloud, flag, paving, pot, star, tree


def counter(c: Canvas) -> None:
    """The one-stop counter: three windows, a queue screen, people served."""
    c.wash("#f3ead6", "#f7efdc", 0, 700)
    c.rect(0, 0, 1600, 70, JADE)
    c.rect(0, 70, 1600, 8, GOLD)
    _queue_screen(c)
    flag(c, 1400, 150, 96, pole=0)
    star(c, 190, 190, 46, CRIMSON)
    for i in range(3):
        _window(c, 120 + i * 480, i)
    c.wash("#d9c4a2", "#b99a72", 890, 177)
    c.rect(0, 640, 1600, 28, "#c58b58")
    c.rect(0, 668, 1600, 226, "#8f5a37")
    for i in range(9):
        c.rect(20 + i * 180, 690, 150, 180, "#a46a42", 6)
    _clients(c)
    pot(c, 60, 1010, 150)
    pot(c, 1545, 1010, 150, LEAF, CORAL)


def _queue_screen(c: Canvas) -> None:
    c.rect(560, 100, 480, 170, INK, 10)
    c.rect(572, 112, 456, 146, "#17455c", 4)
    for row in range(3):
        y = 128 + row * 42
        c.rect(590, y, 70, 28, GOLD if row == 0 else "#2f6f86", 4)
        c.rect(678, y + 9, 180, 10, "#9fd0de", 4)
        c.rect(900, y, 108, 28, LEAF if row == 0 else "#2f6f86", 4)


def _window(c: Canvas, x: float, number: int) -> None:
    c.rect(x, 330, 400, 320, "#cfe3e2")
    c.rect(x, 330, 400, 320, veil(WHITE, 0.25))
    c.rect(x - 12, 316, 424, 22, JADE, 4)
    c.rect(x - 12, 330, 14, 320, JADE)
    c.rect(x + 398, 330, 14, 320, JADE)
    look = Look(
        (WHITE, "#dbe6ee", WHITE)[number],
        INDIGO,
        SKINS[number],
        ("bob", "short", "bun")[number],
        sleeves="long",
    )
    bust(c, x + 228, 650, 235, look)
    c.poly(
        [(x + 216, 548), (x + 240, 548), (x + 235, 615), (x + 221, 615)],
        (CRIMSON, INDIGO, JADE)[number],
    )
    c.rect(x + 292, 545, 110, 80, INK, 6)
    c.rect(x + 299, 552, 96, 64, "#2f6f86", 3)
    c.rect(x + 340, 622, 14, 22, INK)
    c.rect(x + 40, 630, 70, 12, PAPER)
    c.disc(x + 200, 300, 30, GOLD)
    for dot in range(number + 1):
        c.disc(x + 200 + (dot - number / 2) * 16, 300, 6, MAROON)


def _clients(c: Canvas) -> None:
    looks = (
        Look(CLAY, INDIGO, SKINS[1], "short"),
        Look(LEAF, "#3a2c28", SKINS[0], "bun", "#a39a93"),
        Look(STRAW, INDIGO, SKINS[3], "bob"),
    )
    for i, look in enumerate(looks):
        standing(
            c, 182 + i * 480, 1010, 505, look, back=True, arms=((115, 70), (60, 300))
        )
    standing(c, 470, 1035, 470, Look("#6d8797", "#3a2c28", SKINS[2]), back=True)


def clinic(c: Canvas) -> None:
    """A health station: a nurse vaccinates, others wait with their children."""
    c.wash("#d8ebe6", "#eef5ee", 0, 720)
    c.wash("#b9cfc4", "#93b3a5", 720, 347)
    c.rect(0, 470, 1600, 250, "#bcd8cd")
    c.rect(0, 464, 1600, 8, LEAF)
    _window_view(c, 110, 90, 380, 280)
    c.rect(1120, 70, 330, 360, WHITE, 10)
    c.rect(1120, 70, 330, 90, LEAF, 10)
    c.rect(1262, 92, 46, 46, WHITE, 4)
    for i in range(4):
        c.rect(1150, 190 + i * 58, 44, 40, (MINT, STRAW, CORAL, SAGE)[i], 6)
        c.rect(1212, 202 + i * 58, 206 - i * 26, 12, STONE, 6)
    _cross(c, 800, 190, 150)
    _trolley(c, 1230, 960)
    _injection(c)
    _waiting(c)


def _window_view(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    c.rect(x - 14, y - 14, w + 28, h + 28, WOOD, 4)
    c.wash_box(x, y, w, h, "#a9d3da", "#f3efcf")
    c.disc(x + w * 0.25, y + h * 0.72, h * 0.2, LEAF)
    c.disc(x + w * 0.5, y + h * 0.8, h * 0.2, SAGE)
    c.rect(x + w * 0.485, y, w * 0.03, h, WOOD)
    c.rect(x, y + h * 0.46, w, h * 0.04, WOOD)


def _cross(c: Canvas, x: float, y: float, size: float) -> None:
    c.disc(x, y, size * 0.62, WHITE)
    c.rect(x - size * 0.13, y - size * 0.4, size * 0.26, size * 0.8, CRIMSON, 5)
    c.rect(x - size * 0.4, y - size * 0.13, size * 0.8, size * 0.26, CRIMSON, 5)


def _trolley(c: Canvas, x: float, ground: float) -> None:
    c.rect(x, ground - 300, 14, 300, STEEL)
    c.rect(x + 230, ground - 300, 14, 300, STEEL)
    for y in (300, 130):
        c.rect(x - 12, ground - y, 270, 18, "#8ea6b0", 4)
    for i in range(4):
        c.rect(x + 20 + i * 54, ground - 352, 32, 54, (WHITE, MINT, STRAW, CORAL)[i], 6)
        c.rect(x + 26 + i * 54, ground - 366, 20, 16, STEEL, 3)
    c.rect(x + 40, ground - 190, 150, 62, "#2f6f86", 6)


def _injection(c: Canvas) -> None:
    patient = Look(STRAW, INDIGO, SKINS[1], "bun", "#a39a93")
    c.rect(700, 806, 210, 24, WOOD, 6)
    for x in (712, 884):
        c.rect(x, 826, 17, 156, WOOD)
    for knee in (672, 730):
        c.stroke([(812, 790), (knee, 806), (knee - 6, 960)], patient.trousers, 58)
        c.oval(knee - 22, 974, 42, 17, INK)
    bust(c, 808, 818, 300, patient)
    c.stroke([(906, 735), (918, 800)], patient.skin, 40)
    c.stroke([(896, 690), (908, 748)], mix(STRAW, INK, 0.08), 50)
    nurse = Look(WHITE, MINT, SKINS[0], "bob", sleeves="long")
    c.stroke([(930, 724), (968, 706)], STEEL, 10)
    hand, _ = standing(c, 1070, 985, 600, nurse, arms=((112, 118), (115, 170)))
    c.cap(1070, 422, 46, 40, (185, 355), WHITE)
    c.rect(1062, 388, 16, 16, CRIMSON)
    c.stroke([hand, (924, 727)], ASH, 4)


def _waiting(c: Canvas) -> None:
    looks = (Look(CORAL, "#3a2c28", SKINS[3], "bob"), Look(JADE, INDIGO, SKINS[2]))
    standing(c, 300, 985, 540, looks[0], arms=((108, 100), (60, 40)))
    standing(
        c, 420, 995, 300, Look(GOLD, INDIGO, SKINS[0]), arms=((150, 230), (70, 80))
    )
    standing(c, 130, 990, 575, looks[1])


def library(c: Canvas) -> None:
    """Children read on the floor of a ward's library."""
    c.wash("#f6e2bb", "#f2d7a6", 0, 720)
    for i in range(4):
        _shelf(c, 40 + i * 300, 80)
    _window_view(c, 1270, 120, 270, 360)
    c.glow(1330, 420, 700, "#fff3cf", 0.32)
    c.wash("#c98f5b", "#a86d42", 720, 347)
    c.blob(
        [(140, 900), (420, 800), (1180, 800), (1460, 900), (1200, 1030), (400, 1030)],
        LACQUER,
    )
    c.blob(
        [(220, 905), (460, 826), (1140, 826), (1380, 905), (1150, 1004), (450, 1004)],
        "#b8453a",
    )
    colours = (GOLD, JADE, CORAL, "#4f86a0", WHITE)
    for i, x in enumerate((250, 530, 810, 1080, 1350)):
        _reader(c, x, 925 + (i % 2) * 80, colours[i], i)
    pot(c, 1530, 900, 140)
    pot(c, 70, 960, 130, LEAF, STRAW)


def _shelf(c: Canvas, x: float, y: float) -> None:
    c.rect(x, y, 280, 640, "#8a5a38")
    for row in range(4):
        top = y + 16 + row * 156
        c.rect(x + 14, top, 252, 140, "#5f3c28")
        left = x + 20.0
        while left < x + 246:
            wide, tall = c.rng.uniform(13, 27), c.rng.uniform(84, 128)
            colour = c.rng.choice(
                (LACQUER, GOLD, JADE, CREAM, CLAY, "#4f86a0", SAGE, INDIGO, CORAL)
            )
            c.rect(left, top + 140 - tall, min(wide, x + 262 - left), tall, colour, 2)
            c.rect(
                left + 3,
                top + 140 - tall * 0.78,
                max(2, min(wide, x + 262 - left) - 6),
                6,
                veil(WHITE, 0.5),
            )
            left += wide + 3


def _reader(c: Canvas, x: float, ground: float, shirt: Colour, number: int) -> None:
    """A child with crossed legs and an open book, 1.35 times the unit sizes."""
    k = 1.35
    look = Look(shirt, INDIGO, SKINS[number % 4], ("bob", "short", "bun")[number % 3])
    trousers = (INDIGO, "#5b3a2a", "#4d5a63")[number % 3]

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * k, ground + dy * k

    c.oval(x, ground + 8, 120 * k, 20 * k, veil(INK, 0.22))
    c.stroke([at(-50, -50), at(-92, -16), at(10, -6)], trousers, 36 * k)
    c.stroke([at(50, -50), at(92, -16), at(-10, -4)], mix(trousers, INK, 0.15), 36 * k)
    bust(c, x, ground - 30 * k, 200 * k, look)
    for side in (-1, 1):
        arm = [at(side * 74, -100), at(side * 82, -58), at(side * 42, -54)]
        c.stroke(arm, mix(shirt, INK, 0.1), 24 * k)
        c.disc(*at(side * 44, -56), 13 * k, look.skin)
    _open_book(c, at, (CRIMSON, JADE, GOLD, "#345b7b", CLAY)[number])


def _open_book(
    c: Canvas, at: Callable[[float, float], tuple[float, float]], cover: Colour
) -> None:
    outline = ((-62, -108), (0, -94), (62, -108), (60, -42), (0, -28), (-60, -42))
    c.poly([at(*p) for p in outline], cover)
    for side in (-1, 1):
        page = ((side * 56, -108), (0, -95), (0, -86), (side * 56, -100))
        c.poly([at(*p) for p in page], PAPER)
    c.stroke([at(0, -92), at(0, -30)], mix(cover, INK, 0.3), 4)


def phone(c: Canvas) -> None:
    """A volunteer shows an elderly resident how to use a phone."""
    c.wash("#f0e3c8", "#f7ecd3", 0, 810)
    c.disc(1180, 430, 380, "#f3d796")
    c.disc(420, 470, 330, MINT)
    c.wash("#c99a6b", "#a8754a", 800, 267)
    _big_phone(c, 640, 150, 320, 620)
    elder = Look(CLAY, INDIGO, SKINS[1], "bun", "#c9c2ba", sleeves="long")
    helper = Look("#2f6fa8", INDIGO, SKINS[0], "short", sleeves="long")
    for look, x, size, points in (
        (elder, 360, 620, ((560, 1010), (640, 880), (668, 690))),
        (helper, 1240, 660, ((1030, 1020), (960, 880), (935, 640))),
    ):
        c.stroke(list(points[:2]), mix(look.shirt, INK, 0.12), 96)
        c.stroke(list(points[1:]), mix(look.shirt, INK, 0.06), 80)
        c.disc(*points[2], 46, look.skin)
        bust(c, x, 1075, size, look, back=True)
    c.stroke([(925, 630), (868, 560)], SKINS[0], 30)
    c.stroke([(660, 680), (690, 640)], SKINS[1], 26)


def _big_phone(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A phone with a red heading and six tiles; no words."""
    c.rect(x + 16, y + 20, w, h, veil(INK, 0.25), 40)
    c.rect(x, y, w, h, INK, 40)
    c.rect(x + 14, y + 16, w - 28, h - 32, "#f4f8f6", 28)
    c.rect(x + 14, y + 16, w - 28, 120, LACQUER, 28)
    star(c, x + w / 2, y + 78, 38)
    tiles = (MINT, "#f7dfa5", "#f0b9a0", "#bcd9e0", SAGE, STRAW)
    for i, colour in enumerate(tiles):
        left, top = x + 44 + (i % 2) * 122, y + 168 + (i // 2) * 124
        c.rect(left, top, 104, 100, colour, 18)
        c.rect(left + 26, top + 30, 52, 11, INK, 5)
        c.rect(left + 26, top + 54, 36, 11, veil(INK, 0.5), 5)
    c.rect(x + w * 0.28, y + h - 48, w * 0.44, 9, STONE, 4)


def drill(c: Canvas) -> None:
    """Residents learn to put out a fire in the yard of their block."""
    c.wash("#a9cfd6", "#f7e6c3", 0, 640)
    c.rect(0, 110, 720, 540, "#e3b877")
    for row in range(3):
        for col in range(4):
            c.rect(40 + col * 168, 150 + row * 160, 130, 96, "#8b6a50")
            c.rect(48 + col * 168, 158 + row * 160, 114, 80, "#cfe3ea")
            c.rect(
                34 + col * 168,
                232 + row * 160,
                142,
                34,
                (JADE, LEAF, CLAY)[(row + col) % 3],
            )
    cloud(c, 1180, 140, 260)
    tree(c, 1500, 690, 520)
    tree(c, 780, 670, 360, leaf="#5d9a72")
    paving(c, 645, "#d3bb95")
    _fire(c, 1180, 900)
    hero = Look(
        "#2f6fa8", INDIGO, SKINS[1], "cap", hat_colour="#23476b", sleeves="long"
    )
    hand, _ = standing(c, 690, 985, 540, hero, arms=((95, 60), (50, 10)))
    _extinguisher(c, hand[0] + 16, hand[1] + 30)
    for i, x in enumerate((110, 240, 370, 490)):
        look = Look(
            (CORAL, WHITE, GOLD, SAGE)[i],
            INDIGO,
            SKINS[i],
            ("bob", "short", "bun", "short")[i],
        )
        standing(c, x, 930 + (i % 2) * 34, 400 + (i % 2) * 22, look)
    standing(
        c,
        1440,
        980,
        470,
        Look("#c85a1e", "#6b4a2c", SKINS[2], "cap", hat_colour=CRIMSON, sleeves="long"),
        arms=((140, 210), (80, 95)),
    )


def _fire(c: Canvas, x: float, ground: float) -> None:
    c.glow(x, ground - 90, 330, "#ffb54d", 0.6)
    for i in range(8):
        c.disc(
            x + 40 + i * 14, ground - 190 - i * 52, 34 + i * 7, veil("#6b625c", 0.26)
        )
    c.poly(
        [
            (x - 110, ground - 50),
            (x + 110, ground - 50),
            (x + 90, ground + 12),
            (x - 90, ground + 12),
        ],
        "#4d4542",
    )
    for scale, colour in ((1.0, "#d9532c"), (0.72, "#f08a2f"), (0.42, "#ffd45e")):
        c.blob(
            [
                (x - 92 * scale, ground - 46),
                (x - 70 * scale, ground - 46 - 120 * scale),
                (x - 20 * scale, ground - 46 - 90 * scale),
                (x + 8, ground - 46 - 210 * scale),
                (x + 34 * scale, ground - 46 - 100 * scale),
                (x + 78 * scale, ground - 46 - 140 * scale),
                (x + 92 * scale, ground - 46),
            ],
            colour,
        )
    c.rect(x - 118, ground - 56, 236, 18, "#3a3330", 6)


def _extinguisher(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 34, y, 68, 170, CRIMSON, 22)
    c.rect(x - 34, y + 60, 68, 34, PAPER)
    c.rect(x - 14, y - 26, 28, 30, INK, 4)
    c.thread([(x + 10, y - 18), (x + 70, y - 60), (x + 150, y - 66)], INK, 13)
    for i in range(26):
        t = i / 26
        px, py = x + 160 + t * 270, y - 64 + t * 78
        c.disc(px, py + c.rng.uniform(-1, 1) * 46 * t, 9 + 26 * t, veil(WHITE, 0.4))
