"""What a summary was made of: the records from below, as they stood then.

A district's own record of a campaign sums up those of its wards. They are kept with
their version and state when it is begun, and again whenever the district approves it,
so that what changed below afterwards can be seen.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from units.models import UnitTier

from .models import Conference, RecordPart
from .models.conference import ConferenceQuerySet
from .reviewing import ABOVE, stood_below


def below(summary: Conference) -> ConferenceQuerySet:
    """Records sent up in the campaign by the units directly below, of their days.

    Of a summary of residential groups, the records of groups alone.
    """
    rows = Conference.objects.counted().filter(campaign__isnull=False)
    rows = rows.filter(campaign=summary.campaign_id).exclude(pk=summary.pk)
    if summary.of_groups:
        rows = rows.filter(tier=UnitTier.GROUP)
    return stood_below(rows, frozenset({summary.unit_id}))


@transaction.atomic
def take(summary: Conference) -> int:
    """Keep the parts as they are now in place of those kept before; return how many."""
    if summary.unit.tier not in ABOVE or summary.campaign_id is None:
        return 0
    summary.parts.all().delete()
    rows = below(summary).order_by("pk")
    made = RecordPart.objects.bulk_create(
        RecordPart(
            summary=summary,
            record=record,
            version_id=record.sent_version_id or record.public_id,
            state=record.state,
        )
        for record in rows
    )
    return len(made)


def changed(summary: Conference) -> list[RecordPart]:
    """Parts that are not any more what the summary was made of; one query."""
    same = Q(record__sent_version=F("version")) | Q(
        record__sent_version__isnull=True, record__public=F("version")
    )
    rows = summary.parts.exclude(same, record__state__in=("sent", "accepted"))
    return list(rows.select_related("record__unit", "version"))


def missing(summary: Conference) -> ConferenceQuerySet:
    """Records sent up since, of which the summary knows nothing."""
    return below(summary).exclude(pk__in=summary.parts.values("record"))
