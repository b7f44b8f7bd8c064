"""The streets and yards of a ward: feasts, planting, housing blocks, gates."""

from ..buildings import WALLS, roof_tiles, tube_house
from ..canvas import Canvas, Colour, mix, veil
from ..palette import (
    ASH,
    BARK,
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
    MINT,
    MIST,
    PAPER,
    SAGE,
    SAND,
    SHIRTS,
    SKINS,
    STRAW,
    WHITE,
    WOOD,
)  # fmt: skip
from ..people import Look, any_look, ao_dai, bust, standing
from ..things import (
    bunting,
    cloud,
    flag,
    paving,
    plain_banner,
    pot,
    star,
    sun,
    table,
    tree,
)  # fmt: skip


def _street(
    c: Canvas, ground: float, *, left: float = 520, right: float = 1080
) -> None:
    """Town houses at both sides, the sky between them."""
    x = left - 190.0
    h = 470.0
    while x > -200:
        tube_house(c, x, ground, 178, h + c.rng.uniform(-30, 60), c.rng.choice(WALLS))
        x, h = x - 182, h + 90
    x, h = right + 10.0, 480.0
    while x < 1600:
        tube_house(c, x, ground, 178, h + c.rng.uniform(-30, 60), c.rng.choice(WALLS))
        x, h = x + 182, h + 90


def feast(c: Canvas) -> None:
    """The shared meal of the unity festival; even seeds show it under the trees."""
    in_the_street = c.seed % 2 == 1
    c.wash("#9fcbd6", "#f7e6c0", 0, 640)
    sun(c, 800, 300, 60)
    if in_the_street:
        _street(c, 640)
        paving(c, 640)
        _festoons(c)
    else:
        _garden(c)
    cloths = (LACQUER, JADE) if in_the_street else ("#2f6f8f", CRIMSON)
    for row, (y, size) in enumerate(((725, 150), (900, 215))):
        _diners(c, y - 12, size, row)
        table(c, 90 - row * 150, y, 1420 + row * 300, 110 + row * 60, cloths[row])
        _dishes(c, y, size)


def _festoons(c: Canvas) -> None:
    for y, sag in ((120, 90), (215, 80), (300, 60)):
        bunting(c, (-30, y), (1630, y + 20), sag=sag, size=40)
    flag(c, 350, 330, 96, pole=300)
    flag(c, 1180, 330, 96, pole=300)


def _garden(c: Canvas) -> None:
    """A long street of trees with a string of lanterns."""
    for i in range(10):
        tube_house(c, i * 170 - 40, 560, 164, 210 + (i * 53) % 110, WALLS[i % 6])
    paving(c, 556, "#cdbb93")
    for x, height in ((40, 620), (420, 500), (1190, 500), (1570, 640)):
        tree(c, x, 640, height, leaf="#4c9468")
    c.thread([(-20, 150), (400, 250), (800, 190), (1200, 250), (1620, 150)], INK, 4)
    for x, y in (
        (120, 190),
        (330, 240),
        (560, 230),
        (800, 190),
        (1040, 230),
        (1270, 240),
        (1480, 190),
    ):
        c.glow(x, y + 44, 90, "#ffd98a", 0.5)
        c.oval(x, y + 44, 30, 36, CRIMSON)
        c.oval(x, y + 44, 13, 36, "#d9534a")
        c.rect(x - 12, y + 4, 24, 9, GOLD)
        c.rect(x - 12, y + 76, 24, 9, GOLD)


def _diners(c: Canvas, base: float, size: float, row: int) -> None:
    step = size * 0.97
    for i in range(int(1620 / step) + 1):
        x = 120 - row * 110 + i * step
        if 110 - row * 140 < x < 1510 + row * 130:
            bust(c, x + c.rng.uniform(-6, 6), base, size, any_look(c.rng))


def _dishes(c: Canvas, y: float, size: float) -> None:
    step = size * 0.62
    for i in range(int(1700 / step)):
        x, kind = i * step - 20, i % 4
        if not 110 < x < 1490 and size < 200:
            continue
        wide = size * 0.2
        c.cap(
            x,
            y - wide * 0.55,
            wide,
            wide * 0.9,
            (0, 180),
            (WHITE, "#dbe8ea", STRAW, MINT)[kind],
        )
        c.oval(x, y - wide * 0.55, wide, wide * 0.24, (LEAF, CLAY, GOLD, CORAL)[kind])
        for dx in (-0.4, 0.1, 0.5):
            c.disc(
                x + dx * wide,
                y - wide * 0.62,
                wide * 0.17,
                (STRAW, SAGE, CRIMSON, WHITE)[kind],
            )


