"""System checks of what the portal runs on."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.backends.postgresql.psycopg_any import is_psycopg3

OLDEST_POSTGRESQL = 15


@register(Tags.database)
def check_server_version(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a PostgreSQL older than the portal is tested with (E001)."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        version = _server_version(alias)
        if version and version < OLDEST_POSTGRESQL:
            found.append(
                Error(
                    f"Database '{alias}' is PostgreSQL {version}; the portal needs "
                    f"{OLDEST_POSTGRESQL} or newer.",
                    hint="Point DATABASE_URL at a newer server.",
                    id="civicportal.E001",
                )
            )
    return found


def _server_version(alias: str) -> int:
    """Return the major version; 0 when the server does not answer, which shows anyway."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            return int(cursor.fetchone()[0]) // 10000
    except DatabaseError:
        return 0


@register(Tags.compatibility)
def check_driver(**kwargs: Any) -> list[CheckMessage]:
    """Refuse psycopg 3, which Django prefers silently once it is installed (E002)."""
    if not is_psycopg3:
        return []
    hint = "Find out what installed it (`pip show psycopg`) and remove both."
    text = "psycopg 3 has slipped in; the portal is built on and tested with psycopg2."
    return [Error(text, hint=hint, id="civicportal.E002")]
