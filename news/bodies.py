"""Pictures inside an article's text: which they are, and in which widths they come."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.html import escape

from gallery.models import Photo
from publishing.richtext import clean_html

# The sanitiser writes attributes in one form, so a pattern is enough to find pictures.
PICTURE = re.compile(r"<img\b[^>]*>")
TOKEN = re.compile(rf'src="{re.escape(settings.MEDIA_URL)}photos/([0-9a-f]+)/')
ALT = re.compile(r'\balt="([^"]*)"')

# The text column is 66 characters wide; on a phone it is the screen.
SIZES = "(min-width: 48rem) 44rem, 100vw"


def photos_in(body: str, *, unit_id: int) -> list[Photo]:
    """The unit's own photographs that the text shows; others are not ours to publish."""
    return list(Photo.objects.in_html(body).filter(unit_id=unit_id))


def prepared_body(text: str, *, unit_id: int) -> str:
    """The text as it is stored: clean, each photograph with its widths and size.

    Running it twice gives the same text. A picture that is not the unit's is removed.
    """
    body = clean_html(text)
    photos = photos_in(body, unit_id=unit_id)
    return clean_html(PICTURE.sub(lambda tag: _rendition(tag[0], photos), body))


def _rendition(tag: str, photos: Iterable[Photo]) -> str:
    found = TOKEN.search(tag)
    photo = next((one for one in photos if found and one.token == found[1]), None)
    if photo is None:
        return ""
    written = ALT.search(tag)
    alt = written[1] if written and written[1] else escape(photo.alt)
    return (
        f'<img src="{photo.url(960)}" alt="{alt}" width="{photo.width}" '
        f'height="{photo.height}" srcset="{photo.srcset}" sizes="{SIZES}" '
        f'loading="lazy">'
    )
