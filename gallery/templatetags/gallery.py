"""Shows photographs: `{% photo photo sizes="100vw" class="photo" %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..models import AlbumPhoto, Photo, media_url

register = template.Library()


@register.simple_tag
def photo(
    photo: Photo, sizes: str = "100vw", alt: str | None = None, **options: Any
) -> SafeString:
    """An `<img>` with all widths; `sizes` says how wide the layout shows it.

    `alt` replaces the photograph's own description, empty for an ornament. Further
    options: `class`, and `lazy=False` for a picture of the first screen. A picture
    whose main point is not its middle carries classes that keep it in sight.
    """
    classes = f"{options.get('class', 'photo')} {photo.focal_class}".rstrip()
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"'
        ' class="{}"{}>',
        photo.url(),
        photo.srcset,
        sizes,
        photo.width,
        photo.height,
        photo.alt if alt is None else alt,
        classes,
        _loading(lazy=options.get("lazy", True)),
    )


def _loading(*, lazy: bool) -> SafeString:
    if lazy:
        return format_html(' loading="{}" decoding="{}"', "lazy", "async")
    return format_html(' fetchpriority="{}"', "high")


@register.filter
def largest(photo: Photo) -> str:
    """Address of the widest picture, for a link to look at it closely."""
    return media_url(photo.file_name(max(photo.widths)))


@register.filter
def entry_alt(entry: AlbumPhoto) -> str:
    """What a picture of an album shows; its caption where nobody described it."""
    return entry.photo.alt or entry.caption
