"""The clusters of the embedded PostgreSQL: where their parts lie, and their address.

Two belong to each var directory and user: `run` (durable) and `test` (fast, thrown
away after use), which never disturb each other. Nothing here touches the disk, so that
settings can ask for an address.
"""

import hashlib
import os
import pwd
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from civicportal import postgres_home

CHECKOUT = Path(__file__).resolve().parents[1]
PURPOSES = ("run", "test")
OWNER = "civicportal"  # the superuser of the cluster, and its database
LONGEST_SOCKET_PATH = 107
SOCKET_NAME = ".s.PGSQL.5432.lock"


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def var_directory() -> Path:
    """Return where this checkout keeps what it makes: VAR_DIR, or var/ inside it."""
    return Path(os.environ.get("VAR_DIR") or CHECKOUT / "var").resolve()


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster and where its parts lie. Making it touches nothing."""

    state: Path  # holds data/ and server.log
    socket: Path
    durable: bool

    @classmethod
    def of(cls, purpose: str = "run", var: Path | None = None) -> "Cluster":
        """Return the cluster for 'run' or 'test' that belongs to `var` and this user."""
        var = var or var_directory()
        if os.geteuid() == 0:
            state = postgres_home.ROOTS_HOME / _fingerprint(var) / purpose
        else:
            state = var / ("postgres" if purpose == "run" else f"postgres-{purpose}")
        return cls(state, _socket_directory(state), durable=purpose == "run")

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def log(self) -> Path:
        return self.state / "server.log"

    def url(self, database: str = OWNER) -> str:
        """Return the DATABASE_URL of this cluster, running or not."""
        where = quote(str(self.socket), safe="")
        return f"postgres://{OWNER}@:5432/{database}?host={where}"

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """The system account that root's cluster runs as; None for a normal user."""
        if os.geteuid() != 0:
            return None
        if self.data.is_dir() and (uid := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(uid)
        return postgres_home.system_account()


def _socket_directory(state: Path) -> Path:
    """Choose where the socket lies: beside the data, or in /tmp if that is too long."""
    beside = state / "socket"
    fits = len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    if fits and not set(str(beside)) & set(',"\\'):
        return beside
    return Path("/tmp") / f"civicportal-{os.geteuid()}-{_fingerprint(state)}"  # noqa: S108


def url(purpose: str = "run") -> str:
    """Return the DATABASE_URL of this checkout's embedded server."""
    return Cluster.of(purpose).url()


def is_embedded(database_url: str) -> bool:
    """Say whether a DATABASE_URL is that of an embedded server of this machine's."""
    hosts = [
        Path(host) for host in parse_qs(urlsplit(database_url).query).get("host", [])
    ]
    ours = {Cluster.of(purpose).socket for purpose in PURPOSES}
    return any(
        host in ours or postgres_home.ROOTS_HOME in host.parents for host in hosts
    )
