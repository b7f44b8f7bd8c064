"""How much may come from one household, and to one unit, so that nobody floods it.

Each sending leaves a row under a keyed hash of what it is counted by. The key is made
from the portal's and the day's, so rows of two days have nothing in common; rows go
after a day. An address itself is written nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from publishing.addresses import household_of

from .models import Sending

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` sendings within `within`, of what `name` and `by` say."""

    name: str
    most: int
    within: timedelta
    by: str = ""


def address_of(request: HttpRequest) -> str:
    """Who sends: a household; all of unknown address count as one."""
    return household_of(request) or "unknown"


@transaction.atomic
def within_limits(*limits: Limit, at: datetime | None = None) -> bool:
    """Note a sending and say whether it keeps all `limits`; one over is not noted.

    Exact also for sendings at once: those that are counted together wait in turn.
    """
    now = at or timezone.now()
    marks = {limit: _mark(limit, now) for limit in limits}
    for mark in sorted(set(marks.values())):
        _take_turns(mark)
    if any(_is_reached(limit, mark, now) for limit, mark in marks.items()):
        return False
    Sending.objects.bulk_create(
        Sending(mark=mark, at=now) for mark in set(marks.values())
    )
    return True


def is_reached(limit: Limit) -> bool:
    """Whether so much came already; notes nothing."""
    now = timezone.now()
    return _is_reached(limit, _mark(limit, now), now)


def forget_old(now: datetime | None = None) -> int:
    """Delete what no limit looks at any more; return how many rows."""
    old = Sending.objects.filter(at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[0]


def _is_reached(limit: Limit, mark: str, now: datetime) -> bool:
    lately = Sending.objects.filter(mark=mark, at__gt=now - limit.within)
    return lately.count() >= limit.most


def _mark(limit: Limit, now: datetime) -> str:
    day = timezone.localtime(now).date()
    value = f"{day} {limit.name} {limit.by}"
    return salted_hmac("traffic.limits", value, algorithm="sha256").hexdigest()


def _take_turns(mark: str) -> None:
    """Wait for others that count under the same mark; until the commit they wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(mark[:15], 16)])
