"""The site map for people: everything that can be read, by province and unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from documents.models import OfficialDocument
from meetings.models import Programme, RecordCard
from news.models import Article, Section
from publishing.public_pages import public_page
from units.frames import load_frames
from units.kinds import UnitTier
from units.models import Unit

from .navigation import portal_links

MOST_UNITS = 200  # beyond these the ward finder is the shorter way


@dataclass(frozen=True)
class Province:
    """Units that publish or published, in the province where they lie or lay."""

    name: str
    order: str
    units: list[Unit] = field(default_factory=list)


@public_page()
def site_map(request: HttpRequest) -> HttpResponse:
    """The portal's own pages, then each unit that publishes, with its sections."""
    units = _units()
    context = {
        "links": portal_links(request.path),
        "provinces": _by_province(units[:MOST_UNITS]),
        "has_more": len(units) > MOST_UNITS,
        "with_records": _with_records(units),
    }
    return render(request, "site_map.html", context)


def _units() -> list[Unit]:
    here = Article.objects.public().filter(unit=OuterRef("pk"))
    records = RecordCard.objects.public().filter(unit=OuterRef("pk"))
    in_section = Article.objects.public().filter(section=OuterRef("pk"))
    sections = Section.objects.filter(Exists(in_section)).order_by("order", "name")
    documents = OfficialDocument.objects.public().filter(unit=OuterRef("pk"))
    programmes = Programme.objects.public().filter(unit=OuterRef("pk"))
    has_any = Exists(here) | Exists(documents) | Exists(records) | Exists(programmes)
    units = (
        Unit.objects.with_pages()
        .annotate(has_documents=Exists(documents), has_programmes=Exists(programmes))
        .filter(has_any)
        .in_order()
        .prefetch_related(Prefetch("sections", sections, to_attr="read_sections"))
    )
    listed: list[Unit] = list(units[: MOST_UNITS + 1])
    load_frames(listed)
    return listed


def _with_records(units: Iterable[Unit]) -> set[int]:
    cards = RecordCard.objects.public().filter(unit__in=units)
    return set(cards.order_by().values_list("unit", flat=True).distinct())


def _by_province(units: Iterable[Unit]) -> list[Province]:
    found: dict[Unit | None, Province] = {}
    for unit in units:
        province = _province_of(unit)
        if province not in found:
            found[province] = _named(province)
        found[province].units.append(unit)
    return sorted(found.values(), key=lambda province: province.order)


def _province_of(unit: Unit) -> Unit | None:
    return next(
        (
            above
            for above in [unit, *unit.ancestors_on()]
            if above.tier == UnitTier.PROVINCE
        ),
        None,
    )


def _named(province: Unit | None) -> Province:
    if province is None:
        return Province(_("Elsewhere"), order="|")  # after all letters
    name = province.name_on()
    return Province(name.full_name, order=name.sort_key)
