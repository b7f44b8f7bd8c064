"""What should be true of records, and what is not: faults, told to people.

Each rule is a function of some records that gives its faults, with queries whose number
does not depend on how many records there are. Nothing is raised at anybody and nothing
is overwritten: a source may be wrong, and the record of it right. What an explanation
may excuse, it excuses; a hedged figure ('gần', 'hơn') contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from documents.models import OfficialDocument
from publishing.vietnamese import fold
from units.querysets import name_lookups

from .faults import Fault, Records
from .models import Conference, Programme
from .rules_of_counts import (
    attended_more,
    held_exceed_snapshot,
    lines_attended_more,
    lines_exceed_snapshot,
    lines_voted_more,
    outcomes_disagree,
    shares_disagree,
    totals_differ,
    voted_more,
)
from .rules_of_place import (
    before_its_plan,
    groups_outside,
    groups_twice,
    outside_its_period,
    units_outside,
)
from .rules_of_programmes import programme_faults

__all__ = [
    "RULES",
    "Fault",
    "all_faults",
    "documents_twice",
    "faults_of",
    "faults_within",
]

RULES: tuple[Callable[[Records], Iterator[Fault]], ...] = (
    units_outside,
    groups_outside,
    groups_twice,
    lines_exceed_snapshot,
    held_exceed_snapshot,
    before_its_plan,
    outside_its_period,
    lines_attended_more,
    lines_voted_more,
    attended_more,
    voted_more,
    shares_disagree,
    outcomes_disagree,
    totals_differ,
)


def faults_of(conference: Conference) -> list[Fault]:
    """All faults of one record, in a constant number of queries."""
    return _faults(Conference.objects.filter(pk=conference.pk))


def all_faults(records: Records | None = None) -> list[Fault]:
    """All faults of the records given; by default of all, and of all else."""
    if records is not None:
        return _faults(records)
    return [
        *_faults(Conference.objects.all()),
        *documents_twice(),
        *programme_faults(Programme.objects.all()),
    ]


def faults_within(units: Iterable[int]) -> list[Fault]:
    """All faults of the records and programmes of these units."""
    ids = list(units)
    return [
        *_faults(Conference.objects.filter(unit__in=ids)),
        *programme_faults(Programme.objects.filter(unit__in=ids)),
    ]


def _faults(records: Records) -> list[Fault]:
    return [fault for rule in RULES for fault in rule(records)]


def documents_twice() -> Iterator[Fault]:
    """A document (issuer, form, number, year) stands once in the register of a unit."""
    rows = (
        OfficialDocument.objects.exclude(number_key="")
        .filter(issued_on__isnull=False)
        .values("unit", "form", "number_key", "issued_on__year")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )
    keys = {row["number_key"] for row in rows}
    seen: dict[Any, OfficialDocument] = {}
    documents = OfficialDocument.objects.filter(
        number_key__in=keys, issued_on__isnull=False
    )
    for document in documents.order_by("pk").prefetch_related(
        "issuers", *name_lookups("unit")
    ):
        for issuer in document.issuers.all():
            key = (
                document.unit_id,
                document.form,
                document.number_key,
                document.issued_on and document.issued_on.year,
                fold(issuer.name),
            )
            first = seen.setdefault(key, document)
            if first.pk != document.pk:
                yield Fault(
                    document,
                    "number",
                    _("%(document)s, %(issuer)s, stands in the register already.")
                    % {"document": document, "issuer": issuer.name},
                )
                break
