import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from civicportal import worker
from civicportal.worker import Job


def job(name="a job", every=1000.0, run=lambda: None, **kwargs):
    return Job(name, every, run, **kwargs)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_logged_and_the_worker_goes_on(caplog):
    def fail():
        raise ValueError("no more paper")

    assert worker.run_once(job("print", run=fail)) is False
    assert worker.run_once(job("rest")) is True
    assert "Job print failed" in caplog.text
    assert "no more paper" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_jobs_come_round_at_their_interval_until_asked_to_stop():
    stop, runs = threading.Event(), []

    def note():
        runs.append(time.monotonic())
        if len(runs) == 3:
            stop.set()

    worker.work(stop, [job(every=0.05, run=note)])

    assert len(runs) == 3
    assert runs[2] - runs[0] >= 0.09


@pytest.mark.django_db(transaction=True)
def test_a_job_can_wait_for_its_first_time():
    stop, runs = threading.Event(), []
    late = job("late", run=lambda: runs.append("late"), first_after=1000)
    soon = job("soon", run=stop.set)

    worker.work(stop, [late, soon])

    assert runs == []


@pytest.mark.django_db(transaction=True)
def test_every_job_of_the_portal_runs():
    assert {job.name for job in worker.JOBS if worker.run_once(job)} == {
        job.name for job in worker.JOBS
    }
    assert len(worker.JOBS) >= 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_when_asked(number, tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "civicportal.settings.development",
        "DATABASE_URL": "postgres://portal@/portal?host=/nowhere",
        "VAR_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "run_worker"]
    with subprocess.Popen(command, env=environment) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "spool").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

        process.send_signal(number)

        assert process.wait(timeout=30) == 0
