"""The same meeting over the years, also where one unit became another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from units.models import Succession, Unit

from .models import ClauseReview, Conference, RecordCard
from .public_record import PublicRecord

MOST_YEARS = 12


@dataclass(frozen=True)
class Year:
    """One year's record; `unit_name` where it is another unit's, `is_part` of it."""

    card: RecordCard
    is_this: bool = False
    unit_name: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a later meeting found about a clause."""

    year: int
    outcome: str
    note: str
    reached: str
    url: str

    @property
    def label(self) -> str | Promise:
        return ClauseReview.Outcome(self.outcome).label


def years_of(card: RecordCard, unit: Unit) -> list[Year]:
    """The public records of this kind and level, the newest first; two queries.

    Those of units that the unit was made from, or became, are among them, with their
    names: figures of a unit that went over in part are no measure of the whole.
    """
    links = Succession.objects.filter(Q(old=unit) | Q(new=unit))
    is_part: dict[int, bool] = {}
    for link in links:
        other = link.new_id if link.old_id == unit.pk else link.old_id
        is_part[other] = link.is_part
    cards = RecordCard.objects.public().filter(
        unit__in=[unit.pk, *is_part], kind=card.kind, tier=card.tier
    )
    rows = cards.select_related("unit").order_by("-year", "-order_day", "-pk")
    return [
        Year(
            one,
            is_this=one.pk == card.pk,
            unit_name=one.unit_name if one.unit_id != unit.pk else "",
            is_part=is_part.get(one.unit_id, False),
        )
        for one in rows[:MOST_YEARS]
    ]


def same_round(card: RecordCard, unit: Unit) -> list[RecordCard]:
    """The unit's public records of the same round, of its other levels; one query."""
    cards = RecordCard.objects.public().filter(
        unit=unit, kind=card.kind, year=card.year
    )
    rows = list(cards.exclude(tier=card.tier).newest()[:MOST_YEARS])
    for row in rows:
        row.unit = unit
    return rows


def before(card: RecordCard, years: list[Year]) -> RecordCard | None:
    """The nearest earlier year in the list."""
    return next((one.card for one in years if one.card.year < card.year), None)


def after(card: RecordCard, years: list[Year]) -> RecordCard | None:
    later = [one.card for one in years if one.card.year > card.year]
    return later[-1] if later else None


def outcomes_of(conference: Conference) -> dict[int, list[Outcome]]:
    """What later public records say of this record's clauses, by clause; one query."""
    later = Conference.objects.with_figures_public().filter(previous=conference)
    rows = later.select_related("public", "card__unit").order_by("year", "pk")
    found: defaultdict[int, list[Outcome]] = defaultdict(list)
    for row in rows:
        record = PublicRecord(_content(row))
        for review in record.reviews:
            if review["outcome"]:
                found[review["clause"]].append(_outcome(review, record, row))
    return dict(found)


def _outcome(review: dict[str, Any], record: Any, row: Conference) -> Outcome:
    card = getattr(row, "card", None)
    return Outcome(
        year=record.year,
        outcome=review["outcome"],
        note=review["note"],
        reached=review["reached"],
        url=card.get_absolute_url() if card else "",
    )


def _content(row: Conference) -> dict[str, Any]:
    return row.public.content if row.public else {}
