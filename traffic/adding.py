"""The one way in which counts get into the database: things by day, and their sums.

The sums of a unit and of the portal are kept beside the counts, in the same
transaction, because a page that shows them must not add up years of articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection, transaction

from traffic.models import PORTAL

Counted = Mapping[tuple[str, int, int | None, date], int]

# Rows in one order, so that folds of two machines cannot wait for each other.
ADD = """
INSERT INTO traffic_dailycount (kind, object_id, unit_id, day, count)
SELECT * FROM unnest(
    %s::varchar[], %s::bigint[], %s::bigint[], %s::date[], %s::integer[]
) AS added (kind, object_id, unit_id, day, count)
ORDER BY kind, object_id, day
ON CONFLICT (kind, object_id, day) DO UPDATE SET
    count = traffic_dailycount.count + EXCLUDED.count,
    unit_id = coalesce(EXCLUDED.unit_id, traffic_dailycount.unit_id)
"""
ADD_TOTALS = """
INSERT INTO traffic_dailytotal (unit_id, day, count)
SELECT * FROM unnest(%s::bigint[], %s::date[], %s::integer[])
AS added (unit_id, day, count)
ORDER BY unit_id DESC, day
ON CONFLICT (unit_id, day) DO UPDATE SET
    count = traffic_dailytotal.count + EXCLUDED.count
"""


@transaction.atomic(savepoint=False)
def add_counts(counted: Counted) -> None:
    """Add {(kind, id, unit id or None, day): views} to what was counted before."""
    if not counted:
        return
    totals: Counter[tuple[int, date]] = Counter()
    for (_kind, _id, unit_id, day), count in counted.items():
        totals[PORTAL, day] += count
        if unit_id is not None:
            totals[unit_id, day] += count
    with connection.cursor() as cursor:
        cursor.execute(ADD, _columns((*key, count) for key, count in counted.items()))
        cursor.execute(
            ADD_TOTALS, _columns((*key, count) for key, count in totals.items())
        )


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
