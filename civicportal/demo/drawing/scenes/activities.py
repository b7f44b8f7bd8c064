"""People doing things together: cleaning, riding, dancing, learning, talking."""

from ..buildings import WALLS, tube_house
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
    flag,
    flowers,
    paving,
    plain_banner,
    pot,
    star,
    sun,
    tree,
)  # fmt: skip


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
        place = c.rng.uniform(360, 1060), c.rng.uniform(940, 1045)
        c.oval(*place, 9, 4.5, c.rng.choice((GOLD, CLAY, "#b98c3c", SAGE)))


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
