"""The town by day and by night: market, crossing, alley."""

from ..buildings import WALLS, tube_house
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
    NIGHT,
    PAPER,
    SAGE,
    SAND,
    SKINS,
    STEEL,
    STONE,
    STRAW,
    WHITE,
    WOOD,
)
from ..people import Look, bust, standing
from ..things import bunting, cloud, lamp, tree


def night_alley(c: Canvas) -> None:
    """An alley at night: lit windows, a camera, two neighbours on watch."""
    c.wash(NIGHT, "#3a4468", 0, 800)
    c.disc(1130, 150, 52, "#f6e3b0")
    c.disc(1152, 136, 46, "#1d2a47")
    for _ in range(46):
        c.disc(
            c.rng.uniform(520, 1080),
            c.rng.uniform(10, 380),
            c.rng.uniform(1.2, 3),
            "#e9dfc4",
        )
    night = ("#5a4a5c", "#4a4660", "#6a5158", "#3f4661")
    for i, x in enumerate((330, 148, -34)):
        tube_house(c, x, 800 + i * 40, 178, 560 + i * 120, night[i], lit=True)
    for i, x in enumerate((1092, 1274, 1456)):
        tube_house(c, x, 800 + i * 40, 178, 530 + i * 130, night[3 - i], lit=True)
    c.wash("#4d4a5c", "#272a3f", 795, 272)
    c.poly(
        [(508, 795), (1092, 795), (1600, 1010), (1600, 1067), (0, 1067), (0, 1010)],
        "#55506a",
    )
    c.glow(640, 860, 420, "#ffd98a", 0.5)
    lamp(c, 560, 905, 470, lit=True)
    _camera(c, 1130, 330)
    c.poly([(1078, 352), (560, 1010), (1010, 1060)], veil("#a9e0d5", 0.13))
    guard = Look(
        "#2f6b52", "#24423a", SKINS[1], "cap", hat_colour="#24503f", sleeves="long"
    )
    standing(c, 730, 990, 370, guard, arms=((110, 100), (60, 20)))
    standing(
        c,
        845,
        996,
        350,
        Look("#b8863a", INDIGO, SKINS[0], "short", "#a39a93", sleeves="long"),
    )
    c.disc(822, 820, 10, "#fff1c9")
    c.rect(690, 840, 84, 12, CRIMSON, 3)


def _camera(c: Canvas, x: float, y: float) -> None:
    c.stroke([(x + 10, y - 60), (x + 10, y + 10)], STEEL, 12)
    c.stroke([(x + 10, y), (x - 20, y + 6)], STEEL, 10)
    c.poly(
        [(x - 78, y + 6), (x + 16, y - 22), (x + 28, y + 18), (x - 66, y + 46)], WHITE
    )
    c.poly(
        [(x - 84, y + 2), (x + 24, y - 32), (x + 30, y - 18), (x - 78, y + 16)],
        "#c9d3d6",
    )
    c.disc(x - 70, y + 28, 17, INK)
    c.disc(x - 72, y + 27, 8, "#7bd8e0")
    c.disc(x + 8, y + 6, 5, CRIMSON)


def market(c: Canvas) -> None:
    """A ward market where baskets and paper replace plastic bags."""
    c.wash("#f7e7c6", "#efcf98", 0, 830)
    _awning(c)
    for x in (60, 560, 1040, 1520):
        c.rect(x, 160, 22, 560, WOOD)
    bunting(c, (70, 230), (1530, 230), sag=46, size=28, colours=(JADE, GOLD, SAGE))
    for i in range(3):
        bust(
            c,
            330 + i * 480,
            640,
            260,
            Look(
                (JADE, "#7a4f7d", "#2f6f8f")[i],
                skin=SKINS[i],
                hair=("cone", "bun", "cone")[i],
                sleeves="long",
            ),
        )
    c.wash("#cfae80", "#a98458", 820, 247)
    for i in range(3):
        _stall(c, 110 + i * 480, i)
    shopper = Look(CORAL, INDIGO, SKINS[0], "bun", sleeves="long")
    _, hand = standing(
        c, 545, 1040, 480, shopper, back=True, arms=((110, 90), (75, 85))
    )
    _basket(c, hand[0] + 6, hand[1] + 8)
    shopper = Look(STRAW, "#3a2c28", SKINS[1], "bob", "#a39a93")
    hand, _ = standing(
        c, 1060, 1045, 470, shopper, back=True, arms=((108, 92), (40, -30))
    )
    _basket(c, hand[0] - 8, hand[1] + 8)


