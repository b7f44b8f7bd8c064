"""`make run`: everything between an installed checkout and a portal that answers.

In order: end what a killed run left behind, start the database, migrate, collect the
static files when they changed, load the demonstration content into an empty portal,
then keep server and worker alive until somebody says stop. It never imports Django:
whatever needs the settings runs as a process of its own.
"""

import contextlib
import fcntl
import hashlib
import http.client
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from civicportal import postgres, processes
from civicportal.supervisor import Child, Interruption, end_group, launch, say

CHECKOUT = postgres.CHECKOUT
MANAGE = [sys.executable, str(CHECKOUT / "manage.py")]
HOST = "127.0.0.1"
MARK = "CIVICPORTAL_RUN"  # every process of a run carries it, with its var directory
FIRST_ANSWER_SECONDS = 60
DEATHS_BEFORE_GIVING_UP = 3


class LauncherError(Exception):
    """Why the portal cannot run, and what to do about it."""


def main() -> int:
    """Run the portal until asked to stop; return the exit code."""
    if os.environ.get("MAKELEVEL"):
        processes.end_with_parent()  # a killed `make` must not leave a portal behind
    stop = Interruption()
    try:
        port = _port()
        var = _var()
        with _only_one(var, port, stop) as note:
            _end_leftovers(var)
            _check_port(port)
            return _run(port, var, stop, note)
    except (LauncherError, postgres.PostgresError) as error:
        say(f"\n{error}")
        return 1


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise LauncherError(f"PORT={text} is no port: choose a number up to 65535.")
    return int(text)


def _var() -> Path:
    """Return the directory of what the portal keeps, writable."""
    var = postgres.var_directory()
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LauncherError(f"{var} cannot be made: {error.strerror}.") from error
    if not os.access(var, os.W_OK | os.X_OK):
        raise LauncherError(
            f"{var} belongs to another user, who ran the portal here before. "
            f"Run as that user, or `chown -R` it, or set VAR_DIR to a place of your own."
        )
    return var


# --- One run at a time --------------------------------------------------------------


@contextlib.contextmanager
def _only_one(var: Path, port: int, stop: Interruption) -> Iterator[IO[str]]:
    """Hold the checkout's lock, which the kernel takes back from a killed holder."""
    with (var / "run.lock").open("a+", encoding="utf-8") as note:
        deadline = time.monotonic() + 2
        while not _taken(note):
            pid, other_port, state = _read_note(note)
            if state == "stopping" and not stop.asked:
                deadline = time.monotonic() + 2
            if time.monotonic() > deadline or stop.asked:
                raise LauncherError(
                    f"The portal already runs from this directory, at http://{HOST}:"
                    f"{other_port}/ (process {pid}). Stop it there with Ctrl-C first."
                )
            stop.sleep(0.2)
        write_note(note, port, "running")
        yield note


def _taken(note: IO[str]) -> bool:
    try:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_note(note: IO[str], port: int, state: str) -> None:
    """Write who holds the lock, for whoever finds it held."""
    note.truncate(0)
    note.write(f"{os.getpid()} {port} {state}\n")
    note.flush()


def _read_note(note: IO[str]) -> tuple[str, str, str]:
    note.seek(0)
    words = note.read().split()
    return (words[0], words[1], words[2]) if len(words) == 3 else ("?", "?", "?")


def _end_leftovers(var: Path) -> None:
    """End what a killed launcher could not: its server and worker hold the port."""
    left = processes.with_variable(MARK, str(var))
    if left:
        say(f"Ending {len(left)} processes that an earlier run left behind ...")
        processes.end(left, seconds=5)


def _check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except PermissionError as error:
            raise LauncherError(
                f"Port {port} is for root only: choose one from 1024 on, as in "
                f"`make run PORT=8000`."
            ) from error
        except OSError as error:
            raise LauncherError(
                f"Port {port} is in use by another program{_named(port)}. Stop that, or "
                f"choose another port, as in `make run PORT={port + 1}`."
            ) from error


def _named(port: int) -> str:
    for pid in processes.listening_on(port):
        words = processes.arguments(pid)
        return f" (process {pid}: {' '.join(words[:3])})"
    return ""


# --- Getting ready ------------------------------------------------------------------


def _run(port: int, var: Path, stop: Interruption, note: IO[str]) -> int:
    environment = _environment(port, var)
    with contextlib.ExitStack() as leaving:  # what is entered last is left first
        database = []
        if not environment.get("DATABASE_URL"):
            cluster = postgres.Cluster.of("run")
            say(f"Starting PostgreSQL (data in {cluster.data}) ...")
            process = leaving.enter_context(postgres.in_use(cluster))
            database = [Database(cluster, process)]
            environment["DATABASE_URL"] = cluster.url()
        server = Child("server", _server_command(port), environment)
        worker = Child("worker", [*MANAGE, "run_worker"], environment)
        leaving.callback(_end, [server, worker])
        leaving.callback(_say_stopping, port, note)
        if all(_do(step, environment, stop) for step in _steps(var)):
            _keep_running([*database, server, worker], stop, server, port, var)
    return 0


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end()


def _say_stopping(port: int, note: IO[str]) -> None:
    say("Stopping ...")
    write_note(note, port, "stopping")


