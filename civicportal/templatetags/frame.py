"""The frame around every page: the menu, and what is said about the page's unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from civicportal.navigation import Link, portal_links, unit_links
from news import reading
from units.models import Succession, Unit

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> list[Link]:
    """Return the menu of the page's unit, or the portal's where it has none.

    Reads `unit`, `sections`, `section` and `trail` (the address of the part to which
    the page belongs) from the context.
    """
    request = context.get("request")
    path = request.path if request else ""
    unit = context.get("unit")
    if not unit:
        return portal_links(path)
    sections = context.get("sections")
    if sections is None:  # a page of an app that knows no news
        sections = reading.sections_in_use(unit)
    section: Any = context.get("section")
    part: Any = context.get("trail") or ""
    trail = section.get_absolute_url() if section else part
    return unit_links(unit, sections, path, trail)


@register.filter
def place(unit: Unit) -> str:
    """Where the unit lies or lay: "Thành phố Hà Nội", "Quận Đống Đa, Hà Nội"."""
    above = unit.ancestors_on()
    return above[0].full_name if len(above) == 1 else unit.place_on()


@register.filter
def within(unit: Unit) -> str:
    """The unit's name inside a sentence: "phường Kim Liên"."""
    return _inside(unit.full_name)


@register.filter
def heirs(unit: Unit) -> list[Unit]:
    """The units to which an ended one now belongs, the main one first, each once."""
    return list(dict.fromkeys(link.new for link in unit.what_became()))


@register.filter
def taken(origins: Iterable[Succession], extent: str) -> list[Unit]:
    """The old units that were taken over to this extent, "whole" or "part"."""
    return [link.old for link in origins if link.extent == extent]


@register.filter
def linked(units: Iterable[Unit], page_of: Unit) -> SafeString:
    """Links to units, as part of a sentence: "phường A, phường B và phường C".

    Where a unit is called like the one whose page this is, it is said which is meant.
    """
    links = [
        format_html(
            '<a href="{}">{}</a>', unit.get_absolute_url(), _told_apart(unit, page_of)
        )
        for unit in units
    ]
    if len(links) < 2:
        return format_html("{}", links[0] if links else "")
    first = format_html(", ".join(["{}"] * (len(links) - 1)), *links[:-1])
    return format_html(_("{} and {}"), first, links[-1])


def _told_apart(unit: Unit, page_of: Unit) -> str:
    name = within(unit)
    if name != within(page_of):
        return name
    text = _("%(name)s (old)") if unit.is_ended() else _("%(name)s (new)")
    return text % {"name": name}


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]