def _awning(c: Canvas) -> None:
    for i in range(8):
        left, middle, right = i * 210 - 40, i * 210 + 65, i * 210 + 170
        c.poly(
            [(left, 0), (middle, 0), (middle, 150), (left, 190)],
            (LACQUER, CREAM)[i % 2],
        )
        c.poly(
            [(middle, 0), (right, 0), (right, 190), (middle, 150)],
            (CRIMSON, PAPER)[i % 2],
        )


def _stall(c: Canvas, x: float, number: int) -> None:
    c.rect(x, 640, 430, 300, WOOD)
    c.rect(x, 640, 430, 22, mix(WOOD, STRAW, 0.3))
    colours = ((LEAF, CRIMSON, GOLD), (CORAL, SAGE, "#7a4f7d"), (STRAW, LEAF, CLAY))[
        number
    ]
    for i, colour in enumerate(colours):
        left = x + 16 + i * 138
        c.poly(
            [(left, 640), (left + 122, 640), (left + 108, 730), (left + 14, 730)], SAND
        )
        for row in range(3):
            c.rect(
                left + 6 + row * 4, 656 + row * 24, 110 - row * 8, 6, veil(WOOD, 0.5)
            )
        for k in range(12):
            px, py = (
                left + 16 + (k % 4) * 30 + c.rng.uniform(-4, 4),
                636 - (k // 4) * 17,
            )
            c.disc(px + (k // 4) * 7, py, 18, mix(colour, INK, 0.06 * (k % 3)))
    for i in range(5):
        c.rect(x + 18 + i * 82, 770, 66, 140, mix(WOOD, INK, 0.14), 4)


def _basket(c: Canvas, x: float, y: float) -> None:
    c.ring(x, y + 26, 46, WOOD, 9)
    for i, colour in enumerate((LEAF, CRIMSON, SAGE, GOLD)):
        c.disc(x - 34 + i * 23, y + 46, 20, colour)
    c.poly(
        [(x - 64, y + 52), (x + 64, y + 52), (x + 48, y + 132), (x - 48, y + 132)],
        "#c98f4f",
    )
    for row in range(3):
        c.rect(x - 58 + row * 5, y + 62 + row * 24, 116 - row * 10, 7, "#a9713a")


def traffic(c: Canvas) -> None:
    """A crossing at school time: bicycles, a scooter, a volunteer with a baton."""
    c.wash("#a9d2da", "#fbeccb", 0, 600)
    cloud(c, 1220, 110, 210)
    for i in range(9):
        tube_house(c, i * 184 - 30, 610, 178, 330 + (i * 83) % 210, WALLS[(i + 2) % 6])
    for x, h in ((60, 470), (720, 430), (1180, 450)):
        tree(c, x, 650, h, leaf="#4c9468")
    c.rect(0, 606, 1600, 60, "#d5bd97")
    c.rect(0, 660, 1600, 12, STONE)
    c.wash("#7b7a80", "#5a585f", 672, 395)
    for i in range(8):
        c.poly(
            [
                (60 + i * 200, 690),
                (150 + i * 200, 690),
                (110 + i * 215, 800),
                (0 + i * 215, 800),
            ],
            veil(WHITE, 0.85),
        )
    _light(c, 1430, 700)
    _bicycle(c, 220, 985, 1.0, Look(WHITE, INDIGO, SKINS[0], "bob"), JADE)
    _bicycle(c, 620, 1015, 1.08, Look(CORAL, "#3a2c28", SKINS[1], "short"), CRIMSON)
    volunteer = Look(
        "#2f6fa8", INDIGO, SKINS[3], "cap", hat_colour="#2f6fa8", sleeves="long"
    )
    hand, _ = standing(c, 1180, 985, 470, volunteer, arms=((222, 258), (70, 80)))
    c.stroke([hand, (hand[0] - 20, hand[1] - 112)], CRIMSON, 15)
    c.stroke([(hand[0] - 9, hand[1] - 50), (hand[0] - 13, hand[1] - 72)], WHITE, 15)
    standing(
        c,
        1380,
        1000,
        300,
        Look(WHITE, LACQUER, SKINS[0], "bob"),
        back=False,
        skirt=True,
    )
    standing(c, 1480, 1005, 290, Look(WHITE, INDIGO, SKINS[1]))


def _light(c: Canvas, x: float, ground: float) -> None:
    c.rect(x - 7, ground - 420, 14, 420, ASH)
    c.rect(x - 40, ground - 570, 80, 200, INK, 16)
    for i, colour in enumerate(("#5a2a26", "#5f4a1f", "#4fc07c")):
        c.disc(x, ground - 536 + i * 64, 24, colour)
    c.glow(x, ground - 408, 70, "#8df0b0", 0.5)


def _bicycle(
    c: Canvas, x: float, y: float, k: float, look: Look, colour: Colour
) -> None:
    """A cyclist riding to the right; k scales the whole."""
    r, base = 84 * k, 250 * k
    c.oval(x + base / 2, y + 4, base * 0.8, 14, veil(INK, 0.25))
    for dx in (0, base):
        c.ring(x + dx, y - r, r, INK, 9)
        c.ring(x + dx, y - r, r * 0.82, "#b9b4ae", 3)
    saddle, bar = (x + base * 0.3, y - r * 2.25), (x + base * 0.84, y - r * 2.5)
    crank, front = (x + base * 0.46, y - r * 0.95), (x + base, y - r)
    for line in (
        [(x, y - r), (saddle[0], saddle[1] + 20), crank, (x, y - r)],
        [(saddle[0], saddle[1] + 30), (bar[0], bar[1] + 40), crank],
        [bar, front],
    ):
        c.stroke(list(line), colour, 11 * k)
    hip = (saddle[0] + 4, saddle[1] - 12 * k)
    c.stroke(
        [hip, (x + base * 0.66, y - r * 1.85), (crank[0] + 30, y - r * 0.5)],
        look.trousers,
        42 * k,
    )
    c.oval(crank[0] + 46 * k, y - r * 0.42, 32 * k, 13 * k, INK)
    shoulder = (hip[0] + 44 * k, hip[1] - 160 * k)
    c.stroke([hip, shoulder], look.shirt, 82 * k)
    c.stroke(
        [shoulder, (shoulder[0] + 60 * k, shoulder[1] + 76 * k), bar],
        mix(look.shirt, INK, 0.1),
        30 * k,
    )
    c.disc(*bar, 15 * k, look.skin)
    c.rect(
        shoulder[0] - 4, shoulder[1] - 66 * k, 26 * k, 50 * k, mix(look.skin, INK, 0.12)
    )
    c.oval(shoulder[0] + 20 * k, shoulder[1] - 94 * k, 42 * k, 48 * k, look.skin)
    c.cap(
        shoulder[0] + 14 * k,
        shoulder[1] - 102 * k,
        52 * k,
        54 * k,
        (165, 350),
        (CRIMSON, GOLD)[k > 1],
    )
    c.rect(bar[0] - 4, bar[1] + 10, 70 * k, 52 * k, "#c98f4f", 6)
