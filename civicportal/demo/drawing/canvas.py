"""A large sheet on which scenes are drawn, then halved so that edges are smooth.

Coordinates are those of the finished picture, 1600 × 1067, whatever the sheet's
real size. The same seed gives the same picture on every machine: no fonts, no
clock, no global randomness.
"""

import math
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1067
SCALE = 2

Point = tuple[float, float]
Colour = str | tuple[int, ...]


def rgb(colour: Colour) -> tuple[int, ...]:
    """`#9b1c1f` or a ready tuple → (red, green, blue[, alpha])."""
    if isinstance(colour, tuple):
        return colour
    return tuple(int(colour[i : i + 2], 16) for i in range(1, len(colour), 2))


def mix(first: Colour, second: Colour, share: float) -> tuple[int, ...]:
    """The colour that lies `share` (0–1) of the way from the first to the second."""
    pairs = zip(rgb(first)[:3], rgb(second)[:3], strict=True)
    return tuple(round(a + (b - a) * share) for a, b in pairs)


def veil(colour: Colour, opacity: float) -> tuple[int, ...]:
    """The colour, let through by the given opacity (0–1)."""
    return (*rgb(colour)[:3], round(255 * opacity))


class Canvas:
    """Shapes in picture coordinates; later ones cover earlier ones."""

    def __init__(self, seed: int, ground: Colour) -> None:
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        self.image = Image.new("RGB", size, rgb(ground))
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.seed = seed
        self.rng = Random(seed)  # noqa: S311 - repeatable drawings, not secrets

    def finish(self) -> Image.Image:
        return self.image.reduce(SCALE)

    def rect(
        self, x: float, y: float, w: float, h: float, fill: Colour, radius: float = 0
    ) -> None:
        box = [round(v * SCALE) for v in (x, y, x + w, y + h)]
        box[2], box[3] = max(box[0], box[2] - 1), max(box[1], box[3] - 1)
        if radius:
            self.pen.rounded_rectangle(box, radius * SCALE, fill=rgb(fill))
        else:
            self.pen.rectangle(box, fill=rgb(fill))

    def poly(self, points: list[Point], fill: Colour) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=rgb(fill))

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self.pen.ellipse(box, fill=rgb(fill))

    def disc(self, x: float, y: float, r: float, fill: Colour) -> None:
        self.oval(x, y, r, r, fill)

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        box = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
        self.pen.ellipse(box, outline=rgb(fill), width=round(width * SCALE))

    def cap(
        self, x: float, y: float, rx: float, ry: float, arc: Point, fill: Colour
    ) -> None:
        """Cut an oval by a straight line: the part between two angles in degrees."""
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self.pen.chord(box, *arc, fill=rgb(fill))

    def fan(self, x: float, y: float, r: float, arc: Point, fill: Colour) -> None:
        """Draw the slice of a disc between two angles in degrees."""
        box = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
        self.pen.pieslice(box, *arc, fill=rgb(fill))

    def stroke(self, points: list[Point], fill: Colour, width: float) -> None:
        """Draw a line with round ends and corners; only for opaque colours."""
        flat = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(flat, fill=rgb(fill), width=round(width * SCALE), joint="curve")
        if width > 3:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, width / 2, fill)

    def blob(self, points: list[Point], fill: Colour) -> None:
        """Fill the smooth closed curve through the points."""
        self.poly(_smooth(points, closed=True), fill)

    def thread(self, points: list[Point], fill: Colour, width: float) -> None:
        """Draw the smooth open curve through the points."""
        self.stroke(_smooth(points, closed=False), fill, width)

    def wash(
        self, top: Colour, bottom: Colour, y: float = 0, h: float = HEIGHT
    ) -> None:
        """Run one colour into another, from y downwards over the whole width."""
        self.wash_box(0, y, WIDTH, h, top, bottom)

    def wash_box(
        self, x: float, y: float, w: float, h: float, top: Colour, bottom: Colour
    ) -> None:
        """Run one colour into another, downwards through a box."""
        size = (round(w * SCALE), max(1, round(h * SCALE)))
        mask = Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR)
        sheet = Image.new("RGB", size, rgb(top)[:3])
        sheet.paste(rgb(bottom)[:3], (0, 0), mask)
        self.image.paste(sheet, (round(x * SCALE), round(y * SCALE)))

    def glow(
        self, x: float, y: float, r: float, colour: Colour, strength: float = 0.6
    ) -> None:
        """Light that fades from its middle to nothing at distance r."""
        fade = Image.radial_gradient("L").point(
            lambda v: round(max(0, 1 - v / 181) ** 1.6 * 255 * strength)
        )
        side = round(2 * r * SCALE)
        mask = fade.resize((side, side), Image.Resampling.BILINEAR)
        place = (round((x - r) * SCALE), round((y - r) * SCALE))
        self.image.paste(rgb(colour)[:3], place, mask)


def _smooth(points: list[Point], *, closed: bool, steps: int = 10) -> list[Point]:
    """Points on the Catmull-Rom curve that passes through the given ones."""
    count = len(points)
    if closed:
        ring = [points[-1], *points, points[0], points[1]]
    else:
        ring, count = [points[0], *points, points[-1]], count - 1
    curve = [
        _between(ring[i : i + 4], step / steps)
        for i in range(count)
        for step in range(steps)
    ]
    return curve if closed else [*curve, points[-1]]


def _between(four: list[Point], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = four
    return _spline(ax, bx, cx, dx, t), _spline(ay, by, cy, dy, t)


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t**3
    )


def around(x: float, y: float, r: float, degrees: float) -> Point:
    """The point at distance r from (x, y); 0° is to the right, 90° downwards."""
    turn = math.radians(degrees)
    return x + r * math.cos(turn), y + r * math.sin(turn)
