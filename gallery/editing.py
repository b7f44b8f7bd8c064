"""What becomes of the pictures that a form carries."""

from __future__ import annotations

from typing import Any

from units.models import Unit

from .models import Photo
from .picture_field import Pictures
from .services import aim_photos, describe_photos, store_rendered


def store_pictures(
    pictures: Pictures, *, unit: Unit, by: Any
) -> list[tuple[Photo, str]]:
    """Store the new ones, keep what was typed beside the others.

    Returns (photograph, caption) in the form's order, new ones last.
    """
    kept = [(entry.photo, entry.caption) for entry in pictures.entries if entry.photo]
    describe_photos({entry.photo_id: entry.alt for entry in pictures.entries})
    aim_photos(
        {entry.photo_id: entry.focal for entry in pictures.entries if entry.focal}
    )
    new = [(store_rendered(unit=unit, rendered=one, by=by), "") for one in pictures.new]
    return kept + new
