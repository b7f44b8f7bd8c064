"""What shares something costly stays in one process, whatever pytest does to names."""

import re
import subprocess
import sys

from civicportal.postgres import CHECKOUT
from tests import sharing

SUITE = """
import os
import pytest

@pytest.mark.parametrize("number", range(6))
def test_one(number):
    print("ran in", os.environ["PYTEST_XDIST_WORKER"], __file__)
"""
CONFTEST = """
from tests import sharing

sharing.TOGETHER = ("test_together.py",)

def pytest_xdist_make_scheduler(config, log):
    return sharing.Sharing(config, log)
"""


def test_every_file_that_stays_together_is_there():
    for file in sharing.TOGETHER:
        assert (CHECKOUT / file).is_file(), file


def test_a_file_stays_in_one_process_and_others_are_shared_out(tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in ("test_apart.py", "test_together.py"):
        (tmp_path / name).write_text(SUITE)
    options = ["-p", "no:django", "-p", "no:cacheprovider", "-c", "/dev/null"]

    said = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-n", "2", "-rP", str(tmp_path)],
        env={"PYTHONPATH": str(CHECKOUT), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    ran = re.findall(r"ran in (gw\d) .*/(test_\w+)\.py", said)
    assert {worker for worker, name in ran if name == "test_apart"} == {"gw0", "gw1"}
    assert len({worker for worker, name in ran if name == "test_together"}) == 1
