"""Readings from the spool into the database, each counted once whatever is killed.

Per claimed file: one transaction adds its counts and its name; then the file of recent
readers is replaced; then the claimed file is removed, and its name with it. Killed
before the commit, all of it happens again; after it, the name says that the counts are
there, and only the rest happens again.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from traffic import kinds, present, spool
from traffic.adding import add_counts
from traffic.lines import Reading
from traffic.recent import RecentReaders

logger = logging.getLogger(__name__)

BATCH = 20_000
Counted = Counter[tuple[str, int, int | None, date]]

NAME = """
INSERT INTO traffic_foldedfile (name, folded_at) VALUES (%s, now())
ON CONFLICT (name) DO NOTHING
"""
FORGET = "DELETE FROM traffic_foldedfile WHERE name = %s"


def fold() -> int:
    """Add what was read since the last fold; the number of views that counted.

    Whatever was recorded before the call is in the database after it. Any number of
    processes may call it at once, on any number of machines; those of one machine
    take turns. What the database raises is raised, and nothing is lost by it.
    """
    with spool.folding_alone():
        started = int(time.time())
        recent = RecentReaders(_readings(spool.directory() / "recent"))
        counted = sum(_fold_file(path, recent) for path in spool.claim())
        if recent.forget(until=started):
            _save(recent)
        present.note(recent.readings(), until=started)
        spool.forget_keys(started)
    return counted


def _fold_file(path: Path, recent: RecentReaders) -> int:
    counted = _count(_readings(path), recent)
    with transaction.atomic(durable=True):
        is_new = _is_first_fold_of(path.name)
        if is_new and counted:
            _add(counted)
    if counted:
        _save(recent)
    path.unlink()
    _forget(path.name)
    return counted.total() if is_new else 0


def _readings(path: Path) -> Iterator[Reading]:
    """Read the file's lines but those that cannot be read, which are logged."""
    if not path.exists():
        return
    unreadable = 0
    with path.open("rb") as file:
        for line in filter(None, map(bytes.strip, file)):
            if reading := Reading.parse(line):
                yield reading
            else:
                unreadable += 1
    if unreadable:
        logger.warning("%s: %d unreadable lines skipped", path.name, unreadable)


def _count(readings: Iterator[Reading], recent: RecentReaders) -> Counted:
    counted: Counted = Counter()
    while batch := list(islice(readings, BATCH)):
        units = _units_of_public(batch)
        for reading in batch:
            thing = (reading.kind, reading.object_id)
            if thing in units and recent.admit(reading):
                counted[*thing, units[thing], spool.day_of(reading.at)] += 1
    return counted


def _units_of_public(
    readings: Iterable[Reading],
) -> dict[tuple[str, int], int | None]:
    """{(kind, id): unit id} of the public things among those read."""
    ids = defaultdict(set)
    for reading in readings:
        ids[reading.kind].add(reading.object_id)
    return {
        (kind, object_id): unit_id
        for kind, wanted in ids.items()
        for object_id, unit_id in kinds.public_ids(kind, wanted).items()
    }


def _is_first_fold_of(name: str) -> bool:
    """Note the file's name; another process that is adding it now is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(NAME, [name])
        return cursor.rowcount == 1


def _forget(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [name])


def _add(counted: Counted) -> None:
    add_counts(counted)


def _save(recent: RecentReaders) -> None:
    text = "".join(f"{reading}\n" for reading in recent.readings())
    spool.replace(spool.directory() / "recent", text)
