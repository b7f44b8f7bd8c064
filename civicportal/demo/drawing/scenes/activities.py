"""People doing things together: cleaning, riding, dancing, learning, talking."""

from ..canvas import Canvas, Colour, mix, veil
from ..palette import (
    ASH,
    CLAY,
    CORAL,
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
from ..people import Look, any_look, ao_dai, bust, standing
from ..things import (
    cloud,
    flag,
    flowers,
    paving,
    plain_banner,
    pot,
    star,
    sun,
    tree,
    tube_house,
)  # fmt: skip

WALLS = ("#f0cf8e", "#e8b98a", "#cfdccb", "#f3e3c3", "#dba989", "#c8d6d4")


def cleaning(c: Canvas) -> None:
    """Saturday morning: neighbours sweep the street and sort the rubbish."""
    c.wash("#a5d0d8", "#fbeecb", 0, 650)
    sun(c, 240, 150, 52)
    for i in range(9):
        tube_house(c, i * 182 - 20, 650, 178, 300 + (i * 67) % 190, WALLS[i % 6])
    paving(c, 648, "#d5bd97")
    c.rect(0, 690, 1600, 14, STONE)
    for x, h in ((150, 560), (800, 500), (1450, 570)):
        tree(c, x, 715, h, leaf="#4c9468")
    for i, (colour, x) in enumerate(((LEAF, 1130), (GOLD, 1270), ("#4f86a0", 1410))):
        _bin(c, x, 1000 + i * 8, colour)
    looks = (
        Look(CRIMSON, INDIGO, SKINS[0], "cone", sleeves="long"),
        Look(JADE, "#3a2c28", SKINS[1], "cap", hat_colour=GOLD),
        Look("#2f6fa8", INDIGO, SKINS[3], "bob"),
    )
    for x, look, reach in zip((270, 580, 930), looks, (115, 60, 70), strict=True):
        _, hand = standing(
            c, x, 990, 440, look, arms=((80, 40), (reach - 20, reach)), stride=0.08
        )
        _broom(c, hand, x + 190)
    for _ in range(70):
        x, y = c.rng.uniform(360, 1060), c.rng.uniform(940, 1045)
        c.oval(x, y, 9, 4.5, c.rng.choice((GOLD, CLAY, "#b98c3c", SAGE)))


def _broom(c: Canvas, hand: tuple[float, float], x: float) -> None:
    top = (hand[0] - 60, hand[1] - 150)
    c.stroke([top, (x - 24, 930)], WOOD, 10)
    c.poly([(x - 34, 918), (x - 6, 936), (x + 62, 1010), (x - 56, 1008)], "#caa25e")
    for i in range(6):
        c.stroke([(x - 22, 926), (x - 48 + i * 19, 1006)], "#a07b3f", 3)
    c.disc(*hand, 14, SKINS[0])


def _bin(c: Canvas, x: float, ground: float, colour: Colour) -> None:
    c.oval(x + 8, ground, 74, 14, veil(INK, 0.2))
    c.poly(
        [
            (x - 56, ground - 170),
            (x + 56, ground - 170),
            (x + 46, ground),
            (x - 46, ground),
        ],
        colour,
    )
    c.poly(
        [
            (x + 14, ground - 170),
            (x + 56, ground - 170),
            (x + 46, ground),
            (x + 14, ground),
        ],
        veil(INK, 0.12),
    )
    c.rect(x - 64, ground - 192, 128, 26, mix(colour, INK, 0.22), 10)
    c.disc(x, ground - 90, 28, veil(WHITE, 0.9))
    c.poly([(x, ground - 112), (x + 17, ground - 80), (x - 17, ground - 80)], colour)


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


def dance(c: Canvas) -> None:
    """An evening of dancing on a stage in the yard."""
    c.wash("#2a2348", "#7a3350", 0, 790)
    for _ in range(50):
        c.disc(
            c.rng.uniform(0, 1600),
            c.rng.uniform(0, 330),
            c.rng.uniform(1.2, 2.8),
            "#f3e3c3",
        )
    c.rect(190, 130, 1220, 560, "#4a1c33")
    plain_banner(c, 330, 170, 940, 120)
    for x in (250, 1350):
        c.glow(x, 330, 420, "#ffcf7a", 0.4)
    for x in (190, 1380):
        c.rect(x, 110, 30, 590, ASH)
    c.rect(180, 104, 1240, 22, ASH)
    for i in range(9):
        c.disc(250 + i * 138, 140, 14, "#ffe7a8")
    c.glow(800, 640, 620, "#ffb45e", 0.5)
    c.rect(120, 690, 1360, 80, MAROON)
    c.rect(120, 690, 1360, 12, GOLD)
    for i in range(5):
        _dancer(c, 400 + i * 200, 702 + (i % 2) * 26, i)
    c.wash("#4a2238", "#1f1428", 770, 297)
    for row in range(2):
        size, base = 190 + row * 60, 935 + row * 130
        for i in range(10 - row):
            bust(
                c,
                30 + i * size * 0.98 - row * 50,
                base,
                size,
                any_look(c.rng),
                back=True,
            )
        c.rect(0, base - 40, 1600, 190, veil("#1f1428", 0.28))


def _dancer(c: Canvas, x: float, ground: float, number: int) -> None:
    colour = (CRIMSON, GOLD, "#e8889a", JADE, CORAL)[number]
    wide = number % 2
    arms = ((215, 250), (-35, -70)) if wide else ((160, 215), (20, -35))
    hands = ao_dai(
        c,
        x,
        ground,
        400,
        colour,
        skin=SKINS[number % 4],
        lean=0.03 * (number - 2),
        arms=arms,
    )
    for side, hand in zip((-1, 1), hands, strict=True):
        start = 180 if side < 0 else 250
        c.fan(hand[0], hand[1], 66, (start, start + 110), STRAW)
        c.fan(hand[0], hand[1], 40, (start, start + 110), CRIMSON)


def training(c: Canvas) -> None:
    """Officials at laptops learn a new service from a large screen."""
    c.wash("#e9efe9", "#f5efe0", 0, 620)
    c.rect(430, 80, 740, 400, INK, 14)
    c.rect(446, 96, 708, 368, "#f4f8f6", 6)
    c.rect(446, 96, 708, 62, LACQUER, 6)
    star(c, 490, 127, 20)
    for i in range(3):
        c.rect(480 + i * 222, 190, 196, 128, (MINT, "#f7dfa5", "#f0c8b4")[i], 10)
        c.disc(578 + i * 222, 236, 26, (LEAF, GOLD, CLAY)[i])
        c.rect(520 + i * 222, 278, 116, 10, STONE, 5)
    for i, w in enumerate((610, 520, 560)):
        c.rect(480, 346 + i * 34, w, 13, "#c9c2b6", 6)
    flag(c, 140, 150, 150, pole=480)
    pot(c, 1490, 640, 190)
    c.wash("#c08a5c", "#84543a", 620, 447)
    teacher = Look("#2c3f63", "#3a2c28", SKINS[0], "bob", sleeves="long")
    hand, _ = standing(c, 1290, 700, 420, teacher, arms=((205, 215), (75, 85)))
    c.stroke([hand, (hand[0] - 70, hand[1] - 48)], WOOD, 6)
    for row in range(2):
        _desks(c, row)


def _desks(c: Canvas, row: int) -> None:
    size, base, count = 190 + row * 66, 800 + row * 215, 6 - row
    step = 1640 / count
    for i in range(count + 1):
        x = step * i - 20
        c.rect(x - size * 0.34, base - size * 0.5, size * 0.68, size * 0.45, STEEL, 8)
        c.rect(
            x - size * 0.3, base - size * 0.46, size * 0.6, size * 0.38, "#bfe0e6", 4
        )
        c.rect(x - size * 0.2, base - size * 0.36, size * 0.4, size * 0.05, LEAF, 3)
        c.rect(x - size * 0.2, base - size * 0.25, size * 0.28, size * 0.05, STONE, 3)
    c.rect(0, base - 12, 1600, 26, "#a9704a")
    for i in range(count):
        x = step * (i + 0.5) - 20
        bust(c, x, base + size * 0.52, size, any_look(c.rng), back=True)
    c.rect(0, base + size * 0.5, 1600, 90, veil("#4a2c1e", 0.4))


def group_meeting(c: Canvas) -> None:
    """A residential group talks around a table in its house of culture."""
    c.wash("#f6e4bd", "#efd09a", 0, 720)
    for x in (90, 1230):
        c.rect(x - 14, 120, 308, 370, WOOD)
        c.wash_box(x, 134, 280, 342, "#a5cfd8", "#f5edc8")
        c.disc(x + 80, 400, 70, SAGE)
        c.disc(x + 190, 430, 60, LEAF)
        c.rect(x + 134, 134, 12, 342, WOOD)
    c.rect(470, 110, 660, 130, CRIMSON)
    c.rect(470, 110, 660, 9, GOLD)
    c.rect(470, 231, 660, 9, GOLD)
    star(c, 800, 175, 42)
    c.rect(796, 0, 8, 40, INK)
    for i in range(3):
        c.oval(800 + (i - 1) * 78, 54, 76, 10, ASH)
    c.wash("#b4744a", "#7e4a30", 720, 347)
    for i in range(6):
        bust(c, 400 + i * 160, 735, 240, any_look(c.rng))
    c.oval(800, 800, 640, 110, mix(WOOD, INK, 0.3))
    c.oval(800, 780, 640, 108, "#b9794b")
    c.oval(800, 776, 600, 94, "#c78a5a")
    for i in range(9):
        x = 330 + i * 118
        c.poly([(x, 770), (x + 58, 762), (x + 70, 790), (x + 10, 798)], PAPER)
    for x in (430, 690, 930, 1170):
        c.oval(x, 752, 20, 7, WHITE)
        c.rect(x - 17, 728, 34, 24, "#dbe8ea", 4)
    flowers(c, 800, 745, 54)
    for i, x in enumerate((200, 480, 800, 1120, 1400)):
        c.rect(x - 110, 955, 220, 140, MAROON, 18)
        bust(c, x, 1075 + (i % 2) * 14, 330, any_look(c.rng), back=True)
