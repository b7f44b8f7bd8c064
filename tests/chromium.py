"""The Chromium that the journeys drive: the system's, or the one Playwright brings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without a sandbox because it runs as root in containers; it sees our own pages alone.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
HOW_TO_INSTALL = (
    "Chromium is missing and could not be installed. Install it by hand: "
    "`apt-get install chromium`, or `.venv/bin/playwright install --with-deps chromium`."
)


def find() -> str | None:
    """Return the path of a Chromium that starts; None where there is none."""
    for name in NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() and _starts(own) else None


def _starts(path: str) -> bool:
    """Say whether it runs: some systems ship a `chromium` that only names a snap."""
    command = [path, "--version", "--no-sandbox"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=quiet)
        if find():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def main() -> int:
    """Install Chromium where it is missing; name it where that is impossible."""
    if not find():
        _install()
    path = find()
    sys.stdout.write(f"Chromium: {path}\n" if path else f"{HOW_TO_INSTALL}\n")
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
