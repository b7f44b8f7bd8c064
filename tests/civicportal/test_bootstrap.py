"""The first thing that `make` runs, on whatever Python there is."""

import os
import shutil
import subprocess
import sys

import pytest

from civicportal import bootstrap, postgres

SOURCE = postgres.CHECKOUT / "civicportal" / "bootstrap.py"


@pytest.fixture
def bare(tmp_path):
    """A bare checkout that pins nothing, in a path with a space."""
    checkout = tmp_path / "a bare clone"
    (checkout / "civicportal").mkdir(parents=True)
    shutil.copy(SOURCE, checkout / "civicportal")
    (checkout / "requirements.txt").write_text("")
    (checkout / "requirements-dev.txt").write_text("")
    return checkout


def run(checkout, kind="runtime"):
    return subprocess.run(
        [sys.executable, str(checkout / "civicportal" / "bootstrap.py"), kind],
        capture_output=True,
        text=True,
    )


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 4))

    assert bootstrap.main("runtime") == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_a_bare_checkout_gets_an_environment_once(bare):
    first, second = run(bare), run(bare)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "Making .venv" in first.stderr
    assert second.stderr == ""
    assert (bare / ".venv" / "bin" / "python").exists()


def test_changed_pins_are_installed_and_a_broken_pin_says_so(bare):
    run(bare)
    (bare / "requirements.txt").write_text("not-pinned-at-all\n")

    broken = run(bare)
    (bare / "requirements.txt").write_text("")
    mended = run(bare)

    assert broken.returncode == 1
    assert "pip says why" in broken.stderr
    assert mended.returncode == 0


def test_a_half_made_environment_is_made_again(bare):
    (bare / ".venv" / "bin").mkdir(parents=True)
    (bare / ".venv" / "bin" / "python").symlink_to("/nowhere/python")

    answer = run(bare)

    assert answer.returncode == 0, answer.stderr
    assert "Making .venv" in answer.stderr


def test_a_checkout_of_somebody_else_is_named(monkeypatch, capsys):
    def refuse():
        raise PermissionError(13, "Permission denied", "/srv/portal/var/bootstrap.lock")

    monkeypatch.setattr(bootstrap, "_lock", refuse)

    assert bootstrap.main("runtime") == 1
    assert "/srv/portal/var/bootstrap.lock cannot be written" in capsys.readouterr().err


def test_a_python_without_ensurepip_is_told_what_to_install(bare, tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    # What Debian's Python without python3-venv does.
    (hidden / "venv.py").write_text(
        "print('The virtual environment was not created successfully because "
        "ensurepip is not available.'); raise SystemExit(1)\n"
    )

    answer = subprocess.run(
        [sys.executable, str(bare / "civicportal" / "bootstrap.py"), "runtime"],
        env={**os.environ, "PYTHONPATH": str(hidden)},
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 1
    assert "apt-get install python3" in answer.stderr
    assert "Traceback" not in answer.stderr
