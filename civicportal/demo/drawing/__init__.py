"""Pictures for the demonstration, drawn by code: nobody's photograph, no rights."""

from io import BytesIO

from .canvas import Canvas
from .palette import PAPER
from .scenes import SCENES

__all__ = ["SCENES", "draw"]


def draw(scene: str, seed: int = 1) -> bytes:
    """Return the scene as a JPEG of 1600 × 1067; the same arguments, the same picture.

    Raises KeyError for a scene that is not in `SCENES`.
    """
    canvas = Canvas(seed, PAPER)
    SCENES[scene](canvas)
    jpeg = BytesIO()
    canvas.finish().save(jpeg, "JPEG", quality=92)
    return jpeg.getvalue()
