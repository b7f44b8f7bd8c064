import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from civicportal import processes

SLEEP = [sys.executable, "-c", "import time; print('on', flush=True); time.sleep(60)"]


@pytest.fixture
def sleeper(tmp_path):
    """A process that sleeps, with a variable and a directory of its own."""
    child = subprocess.Popen(
        SLEEP,
        cwd=tmp_path,
        env={**os.environ, "A_MARK": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    child.stdout.readline()
    yield child
    child.kill()
    child.stdout.close()
    child.wait()


def test_the_command_of_a_living_process_is_known(sleeper):
    assert processes.arguments(sleeper.pid) == SLEEP
    assert processes.is_alive(sleeper.pid)


def test_a_process_that_ended_but_was_not_reaped_is_not_alive(sleeper):
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)

    assert processes.arguments(sleeper.pid) == []
    os.kill(sleeper.pid, 0)  # although it still answers to a signal


def test_a_process_is_found_by_the_variable_it_was_started_with(sleeper, tmp_path):
    assert processes.with_variable("A_MARK", str(tmp_path)) == [sleeper.pid]
    assert processes.with_variable("A_MARK", f"{tmp_path}/other") == []


def test_a_process_is_found_by_its_working_directory(sleeper, tmp_path):
    program = Path(f"/proc/{sleeper.pid}/exe").readlink().name

    assert processes.working_in(tmp_path, program) == [sleeper.pid]
    assert processes.working_in(tmp_path, "postgres") == []


def test_a_process_that_does_not_listen_is_killed_in_the_end(tmp_path):
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN)"
    code = f"{deaf}; print('on', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE
    ) as child:
        child.stdout.readline()

        processes.end([child.pid], seconds=0.2)

        assert child.wait(timeout=5) == -signal.SIGKILL


def test_what_listens_on_a_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert processes.listening_on(port) == [os.getpid()]
    assert processes.listening_on(port) == []


def test_a_child_ends_with_a_killed_parent():
    code = (
        "import subprocess, sys, time\n"
        "from civicportal import processes\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
        " preexec_fn=processes.end_with_parent)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE
    ) as parent:
        grandchild = int(parent.stdout.readline())
        time.sleep(0.2)

        parent.kill()

        assert processes.wait_until_gone([grandchild], seconds=5) == []
