"""The one door to the counts: `record()` for a reading, `totals()` for the numbers."""

import logging
import time
from collections.abc import Iterable

from django.http import HttpRequest

from traffic import kinds, readers, spool
from traffic.lines import LARGEST_ID, Reading
from traffic.models import DailyCount

logger = logging.getLogger(__name__)


def record(*, kind: str, object_id: int, request: HttpRequest) -> bool:
    """Note that the request's reader read a thing; whether it was noted.

    Asks the database nothing and never fails: one line is appended to the spool.
    Staff, programs, prefetched pages and other sites' pages are not noted; that a
    reader counts once in 30 minutes, and only for what is public, is decided when
    the spool is folded.
    """
    if not is_countable(kind, object_id) or not readers.is_reader(request):
        return False
    try:
        return spool.append(_line(kind, object_id, request))
    except OSError:
        logger.exception("A view could not be written to the spool")
        return False


def is_countable(kind: str, object_id: int) -> bool:
    """Whether such a thing could exist; asks the database nothing."""
    return kinds.is_known(kind) and 0 < object_id <= LARGEST_ID


def _line(kind: str, object_id: int, request: HttpRequest) -> str:
    at = int(time.time())
    marks = readers.marks(request, spool.keys_in_force(at))
    return str(Reading(at, kind, object_id, marks))


def totals(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """{id: number of views}, with 0 for what was never read. One query."""
    wanted = list(ids)
    return dict.fromkeys(wanted, 0) | DailyCount.objects.of(kind, wanted).totals()


def total_for(kind: str, object_id: int) -> int:
    """Return the number of views of one thing. One query."""
    return totals(kind, [object_id])[object_id]
