"""What this process knows of the generations, and how it learns of a change.

A generation is a number that grows with every public change of a unit, in the same
transaction (units/generation_triggers.py). A page that was made at a generation is
true as long as the generation stands. `Follower.known()` answers from memory:

- a change committed by this process is known before the code after the commit runs;
- one of another process within milliseconds, by NOTIFY;
- where NOTIFY does not arrive (a pooler in between, a connection lost), within
  `INTERVAL` seconds, because the numbers are read again that often anyway.

While the database is away the last known generations stand.
"""

from __future__ import annotations

import logging
import os
import re
import select
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from .generation_triggers import CHANNEL

logger = logging.getLogger(__name__)

INTERVAL = 2.0  # seconds; what a shared cache in front keeps comes on top
FIRST_READ_SECONDS = 2.0
NUMBERS = "SELECT unit_id, number FROM units_generation"
TOTAL = "SELECT coalesce(sum(number), 0)::bigint FROM units_generation"
SLUGS = "SELECT slug, id FROM units_unit WHERE slug IS NOT NULL"
ONLY_READS = re.compile(
    r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|LISTEN)\b", re.IGNORECASE
)

Generation = tuple[int, int]  # of the structure, and of the unit or of all units


@dataclass(frozen=True)
class Known:
    """The generations at one moment; `slugs` are the units' address words."""

    total: int
    numbers: Mapping[int | None, int]
    slugs: Mapping[str, int] = field(repr=False)

    @property
    def structure(self) -> int:
        return self.numbers.get(None, 0)

    def of_path(self, path: str, *, of_all_units: bool = False) -> Generation:
        """Return the generation of the page at `path`: its unit's, or that of all.

        The first part of a path says whose page it is; this is the one place that
        reads it. Of two generations of one page the later one is the greater.
        """
        unit = self.slugs.get(path.split("/", 2)[1])
        if unit is None or of_all_units:
            return self.structure, self.total
        return self.structure, self.numbers.get(unit, 0)


class Follower:
    """Follows the generations in a thread of its own; one of a process is enough."""

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        self._alias = alias
        self._known: Known | None = None
        self._lock = threading.Lock()
        self._first_read = threading.Event()
        self._thread: threading.Thread | None = None
        self._wake_at_stop: tuple[int, int] | None = None

    def known(self) -> Known | None:
        """Return what is known; None as long as the database never answered."""
        if self._known is None:
            self._start()
            self._first_read.wait(FIRST_READ_SECONDS)
        return self._known

    # --- Reading --------------------------------------------------------------------

    def read(self, connection: BaseDatabaseWrapper, *, anew: bool = False) -> None:
        """Bring what is known up to date, in one small query where nothing changed.

        Numbers only grow, so what was read later never gives way to what was read
        earlier; only `anew`, after the connection was lost, takes them as they are.
        """
        before = self._known
        with connection.cursor() as cursor:
            cursor.execute(TOTAL)
            (total,) = cursor.fetchone()
            if before is not None and total == before.total and not anew:
                return
            found = _read(cursor, None if anew else before)
        with self._lock:
            if anew or self._known is None or found.total > self._known.total:
                self._known = found
        self._first_read.set()

    # --- Changes of this process ------------------------------------------------------

    def follow_own_commits(self) -> None:
        """Read again whenever this process has committed something."""
        connection_created.connect(self._watch_new, dispatch_uid=self)
        existing = connections[self._alias]
        if existing.connection is not None:
            self._watch(existing)

    def _watch_new(self, connection: BaseDatabaseWrapper, **_: Any) -> None:
        if connection.alias == self._alias:
            self._watch(connection)

    def _watch(self, connection: BaseDatabaseWrapper) -> None:
        if self._after_statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._after_statement)

    def _after_statement(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        result = execute(sql, params, many, context)
        if not (isinstance(sql, str) and ONLY_READS.match(sql)):
            self._read_after_commit(context["connection"])
        return result

    def _read_after_commit(self, connection: BaseDatabaseWrapper) -> None:
        if not connection.in_atomic_block:
            if connection.get_autocommit():
                self._read_own()
        elif all(hook[1] != self._read_own for hook in connection.run_on_commit):
            transaction.on_commit(self._read_own, using=self._alias, robust=True)

    def _read_own(self) -> None:
        """Read with this thread's connection; whatever was committed stays so."""
        if self._known is None:
            return
        try:
            self.read(connections[self._alias])
        except DatabaseError:
            logger.warning("Generations not read after a commit", exc_info=True)

    # --- Changes of others ------------------------------------------------------------

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._wake_at_stop = os.pipe()
                self._thread = threading.Thread(
                    target=self._follow, name="generations", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End the thread and forget; for tests, as a process just ends."""
        connection_created.disconnect(dispatch_uid=self)
        existing = connections[self._alias]
        while self._after_statement in existing.execute_wrappers:
            existing.execute_wrappers.remove(self._after_statement)
        thread, pipe = self._thread, self._wake_at_stop
        if thread is not None and pipe is not None:
            os.write(pipe[1], b".")
            thread.join()
            for end in pipe:
                os.close(end)
        self._thread = self._known = self._wake_at_stop = None
        self._first_read.clear()

    def _follow(self) -> None:
        while True:
            connection = connections.create_connection(self._alias)
            try:
                if self._listen(connection):
                    return
            except Exception:  # the thread outlives any fault of the database
                logger.warning("Generations are not followed for now", exc_info=True)
            finally:
                _close(connection)
            if self._wait([], INTERVAL):
                return

    def _listen(self, connection: BaseDatabaseWrapper) -> bool:
        """Follow until asked to stop (True), or until the connection is lost (raises)."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        # Django looks up types of the database by this thread's common connection.
        connections[self._alias].close()
        self.read(connection, anew=True)
        while not self._wait([connection.connection], INTERVAL):
            connection.connection.poll()
            connection.connection.notifies.clear()
            self.read(connection)
        return True

    def _wait(self, sources: list[Any], seconds: float) -> bool:
        """Wait for news; say whether the news is that we shall stop."""
        stop = self._wake_at_stop[0] if self._wake_at_stop else -1
        news = select.poll()  # unlike select(), with any number of open files
        for source in [stop, *sources]:
            news.register(source, select.POLLIN)
        return any(found == stop for found, _event in news.poll(seconds * 1000))


def _read(cursor: Any, before: Known | None) -> Known:
    """Read all numbers, and the slugs where they may have changed.

    The slugs come after the numbers: they may be newer than these, never older.
    """
    cursor.execute(NUMBERS)
    numbers = dict(cursor.fetchall())
    slugs = before.slugs if before else {}
    if before is None or before.structure != numbers.get(None, 0):
        cursor.execute(SLUGS)
        slugs = dict(cursor.fetchall())
    return Known(sum(numbers.values()), numbers, slugs)


def _close(connection: BaseDatabaseWrapper) -> None:
    try:
        connection.close()
    except DatabaseError:
        logger.debug("The lost connection could not be closed", exc_info=True)
