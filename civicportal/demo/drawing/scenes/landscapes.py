"""Places under the sky: lake, temple, canal of flowers, market, night alley, street."""

from ..buildings import roof_tiles
from ..canvas import Canvas, mix, veil
from ..palette import (
    BARK,
    CLAY,
    CORAL,
    CRIMSON,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LEAF,
    MAROON,
    MINT,
    SAGE,
    SAND,
    SKINS,
    STONE,
    STRAW,
    WHITE,
    WOOD,
)  # fmt: skip
from ..people import Look, ao_dai, standing
from ..things import (
    bench,
    cloud,
    palm,
    paving,
    pot,
    sun,
    tree,
)  # fmt: skip


def lake(c: Canvas) -> None:
    """Morning exercise by a city lake."""
    c.wash("#f3c98b", "#fbeccb", 0, 470)
    sun(c, 1080, 330, 70)
    for i in range(22):
        h = c.rng.uniform(50, 150)
        c.rect(i * 76 - 20, 470 - h, 70, h, mix("#e0b08a", "#c7a59a", c.rng.random()))
    for i in range(13):
        c.disc(i * 132, 452, c.rng.uniform(44, 70), mix(SAGE, LEAF, c.rng.random()))
    c.wash("#f2cf9c", "#79aeb0", 470, 330)
    c.rect(1010, 470, 140, 330, veil("#fff0c4", 0.35))
    for i in range(26):
        y = 490 + i * 12
        c.rect(
            c.rng.uniform(0, 1500), y, c.rng.uniform(60, 240), 3, veil(WHITE, 0.4), 1
        )
    _tower(c, 430, 520)
    c.wash("#d8bd8f", "#b8925f", 800, 267)
    c.rect(0, 786, 1600, 22, STONE)
    for i in range(20):
        c.rect(i * 84 + 8, 716, 12, 74, "#8d8075")
    c.rect(0, 712, 1600, 12, "#a39587")
    _willow(c, 90, 900)
    tree(c, 1520, 930, 760, leaf="#3f8566")
    for i, (x, h) in enumerate(((330, 380), (560, 396), (790, 372), (1010, 390))):
        look = Look(
            (WHITE, CRIMSON, STRAW, JADE)[i],
            ("#3a2c28", WHITE, INDIGO, WHITE)[i],
            SKINS[i],
            ("short", "bun", "bob", "short")[i],
            ("#c9c2ba", "#a39a93", "#2f211c", "#7d746e")[i],
            sleeves="long",
        )
        standing(
            c,
            x,
            985 + (i % 2) * 26,
            h,
            look,
            arms=((205, 250), (-25, -70)),
            stride=0.08,
        )
    bench(c, 1190, 985, 230)


def _tower(c: Canvas, x: float, base: float) -> None:
    c.blob(
        [(x - 130, base + 8), (x, base - 26), (x + 130, base + 8), (x, base + 24)], SAGE
    )
    for i in range(3):
        w = 92 - i * 22
        c.rect(x - w / 2, base - 60 - i * 58, w, 56, "#d9bf98")
        c.rect(x - w / 2 - 10, base - 66 - i * 58, w + 20, 12, CLAY, 3)
        c.rect(x - 9, base - 46 - i * 58, 18, 36, "#8a6a4c", 8)
    c.poly([(x - 30, base - 180), (x, base - 226), (x + 30, base - 180)], CLAY)


def _willow(c: Canvas, x: float, ground: float) -> None:
    c.stroke([(x, ground), (x + 26, ground - 300), (x + 110, ground - 520)], BARK, 38)
    c.blob(
        [
            (x - 60, ground - 540),
            (x + 130, ground - 650),
            (x + 320, ground - 560),
            (x + 250, ground - 470),
            (x + 60, ground - 460),
        ],
        LEAF,
    )
    for i in range(22):
        px = x - 60 + i * 18
        length = c.rng.uniform(180, 340)
        colour = mix(LEAF, STRAW, c.rng.uniform(0.05, 0.35))
        c.thread(
            [
                (px, ground - 540),
                (px + 12, ground - 540 + length / 2),
                (px - 6, ground - 540 + length),
            ],
            colour,
            7,
        )


