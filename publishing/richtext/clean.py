"""The two ways through: HTML in and clean HTML out, or HTML in and plain text out."""

import re
from collections.abc import Callable

import nh3

from publishing.vietnamese import clean_text, strip_invisible

from .blocks import from_plain_text, rebuild
from .pictures import InlinePictures, StoreImage
from .policy import DROPPED_CONTENT, allowed_attributes, sanitise
from .source import parse, unescape

_TAG = re.compile("<[a-zA-Z/!?]")
_BLOCK_TAGS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "figure",
        "figcaption",
        "table",
        "caption",
        "tr",
        "td",
        "th",
        "hr",
        "br",
    ]
)
_STRUCTURE = re.compile("<[^>]*>")


def clean_html(html: str, *, store_image: StoreImage | None = None) -> str:
    """Return `html` as it may be stored; doing it again changes nothing.

    Text without tags becomes paragraphs. Each picture inside the text (base64) is
    given to `store_image` as bytes, which returns the attributes of its `<img>`, or
    None; without them the picture goes and the text stays. What `store_image` raises
    is passed on.
    """
    pictures = InlinePictures(html or "")

    def inline(address: str) -> dict[str, str] | None:
        return pictures.store(address, store_image)

    return _clean(pictures, inline)


def clean_keeping_pictures(html: str) -> str:
    """Return `html` cleaned, its inline pictures still inside it.

    For forms only: a picture is stored once everything else in the form is right,
    by `clean_html(…, store_image=…)`; `RichTextField` would drop it.
    """
    pictures = InlinePictures(html or "")
    return pictures.put_back(_clean(pictures, pictures.keep))


def has_inline_pictures(html: str) -> bool:
    """Tell whether pictures stand in the text itself."""
    return len(InlinePictures(html)) > 0


def length_without_pictures(html: str) -> int:
    """Return how many characters the text has besides its inline pictures."""
    return len(InlinePictures(html).html)


def _clean(
    pictures: InlinePictures, inline: Callable[[str], dict[str, str] | None]
) -> str:
    def picture_rule(attributes: dict[str, str]) -> dict[str, str] | None:
        address = attributes.get("src", "").strip()
        if pictures.is_inline(address):
            stored = inline(address)
            if stored is None:
                return None
            attributes = {**attributes, **stored}
        kept = allowed_attributes("img", attributes)
        return kept if "src" in kept else None

    html = strip_invisible(pictures.html)
    if not _TAG.search(html):
        html = from_plain_text(html)
    return sanitise(pictures.without_leftovers(rebuild(parse(html), picture_rule)))


def plain_text(html: str) -> str:
    """Return the words of `html`, each block and break on a line of its own."""
    bare = nh3.clean(
        InlinePictures(html or "").html,
        tags=set(_BLOCK_TAGS),
        attributes={},
        clean_content_tags=set(DROPPED_CONTENT),
    )
    lines = unescape(_STRUCTURE.sub("\n", bare)).splitlines()
    kept = (" ".join(line.split()) for line in lines)
    return clean_text("\n".join(line for line in kept if line))
