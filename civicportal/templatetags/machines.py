"""What a page says to machines: its title and picture, data about it, its feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from civicportal import structured_data

register = template.Library()

# Inside a script element nothing may look like markup, or like the end of a line.
ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


class TitleNode(template.Node):
    """Writes the title, and keeps it for what else names the page."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        title = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - escaped
        context["page_title"] = title
        return format_html("<title>{}</title>", title)


@register.tag
def title(parser: Parser, token: Token) -> TitleNode:
    """`{% title %}…{% endtitle %}`: the title element, whose text is `page_title`."""
    nodelist = parser.parse(("endtitle",))
    parser.delete_first_token()
    return TitleNode(nodelist)


@register.simple_tag(takes_context=True)
def open_graph(context: template.Context) -> SafeString:
    """What is shown where the page's address is shared; reads `path`, `description`."""
    return format_html_join(
        "\n", '<meta property="{}" content="{}">', list(_properties(context))
    )


@register.simple_tag(takes_context=True)
def structured(context: template.Context) -> SafeString:
    """What schema.org has words for, as data that no browser runs."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None:
        return SafeString("")
    values: Any = context.flatten()
    found = structured_data.of_page(match.view_name, values)
    return mark_safe("\n".join(_script(one) for one in found))  # noqa: S308 - _script


@register.simple_tag(takes_context=True)
def feeds(context: template.Context) -> SafeString:
    """Links to the feeds of the page's section, its unit or the portal."""
    return format_html_join(
        "\n",
        '<link rel="alternate" type="application/{}+xml" title="{}" href="{}">',
        list(_feeds(context)),
    )


@register.simple_tag(takes_context=True)
def rss_address(context: template.Context) -> str:
    """The address of the unit's feed, or the portal's."""
    unit = context.get("unit")
    if unit:
        return reverse("news:unit_feed", args=[unit.slug, "rss"])
    return reverse("news:portal_feed", args=["rss"])


def _properties(context: template.Context) -> Iterator[tuple[str, Any]]:
    origin, article = context["origin"], context.get("article")
    yield "og:type", "article" if article else "website"
    yield "og:url", f"{origin}{context['path']}"
    yield "og:title", article.title if article else context.get("page_title", "")
    yield "og:description", str(context.get("description", ""))[:300]
    yield "og:site_name", _("Ward and commune portal")
    yield "og:locale", "vi_VN"
    shown = article or context.get("lead")
    if shown and shown.cover:
        picture = structured_data.image(shown.cover, origin)
        yield "og:image", picture["url"]
        yield "og:image:width", picture["width"]
        yield "og:image:height", picture["height"]
        if picture.get("caption"):
            yield "og:image:alt", picture["caption"]
    if article and article.section and article.section.is_news:
        yield "article:published_time", structured_data.written(article.published_at)
        yield "article:modified_time", structured_data.modified(article)
        yield "article:section", article.section.name


def _feeds(context: template.Context) -> Iterator[tuple[str, str, str]]:
    unit, section = context.get("unit"), context.get("section")
    if unit and section and section.is_news:
        words = [unit.slug, section.slug]
        name = f"{section.name} – {unit.full_name}"
        yield "rss", name, reverse("news:section_feed", args=[*words, "rss"])
    if unit:
        name = _("News – %(name)s") % {"name": unit.full_name}
        for form in ("rss", "atom"):
            yield form, name, reverse("news:unit_feed", args=[unit.slug, form])
        return
    for form in ("rss", "atom"):
        name = _("Ward and commune portal")
        yield form, name, reverse("news:portal_feed", args=[form])


def _script(data: structured_data.Data) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>'
