"""Parts of `make run`, and then the whole of it, killed and started again."""

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from civicportal import launcher, postgres, processes
from civicportal.launcher import LauncherError

LEFT_OUT = {"DATABASE_URL", "CACHE_URL", "DEBUG", "SECRET_KEY", "MAKELEVEL"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80 00", "８０"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(LauncherError, match="is no port"):
        launcher._port()


@pytest.mark.parametrize(("text", "port"), [("", 8000), ("8123", 8123)])
def test_the_port_is_8000_or_the_one_asked_for(monkeypatch, text, port):
    monkeypatch.setenv("PORT", text)

    assert launcher._port() == port


def test_a_port_taken_by_another_program_is_refused_with_its_name():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(LauncherError, match=f"in use by .*process {os.getpid()}"):
            launcher._check_port(port)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    key = launcher._secret_key(tmp_path)

    assert len(key) >= 50
    assert launcher._secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_key_written_half_is_made_again(tmp_path):
    (tmp_path / "secret-key").write_text("half")

    assert len(launcher._secret_key(tmp_path)) >= 50


def test_static_files_are_collected_again_when_one_changed(tmp_path):
    (tmp_path / "requirements.txt").write_text("a==1")
    (tmp_path / "civicportal" / "settings").mkdir(parents=True)
    (tmp_path / "civicportal" / "storage.py").write_text("")
    style = tmp_path / "static" / "css" / "portal.css"
    style.parent.mkdir(parents=True)
    style.write_text("a")
    before = launcher.fingerprint_of_static_files(tmp_path)

    assert launcher.fingerprint_of_static_files(tmp_path) == before
    style.write_text("ab")
    changed = launcher.fingerprint_of_static_files(tmp_path)
    assert changed != before
    (tmp_path / "requirements.txt").write_text("a==2")
    assert launcher.fingerprint_of_static_files(tmp_path) != changed


def test_accounts_are_shown_with_what_they_are_for():
    accounts = [
        {"username": "admin", "password": "abc", "role": "admin", "unit": ""},
        {"username": "writer", "password": "def", "role": "writer", "unit": "Kim Liên"},
    ]

    lines = [line.split() for line in launcher.account_lines(accounts)]

    assert lines == [
        ["admin", "abc", "admin"],
        ["writer", "def", "writer,", "Kim", "Liên"],
    ]


@pytest.mark.parametrize("text", ["", "{"])
def test_a_missing_or_half_written_list_of_accounts_stops_nothing(
    tmp_path, capsys, text
):
    (tmp_path / "accounts.json").write_text(text)

    launcher._show_accounts(tmp_path / "accounts.json")
    launcher._show_accounts(tmp_path / "none.json")

    assert capsys.readouterr().out == ""


class Portal:
    """`python -m civicportal.launcher` with a var directory of its own."""

    def __init__(self, var, output):
        self.var, self.port = var, free_port()
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in LEFT_OUT},
            "VAR_DIR": str(var),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        self.output = output
        self.process = None

    def start(self):
        with self.output.open("ab") as output:
            self.process = self.launch(output)
        self.wait_until_up()

    def launch(self, output=subprocess.PIPE):
        return subprocess.Popen(
            [sys.executable, "-m", "civicportal.launcher"],
            env=self.environment,
            cwd=postgres.CHECKOUT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_up(self, seconds=180):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.said("Ctrl-C stops it.") and self.get("/readyz") == 200:
                return
            time.sleep(0.1)
        text = self.output.read_text()
        if self.is_running():
            self.stop(signal.SIGKILL)
        raise AssertionError(text)

    def said(self, text):
        return text in self.output.read_text()

    def get(self, path):
        with contextlib.suppress(OSError, urllib.error.URLError):
            address = f"http://127.0.0.1:{self.port}{path}"
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status
        return None

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, number):
        os.killpg(self.process.pid, number)
        code = self.process.wait(timeout=40)
        self.output.write_text("")
        return code

    def kill(self, pids):
        """Kill the launcher, which would start the others again, and then those."""
        for pid in [self.process.pid, *pids]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.output.write_text("")

    def left(self):
        """Return what still runs of the portal, the database included."""
        data = postgres.Cluster.of("run", self.var).data
        marked = processes.with_variable(launcher.MARK, str(self.var))
        return marked + processes.working_in(data, "postgres")


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal in a path with a space; whatever a failed test left is ended."""
    home = tmp_path_factory.mktemp("a portal")
    portal = Portal(home / "var", home / "output")
    portal.output.touch()
    yield portal
    if portal.is_running():
        portal.stop(signal.SIGKILL)
    cluster = postgres.Cluster.of("run", portal.var)
    processes.end(portal.left(), seconds=3)
    subprocess.run(["rm", "-rf", str(cluster.state.parent)], check=True)


@pytest.fixture
def running(portal):
    """The portal, started where the test before did not leave it running.

    A start takes long, so whoever does not ask it to stop leaves it to the next.
    """
    if not portal.is_running():
        portal.start()
    return portal


def find(portal, words):
    """Return the first process of the portal whose command has these words."""
    for pid in sorted(portal.left()):
        if words in " ".join(processes.arguments(pid)):
            return pid
    raise AssertionError(f"nothing runs with {words}")


def test_the_whole_portal_runs_and_says_where_and_who_may_sign_in(running):
    assert running.get("/") == 200
    assert running.get("/quan-tri/login/") == 200
    assert running.said(f"http://127.0.0.1:{running.port}/quan-tri/")

    accounts = running.var / "demo-accounts.json"
    for account in json.loads(accounts.read_text(encoding="utf-8")):
        assert running.said(account["password"])
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


def test_static_files_are_hashed_compressed_and_kept_for_ever(running):
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/") as answer:
        page = answer.read().decode()
    style = next(part for part in page.split('"') if part.endswith(".css"))

    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}{style}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request) as answer:
        headers = answer.headers

    assert style.count(".") == 2
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]


def test_a_body_over_the_limit_is_answered_by_the_real_server(running):
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as line:
        head = (
            "POST /dem/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {60_000_001}\r\n\r\n"
        )
        line.sendall(head.encode() + b"x" * 1000)
        answer = line.recv(1000).decode()

    assert answer.startswith("HTTP/1.1 413")


def test_a_second_start_from_the_same_place_is_refused_with_the_address(running):
    second = running.launch()
    text = second.communicate(timeout=30)[0].decode()

    assert second.returncode == 1
    assert (
        f"already runs from this directory, at http://127.0.0.1:{running.port}/" in text
    )
    assert running.get("/readyz") == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("granian", ""),  # it may have been one of the server's own workers
        ("run_worker", "The worker ended (SIGKILL); it starts again."),
        ("/postgres -D", "PostgreSQL ended; it starts again."),
    ],
)
def test_what_is_killed_while_the_portal_runs_comes_back(running, words, said):
    pid = find(running, words)
    os.kill(pid, signal.SIGKILL)

    assert processes.wait_until_gone([pid], seconds=10) == []
    deadline = time.monotonic() + 30
    back = False
    while not back and time.monotonic() < deadline:
        time.sleep(0.2)
        with contextlib.suppress(AssertionError):
            back = find(running, words) != pid and running.get("/readyz") == 200
    assert back
    assert running.said(said)


def test_after_everything_was_killed_the_next_start_heals(running):
    running.kill(running.left())

    running.start()

    assert running.get("/") == 200


def test_after_the_launcher_alone_was_killed_the_next_start_heals(running):
    running.kill([])

    running.start()

    assert running.get("/") == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_well_and_leaves_nothing(running, number):
    assert running.left() != []

    assert running.stop(number) == 0
    assert running.left() == []
