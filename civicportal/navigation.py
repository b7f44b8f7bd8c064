"""The menus as data: what stands here is linked, so it stands here once it exists.

A later part of the portal adds one `MenuItem` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import OfficialDocument
from units.models import Unit


@dataclass(frozen=True)
class MenuItem:
    """One entry; `url_name` takes the unit's slug in a unit's menu.

    `is_there` gives an expression over units, `Exists` of rows for instance, and the
    entry stands only where it is true; all of them are asked for in one query.
    """

    label: str | Promise
    url_name: str
    anchor: str = ""
    is_there: Callable[[], Any] | None = None

    def url(self, *args: str) -> str:
        return reverse(self.url_name, args=args) + self.anchor


@dataclass(frozen=True)
class Link:
    """What a template shows; `current` is the value of `aria-current`, or ""."""

    label: str | Promise
    url: str
    current: str = ""


PORTAL_MENU = (
    MenuItem(_("Home page"), "home"),
    MenuItem(_("Latest news"), "news:portal_list"),
    MenuItem(_("Wards and communes"), "directory:finder"),
    MenuItem(_("Statistics of readings"), "statistics"),
)


def _has_documents() -> Exists:
    return Exists(OfficialDocument.objects.public().filter(unit=OuterRef("pk")))


UNIT_MENU = (
    MenuItem(_("Home page"), "unit_home"),
    MenuItem(_("News"), "news:list"),
    MenuItem(_("Albums"), "news:albums"),
    MenuItem(
        pgettext_lazy("register", "Documents"),
        "documents:list",
        is_there=_has_documents,
    ),
    MenuItem(_("Residents' words"), "meetings:words"),
)


def portal_links(path: str) -> list[Link]:
    """The portal's own menu, seen from the page at `path`."""
    links = []
    for item in PORTAL_MENU:
        url = item.url()
        is_above = item.url_name != "home" and path.startswith(url)
        links.append(_link(item.label, url, path, url if is_above else ""))
    return links


def unit_links(
    unit: Any, sections: Iterable[Any], path: str, trail: str = ""
) -> list[Link]:
    """The unit's menu: its parts, then its sections.

    `trail` is the address of the part or section to which the page at `path` belongs.
    """
    parts = [
        _link(item.label, item.url(unit.slug), path, trail) for item in _in_use(unit)
    ]
    return parts + [
        _link(section.name, section.get_absolute_url(), path, trail)
        for section in sections
    ]


def _in_use(unit: Unit) -> list[MenuItem]:
    """The entries that stand in the unit's menu."""
    asked = {
        f"item_{place}": item.is_there()
        for place, item in enumerate(UNIT_MENU)
        if item.is_there
    }
    there = Unit.objects.filter(pk=unit.pk).values(**asked).first() or {}
    return [
        item
        for place, item in enumerate(UNIT_MENU)
        if not item.is_there or there.get(f"item_{place}")
    ]


def _link(label: str | Promise, url: str, path: str, trail: str = "") -> Link:
    current = "page" if url == path else "true" if url == trail else ""
    return Link(label, url, current)
