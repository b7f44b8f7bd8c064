"""Sessions in the database that end: some hours unused, and at the latest in a day.

Only a request that looks at its session can renew it, so public pages, which never
do, neither read nor write one, nor set a cookie.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

BEGAN = "_began"
RENEW_AFTER = timedelta(minutes=10)  # spares a write for each page of a working person


class SessionStore(db.SessionStore):
    """Sessions with an idle limit (SESSION_COOKIE_AGE) and SESSION_LONGEST_AGE."""

    def load(self) -> dict[str, Any]:
        """Return the session's data; none when it is over, however lively it was."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        data = self.decode(row.session_data)
        now = timezone.now()
        if now.timestamp() - data.get(BEGAN, 0) >= settings.SESSION_LONGEST_AGE:
            row.delete()
            self._session_key = None
            return {}
        self._renew(row.expire_date, now)
        return data

    def _renew(self, expires_at: datetime, now: datetime) -> None:
        used_at = expires_at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if now - used_at >= RENEW_AFTER:
            self.modified = True  # the middleware then saves it, and the cookie anew

    def save(self, must_create: bool = False) -> None:
        """Save the session, noting when it began."""
        if self.session_key is not None:
            data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
            data.setdefault(BEGAN, int(timezone.now().timestamp()))
        super().save(must_create=must_create)