def planting(c: Canvas) -> None:
    """Two neighbours plant a tree by the lane, a child waters it."""
    c.wash("#a9d3da", "#fbecc9", 0, 650)
    cloud(c, 300, 140, 220)
    cloud(c, 1250, 210, 170)
    _street(c, 650, left=430, right=1170)
    paving(c, 650, "#cdb48a")
    c.blob(
        [(250, 900), (520, 800), (1080, 800), (1360, 900), (1180, 1010), (430, 1010)],
        SAGE,
    )
    c.blob([(600, 905), (800, 860), (1000, 905), (800, 960)], BARK)
    tree(c, 800, 910, 470, leaf="#4a9a63")
    left = Look(JADE, INDIGO, SKINS[1], "cone", sleeves="long")
    _, hand = standing(c, 520, 960, 470, left, arms=((75, 25), (40, 20)))
    _shovel(c, hand, 700, 935)
    right = Look(CRIMSON, "#3a2c28", SKINS[0], "bun")
    hand, _ = standing(c, 1080, 960, 440, right, arms=((140, 170), (105, 150)))
    _watering_can(c, hand)
    standing(
        c,
        1290,
        985,
        300,
        Look(STRAW, INDIGO, SKINS[3], "bob"),
        arms=((130, 200), (60, 90)),
    )
    pot(c, 350, 1000, 92, LEAF)
    pot(c, 270, 1020, 78, LEAF, CORAL)


def _shovel(c: Canvas, hand: tuple[float, float], x: float, y: float) -> None:
    c.stroke([(hand[0] - 60, hand[1] - 110), (x, y - 50)], WOOD, 13)
    c.blob([(x - 18, y - 66), (x + 22, y - 52), (x + 26, y + 6), (x - 4, y + 14)], ASH)
    c.disc(*hand, 15, SKINS[1])


def _watering_can(c: Canvas, hand: tuple[float, float]) -> None:
    x, y = hand
    c.stroke([(x - 10, y + 34), (x - 92, y - 14)], GOLD, 13)
    c.poly(
        [(x - 40, y + 10), (x + 44, y + 10), (x + 52, y + 82), (x - 48, y + 82)], GOLD
    )
    c.poly(
        [(x + 12, y + 10), (x + 44, y + 10), (x + 52, y + 82), (x + 14, y + 82)],
        veil(INK, 0.12),
    )
    for i in range(7):
        c.stroke(
            [(x - 96 - i * 7, y - 4 + i * 3), (x - 122 - i * 9, y + 66 + i * 4)],
            "#8fc6d8",
            4,
        )


def estate(c: Canvas) -> None:
    """The face of an old housing block with its balconies and washing."""
    c.wash("#9fcbd6", "#f6e3ba", 0, 900)
    cloud(c, 1360, 110, 230)
    c.rect(90, 110, 1260, 800, "#e3b877")
    c.rect(1350, 150, 180, 760, "#c4935c")
    c.rect(70, 92, 1300, 26, "#b5824e")
    for floor in range(4):
        for bay in range(6):
            _balcony(c, 128 + bay * 204, 150 + floor * 172, floor * 6 + bay)
    c.rect(90, 838, 1260, 72, "#a9653c")
    _stairwell(c)
    paving(c, 905, "#cbb392")
    for x, h in ((30, 560), (1500, 640)):
        tree(c, x, 975, h)
    _bicycle(c, 330, 985, 92, JADE)
    _bicycle(c, 505, 1000, 92, LACQUER)
    standing(c, 1010, 1010, 290, Look(WHITE, INDIGO, SKINS[1], "short", "#c9c2ba"))
    standing(
        c,
        1110,
        1018,
        270,
        Look(CORAL, "#3a2c28", SKINS[0], "bob"),
        arms=((110, 100), (70, 60)),
    )
    standing(c, 1195, 1022, 175, Look(GOLD, INDIGO, SKINS[3]))


