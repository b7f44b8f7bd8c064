"""Keeps in a table whether the addresses in articles answer; the worker asks.

No page waits for a strange server: saving an article notes its addresses, the worker
asks them within the minute, and the form shows what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from html import unescape

from django.db import transaction
from django.utils import timezone

from publishing.link_probe import STRICT, Answer, Rules, probe_many

from .models import LinkCheck

MOST_LINKS = 20  # of one article
AT_ONCE = 8
ASKED_AGAIN_AFTER = timedelta(days=7)
FORGOTTEN_AFTER = timedelta(days=90)
SECOND_TRY_AFTER = timedelta(minutes=5)
SILENCES_THAT_COUNT = 2
CLAIM = timedelta(minutes=10)  # a worker killed half way leaves its rows for this long

_HREF = re.compile(r'<a\b[^<>]{0,4000}?\bhref="([^"]{1,3000})"')
_OUTSIDE = re.compile("https?://", re.IGNORECASE)

_STATES = {
    Answer.FOUND: LinkCheck.State.FOUND,
    Answer.MISSING: LinkCheck.State.MISSING,
    Answer.SILENT: LinkCheck.State.SILENT,
    Answer.UNASKED: LinkCheck.State.UNASKED,
}


def addresses_in(html: str) -> list[str]:
    """Every address that a cleaned body links to, once, in order."""
    return list(dict.fromkeys(map(unescape, _HREF.findall(html))))


def outside(addresses: Iterable[str]) -> list[str]:
    """Those of other sites that are checked, without what follows a #."""
    found = [one.partition("#")[0] for one in addresses if _OUTSIDE.match(one)]
    return list(dict.fromkeys(found))[:MOST_LINKS]


def digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def note_links(html: str, *, now: datetime | None = None) -> None:
    """Have the worker ask the addresses of a body that nobody asked lately."""
    now = now or timezone.now()
    wanted = {digest(one): one for one in outside(addresses_in(html))}
    if not wanted:
        return
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(digest=key, address=address, due_at=now)
            for key, address in wanted.items()
        ],
        ignore_conflicts=True,
    )
    LinkCheck.objects.filter(
        digest__in=wanted, due_at=None, checked_at__lt=now - ASKED_AGAIN_AFTER
    ).update(due_at=now)


def ask_due(*, now: datetime | None = None, rules: Rules = STRICT) -> int:
    """Ask a few addresses whose time has come; return how many were asked.

    Two workers never ask the same one, and one that does not answer in time comes
    round again.
    """
    now = now or timezone.now()
    rows = _claim(now)
    answers = probe_many([row.address for row in rows], rules)
    for row in rows:
        _note(row, answers.get(row.address, Answer.SILENT), now)
    LinkCheck.objects.bulk_update(rows, ["state", "silences", "checked_at", "due_at"])
    return len(rows)


def forget_old(*, now: datetime | None = None) -> None:
    """Delete what nobody has asked about for a season."""
    oldest = (now or timezone.now()) - FORGOTTEN_AFTER
    LinkCheck.objects.filter(due_at=None, checked_at__lt=oldest).delete()


@transaction.atomic
def _claim(now: datetime) -> list[LinkCheck]:
    due = LinkCheck.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    LinkCheck.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + CLAIM)
    return rows


def _note(row: LinkCheck, answer: Answer, now: datetime) -> None:
    row.state, row.checked_at, row.due_at = _STATES[answer], now, None
    row.silences = row.silences + 1 if answer is Answer.SILENT else 0
    if 0 < row.silences < SILENCES_THAT_COUNT:
        row.due_at = now + SECOND_TRY_AFTER
    row.silences = min(row.silences, SILENCES_THAT_COUNT)
