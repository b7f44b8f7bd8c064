"""What lists show of programmes: their parties, and how many tasks are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from units.models import Unit

from .models import Party, Programme, Standing, Task
from .readings import Share, share_of


@dataclass(frozen=True)
class ProgrammeCard:
    """One programme in a list."""

    programme: Programme
    parties: list[str]
    done: Share | None

    @property
    def standing(self) -> Standing:
        return Standing(self.programme.standing)  # type: ignore[attr-defined]


def cards_of(rows: Iterable[Programme], unit: Unit) -> list[ProgrammeCard]:
    """Cards of the unit's programmes, loaded with their standing: two queries."""
    programmes = list(rows)
    parties: dict[int, list[str]] = {one.pk: [] for one in programmes}
    named = Party.objects.filter(programme__in=parties).order_by("pk")
    for pk, name in named.values_list("programme", "name"):
        parties[pk].append(name)
    counted = Task.objects.filter(programme__in=parties).values("programme").order_by()
    counts = counted.annotate(
        all=Count("pk"), done=Count("pk", filter=Q(done_on__isnull=False))
    )
    shares = {one["programme"]: share_of(one["done"], one["all"]) for one in counts}
    for programme in programmes:
        programme.unit = unit  # it is theirs: addresses ask nothing
    return [
        ProgrammeCard(one, parties[one.pk], shares.get(one.pk)) for one in programmes
    ]
