"""What runs on this machine, read from /proc (Linux) or asked of `ps` (elsewhere).

A process id alone says nothing: ids are given again, and a process that has ended
but was not reaped still answers to `kill 0`. So everything here looks at what the
process is. Imports nothing of Django: the launcher runs before any settings.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

PROC = Path("/proc")


def arguments(pid: int) -> list[str]:
    """Return the command line of a living process; empty when it is none.

    A zombie has no command line any more and so counts as none. Outside Linux the
    words are split at spaces, because `ps` does not say where an argument ends.
    """
    if not PROC.is_dir():
        return _ask_ps("-p", str(pid), "-o", "command=").split()
    try:
        raw = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return []
    return [os.fsdecode(part) for part in raw.split(b"\0") if part]


def _ask_ps(*options: str) -> str:
    answer = subprocess.run(  # noqa: S603
        ["ps", "-ww", *options],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout


def is_alive(pid: int) -> bool:
    return bool(arguments(pid))


def living() -> Iterator[int]:
    """Yield the ids of all processes that can be seen."""
    if PROC.is_dir():
        names: Iterable[str] = (entry.name for entry in PROC.iterdir())
    else:
        names = _ask_ps("-ax", "-o", "pid=").split()
    yield from (int(name) for name in names if name.isdigit())


def with_variable(name: str, value: str) -> list[int]:
    """Return the processes, other than this one, started with `name=value`.

    Children inherit the variable, so this finds what a killed parent left behind,
    without a pid file that could be stale. Linux only; elsewhere it finds nothing.
    """
    wanted = f"{name}={value}".encode()
    return [
        pid
        for pid in living()
        if pid != os.getpid() and wanted in _environment(pid) and is_alive(pid)
    ]


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:  # ended meanwhile, or another user's
        return []


def working_in(directory: Path, program: str) -> list[int]:
    """Return the processes of `program` whose working directory is `directory`."""
    return [
        pid
        for pid in living()
        if _link(pid, "cwd") == str(directory)
        and Path(_link(pid, "exe")).name == program
    ]


def _link(pid: int, name: str) -> str:
    try:
        return str((PROC / str(pid) / name).readlink())
    except OSError:
        return ""


def wait_until_gone(pids: Iterable[int], *, seconds: float) -> list[int]:
    """Wait for processes to end; return those still there after `seconds`."""
    deadline = time.monotonic() + seconds
    left = [pid for pid in pids if is_alive(pid)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [pid for pid in left if is_alive(pid)]
    return left


def end(pids: Iterable[int], *, seconds: float) -> None:
    """Ask processes to end, and kill those that have not after `seconds`."""
    pids = list(pids)
    _send(pids, signal.SIGTERM)
    left = wait_until_gone(pids, seconds=seconds)
    _send(left, signal.SIGKILL)
    wait_until_gone(left, seconds=5)


def _send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent dies (Linux).

    Also for Popen's `preexec_fn`: what was started goes even if the starter is
    killed with a signal that it cannot answer.
    """
    set_parent_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def listening_on(port: int) -> list[int]:
    """Return the processes seen to listen on a TCP port (Linux; else none)."""
    wanted = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    return [pid for pid in living() if wanted and wanted & _open_files(pid)]


def _listening_inodes(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (PROC / "net" / table).read_text("ascii").splitlines()[1:]:
                words = line.split()
                is_listening = words[3] == "0A"
                if is_listening and int(words[1].rpartition(":")[2], 16) == port:
                    yield words[9]


def _open_files(pid: int) -> set[str]:
    try:
        names = [entry.name for entry in (PROC / str(pid) / "fd").iterdir()]
    except OSError:
        return set()
    return {_link(pid, f"fd/{name}") for name in names}
