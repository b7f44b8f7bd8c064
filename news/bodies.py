"""Pictures inside an article's text: which they are, and in which widths they come."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.conf import settings
from django.utils.html import escape

from gallery.models import Photo
from gallery.templatetags.gallery import largest
from publishing.richtext import clean_html

# The sanitiser writes attributes in one form, so a pattern is enough to find pictures.
PICTURE = re.compile(r"<img\b[^>]*>")
FIGURE = re.compile(r"<figure\b[^>]*>.*?</figure>", re.DOTALL)
ADDRESS = rf"{re.escape(settings.MEDIA_URL)}photos/([0-9a-f]+)/"
TOKEN = re.compile(rf'src="{ADDRESS}')
LINK = re.compile(rf'href="{ADDRESS}[^"]*"')
LINKED = re.compile(rf'<a\b[^>]*href="{ADDRESS}[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
ALT = re.compile(r'\balt="([^"]*)"')

# The text column is 66 characters wide; on a phone it is the screen.
SIZES = "(min-width: 48rem) 44rem, 100vw"


def photos_in(body: str, *, unit_id: int) -> list[Photo]:
    """The unit's own photographs that the text shows; others are not ours to publish."""
    return list(Photo.objects.in_html(body).filter(unit_id=unit_id))


def prepared_body(text: str, *, unit_id: int) -> str:
    """The text as it is stored: clean, each photograph with its widths and size.

    Running it twice gives the same text. A picture that is not the unit's is removed;
    the address that one had before it was replaced becomes its address of now.
    """
    body = clean_html(text)
    photos = _by_token(body, unit_id)
    body = LINK.sub(lambda link: _link(link, photos), body)
    return clean_html(PICTURE.sub(lambda tag: _rendition(tag[0], photos), body))


def without_photo(body: str, tokens: Collection[str]) -> str:
    """The text without a photograph, given by all tokens it ever had.

    Its figure goes with it, for the caption tells who was to be seen; the words of a
    link to it stay.
    """
    if not any(token in body for token in tokens):
        return body
    body = FIGURE.sub(lambda figure: _rest_of_figure(figure[0], tokens), body)
    body = PICTURE.sub(lambda tag: "" if _shows(tag[0], tokens) else tag[0], body)
    body = LINKED.sub(lambda link: link[2] if link[1] in tokens else link[0], body)
    return clean_html(body)


def _by_token(body: str, unit_id: int) -> dict[str, Photo]:
    photos = Photo.objects.in_html(body).filter(unit_id=unit_id)
    photos = photos.prefetch_related("former_tokens")
    return {token: photo for photo in photos for token in photo.tokens()}


def _rendition(tag: str, photos: Mapping[str, Photo]) -> str:
    found = TOKEN.search(tag)
    photo = photos.get(found[1]) if found else None
    if photo is None:
        return ""
    written = ALT.search(tag)
    alt = written[1] if written and written[1] else escape(photo.alt)
    return (
        f'<img src="{photo.url(960)}" alt="{alt}" width="{photo.width}" '
        f'height="{photo.height}" srcset="{photo.srcset}" sizes="{SIZES}" '
        f'loading="lazy">'
    )


def _link(link: re.Match[str], photos: Mapping[str, Photo]) -> str:
    photo = photos.get(link[1])
    if photo is None or photo.token == link[1]:
        return link[0]
    return f'href="{largest(photo)}"'


def _rest_of_figure(figure: str, tokens: Collection[str]) -> str:
    shown = PICTURE.findall(figure)
    return "" if shown and all(_shows(tag, tokens) for tag in shown) else figure


def _shows(tag: str, tokens: Collection[str]) -> bool:
    found = TOKEN.search(tag)
    return found is not None and found[1] in tokens
