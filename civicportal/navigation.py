"""The menus as data: what stands here is linked, so it stands here once it exists.

A later part of the portal adds one `MenuItem` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import OfficialDocument
from meetings.campaigns import begun
from meetings.models import Programme, RecordCard
from units.models import Unit

Rows = Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class MenuItem:
    """One entry; `url_name` takes the unit's slug in a unit's menu.

    Where `rows` are given, the entry stands only while the unit has any of them, or,
    `with_below`, a unit that was ever below it, directly or by one between.
    """

    label: str | Promise
    url_name: str
    anchor: str = ""
    rows: tuple[Rows, ...] = ()
    with_below: bool = False

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


def _rounds() -> QuerySet[Any]:
    """Campaigns that have begun: the unit that leads one has a page of records."""
    return begun(timezone.localdate())


UNIT_MENU = (
    MenuItem(_("Home page"), "unit_home"),
    MenuItem(_("News"), "news:list"),
    MenuItem(
        _("Conferences"),
        "meetings:conferences",
        rows=(RecordCard.objects.public, _rounds),
    ),
    MenuItem(
        _("Coordination programmes"),
        "meetings:programmes",
        rows=(Programme.objects.public,),
        with_below=True,
    ),
    MenuItem(_("Albums"), "news:albums"),
    MenuItem(
        pgettext_lazy("register", "Documents"),
        "documents:list",
        rows=(OfficialDocument.objects.public,),
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
    """The entries that stand in the unit's menu; asked for in one query."""
    asked = {f"has_{place}": _has(item) for place, item in _asking()}
    found = Unit.objects.filter(pk=unit.pk).values(**asked).first() or {}
    return [
        item
        for place, item in enumerate(UNIT_MENU)
        if not item.rows or found.get(f"has_{place}")
    ]


def _asking() -> list[tuple[int, MenuItem]]:
    return [(place, item) for place, item in enumerate(UNIT_MENU) if item.rows]


def _has(item: MenuItem) -> Q:
    places = ["unit"]
    if item.with_below:
        places += ["unit__parents__parent", "unit__parents__parent__parents__parent"]
    found = Q()
    for rows, place in product(item.rows, places):
        found |= Q(Exists(rows().filter(**{place: OuterRef("pk")})))
    return found


def _link(label: str | Promise, url: str, path: str, trail: str = "") -> Link:
    current = "page" if url == path else "true" if url == trail else ""
    return Link(label, url, current)
