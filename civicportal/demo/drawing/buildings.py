"""Houses of the town, and tiled roofs."""

from .canvas import Canvas, Colour, mix, veil
from .palette import CLAY, GOLD, INK, JADE, LACQUER, LEAF, STRAW, WOOD

WALLS = ("#f0cf8e", "#e8b98a", "#cfdccb", "#f3e3c3", "#dba989", "#c8d6d4")


def tube_house(
    c: Canvas,
    x: float,
    ground: float,
    w: float,
    h: float,
    wall: Colour,
    *,
    lit: bool = False,
) -> None:
    """A narrow town house: storeys with shutters, a balcony, a shop door."""
    c.rect(x, ground - h, w, h, wall)
    c.rect(x + w * 0.72, ground - h, w * 0.28, h, veil(INK, 0.07))
    c.rect(x - 5, ground - h - 12, w + 10, 16, mix(wall, INK, 0.25))
    storeys = max(2, round(h / 190))
    step = h / (storeys + 0.25)
    for i in range(storeys - 1):
        _storey(c, x, ground - h + 28 + i * step, w, step, wall, lit=lit)
    door = step * 0.8
    c.rect(x + w * 0.14, ground - door, w * 0.72, door, mix(wall, INK, 0.55))
    c.rect(x + w * 0.14, ground - door, w * 0.72, 14, mix(wall, INK, 0.3))
    c.poly(
        [
            (x + w * 0.04, ground - door + 6),
            (x + w * 0.96, ground - door + 6),
            (x + w * 1.04, ground - door + 40),
            (x - w * 0.04, ground - door + 40),
        ],
        c.rng.choice((LACQUER, JADE, GOLD, CLAY)),
    )


def _storey(
    c: Canvas, x: float, y: float, w: float, step: float, wall: Colour, *, lit: bool
) -> None:
    pane = STRAW if lit else mix(wall, "#2c3f63", 0.62)
    shutter = c.rng.choice((JADE, LEAF, WOOD, "#4b6a78"))
    tall, wide = step * 0.58, w * 0.36
    left = x + (w - wide) / 2
    c.rect(left, y, wide, tall, pane)
    c.rect(left - wide * 0.38, y, wide * 0.36, tall, shutter)
    c.rect(left + wide * 1.02, y, wide * 0.36, tall, shutter)
    c.rect(left + wide * 0.48, y, wide * 0.05, tall, wall)
    c.rect(x + w * 0.06, y + tall, w * 0.88, 8, mix(wall, INK, 0.35))
    for i in range(9):
        c.rect(
            x + w * (0.09 + i * 0.1),
            y + tall - step * 0.17,
            4,
            step * 0.17,
            mix(wall, INK, 0.45),
        )
    c.rect(x + w * 0.06, y + tall - step * 0.19, w * 0.88, 6, mix(wall, INK, 0.45))


def roof_tiles(
    c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = CLAY
) -> None:
    """A tiled roof seen from the front, its eaves turned up at both ends."""
    left = [
        (x - w * 0.03, y + h * 0.97),
        (x + w * 0.09, y + h * 0.68),
        (x + w * 0.19, y),
    ]
    right = [(2 * x + w - px, py) for px, py in reversed(left)]
    c.poly([*left, *right, (x + w * 0.95, y + h), (x + w * 0.05, y + h)], fill)
    for row in range(1, 5):
        t = row / 5
        c.rect(
            x + w * (0.2 - 0.14 * t),
            y + h * t,
            w * (0.6 + 0.28 * t),
            3,
            veil(INK, 0.16),
        )
    c.rect(
        x + w * 0.17, y - h * 0.07, w * 0.66, h * 0.13, mix(fill, INK, 0.35), radius=5
    )
