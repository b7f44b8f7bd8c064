"""How many people are reading just now: numbers by unit, and nothing about whom.

Each machine writes how many different readers it counted in the last half hour; a
page adds the machines up. Only the numbers reach the database: the readers stay in
the spool, and leave it within the half hour.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from traffic import kinds, spool
from traffic.lines import Reading
from traffic.models import PORTAL, PresentReaders

# A machine that has said nothing for so long is not asked any more.
SILENT_AFTER = timedelta(minutes=5)
SAY_AGAIN_AFTER = timedelta(minutes=1)


def note(readings: Iterable[Reading], *, until: int) -> None:
    """Write how many readers this machine counted in the half hour before `until`.

    Asks the database nothing where nobody reads and nobody did.
    """
    recent = [one for one in readings if abs(until - one.at) < spool.WINDOW]
    if not recent and not _machine_file().exists():
        return
    _say(_count(recent))
    if not recent:
        _machine_file().unlink()


def _say(counts: dict[int, int]) -> None:
    machine, now = _machine(), timezone.now()
    said = PresentReaders.objects.filter(machine=machine)
    fresh = said.filter(at__gt=now - SAY_AGAIN_AFTER)
    if counts and counts == dict(fresh.values_list("unit_id", "count")):
        return
    with transaction.atomic():
        said.delete()
        PresentReaders.objects.filter(at__lt=now - SILENT_AFTER).delete()
        PresentReaders.objects.bulk_create(
            PresentReaders(machine=machine, unit_id=unit_id, count=count, at=now)
            for unit_id, count in counts.items()
        )


def readers_now(unit_id: int = PORTAL) -> int:
    """Return how many people read in the last half hour. One query."""
    since = timezone.now() - SILENT_AFTER
    said = PresentReaders.objects.filter(unit_id=unit_id, at__gt=since)
    return said.aggregate(readers=Sum("count"))["readers"] or 0


def _count(readings: list[Reading]) -> dict[int, int]:
    """{unit id: readers}; whoever reads in two units is one reader of the portal."""
    ids: dict[str, set[int]] = defaultdict(set)
    for reading in readings:
        ids[reading.kind].add(reading.object_id)
    units = {kind: kinds.public_ids(kind, wanted) for kind, wanted in ids.items()}
    readers: dict[int, set[str]] = defaultdict(set)
    for reading in readings:
        unit_id = units[reading.kind].get(reading.object_id)
        for place in {PORTAL, PORTAL if unit_id is None else unit_id}:
            readers[place].update(reading.marks)
    return {unit_id: len(who) for unit_id, who in readers.items()}


def _machine() -> str:
    """A name of this machine's spool, drawn by lot when it is first needed."""
    path = _machine_file()
    with suppress(FileNotFoundError):
        return path.read_text()
    spool.replace(path, secrets.token_hex(8))
    return path.read_text()


def _machine_file() -> Path:
    return spool.directory() / "machine"
