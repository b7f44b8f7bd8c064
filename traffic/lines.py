"""One reading as one line: `time kind id address.visitor`.

    1795255886 news.article 12 a1b2c3d4e5f60718.0011223344556677

In the half hour after the key has changed the reader stands twice, under the new
key and the old one, with a comma between.
"""

import re
from typing import NamedTuple, Self

PATTERN = re.compile(
    rb"(\d{10}) ([a-z_]{1,40}\.[a-z_]{1,40}) (\d{1,19})"
    rb" ([0-9a-f]{16}\.[0-9a-f]{16}(?:,[0-9a-f]{16}\.[0-9a-f]{16})?)"
)
LARGEST_ID = 2**63 - 1


class Reading(NamedTuple):
    """`at` in seconds of the epoch; `marks` as `traffic.readers.marks` gives them."""

    at: int
    kind: str
    object_id: int
    marks: tuple[str, ...]

    @classmethod
    def parse(cls, line: bytes) -> Self | None:
        """Read a line; None for one that was torn, or that is none of ours."""
        match = PATTERN.fullmatch(line)
        if not match or int(match[3]) > LARGEST_ID:
            return None
        marks = tuple(match[4].decode().split(","))
        return cls(int(match[1]), match[2].decode(), int(match[3]), marks)

    def __str__(self) -> str:
        return f"{self.at} {self.kind} {self.object_id} {','.join(self.marks)}"
