"""Keeps the processes of `make run` alive, and ends them.

Each child leads a session of its own, so that Ctrl-C reaches only the launcher, which
ends everything in order; and gets SIGTERM from the kernel should the launcher be
killed. A child that dies is started again, later each time that it dies young.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from civicportal import processes

FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
GROWN_UP = 60.0  # seconds; a child that lived so long starts anew without delay
PATIENCE = 10.0  # seconds between asking a child to end and killing it


def say(text: str) -> None:
    """Tell the person at the terminal, if there still is one."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


class Interruption:
    """Whether somebody asked the launcher to stop. The handlers do nothing else."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True

    def sleep(self, seconds: float) -> None:
        """Sleep, but not on when asked to stop."""
        deadline = time.monotonic() + seconds
        while not self.asked and time.monotonic() < deadline:
            time.sleep(0.05)


def launch(
    command: Sequence[str], environment: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    """Start a process that leads its own session and ends with this one."""
    return subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=processes.end_with_parent,
    )


def end_group(child: "subprocess.Popen[bytes]") -> None:
    """Kill whatever is left of a child's session once the child itself is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


@dataclass
class Child:
    """One process that shall run as long as the portal does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    deaths: int = 0
    _process: "subprocess.Popen[bytes] | None" = None
    _started_at: float = 0.0
    _start_again_at: float = 0.0
    _delay: float = field(default=FIRST_DELAY)

    def tend(self) -> None:
        """Start the child when it does not run and its time has come."""
        if self._process is not None and self._process.poll() is not None:
            self._bury(self._process)
        if self._process is None and time.monotonic() >= self._start_again_at:
            self._started_at = time.monotonic()
            self._process = launch(self.command, self.environment)

    def _bury(self, process: "subprocess.Popen[bytes]") -> None:
        end_group(process)
        self._process = None
        self.deaths += 1
        now = time.monotonic()
        if now - self._started_at >= GROWN_UP:
            self._delay = FIRST_DELAY
        say(f"The {self.name} ended ({_why(process.returncode)}); it starts again.")
        self._start_again_at = now + self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY)

    def ask_to_end(self) -> None:
        """Ask the child to finish what it is doing and end."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    def end(self) -> None:
        """Wait for the child to end, and kill what has not."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=PATIENCE)
        end_group(self._process)
        self._process.wait()
        self._process = None


def _why(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