def _environment(port: int, var: Path) -> dict[str, str]:
    """Return what the portal's processes are given.

    Error pages and static files are those of production unless DEBUG says otherwise.
    """
    return {
        "DEBUG": "0",
        "SECRET_KEY": _secret_key(var),
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "civicportal.settings.development",
        "VAR_DIR": str(var),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        MARK: str(var),
    }


def _secret_key(var: Path) -> str:
    """Return this checkout's own key, made once."""
    path = var / "secret-key"
    with contextlib.suppress(FileNotFoundError):
        key = path.read_text(encoding="utf-8").strip()
        if len(key) >= 50:
            return key
    key = secrets.token_urlsafe(50)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key)
    return key


Step = tuple[str, Sequence[str], Path | None, str]


def _steps(var: Path) -> Iterator[Step]:
    """Yield message, command, and the mark to leave with its text, if any."""
    yield "Bringing the database up to date ...", ["migrate", "-v", "0"], None, ""
    mark = var / "static" / ".made-from"
    sources = fingerprint_of_static_files(CHECKOUT)
    if not mark.is_file() or mark.read_text(encoding="utf-8") != sources:
        command = ["collectstatic", "--no-input", "--clear", "-v", "0"]
        yield "Collecting the static files ...", command, mark, sources
    yield "Looking for content ...", ["load_demo", "--if-empty"], None, ""


def fingerprint_of_static_files(checkout: Path) -> str:
    """Return a digest that changes whenever collectstatic would do something else."""
    digest = hashlib.sha256((checkout / "requirements.txt").read_bytes())
    own = [*checkout.glob("static/**/*"), *checkout.glob("*/static/**/*")]
    own += [
        *checkout.glob("civicportal/settings/*.py"),
        checkout / "civicportal/storage.py",
    ]
    for path in sorted(
        path for path in own if path.is_file() and "var" not in path.parts
    ):
        found = path.stat()
        digest.update(f"{path.relative_to(checkout)} {found.st_size} ".encode())
        digest.update(f"{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _do(step: Step, environment: Mapping[str, str], stop: Interruption) -> bool:
    """Run one step; say whether it is done. Raise LauncherError when it failed."""
    message, command, mark, text = step
    if stop.asked:
        return False
    say(message)
    process = launch([*MANAGE, *command], environment)
    while process.poll() is None and not stop.asked:
        time.sleep(0.02)
    if process.poll() is None:
        process.terminate()
        processes.wait_until_gone([process.pid], seconds=5)
        end_group(process)
    if process.wait() and not stop.asked:
        raise LauncherError(f"`manage.py {' '.join(command)}` failed: see above.")
    if mark is not None and process.returncode == 0:
        mark.write_text(text, encoding="utf-8")
    return process.returncode == 0


# --- Running ------------------------------------------------------------------------


class Database:
    """The embedded server, looked after like the other children."""

    def __init__(self, cluster: postgres.Cluster, process: object) -> None:
        self.cluster = cluster
        self._process = process
        self._start_again_at = 0.0

    def tend(self) -> None:
        """Start the server again when it is gone."""
        poll = getattr(self._process, "poll", None)
        if poll is not None:
            poll()  # reap it, or it would remain a zombie
        if postgres.running_pid(self.cluster) is not None:
            return
        if time.monotonic() < self._start_again_at:
            return
        say("PostgreSQL ended; it starts again.")
        self._start_again_at = time.monotonic() + 5
        try:
            self._process = postgres.start(self.cluster)
        except postgres.PostgresError as error:
            say(str(error))


def _keep_running(
    children: "Sequence[Child | Database]",
    stop: Interruption,
    server: Child,
    port: int,
    var: Path,
) -> None:
    announced = False
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    while not stop.asked:
        for child in children:
            child.tend()
        if not announced:
            announced = _announce_when_ready(port, var)
            _give_up_if_hopeless(server, announced, deadline)
        stop.sleep(0.3)


def _server_command(port: int) -> list[str]:
    return [
        *[sys.executable, "-m", "granian", "civicportal.wsgi:application"],
        *["--interface", "wsgi", "--host", HOST, "--port", str(port)],
        *["--workers", "2", "--blocking-threads", "4", "--no-ws"],
        *["--respawn-failed-workers", "--workers-kill-timeout", "3"],
        *["--working-dir", str(CHECKOUT), "--log-level", "warning"],
    ]


def _give_up_if_hopeless(server: Child, announced: bool, deadline: float) -> None:
    if announced:
        return
    if server.deaths >= DEATHS_BEFORE_GIVING_UP or time.monotonic() > deadline:
        raise LauncherError("The server does not answer: its messages are above.")


def _announce_when_ready(port: int, var: Path) -> bool:
    if not _answers(port):
        return False
    address = f"http://{HOST}:{port}"
    say(f"\nThe portal runs:\n  {address}/            for everybody")
    say(f"  {address}/quan-tri/   for staff")
    _show_accounts(var / "demo-accounts.json")
    say("\nCtrl-C stops it.")
    return True


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _show_accounts(path: Path) -> None:
    """Print the demonstration accounts, where there are any."""
    try:
        accounts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    say(f"\nDemonstration accounts ({path}):")
    for line in account_lines(accounts):
        say(f"  {line}")


def account_lines(accounts: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Yield a line an account: name, password, role and unit."""
    for account in accounts:
        name, password = account.get("username", "?"), account.get("password", "?")
        rest = [str(account[key]) for key in ("role", "unit") if account.get(key)]
        yield f"{name:<12} {password:<20} {', '.join(rest)}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
