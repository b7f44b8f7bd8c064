"""`make bench`: every benchmark, one after another, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

from bench.printing import say

NOT_BENCHES = {"__main__", "printing"}


def main() -> int:
    """Run them all; return the number of those that failed."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    failed = 0
    for name in names:
        if name not in NOT_BENCHES:
            say(f"\n=== {name}")
            command = [sys.executable, "-m", f"bench.{name}"]
            failed += subprocess.run(command, check=False).returncode != 0  # noqa: S603
    return failed


if __name__ == "__main__":
    sys.exit(main())
