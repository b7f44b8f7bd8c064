"""Last year's clauses are the first page of this year's record."""

from __future__ import annotations

from .corrections import open_fields
from .models import Clause, ClauseReview, Conference


def take_over_clauses(conference: Conference) -> int:
    """Add a row for each clause of the record before; return how many were added.

    Rows of another record's clauses, about which nothing was said yet, go: the record
    before was chosen anew. What was said stays.
    """
    if not open_fields(conference).has_list("clause_reviews"):
        return 0
    before = conference.previous_id
    empty = {"outcome": "", "note": "", "actual": None, "numerator": None}
    stale = conference.clause_reviews.exclude(clause__conference=before)
    stale.filter(**empty).delete()
    if before is None:
        return 0
    known = conference.clause_reviews.values("clause")
    clauses = Clause.objects.filter(conference=before).exclude(pk__in=known)
    added = list(clauses.order_by("number"))
    for clause in added:
        ClauseReview.objects.create(conference=conference, clause=clause)
    return len(added)


def hand_on_clauses(conference: Conference) -> None:
    """Give the record's clauses to those open records that follow it."""
    for following in conference.next_ones.all():
        take_over_clauses(following)