def temple(c: Canvas) -> None:
    """The gate and roof of an old communal house under a banyan."""
    c.wash("#a5cfd0", "#fbe9c0", 0, 760)
    cloud(c, 1180, 130, 240)
    for i in range(9):
        c.disc(i * 205, 690, 110, mix(SAGE, MINT, 0.4))
    c.rect(300, 470, 1000, 270, "#b4523a")
    for x in range(330, 1290, 120):
        c.rect(x, 480, 26, 260, MAROON)
    c.rect(640, 500, 320, 240, "#4d2a1e")
    for i in range(4):
        c.rect(652 + i * 76, 512, 66, 228, "#7a3f2b")
        c.rect(660 + i * 76, 530, 50, 80, "#96543a")
    roof_tiles(c, 220, 300, 1160, 190, "#a5482f")
    _upturned_eaves(c, 220, 490, 1160)
    for side in (-1, 1):
        c.thread(
            [(800 + side * 30, 296), (800 + side * 110, 250), (800 + side * 190, 292)],
            JADE,
            15,
        )
        c.disc(800 + side * 112, 250, 13, GOLD)
    c.disc(800, 268, 32, GOLD)
    c.disc(800, 268, 18, CRIMSON)
    paving(c, 738, "#cfae80")
    c.rect(560, 735, 480, 20, STONE)
    c.rect(520, 755, 560, 22, "#b7a595")
    for x in (380, 1220):
        c.rect(x - 40, 520, 80, 320, "#d9a86f")
        c.rect(x - 54, 500, 108, 26, "#a5482f")
        c.poly([(x - 44, 500), (x, 440), (x + 44, 500)], "#a5482f")
        c.rect(x - 14, 560, 28, 190, CRIMSON)
    _banyan(c)
    _procession(c)


def _upturned_eaves(c: Canvas, x: float, y: float, w: float) -> None:
    for side, edge in ((-1, x - w * 0.02), (1, x + w * 1.02)):
        tip = (edge + side * 30, y - 46)
        line = [(edge - side * 110, y - 8), (edge - side * 20, y - 14), tip]
        c.thread(line, "#8f3d28", 22)
        c.disc(*tip, 13, GOLD)
    c.rect(x + w * 0.03, y - 4, w * 0.94, 14, MAROON, 5)


def _banyan(c: Canvas) -> None:
    c.poly([(1400, 940), (1440, 560), (1530, 560), (1600, 960)], BARK)
    for i in range(6):
        c.thread(
            [(1380 + i * 34, 420), (1372 + i * 36, 640), (1384 + i * 34, 930)],
            mix(BARK, SAND, 0.25),
            6,
        )
    for dx, dy, r in (
        (1330, 360, 130),
        (1470, 260, 170),
        (1580, 380, 160),
        (1420, 420, 120),
        (1280, 280, 84),
    ):
        c.disc(dx + 8, dy + 14, r, "#1d5c45")
        c.disc(dx, dy, r, LEAF)
        c.disc(dx - r * 0.3, dy - r * 0.35, r * 0.5, mix(LEAF, STRAW, 0.25))


def _procession(c: Canvas) -> None:
    for i, colour in enumerate((CRIMSON, GOLD, "#2f6f8f")):
        ao_dai(
            c,
            610 + i * 150,
            970 + (i % 2) * 16,
            330,
            colour,
            skin=SKINS[i],
            arms=((120, 40), (60, 140)),
        )
    standing(
        c,
        1080,
        985,
        330,
        Look("#345b7b", WHITE, SKINS[1], "short", "#c9c2ba", sleeves="long"),
    )
    pot(c, 250, 1010, 140, LEAF, CORAL)
    standing(
        c,
        480,
        985,
        200,
        Look(STRAW, INDIGO, SKINS[3], "bob"),
        arms=((120, 100), (20, -20)),
    )


