"""Shows a stored body. The only place in the project that trusts HTML from data."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def richtext(body: str | None) -> SafeString:
    """Show what `RichTextField` stored; it was sanitised on its way in."""
    return mark_safe(body or "")  # noqa: S308
