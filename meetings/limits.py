"""How often one household may send words or try codes.

Counted in the database, so that every process and machine counts alike. No address is
kept: only a digest with the portal's secret, and that for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from publishing.addresses import household

from .models import Attempt

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `minutes`."""

    name: str
    most: int
    minutes: int


SENDING = (Limit("send", 5, 60), Limit("send", 15, 24 * 60))
SENDING_TO_UNIT = Limit("send-to", 300, 24 * 60)  # from anywhere, to one unit
WRONG_CODES = Limit("code", 10, 15)


@transaction.atomic
def take(limits: tuple[Limit, ...], who: str) -> bool:
    """Count one try of `who`; False, and nothing counted, when there were too many.

    `limits` share their name. Two tries at once are counted one after the other.
    """
    digest = _digest(limits[0].name, who)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [digest])
    if any(_is_reached(limit, digest) for limit in limits):
        return False
    Attempt.objects.create(digest=digest)
    return True


def is_reached(limit: Limit, who: str) -> bool:
    """Whether `who` tried too often; counts nothing."""
    return _is_reached(limit, _digest(limit.name, who))


def household_of(request: HttpRequest) -> str:
    """The address whose tries count together; one for all who have none."""
    return household(request.META.get("REMOTE_ADDR", "")) or "-"


def forget_old() -> None:
    """Delete the attempts of more than a day ago."""
    Attempt.objects.filter(at__lt=timezone.now() - KEPT).delete()


def _is_reached(limit: Limit, digest: str) -> bool:
    since = timezone.now() - timedelta(minutes=limit.minutes)
    recent = Attempt.objects.filter(digest=digest, at__gte=since)
    return recent.count() >= limit.most


def _digest(name: str, who: str) -> str:
    return salted_hmac(
        "meetings.limits", f"{name} {who}", algorithm="sha256"
    ).hexdigest()
