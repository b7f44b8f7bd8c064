import os
import signal
import sys
import time

import pytest

from civicportal import processes, supervisor
from civicportal.supervisor import Child

SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def child():
    """A child that sleeps; ended after the test."""
    child = Child("sleeper", [sys.executable, "-c", SLEEP], os.environ)
    child.tend()
    yield child
    child.ask_to_end()
    child.end()


def wait_for(condition, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_a_killed_child_is_named_and_starts_again(child, capsys, monkeypatch):
    first = child._process
    os.kill(first.pid, signal.SIGKILL)

    # A process that is ending is for a moment neither running nor over.
    assert wait_for(lambda: child.tend() or child._process is None)
    assert "The sleeper ended (SIGKILL); it starts again." in capsys.readouterr().out

    assert wait_for(lambda: child.tend() or child._process is not None)
    assert child._process.pid != first.pid
    assert child.deaths == 1


def test_one_that_dies_young_again_and_again_waits_longer_each_time(capsys):
    child = Child("mayfly", [sys.executable, "-c", "raise SystemExit(3)"], {})
    delays = []
    for _death in range(3):
        child._start_again_at = 0.0
        child.tend()
        wait_for(lambda: child._process.poll() is not None)
        child.tend()
        delays.append(child._start_again_at - time.monotonic())

    assert [round(delay) for delay in delays] == [1, 2, 4]
    assert "exit code 3" in capsys.readouterr().out
    child.end()


def test_the_children_of_a_dead_child_go_with_it(tmp_path):
    note = tmp_path / "note"
    code = (
        "import pathlib, subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\n"
        "pathlib.Path(sys.argv[1]).write_text(f'{child.pid}.')\n"
        "time.sleep(60)\n"
    )
    child = Child("parent", [sys.executable, "-c", code, str(note)], {**os.environ})
    child.tend()
    assert wait_for(lambda: note.exists() and note.read_text().endswith("."))
    grandchild = int(note.read_text()[:-1])
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()

    child.tend()

    assert processes.wait_until_gone([grandchild], seconds=5) == []


def test_a_child_leads_its_own_session_so_that_ctrl_c_passes_it_by(child):
    assert os.getsid(child._process.pid) == child._process.pid


def test_a_child_that_does_not_listen_is_killed(monkeypatch):
    monkeypatch.setattr(supervisor, "PATIENCE", 0.3)
    deaf = f"import signal; signal.signal(15, signal.SIG_IGN); {SLEEP}"
    child = Child("deaf", [sys.executable, "-c", deaf], {**os.environ})
    child.tend()
    pid = child._process.pid
    time.sleep(0.3)

    child.ask_to_end()
    child.end()

    assert not processes.is_alive(pid)


def test_a_closed_terminal_does_not_stop_the_stopping(monkeypatch):
    class Closed:
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())

    assert supervisor.say("goodbye") is None
