"""Things that several scenes share: flags, trees, houses, furniture, flowers."""

import math
from collections.abc import Sequence

from .canvas import Canvas, Colour, around, mix, veil
from .palette import (
    BARK,
    CLAY,
    CORAL,
    CRIMSON,
    GOLD,
    INK,
    JADE,
    LACQUER,
    LEAF,
    MAROON,
    PAPER,
    SAND,
    STONE,
    STRAW,
    WHITE,
    WOOD,
)  # fmt: skip


def star(c: Canvas, x: float, y: float, r: float, fill: Colour = STRAW) -> None:
    """Draw a five-pointed star with one point upwards."""
    points = [
        around(x, y, r if i % 2 == 0 else r * 0.382, -90 + 36 * i) for i in range(10)
    ]
    c.poly(points, fill)


def flag(c: Canvas, x: float, y: float, w: float, *, pole: float = 0) -> None:
    """The national flag, two by three, waving a little; pole is its length."""
    h = w * 2 / 3
    if pole:
        c.stroke([(x, y - 6), (x, y + pole)], WOOD, max(3.2, w * 0.035))
    steps = [i / 12 for i in range(13)]
    wave = [(x + w * t, y + h * 0.06 * math.sin(t * 6.5)) for t in steps]
    lower = [(px, py + h) for px, py in reversed(wave)]
    c.poly(wave + lower, "#c62828")
    for left, right, shade in ((0.28, 0.5, 0.07), (0.78, 1, 0.09)):
        part = [p for p, t in zip(wave, steps, strict=True) if left <= t <= right]
        c.poly(part + [(px, py + h) for px, py in reversed(part)], veil(INK, shade))
    star(c, x + w * 0.5, y + h * 0.5, h * 0.3, "#ffd34d")


def bunting(
    c: Canvas, start: tuple[float, float], end: tuple[float, float], *,
    sag: float = 60, size: float = 34, colours: Sequence[Colour] = (LACQUER, GOLD, JADE, CORAL),
) -> None:  # fmt: skip
    """Hang a line of small triangular flags between two points."""
    length = math.dist(start, end)
    count = max(4, int(length / (size * 1.35)))

    def at(t: float) -> tuple[float, float]:
        x = start[0] + (end[0] - start[0]) * t
        y = start[1] + (end[1] - start[1]) * t
        return x, y + sag * 4 * t * (1 - t)

    c.thread([at(i / 12) for i in range(13)], ASH_LINE, 3)
    for i in range(count):
        (x1, y1), (x2, y2) = at((i + 0.14) / count), at((i + 0.86) / count)
        tip = ((x1 + x2) / 2, (y1 + y2) / 2 + size * 1.25)
        c.poly([(x1, y1), (x2, y2), tip], colours[i % len(colours)])


ASH_LINE = "#5d4a42"


def tree(
    c: Canvas, x: float, ground: float, height: float, *, leaf: Colour = LEAF,
    trunk: Colour = BARK, spread: float = 1.0,
) -> None:  # fmt: skip
    """A broad street tree: trunk with two boughs, crown of rounded masses."""
    wide, crown = height * 0.05, ground - height * 0.66
    c.poly(
        [(x - wide, ground), (x - wide * 0.5, crown), (x + wide * 0.5, crown),
         (x + wide * 1.1, ground)], trunk,
    )  # fmt: skip
    for side in (-1, 1):
        end = (x + side * height * 0.17 * spread, crown - height * 0.06)
        c.stroke([(x, crown + height * 0.12), end], trunk, wide * 0.7)
    dark, light = mix(leaf, INK, 0.22), mix(leaf, STRAW, 0.28)
    r = height * 0.19
    for dx, dy, k in CROWN:
        c.disc(x + dx * height * spread + 6, crown + dy * height + 10, r * k, dark)
    for dx, dy, k in CROWN:
        c.disc(x + dx * height * spread, crown + dy * height, r * k, leaf)
    for dx, dy, k in CROWN[:3]:
        c.disc(
            x + dx * height * spread - r * 0.3,
            crown + dy * height - r * 0.35,
            r * k * 0.55,
            light,
        )


CROWN = (
    (-0.2, -0.02, 0.95), (0.02, -0.17, 1.2), (0.21, -0.03, 1.0), (-0.08, 0.04, 0.85),
    (0.1, 0.05, 0.8), (0.0, -0.04, 1.05),
)  # fmt: skip


def palm(
    c: Canvas, x: float, ground: float, height: float, leaf: Colour = LEAF
) -> None:
    """Draw an areca or coconut palm."""
    top = ground - height
    c.thread(
        [(x, ground), (x + height * 0.03, ground - height * 0.5), (x, top)],
        WOOD,
        height * 0.035,
    )
    for angle in (-165, -140, -110, -75, -45, -15, 20, 160):
        tip = around(x, top, height * 0.33, angle)
        bend = around(x, top, height * 0.2, angle - 16 if angle > -90 else angle + 16)
        droop = (tip[0], tip[1] + height * 0.1)
        c.blob(
            [
                (x, top),
                bend,
                droop,
                ((x + droop[0]) / 2, (top + droop[1]) / 2 + height * 0.02),
            ],
            leaf,
        )


