"""How an article's text and files are shown."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from publishing.vietnamese import format_number

register = template.Library()

_TABLE = re.compile("<table[ >].*?</table>", re.DOTALL)


@register.filter
def readable(body: str) -> SafeString:
    """The body as a page shows it: a wide table scrolls by itself, also by keyboard.

    `body` is what `RichTextField` stored, so it was sanitised when it was saved.
    """
    return mark_safe(_TABLE.sub(_scrolling, body))  # noqa: S308 - sanitised on save


def _scrolling(match: re.Match[str]) -> str:
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>',
        _("Table"),
        mark_safe(match[0]),  # noqa: S308 - part of the sanitised body
    )


@register.filter
def file_size(size: int) -> str:
    """Show 421.888 bytes as "412 KB", 1.258.291 as "1,2 MB"."""
    if size < 1024 * 1024:
        return f"{format_number(max(1, round(size / 1024)))} KB"
    tenths = round(size * 10 / 1024 / 1024)
    return f"{format_number(tenths // 10)},{tenths % 10} MB"