def _balcony(c: Canvas, x: float, y: float, number: int) -> None:
    w, h = 172, 142
    c.rect(x, y, w, h, mix("#8b5a34", INK, 0.25))
    kind = (number * 7 + c.rng.randrange(3)) % 5
    c.rect(x + 14, y + 14, 56, 96, "#f3d796" if kind == 1 else "#b98c5c")
    c.rect(x + 86, y + 20, 70, 60, "#cfe3ea" if kind != 3 else STRAW)
    c.rect(x + 119, y + 20, 5, 60, WOOD)
    if kind in (0, 3):
        _washing(c, x, y)
    if kind in (2, 4):
        for i in range(3):
            pot(c, x + 34 + i * 52, y + 104, 42, LEAF, (CORAL, STRAW, None)[i])
    colour = (JADE, "#4f7f92", LEAF, "#8c3b2c", "#5d7a64")[kind]
    c.rect(x - 6, y + 98, w + 12, 46, colour)
    for i in range(11):
        c.rect(x + i * 16.4, y + 104, 5, 34, veil(WHITE, 0.25))
    c.rect(x - 10, y + 138, w + 20, 10, "#f3dcae")


def _washing(c: Canvas, x: float, y: float) -> None:
    c.rect(x, y + 16, 172, 3, INK)
    for i in range(5):
        colour = c.rng.choice(SHIRTS)
        left = x + 10 + i * 33
        c.rect(left, y + 18, 25, c.rng.uniform(40, 66), colour, 3)
        c.rect(left - 5, y + 18, 35, 14, colour, 3)


def _stairwell(c: Canvas) -> None:
    c.rect(640, 780, 150, 130, "#4d3324")
    c.rect(620, 764, 190, 22, LACQUER)
    for i in range(4):
        c.rect(655, 884 - i * 24, 120, 8, "#8b6a50")
    flag(c, 826, 706, 84, pole=140)


