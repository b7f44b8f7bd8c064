"""Who was counted in the last half hour, so that nobody is counted twice in it.

Kept in a file of the spool and not in the database: what is in a database is also in
its log, its replicas and its backups, and visitors are to be kept nowhere. The file
has the form of the spool, holds only readings that counted, and is replaced after
each file that was folded. Folding the same file again over the newer state admits
nothing, so a crash at any point between leaves the same numbers.
"""

from collections import defaultdict
from collections.abc import Iterable

from traffic.lines import Reading
from traffic.spool import WINDOW

# How many readers one address may be, for one thing, in the window: a household or a
# small office; a program that invents browsers gets no further.
READERS_PER_ADDRESS = 3

Place = tuple[str, int, str]


class RecentReaders:
    """The readers counted lately: {(kind, id, address): {visitor: last counted at}}."""

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self._seen: defaultdict[Place, dict[str, int]] = defaultdict(dict)
        for reading in readings:
            self._remember(reading)

    def admit(self, reading: Reading) -> bool:
        """Whether the reading counts; from then on it is remembered."""
        if any(self._is_known(reading, mark) for mark in reading.marks):
            return False
        self._remember(reading)
        return True

    def forget(self, *, until: int) -> bool:
        """Drop who could be counted again at the time `until`; whether there were any.

        Times that lie as far ahead were written by a clock that was wrong.
        """
        kept = RecentReaders(
            reading for reading in self.readings() if abs(until - reading.at) < WINDOW
        )
        is_less = kept._seen != self._seen
        self._seen = kept._seen
        return is_less

    def readings(self) -> Iterable[Reading]:
        """Yield what makes a new instance know the same readers."""
        for (kind, object_id, address), visitors in self._seen.items():
            for visitor, counted_at in visitors.items():
                yield Reading(counted_at, kind, object_id, (f"{address}.{visitor}",))

    def _remember(self, reading: Reading) -> None:
        for mark in reading.marks:
            place, visitor = _place(reading, mark)
            self._seen[place][visitor] = reading.at

    def _is_known(self, reading: Reading, mark: str) -> bool:
        """Known: the visitor, or as many others as one address may be.

        A time before the last count is within the window too: lines of several
        processes lie a little out of order, and clocks are set back.
        """
        place, visitor = _place(reading, mark)
        lately = {
            who
            for who, counted_at in self._seen.get(place, {}).items()
            if reading.at - counted_at < WINDOW
        }
        return visitor in lately or len(lately) >= READERS_PER_ADDRESS


def _place(reading: Reading, mark: str) -> tuple[Place, str]:
    address, _, visitor = mark.partition(".")
    return (reading.kind, reading.object_id, address), visitor
