"""Search over all that the portal publishes: one question, several sources.

An app offers a module with `KINDS`, `hits`, `holds_any`, `load`, `known_words`
(`news.search` is the pattern), and stands in `SOURCES`; a result is rendered by
`templates/search/_<source>.html`. Nothing here is counted beyond what was ranked, so
the page costs the same over a million articles.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from documents import search as documents_search
from meetings import programme_search
from meetings import search as meetings_search
from news import search as news_search
from news.models import Section
from publishing.search_words import (
    LONGEST_QUERY,
    Question,
    question,
)
from publishing.vietnamese import clean_line
from units.models import Unit

SOURCES: dict[str, Any] = {
    "news": news_search,
    "documents": documents_search,
    "meetings": meetings_search,
    "programmes": programme_search,
}

PAGE_SIZE = 15
MOST_COUNTED = 1000
MOST_PAGES = MOST_COUNTED // PAGE_SIZE
MOST_CHOICES = 8  # of one facet
FIRST_YEAR, LAST_YEAR = 1945, 2999

# The parameters of the page, in the order in which an address names them.
TEXT, UNIT, KIND, SECTION, YEAR, PAGE = (
    "q",
    "don-vi",
    "loai",
    "chuyen-muc",
    "nam",
    "trang",
)
PARAMETERS = (TEXT, UNIT, KIND, SECTION, YEAR, PAGE)


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as far as it can be understood; `faults` is the rest."""

    question: Question = field(default_factory=Question)
    unit: Unit | None = None
    kind: str = ""
    section: Section | None = None
    year: int | None = None
    page: int = 1
    faults: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, Any]:
        return {
            "unit": self.unit.pk if self.unit else None,
            "section": self.section.pk if self.section else None,
            "year": self.year,
            "kind": self.kind,
        }

    def address(self, **changes: Any) -> str:
        """The query string of the same search with something changed; page one again."""
        asked = replace(self, **{"page": 1, **changes})
        values = {
            TEXT: asked.question.text,
            UNIT: asked.unit.slug if asked.unit else "",
            KIND: asked.kind,
            SECTION: asked.section.slug if asked.section and asked.unit else "",
            YEAR: asked.year or "",
            PAGE: asked.page if asked.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Choice:
    """One value of a facet, or the way back out of it."""

    label: str | Promise
    count: int
    url: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    title: str
    choices: list[Choice]


@dataclass(frozen=True)
class Found:
    """One page of results: (name of the source, loaded row) pairs."""

    rows: list[tuple[str, Any]]
    count: int  # of all pages; more than MOST_COUNTED stands for any number above
    pages: int

    @property
    def is_more(self) -> bool:
        return self.count > MOST_COUNTED


def read(query: QueryDict) -> Asked:
    """Understand an address; what cannot be is left out and said in `faults`."""
    text = clean_line(query.get(TEXT, "")[: LONGEST_QUERY * 10])
    faults = []
    if len(text) > LONGEST_QUERY:
        faults.append(_("Only the first 200 characters were searched for."))
    unit = _unit(query.get(UNIT, ""), faults)
    return Asked(
        question=question(text),
        unit=unit,
        kind=_kind(query.get(KIND, ""), faults),
        section=_section(query.get(SECTION, ""), unit, faults),
        year=_year(query.get(YEAR, ""), faults),
        page=_page(query.get(PAGE, ""), faults),
        faults=tuple(faults),
    )


def _unit(slug: str, faults: list[str]) -> Unit | None:
    if not slug:
        return None
    unit = Unit.objects.filter(slug=clean_line(slug[:100])).first()
    if unit is None:
        faults.append(_("There is no such ward or commune: all are searched."))
    return unit


def _kind(word: str, faults: list[str]) -> str:
    if not word or word in kinds():
        return word
    faults.append(_("There is no such kind: all kinds are searched."))
    return ""


def _section(slug: str, unit: Unit | None, faults: list[str]) -> Section | None:
    if not slug:
        return None
    found = unit.sections.filter(slug=clean_line(slug[:80])).first() if unit else None
    if found is None:
        faults.append(_("There is no such section: all sections are searched."))
    return found


def _year(text: str, faults: list[str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4:
        year = int(text)
        if FIRST_YEAR <= year <= LAST_YEAR:
            return year
    faults.append(_("The year was not understood: all years are searched."))
    return None


def _page(text: str, faults: list[str]) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdigit() and len(text) < 4 and int(text) > 0:
        return int(text)
    faults.append(_("There is no such page of results: this is the first one."))
    return 1


def kinds() -> dict[str, str | Promise]:
    """Every kind of thing that can be found, with its name."""
    return {
        word: label
        for source in SOURCES.values()
        for word, (_kind, label) in source.KINDS.items()
    }


def hits(asked: Asked, *, ranked: bool = True) -> list[Any]:
    """The newest hits of all sources, best first; at most 2.000 of each."""
    if not asked.question.phrases:
        return []
    found: list[Any] = []
    for source in SOURCES.values():
        if not asked.kind or asked.kind in source.KINDS:
            found += source.hits(asked.question, **asked.filters, ranked=ranked)
    return sorted(
        found, key=lambda hit: (-hit.score, -hit.published_at.timestamp(), -hit.pk)
    )


def found(asked: Asked, all_hits: list[Any]) -> Found:
    """Load the page of results that is asked for; the last one if there is no such."""
    count = len(all_hits)
    pages = max(1, min(MOST_PAGES, -(-count // PAGE_SIZE)))
    start = (min(asked.page, pages) - 1) * PAGE_SIZE
    shown = all_hits[start : start + PAGE_SIZE]
    rows = {
        name: source.load([hit.pk for hit in shown if hit.source == name])
        for name, source in SOURCES.items()
    }
    loaded = [(hit.source, rows[hit.source].get(hit.pk)) for hit in shown]
    return Found([pair for pair in loaded if pair[1] is not None], count, pages)


def facets(asked: Asked, all_hits: list[Any]) -> list[Facet]:
    """How the hits divide; each facet is counted without its own choice.

    One query more for each choice that was made.
    """
    counted = {
        name: Counter(_value(name, hit) for hit in _without(asked, name, all_hits))
        for name in ("unit", "kind", "section", "year")
        if name != "section" or asked.unit
    }
    made = [
        Facet(_("Ward or commune"), _unit_choices(asked, counted["unit"])),
        Facet(_("Kind"), _kind_choices(asked, counted["kind"])),
        Facet(_("Section"), _section_choices(asked, counted.get("section", Counter()))),
        Facet(_("Year"), _year_choices(asked, counted["year"])),
    ]
    return [one for one in made if _divides(one)]


def _divides(facet: Facet) -> bool:
    """A facet with one value that nobody chose would change nothing."""
    return len(facet.choices) > 1 or any(one.is_chosen for one in facet.choices)


def _without(asked: Asked, name: str, all_hits: list[Any]) -> list[Any]:
    if not asked.filters[name]:
        return all_hits
    dropped: dict[str, Any] = {name: "" if name == "kind" else None}
    if name == "unit":
        dropped["section"] = None
    return hits(replace(asked, **dropped), ranked=False)


def _value(name: str, hit: Any) -> Any:
    if name == "year":
        return timezone.localtime(hit.published_at).year
    return hit.kind if name == "kind" else getattr(hit, f"{name}_id")


def _unit_choices(asked: Asked, counts: Counter[int]) -> list[Choice]:
    shown = [pk for pk, _count in counts.most_common(MOST_CHOICES)]
    if asked.unit and asked.unit.pk not in shown:
        shown.append(asked.unit.pk)
    units = Unit.objects.with_names().filter(pk__in=shown)
    by_id = {unit.pk: unit for unit in units}
    return [
        Choice(
            by_id[pk].full_name,
            counts[pk],
            asked.address(
                unit=None if pk == _pk(asked.unit) else by_id[pk], section=None
            ),
            pk == _pk(asked.unit),
        )
        for pk in shown
        if pk in by_id
    ]


def _section_choices(asked: Asked, counts: Counter[int]) -> list[Choice]:
    shown = [pk for pk, _count in counts.most_common(MOST_CHOICES)]
    if asked.section and asked.section.pk not in shown:
        shown.append(asked.section.pk)
    if not shown:
        return []
    by_id = Section.objects.in_bulk(shown)
    return [
        Choice(
            by_id[pk].name,
            counts[pk],
            asked.address(section=None if pk == _pk(asked.section) else by_id[pk]),
            pk == _pk(asked.section),
        )
        for pk in shown
        if pk in by_id
    ]


def _kind_choices(asked: Asked, counts: Counter[str]) -> list[Choice]:
    return [
        Choice(
            label,
            counts[word],
            asked.address(kind="" if word == asked.kind else word),
            word == asked.kind,
        )
        for word, label in kinds().items()
        if counts[word] or word == asked.kind
    ]


def _year_choices(asked: Asked, counts: Counter[int]) -> list[Choice]:
    years = sorted({*counts, *([asked.year] if asked.year else [])}, reverse=True)
    shown = years[:MOST_CHOICES]
    if asked.year and asked.year not in shown:
        shown.append(asked.year)
    return [
        Choice(
            str(year),
            counts[year],
            asked.address(year=None if year == asked.year else year),
            year == asked.year,
        )
        for year in shown
    ]


def _pk(row: Any) -> int | None:
    return row.pk if row else None
