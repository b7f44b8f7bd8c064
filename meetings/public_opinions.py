"""What readers see of opinions: counts by field, answers owed and given, the answers.

Counted are the texts that the ward had entered when its leader approved the record;
the number that the report states is another figure. Answers are owed to petitions
and reports of faults alone: a suggestion is taken up or explained.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.functional import Promise

from .models import Conference, Opinion, ResidentWord
from .readings import Share

MOST_ANSWERS = 200
FIRST_ANSWERS = 5


@dataclass(frozen=True)
class FieldCount:
    """The opinions of one field of life."""

    field: str
    count: int
    owed: int
    answered: int

    @property
    def label(self) -> str | Promise:
        return ResidentWord.Field(self.field).label

    @property
    def share(self) -> Share | None:
        return Share(self.answered, self.owed) if self.owed else None


@dataclass(frozen=True)
class OpinionCounts:
    fields: list[FieldCount] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(one.count for one in self.fields)

    @property
    def share(self) -> Share | None:
        """Answered of owed; None where nothing is owed."""
        owed = sum(one.owed for one in self.fields)
        answered = sum(one.answered for one in self.fields)
        return Share(answered, owed) if owed else None


def counts_of(conference: Conference) -> OpinionCounts:
    """Counts by field, the largest first; one query."""
    approved = (
        conference.public.content.get("opinions", []) if conference.public else []
    )
    owed = Q(nature__in=Opinion.OWED)
    rows = (
        Opinion.objects.filter(conference=conference, pk__in=approved)
        .order_by()
        .values("field")
        .annotate(
            count=Count("pk"),
            owed=Count("pk", filter=owed),
            answered=Count("pk", filter=owed & Q(answered_on__isnull=False)),
        )
    )
    counts = [FieldCount(**row) for row in rows]
    return OpinionCounts(sorted(counts, key=lambda one: (-one.count, one.field)))


def answers_of(conference: Conference) -> list[Opinion]:
    """The published answers, the newest first; one query, a second for the groups."""
    rows = Opinion.objects.filter(conference=conference).public()
    rows = rows.select_related("body__kind", "group").prefetch_related("group__names")
    return list(rows.order_by("-published_at", "-pk")[:MOST_ANSWERS])