def canal(c: Canvas) -> None:
    """The flower village on the canals of Sa Đéc: trellises over water, a boat."""
    c.wash("#9fd0da", "#fdf0cf", 0, 430)
    sun(c, 320, 230, 58)
    cloud(c, 1080, 140, 270)
    for x, h in ((90, 330), (240, 260), (1260, 300), (1420, 370), (1560, 300)):
        palm(c, x, 450, h, mix(LEAF, SAGE, c.rng.random() * 0.5))
    c.rect(0, 430, 1600, 30, LEAF)
    for x in (520, 800, 1060):
        c.rect(x, 350, 150, 90, "#d8a36c")
        c.poly([(x - 24, 352), (x + 75, 284), (x + 174, 352)], CLAY)
        c.rect(x + 52, 380, 44, 60, "#7a4a30")
    c.wash("#8fc6c4", "#4c8f95", 455, 612)
    for i in range(40):
        y = 470 + i * 15
        c.rect(
            c.rng.uniform(-60, 1500), y, c.rng.uniform(80, 260), 3, veil(WHITE, 0.25), 1
        )
    for row in range(3):
        _trellis(c, 500 + row * 105, row, left=True)
        _trellis(c, 500 + row * 105, row, left=False)
    _flower_boat(c)


def _trellis(c: Canvas, y: float, row: int, *, left: bool) -> None:
    """One bed on stilts; a path of water is left free in the middle."""
    size = 19 + row * 8
    start, end = (-40.0, 560.0 - row * 110) if left else (1040.0 + row * 110, 1640.0)
    colour = ((GOLD, "#e8889a", CRIMSON), ("#d8627c", CORAL, STRAW))[not left][row]
    for post in range(int(start), int(end), 64 + row * 16):
        c.rect(post, y + 26, 8, 62 + row * 14, BARK)
    c.rect(start, y + 18, end - start, 12 + row * 2, WOOD)
    x = start + size
    while x < end - size * 0.4:
        c.rect(x - size * 0.75, y - size * 0.2, size * 1.5, size * 1.2, "#6b4a36", 4)
        c.disc(x, y - size * 0.65, size, mix(LEAF, SAGE, 0.3))
        for _ in range(8):
            c.disc(
                x + c.rng.uniform(-0.8, 0.8) * size,
                y - size * c.rng.uniform(0.2, 1.5),
                size * 0.24,
                colour,
            )
        x += size * 1.9


def _flower_boat(c: Canvas) -> None:
    look = Look("#7a4f7d", INK, SKINS[1], "cone", sleeves="long")
    hand, other = standing(c, 1010, 900, 400, look, arms=((70, 20), (40, 110)))
    c.stroke(
        [
            (hand[0] + 150, hand[1] - 160),
            (hand[0] - 10, hand[1] + 20),
            (hand[0] - 170, 1010),
        ],
        WOOD,
        12,
    )
    c.disc(*hand, 14, look.skin)
    c.disc(*other, 14, look.skin)
    for i in range(15):
        x = 520 + i * 29
        r = 34 + 12 * (i % 3 == 1)
        c.disc(x, 862 - (i % 3) * 14, r, (LEAF, SAGE)[i % 2])
        for _ in range(9):
            c.disc(
                x + c.rng.uniform(-r, r) * 0.8,
                862 - (i % 3) * 14 + c.rng.uniform(-r, r * 0.3),
                9,
                (GOLD, CRIMSON, "#e8889a", WHITE)[i % 4],
            )
    c.blob(
        [
            (410, 850),
            (520, 884),
            (800, 898),
            (1080, 884),
            (1200, 842),
            (1120, 950),
            (960, 976),
            (640, 976),
            (500, 950),
        ],
        "#5b3a2a",
    )
    c.thread(
        [(414, 852), (520, 888), (800, 902), (1080, 888), (1196, 846)], "#9b6b45", 10
    )
    c.oval(800, 990, 420, 22, veil("#1e4a50", 0.3))
