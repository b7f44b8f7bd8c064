"""Shows what changed between two versions of an article."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing.differences import Kind, Piece

register = template.Library()

# What is struck out or underlined is also said, for those who hear the page.
_MARK = (
    '<{0}><span class="visually-hidden">{1} </span>{2}'
    '<span class="visually-hidden"> {3} </span></{0}>{4}'
)


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Pieces as text with `<ins>` and `<del>`; the text in them is escaped."""
    words = {
        Kind.ADDED: ("ins", _("[added:"), _("end of addition]")),
        Kind.REMOVED: ("del", _("[removed:"), _("end of removal]")),
    }
    return format_html_join(
        "", "{}", ((_one(piece, words.get(piece.kind)),) for piece in pieces)
    )


@register.filter
def all_added(text: str) -> SafeString:
    return marked([Piece(Kind.ADDED, text)] if text else [])


@register.filter
def all_removed(text: str) -> SafeString:
    return marked([Piece(Kind.REMOVED, text)] if text else [])


def _one(piece: Piece, words: tuple[str, str, str] | None) -> SafeString | str:
    if words is None:
        return piece.text
    tag, before, after = words
    text = piece.text.rstrip(" ")
    space = piece.text[len(text) :]  # a mark ends with its last word
    return format_html(_MARK, tag, before, text, after, space)
