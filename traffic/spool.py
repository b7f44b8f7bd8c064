"""The files between a reading and the database: `settings.VAR_DIR`/spool.

    views                   what the application processes append to, one line a write
    claimed-<time>-<rand>   taken away from the writers, to be folded
    recent                  who was counted in the last half hour (`traffic.recent`)
    machine                 the name under which this spool says how many read now
    key-<day>               the random key of the day; gone when the day is over
    fold.lock               held by the one process that folds

Writers share a lock on the file while they write one line; whoever claims the file
renames it and then takes the lock alone for a moment. A writer that finds its file
renamed opens the new one. So no line is written to a file that was already read, no
writer waits for the database, and whatever is killed lets go of its locks. The disk
must be the machine's own: neither locks nor appending can be relied on across NFS.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# A portal whose worker stands still must not fill the disk with readings.
LARGEST_SPOOL = 256 * 1024 * 1024
WINDOW = 30 * 60


def directory() -> Path:
    """Return the spool's directory, made for us alone when it is missing."""
    path = _directory()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _directory() -> Path:
    return _below(settings.VAR_DIR)


@lru_cache(maxsize=1)
def _below(var: str | Path) -> Path:
    return Path(var) / "spool"


def append(line: str) -> bool:
    """Write one line; False when it was not written whole. Raise OSError.

    The line feed comes first, so that a line torn by a full disk ends there and
    does not swallow the next one.
    """
    path = os.path.join(_directory(), "views")  # noqa: PTH118 (ten times the speed)
    written = None
    while written is None:
        written = _append_unless_claimed(path, b"\n" + line.encode())
    return written


def _append_unless_claimed(path: str, data: bytes) -> bool | None:
    file = _open_to_append(path)
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
        opened = os.fstat(file)
        if not _is_at(path, opened):
            return None
        return opened.st_size < LARGEST_SPOOL and os.write(file, data) == len(data)
    finally:
        os.close(file)


def _open_to_append(path: str) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        directory()
        return os.open(path, flags, 0o600)


def _is_at(path: str, opened: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(path), opened)  # noqa: PTH116
    except FileNotFoundError:
        return False


def claim() -> list[Path]:
    """Take what was written from its writers; all claimed files, oldest first.

    Files that an interrupted fold left behind come again. Names are never reused,
    on any machine: the database knows by them what it has already counted.
    """
    spool = directory()
    with suppress(FileNotFoundError):
        name = f"claimed-{time.time_ns()}-{secrets.token_hex(8)}"
        (spool / "views").rename(spool / name)
    claimed = sorted(spool.glob("claimed-*"))
    for path in claimed:
        _wait_for_writers(path)
    return claimed


def _wait_for_writers(path: Path) -> None:
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def folding_alone() -> Iterator[None]:
    """Hold the lock of the one process that folds; wait for it."""
    lock = os.open(directory() / "fold.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def replace(path: Path, text: str) -> None:
    """Write the whole file or nothing of it, whatever is killed meanwhile.

    Only for the process that folds alone: there is one draft of a file.
    """
    draft = path.with_name(f"{path.name}.new")
    _write_durably(draft, text.encode())
    draft.replace(path)


def _write_durably(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def keys_in_force(at: int) -> list[bytes]:
    """Return the key of the day, and yesterday's too where half an hour ago was yesterday.

    With both, a reader of two minutes to midnight is known again two minutes past.
    """
    today, before = day_of(at), day_of(at - WINDOW)
    keys = [_key_of(_directory(), today)]
    if before != today:
        with suppress(FileNotFoundError):
            keys.append(_read_key(_directory(), before))
    return keys


def forget_keys(at: int) -> None:
    """Remove the keys that no reading can need: what they hid stays hidden for good."""
    oldest = f"key-{day_of(at - WINDOW)}"
    for path in directory().glob("key-*"):
        if path.name < oldest:
            path.unlink(missing_ok=True)


def day_of(at: int) -> date:
    """Return the day of a time in seconds of the epoch, in the portal's time zone."""
    return datetime.fromtimestamp(at, timezone.get_default_timezone()).date()


@lru_cache(maxsize=2)
def _read_key(spool: Path, day: date) -> bytes:
    return (spool / f"key-{day}").read_bytes()


def _key_of(spool: Path, day: date) -> bytes:
    """Read a key, made by whichever process is first; the others use the same."""
    try:
        return _read_key(spool, day)
    except FileNotFoundError:
        draft = directory() / f"key-{day}.{secrets.token_hex(4)}.new"
        _write_durably(draft, secrets.token_bytes(32))
        with suppress(FileExistsError):
            (spool / f"key-{day}").hardlink_to(draft)
        draft.unlink()
        return _read_key(spool, day)
