"""Shows a stored body. The only place in the project that trusts HTML from data."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_TABLE_TAG = re.compile("<(/?)table>")


@register.filter
def richtext(body: str | None) -> SafeString:
    """Show what `RichTextField` stored; it was sanitised on its way in.

    A table wider than a phone scrolls by itself, also by keyboard; a table inside a
    table scrolls with it.
    """
    start = format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">', _("Table")
    )
    depth = 0

    def wrap(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth -= 1
            return f"{tag[0]}</div>" if depth == 0 else tag[0]
        depth += 1
        return f"{start}{tag[0]}" if depth == 1 else tag[0]

    return mark_safe(_TABLE_TAG.sub(wrap, body or ""))  # noqa: S308
