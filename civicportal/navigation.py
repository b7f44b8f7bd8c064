"""The menus as data: what stands here is linked, so it stands here once it exists.

A later part of the portal adds one `MenuItem` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.campaigns import begun
from meetings.models import RecordCard
from units.models import Unit


@dataclass(frozen=True)
class MenuItem:
    """One entry; `url_name` takes the unit's slug in a unit's menu.

    `is_there` says of a unit whether it has anything to show there; one query.
    """

    label: str | Promise
    url_name: str
    anchor: str = ""
    is_there: Callable[[Any], bool] | None = None

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


def _has_records(unit: Any) -> bool:
    """Whether the unit has public records, or leads a campaign that has begun."""
    cards = RecordCard.objects.public().filter(unit=OuterRef("pk"))
    rounds = begun(timezone.localdate()).filter(unit=OuterRef("pk"))
    own = Unit.objects.filter(Exists(cards) | Exists(rounds), pk=unit.pk)
    return own.exists()


UNIT_MENU = (
    MenuItem(_("Home page"), "unit_home"),
    MenuItem(_("News"), "news:list"),
    MenuItem(_("Conferences"), "meetings:conferences", is_there=_has_records),
    MenuItem(_("Albums"), "news:albums"),
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
        _link(item.label, item.url(unit.slug), path, trail)
        for item in UNIT_MENU
        if item.is_there is None or item.is_there(unit)
    ]
    return parts + [
        _link(section.name, section.get_absolute_url(), path, trail)
        for section in sections
    ]


def _link(label: str | Promise, url: str, path: str, trail: str = "") -> Link:
    current = "page" if url == path else "true" if url == trail else ""
    return Link(label, url, current)
