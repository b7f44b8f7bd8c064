"""What a form that anybody may fill in carries, signed, to be known again when sent.

No account and no cookie says who fills it in; its seal says what it was opened for,
when, and which opening it was. So a form sent twice counts once, what comes faster
than a person writes is told apart, and a seal is worth nothing on another form.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

from django.core import signing


@dataclass(frozen=True)
class Opening:
    """One opening of a form: its token, and its moment in seconds since 1970."""

    token: str
    since: int

    @property
    def age(self) -> float:
        """Seconds since then."""
        return time.time() - self.since


def seal(form: str, subject: int | None = None, token: str = "") -> str:
    """Return the seal of a form that is opened now, of `subject` if it has one.

    `form` names the kind of form. `token` is that of the opening, by default a new one
    of 32 hexadecimal digits.
    """
    value = [subject, token or uuid.uuid4().hex, int(time.time())]
    return signing.dumps(value, salt=form)


def opening_of(
    form: str, subject: int | None, text: str, *, longest: int
) -> Opening | None:
    """Return what a seal says; None for one of something else or over `longest` seconds."""
    try:
        found, token, since = signing.loads(text, salt=form, max_age=longest)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Opening(token, since) if found == subject else None