def _bicycle(c: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    r = size * 0.36
    for dx in (0, size * 1.25):
        c.ring(x + dx, y - r, r, INK, 6)
        c.disc(x + dx, y - r, 5, ASH)
    seat, bar = (x + size * 0.42, y - size * 0.95), (x + size * 1.1, y - size * 1.02)
    crank = (x + size * 0.58, y - r)
    for line in (
        [(x, y - r), seat, crank, (x, y - r)],
        [seat, bar, crank],
        [bar, (x + size * 1.25, y - r)],
    ):
        c.stroke(line, colour, 7)
    c.rect(seat[0] - 20, seat[1] - 10, 40, 10, INK, 4)
    c.stroke([bar, (bar[0] - 4, bar[1] - 20), (bar[0] + 24, bar[1] - 24)], INK, 6)
    c.rect(x + size * 1.16, y - size * 1.0, size * 0.4, size * 0.3, SAND, 4)


def culture_house(c: Canvas) -> None:
    """The gate and hall of a residential group's house of culture."""
    c.wash("#8fc3d0", "#fbeecb", 0, 720)
    sun(c, 1330, 190, 56)
    cloud(c, 420, 150, 250)
    cloud(c, 980, 96, 160)
    for x, h in ((120, 560), (1500, 620), (300, 430)):
        tree(c, x, 740, h, leaf="#4c8f6a")
    c.rect(330, 420, 940, 320, "#f3d796")
    c.rect(330, 420, 940, 320, veil(CLAY, 0.08))
    roof_tiles(c, 280, 268, 1040, 160, "#b4523a")
    _house_front(c)
    paving(c, 718, "#d8c09a")
    _gate(c)
    bunting(c, (352, 470), (800, 440), sag=34, size=26)
    bunting(c, (800, 440), (1250, 470), sag=34, size=26)
    for x, look, height in (
        (640, Look(WHITE, INDIGO, SKINS[1]), 250),
        (730, Look(CRIMSON, "#3a2c28", SKINS[0], "bun", "#a39a93"), 236),
        (905, Look(JADE, INDIGO, SKINS[3], "bob"), 242),
    ):
        standing(c, x, 930 + (x % 3) * 8, height, look, back=True)
    standing(c, 975, 936, 150, Look(STRAW, INDIGO, SKINS[0]), back=True)


def _house_front(c: Canvas) -> None:
    for x in (380, 540, 1000, 1160):
        c.rect(x, 500, 80, 170, "#3f6e63")
        c.rect(x + 8, 508, 64, 154, "#a9d3da")
        c.rect(x + 37, 508, 6, 154, "#3f6e63")
    c.rect(680, 480, 240, 260, "#6e2f22")
    c.rect(694, 494, 100, 246, WOOD)
    c.rect(806, 494, 100, 246, WOOD)
    c.rect(600, 432, 400, 44, LACQUER, 4)
    c.rect(640, 450, 320, 9, veil(STRAW, 0.9), 4)
    star(c, 800, 368, 36)
    for x in (350, 490, 650, 930, 1090, 1230):
        c.rect(x, 428, 18, 312, "#e0b46c")


def _gate(c: Canvas) -> None:
    for x in (190, 1320):
        c.rect(x, 560, 90, 400, "#c9694a")
        c.rect(x - 12, 540, 114, 30, "#a84f36")
        c.rect(x + 58, 570, 32, 390, veil(INK, 0.12))
        c.disc(x + 45, 520, 26, GOLD)
        pot(c, x + 45, 1030, 110, LEAF, (CORAL, STRAW)[x > 800])
    flag(c, 330, 250, 130, pole=700)
    c.rect(1180, 760, 12, 190, WOOD)
    c.rect(1040, 760, 12, 190, WOOD)
    c.rect(1010, 690, 212, 140, "#5b3a2a", 5)
    c.rect(1022, 702, 188, 116, JADE)
    for i, (x, y, w, h) in enumerate(
        (
            (1034, 712, 52, 66),
            (1096, 714, 44, 50),
            (1150, 712, 48, 72),
            (1096, 774, 44, 34),
        )
    ):
        c.rect(x, y, w, h, (PAPER, STRAW, MIST, CREAM)[i])


def gifts(c: Canvas) -> None:
    """New year's gifts are handed over beside a peach tree in bloom."""
    c.wash("#f7e3cf", "#f2cfae", 0, 760)
    c.glow(980, 320, 560, "#fff3d2", 0.8)
    plain_banner(c, 420, 90, 760, 126)
    c.wash("#b5663f", "#86422b", 760, 307)
    _peach(c, 170, 880, 640)
    _peach(c, 1450, 900, 600)
    for x, colour in ((420, CRIMSON), (980, "#2f6f8f")):
        _handover(c, x, colour)
    table(c, 560, 900, 480, 150, LACQUER)
    for i in range(5):
        _parcel(c, 620 + i * 90, 878, 74)


def _handover(c: Canvas, x: float, colour: Colour) -> None:
    woman = x > 700
    look = Look(
        "#5d7a64" if woman else INDIGO, "#3a2c28", SKINS[1],
        "bun" if woman else "short", "#c9c2ba", sleeves="long",
    )  # fmt: skip
    standing(c, x + 292, 960, 530, look, arms=((120, 165), (100, 168)))
    _, hand = ao_dai(c, x, 960, 560, colour, skin=SKINS[0], arms=((70, 15), (50, 5)))
    _parcel(c, hand[0] + 26, hand[1] - 18, 104)


def _peach(c: Canvas, x: float, ground: float, height: float) -> None:
    c.poly(
        [
            (x - 70, ground - 110),
            (x + 70, ground - 110),
            (x + 50, ground),
            (x - 50, ground),
        ],
        "#3f6e93",
    )
    c.rect(x - 78, ground - 122, 156, 22, "#345b7b", 5)
    for i in range(9):
        angle = -150 + i * 15
        bend = (x + (i - 4) * 30, ground - height * c.rng.uniform(0.36, 0.5))
        tip = (
            x + (angle + 90) * 2.3 + c.rng.uniform(-40, 40),
            ground - height * c.rng.uniform(0.72, 1),
        )
        c.thread([(x, ground - 110), bend, tip], BARK, 9)
        for _ in range(22):
            t = c.rng.uniform(0.1, 1)
            px = bend[0] + (tip[0] - bend[0]) * t + c.rng.uniform(-34, 34)
            py = bend[1] + (tip[1] - bend[1]) * t + c.rng.uniform(-30, 30)
            c.disc(
                px,
                py,
                c.rng.uniform(7, 14),
                c.rng.choice(("#e8889a", "#f2b3bd", "#d8627c")),
            )


def _parcel(c: Canvas, x: float, y: float, size: float = 92) -> None:
    c.rect(x - size / 2, y - size * 0.36, size, size * 0.72, CRIMSON, 4)
    c.rect(x - size * 0.07, y - size * 0.36, size * 0.14, size * 0.72, GOLD)
    c.rect(x - size / 2, y - size * 0.06, size, size * 0.13, GOLD)
    for side in (-1, 1):
        c.oval(x + side * size * 0.13, y - size * 0.42, size * 0.14, size * 0.08, STRAW)