def pot(
    c: Canvas,
    x: float,
    ground: float,
    size: float,
    leaf: Colour = LEAF,
    bloom: Colour | None = None,
) -> None:
    """A clay pot with a plant."""
    for angle in (-150, -120, -90, -60, -30):
        c.stroke(
            [
                (x, ground - size * 0.6),
                around(x, ground - size * 0.6, size * 0.75, angle),
            ],
            leaf,
            size * 0.16,
        )
        if bloom:
            c.disc(
                *around(x, ground - size * 0.6, size * 0.78, angle), size * 0.13, bloom
            )
    c.poly(
        [
            (x - size * 0.42, ground - size * 0.62),
            (x + size * 0.42, ground - size * 0.62),
            (x + size * 0.3, ground),
            (x - size * 0.3, ground),
        ],
        CLAY,
    )
    c.rect(
        x - size * 0.46,
        ground - size * 0.68,
        size * 0.92,
        size * 0.14,
        mix(CLAY, INK, 0.15),
        2,
    )


def cloud(c: Canvas, x: float, y: float, w: float, fill: Colour = WHITE) -> None:
    c.rect(x - w / 2, y - w * 0.06, w, w * 0.13, fill, radius=w * 0.065)
    c.oval(x - w * 0.13, y - w * 0.06, w * 0.19, w * 0.12, fill)
    c.oval(x + w * 0.14, y - w * 0.04, w * 0.15, w * 0.09, fill)


def flowers(
    c: Canvas,
    x: float,
    base: float,
    size: float,
    blooms: Sequence[Colour] = (LACQUER, GOLD, CORAL, WHITE),
) -> None:
    """A low arrangement of flowers for a table or a lectern."""
    for angle in range(-170, 0, 17):
        c.stroke([(x, base), around(x, base, size * 0.9, angle)], LEAF, size * 0.09)
    for i in range(16):
        px, py = around(x, base, size * c.rng.uniform(0.25, 1), -12 - 156 * i / 15)
        c.disc(px, py, size * c.rng.uniform(0.12, 0.19), blooms[i % len(blooms)])
    c.rect(
        x - size * 0.32, base - size * 0.1, size * 0.64, size * 0.32, MAROON, radius=4
    )


def sun(c: Canvas, x: float, y: float, r: float) -> None:
    c.glow(x, y, r * 4, "#fff0c4", 0.75)
    c.disc(x, y, r, "#ffe7ae")


def paving(c: Canvas, horizon: float, fill: Colour = SAND) -> None:
    """A paved ground running away to a horizon."""
    c.wash(mix(fill, WHITE, 0.25), mix(fill, BARK, 0.16), horizon, 1067 - horizon)
    depth = 1067 - horizon
    for i in range(1, 7):
        y = horizon + depth * (i / 7) ** 1.8
        c.rect(0, y, 1600, 2 + i * 0.5, veil(BARK, 0.12))
    for i in range(-9, 10):
        c.poly(
            [
                (800 + i * 70, horizon),
                (800 + i * 70 + 2, horizon),
                (803 + i * 260, 1067),
                (799 + i * 260, 1067),
            ],
            veil(BARK, 0.1),
        )


def lamp(
    c: Canvas, x: float, ground: float, height: float, *, lit: bool = False
) -> None:
    c.stroke([(x, ground), (x, ground - height)], ASH_LINE, 9)
    c.thread(
        [
            (x, ground - height),
            (x + 20, ground - height - 26),
            (x + 64, ground - height - 20),
        ],
        ASH_LINE,
        7,
    )
    c.rect(x + 42, ground - height - 24, 52, 14, mix(STONE, INK, 0.3), radius=6)
    if lit:
        c.glow(x + 68, ground - height, 210, "#ffdf91", 0.7)
        c.oval(x + 68, ground - height - 8, 22, 8, "#fff1c9")


def bench(c: Canvas, x: float, ground: float, w: float) -> None:
    for leg in (0.12, 0.84):
        c.rect(x + w * leg, ground - w * 0.22, w * 0.05, w * 0.22, INK)
    c.rect(x, ground - w * 0.26, w, w * 0.07, WOOD, 4)
    c.rect(x, ground - w * 0.45, w, w * 0.11, mix(WOOD, INK, 0.15), 4)


def plain_banner(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A wordless banner: cloth, golden edge, a star and two lines of light."""
    c.rect(x, y, w, h, CRIMSON)
    c.rect(x, y, w, h * 0.09, GOLD)
    c.rect(x, y + h * 0.91, w, h * 0.09, GOLD)
    star(c, x + h * 0.62, y + h * 0.5, h * 0.27)
    c.rect(
        x + h * 1.2,
        y + h * 0.32,
        w - h * 2.2,
        h * 0.13,
        veil(STRAW, 0.9),
        radius=h * 0.06,
    )
    c.rect(
        x + h * 1.2 + w * 0.12,
        y + h * 0.58,
        w * 0.76 - h * 2.2,
        h * 0.1,
        veil(PAPER, 0.75),
        radius=h * 0.05,
    )


def table(
    c: Canvas, x: float, y: float, w: float, h: float, cloth: Colour = LACQUER
) -> None:
    """A table with a cloth to the ground, seen from the front."""
    c.rect(x, y, w, h, cloth)
    folds = max(3, int(w / 70))
    for i in range(folds):
        left = x + w * (i + 0.55) / folds
        c.poly(
            [
                (left, y + 14),
                (left + 14, y + 14),
                (left + 30, y + h),
                (left - 6, y + h),
            ],
            veil(INK, 0.1),
        )
    c.rect(x - 8, y - 10, w + 16, 26, mix(cloth, WHITE, 0.14), radius=6)
    c.rect(x, y + 16, w, 7, veil(GOLD, 0.8))
