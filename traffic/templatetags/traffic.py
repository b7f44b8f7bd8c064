from django import template

register = template.Library()


@register.inclusion_tag("traffic/count_view.html")
def count_view(kind: str, object_id: int) -> dict[str, object]:
    """Let the page report that this thing is being read; once on a page."""
    return {"kind": kind, "object_id": object_id}
