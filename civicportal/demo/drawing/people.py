"""People as simple shapes: no faces, so that nobody is meant.

A figure is given by where it stands and how tall it is; everything else follows in
proportion. `height` is the whole body for standing figures, the part above the
table or chair for seated ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .canvas import Canvas, Colour, Point, around, mix, veil
from .palette import GREY_HAIRS, HAIRS, INK, SHIRTS, SKINS, TROUSERS

WHITE_SILK = "#fffdf8"


@dataclass(frozen=True)
class Look:
    """What a figure wears; `hair` is the style: short, bob, bun, cap or cone."""

    shirt: Colour
    trousers: Colour = "#3a2c28"
    skin: Colour = SKINS[0]
    hair: str = "short"
    hair_colour: Colour = HAIRS[0]
    hat_colour: Colour = "#d9bd92"
    sleeves: str = "short"


def any_look(rng: Random, shirts: Sequence[Colour] = SHIRTS) -> Look:
    """Clothes drawn by lot; one head in five is grey."""
    hairs = GREY_HAIRS if rng.random() < 0.2 else HAIRS
    return Look(
        shirt=rng.choice(shirts),
        trousers=rng.choice(TROUSERS),
        skin=rng.choice(SKINS),
        hair=rng.choice(("short", "short", "bob", "bun")),
        hair_colour=rng.choice(hairs),
        sleeves=rng.choice(("short", "long")),
    )


def head(c: Canvas, x: float, y: float, r: float, look: Look, *, back: bool) -> None:
    """A head whose middle is (x, y)."""
    if look.hair in ("bob", "bun") and not back:
        c.oval(x, y + r * 0.05, r * 1.12, r * 1.2, look.hair_colour)
    c.oval(x, y + r * 0.12, r * 0.92, r * 1.08, look.skin)
    if back:
        _hair_from_behind(c, x, y, r, look)
    else:
        c.cap(x, y, r * 1.06, r * 1.12, (178, 362), look.hair_colour)
        c.oval(x + r * 0.1, y + r * 0.3, r * 0.86, r * 0.86, look.skin)
    _hat(c, x, y, r, look)


def _hair_from_behind(c: Canvas, x: float, y: float, r: float, look: Look) -> None:
    long = look.hair == "bob"
    c.oval(x, y - r * 0.06, r * 1.04, r * (1.12 if long else 1.0), look.hair_colour)
    if long:
        c.rect(x - r, y, 2 * r, r * 1.25, look.hair_colour, radius=r * 0.5)
    if look.hair == "bun":
        c.disc(x, y - r * 0.55, r * 0.5, mix(look.hair_colour, INK, 0.35))


def _hat(c: Canvas, x: float, y: float, r: float, look: Look) -> None:
    if look.hair == "cone":
        c.poly(
            [(x - r * 2, y), (x, y - r * 1.75), (x + r * 2, y), (x, y + r * 0.3)],
            look.hat_colour,
        )
        c.poly(
            [(x, y - r * 1.75), (x + r * 2, y), (x, y + r * 0.3)],
            mix(look.hat_colour, INK, 0.13),
        )
    elif look.hair == "cap":
        c.cap(x, y - r * 0.1, r * 1.1, r * 1.1, (180, 360), look.hat_colour)
        c.rect(x - r * 1.1, y - r * 0.3, r * 2.5, r * 0.26, look.hat_colour, r * 0.1)


def _shoulders(x: float, top: float, half: float, bottom: float) -> list[Point]:
    return [
        (x - half * 0.34, top),
        (x + half * 0.34, top),
        (x + half * 0.8, top + half * 0.2),
        (x + half, top + half * 0.72),
        (x + half, bottom),
        (x - half, bottom),
        (x - half, top + half * 0.72),
        (x - half * 0.8, top + half * 0.2),
    ]


def bust(
    c: Canvas, x: float, base: float, height: float, look: Look, *, back: bool = False
) -> None:
    """Head and shoulders, cut straight at `base`."""
    r = height * 0.24
    top = base - height + r * 1.1
    half = height * 0.42
    c.rect(x - r * 0.38, top + r * 0.6, r * 0.76, r, mix(look.skin, INK, 0.12))
    c.poly(_shoulders(x, top + r * 1.25, half, base), look.shirt)
    shade = veil(INK, 0.12)
    c.poly(
        [(x + half * 0.25, top + r * 1.3), (x + half, top + r * 1.9),
         (x + half, base), (x + half * 0.35, base)], shade,
    )  # fmt: skip
    head(c, x, top, r, look, back=back)


def standing(
    c: Canvas,
    x: float,
    ground: float,
    height: float,
    look: Look,
    *,
    arms: tuple[Point, Point] = ((110, 100), (70, 80)),
    back: bool = False,
    skirt: bool = False,
    stride: float = 0.05,
) -> tuple[Point, Point]:
    """A whole figure; returns where the two hands are.

    Each arm is (angle of the upper arm, angle of the forearm) in degrees, 90 hanging
    down, 0 to the right, 180 to the left, 270 up; the left of the picture first.
    """
    r = height * 0.072
    shoulder, hip = ground - height * 0.8, ground - height * 0.47
    c.oval(x + height * 0.04, ground, height * 0.2, height * 0.03, veil(INK, 0.2))
    _legs(c, x, ground, hip, height, look, stride=stride, skirt=skirt)
    c.rect(x - r * 0.4, shoulder - r, r * 0.8, r * 1.4, mix(look.skin, INK, 0.14))
    _torso(c, x, shoulder, hip, height, look)
    hands = tuple(
        _arm(c, (x + side * height * 0.093, shoulder + height * 0.03), height, look, a)
        for side, a in zip((-1, 1), arms, strict=True)
    )
    head(c, x, ground - height + r * 1.15, r, look, back=back)
    return hands[0], hands[1]


def _torso(
    c: Canvas, x: float, top: float, hip: float, height: float, look: Look
) -> None:
    half = height * 0.115
    c.poly(
        [(x - half * 0.45, top - half * 0.12), (x + half * 0.45, top - half * 0.12),
         (x + half, top + half * 0.3), (x + half * 0.86, hip + half * 0.25),
         (x - half * 0.86, hip + half * 0.25), (x - half, top + half * 0.3)],
        look.shirt,
    )  # fmt: skip
    c.poly(
        [(x + half * 0.2, top), (x + half, top + half * 0.3),
         (x + half * 0.86, hip + half * 0.25), (x + half * 0.2, hip + half * 0.25)],
        veil(INK, 0.1),
    )  # fmt: skip


def _legs(
    c: Canvas, x: float, ground: float, hip: float, height: float, look: Look, *,
    stride: float, skirt: bool,
) -> None:  # fmt: skip
    wide = height * 0.085
    for side in (-1, 1):
        foot = x + side * height * (0.03 + stride)
        start = (x + side * height * 0.05, hip + wide * 0.3)
        low = ground - height * (0.2 if skirt else 0.03)
        c.stroke([start, (foot, low)], look.trousers, wide)
        if skirt:
            c.stroke([(foot, low), (foot, ground - wide * 0.3)], look.skin, wide * 0.6)
        c.oval(
            foot + side * wide * 0.2, ground - wide * 0.2, wide * 0.75, wide * 0.32, INK
        )
    if skirt:
        c.poly(
            [(x - wide * 1.1, hip), (x + wide * 1.1, hip),
             (x + wide * 1.9, ground - height * 0.2), (x - wide * 1.9, ground - height * 0.2)],
            look.trousers,
        )  # fmt: skip


def _arm(c: Canvas, shoulder: Point, height: float, look: Look, angles: Point) -> Point:
    wide = height * 0.058
    elbow = around(*shoulder, height * 0.15, angles[0])
    hand = around(*elbow, height * 0.145, angles[1])
    sleeve = mix(look.shirt, INK, 0.07)
    lower = sleeve if look.sleeves == "long" else look.skin
    c.stroke([elbow, hand], lower, wide * 0.8)
    c.stroke([shoulder, elbow], sleeve, wide)
    c.disc(*hand, wide * 0.52, look.skin)
    return hand


def ao_dai(
    c: Canvas, x: float, ground: float, height: float, colour: Colour, *,
    skin: Colour = SKINS[0], lean: float = 0, arms: tuple[Point, Point] = ((112, 95), (68, 85)),
) -> tuple[Point, Point]:  # fmt: skip
    """A woman in áo dài; returns where the hands are."""
    look = Look(colour, WHITE_SILK, skin, "bun", HAIRS[0], sleeves="long")
    top, waist = ground - height * 0.8, ground - height * 0.56
    c.oval(x + height * 0.03, ground, height * 0.2, height * 0.028, veil(INK, 0.2))
    for side in (-1, 1):
        c.poly(
            [(x + side * height * 0.02, waist), (x + side * height * 0.1, waist + height * 0.1),
             (x + side * height * 0.13, ground - 2), (x + side * height * 0.01, ground - 2)],
            WHITE_SILK,
        )  # fmt: skip
    c.poly(
        [(x - height * 0.045, top - 2), (x + height * 0.045, top - 2),
         (x + height * 0.1, top + height * 0.035), (x + height * 0.07, waist),
         (x + height * (0.12 + lean), ground - height * 0.07),
         (x - height * (0.12 - lean), ground - height * 0.07),
         (x - height * 0.07, waist), (x - height * 0.1, top + height * 0.035)],
        colour,
    )  # fmt: skip
    c.poly(
        [(x + height * 0.02, top), (x + height * 0.1, top + height * 0.035),
         (x + height * 0.07, waist), (x + height * (0.12 + lean), ground - height * 0.07),
         (x + height * 0.03, ground - height * 0.07)],
        veil(INK, 0.1),
    )  # fmt: skip
    hands = [
        _arm(c, (x + side * height * 0.085, top + height * 0.03), height, look, a)
        for side, a in zip((-1, 1), arms, strict=True)
    ]
    r = height * 0.068
    c.rect(x - r * 0.38, top - r * 0.9, r * 0.76, r * 1.1, mix(colour, INK, 0.1))
    head(c, x, ground - height + r * 1.15, r, look, back=False)
    return hands[0], hands[1]
