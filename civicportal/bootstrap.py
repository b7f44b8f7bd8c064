"""Make .venv and put the pinned packages in it: `python3 bootstrap.py runtime|dev`.

Run by the system's Python before anything is installed, so it uses the standard
library alone, and no syntax newer than 3.6: an old Python shall say that it is old.
A second run finds its marks and takes no time. What it did not finish it does again.
"""

import fcntl
import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(CHECKOUT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LISTS = {
    "runtime": ["requirements.txt"],
    "dev": ["requirements.txt", "requirements-dev.txt"],
}


def main(kind):
    """Bring .venv up to date for `kind`; return the exit code."""
    if sys.version_info < OLDEST:
        return _say(
            "The portal needs Python {0}.{1} or newer; `{2}` is {3}.{4}. Install one and "
            "name it: make PYTHON=python3.12 ...".format(
                *OLDEST, sys.executable, *sys.version_info[:2]
            )
        )
    try:
        with _lock():
            return _make_venv() or _install(kind)
    except PermissionError as error:
        return _say(
            "{0} cannot be written. The checkout belongs to another user: run as that "
            "user, or work in a clone of your own.".format(error.filename)
        )


def _say(text):
    sys.stderr.write(text + "\n")
    return 1


def _lock():
    """Let one bootstrap of this checkout run at a time; the kernel lets go of it."""
    os.makedirs(os.path.join(CHECKOUT, "var"), exist_ok=True)
    handle = open(os.path.join(CHECKOUT, "var", "bootstrap.lock"), "w")  # noqa: SIM115
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _works():
    command = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.call(command, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def _make_venv():
    if _works():
        return 0
    _say("Making .venv with {0} ...".format(sys.executable))
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if answer.returncode == 0 and _works():
        return 0
    text = answer.stdout.decode(errors="replace").strip()
    if "ensurepip" in text or not _has("ensurepip") or not _has("venv"):
        text = (
            "This Python cannot make virtual environments: a part of it (venv, "
            "ensurepip) is missing. On Debian and Ubuntu:\n"
            "    apt-get install python{0}.{1}-venv\nThen try again.".format(
                *sys.version_info[:2]
            )
        )
    return _say(text or "Making .venv failed.")


def _has(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def _install(kind):
    mark = os.path.join(VENV, "." + kind + "-installed")
    wanted = _digest(LISTS[kind])
    if _read(mark) == wanted:
        return 0
    _say("Installing the pinned packages into .venv ...")
    command = [PYTHON, "-m", "pip", "install", "-qq", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input"]
    for name in LISTS[kind]:
        command += ["-r", name]
    code = subprocess.call(command, cwd=CHECKOUT)
    if code:
        return _say("Installing the packages failed: pip says why above.")
    with open(mark, "w") as handle:
        handle.write(wanted)
    return 0


def _digest(names):
    """Return what identifies these lists, installed by this .venv's Python."""
    digest = hashlib.sha256(os.fsencode(os.path.realpath(PYTHON)))
    for name in names:
        with open(os.path.join(CHECKOUT, name), "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def _read(path):
    try:
        with open(path) as handle:
            return handle.read()
    except OSError:
        return ""


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
