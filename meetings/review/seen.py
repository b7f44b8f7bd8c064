"""What the level above sees of a record's way: it waits, was returned, or is approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from ..models import State


class Seen(models.TextChoices):
    """States as the level above calls them; of a draft it knows nothing."""

    WAITS = "cho-duyet", pgettext_lazy("record, seen from above", "Waits for review")
    RETURNED = "tra-lai", pgettext_lazy("record, seen from above", "Returned")
    ACCEPTED = "da-duyet", pgettext_lazy("record, seen from above", "Approved")
    NOT_SENT = "chua-gui", pgettext_lazy("record, seen from above", "Not sent yet")


_BY_STATE = {
    State.SENT: Seen.WAITS,
    State.RETURNED: Seen.RETURNED,
    State.ACCEPTED: Seen.ACCEPTED,
}
LOOKS = {Seen.WAITS: "", Seen.RETURNED: "back", Seen.ACCEPTED: "done"}


@dataclass(frozen=True)
class SeenRecord:
    """One record; `pk` is None unless the user reviews it."""

    seen: Seen
    tier: str = ""
    pk: int | None = None

    @property
    def look(self) -> str:
        return LOOKS.get(self.seen, "past")


def seen_from_above(state: str, sent_version: Any) -> Seen:
    """The state for the level above.

    What was returned is returned until it is sent anew, whatever the ward does with it.
    """
    known = _BY_STATE.get(State(state), Seen.NOT_SENT)
    is_kept = known == Seen.NOT_SENT and sent_version is not None
    return Seen.RETURNED if is_kept else known
