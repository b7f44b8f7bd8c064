"""`make test`: everything that decides whether a change is good, and one summary.

A step passes when its command ends with 0 AND its output holds the proof that it has
looked at something: a checker that finds no files is a failure here, not a success.
The last line counts steps and tests together: "N passed, N failed[, N skipped]".
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable]
MANAGE = [*PYTHON, "manage.py"]
IMPORT_LINTER = (
    "import sys; from importlinter.cli import lint_imports_command as c; c()"
)
LONGEST_SECONDS = 20 * 60
# Parts of the suite that must have been run; a moved folder must not go unnoticed.
MUST_RUN = (
    *("tests.browser", "tests.civicportal", "tests.documents", "tests.gallery"),
    "tests.meetings",
    *("tests.news", "tests.publishing", "tests.traffic", "tests.units"),
    *("tests.test_architecture", "tests.test_network", "tests.test_translations"),
)
OURS = ("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "CACHE_URL", "VAR_DIR", "PORT")
LEFT_OUT = (*OURS, "DJANGO_SETTINGS_MODULE", "MAKELEVEL", "MAKEFLAGS", "MFLAGS")


@dataclass
class Step:
    """A command, and what its output must hold: a pattern with a number in it, if any."""

    name: str
    command: Sequence[str]
    proof: str
    at_least: int = 0
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Result:
    """How a step went. `tests` counts what pytest says of its own."""

    name: str
    ok: bool
    seconds: float
    said: str
    tests: Counter[str] = field(default_factory=Counter)


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "civicportal.settings.production",
    "SECRET_KEY": "the-gate's-own-Key-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "phuong.example.vn",
    "DATABASE_URL": "postgres://portal@db.example.vn:5432/portal",  # never connected to
}
TEST = {"DJANGO_SETTINGS_MODULE": "civicportal.settings.test"}

LINT = [
    Step("ruff check", [*PYTHON, "-m", "ruff", "check", "."], r"^All checks passed!"),
    Step(
        "ruff format",
        [*PYTHON, "-m", "ruff", "format", "--check", "."],
        r"^(\d+) files already formatted",
        at_least=100,
    ),
    Step(
        "import contracts",
        [*PYTHON, "-c", IMPORT_LINTER],
        r"^Contracts: (\d+) kept, 0 broken",
        at_least=2,
    ),
    Step(
        "types (mypy)",
        [*PYTHON, "-m", "mypy"],
        r"^Success: no issues found in (\d+) source files",
        at_least=80,
    ),
]
DJANGO = [
    Step(
        "migrations complete",
        [*MANAGE, "makemigrations", "--check", "--dry-run"],
        r"^No changes detected",
        environment=TEST,
    ),
    Step(
        "check --deploy",
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        r"^System check identified (?:no issues|[0-9]+ issue)",
        environment=PRODUCTION,
    ),
    Step("Chromium", [*PYTHON, "-m", "tests.chromium"], r"^Chromium: /"),
]


def main(arguments: Sequence[str]) -> int:
    """Run the steps, print the summary, return the exit code."""
    os.chdir(CHECKOUT)
    results = [run(step) for step in LINT]
    if "lint" not in arguments:
        results += [run(step) for step in DJANGO]
        results.append(run_pytest())
    sys.stdout.write(f"\n{table(results)}\n\n{closing_line(results)}\n")
    return 0 if all(result.ok for result in results) else 1


def run(step: Step) -> Result:
    """Run one step and judge it by its exit code and its proof."""
    code, output, seconds = _run(step.name, step.command, step.environment)
    found = re.search(step.proof, output, re.MULTILINE)
    number = int(found[1]) if found and found.groups() else None
    said = found[0] if found else "without the proof that it looked at anything"
    ok = code == 0 and found is not None and (number is None or number >= step.at_least)
    if code:
        said = f"exit code {code}"
    return Result(step.name, ok, seconds, said)


def _run(
    name: str, command: Sequence[str], environment: dict[str, str]
) -> tuple[int, str, float]:
    """Run a command, show its output as it comes, return code, output and seconds."""
    sys.stdout.write(f"\n=== {name}\n")
    sys.stdout.flush()
    started = time.monotonic()
    clean = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    process = subprocess.Popen(
        command,
        env={**clean, "PYTHONUNBUFFERED": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    alarm = threading.Timer(LONGEST_SECONDS, _kill, [process])
    alarm.start()
    lines = []
    with process:
        try:
            for line in process.stdout or ():
                lines.append(line)
                sys.stdout.write(line)
                sys.stdout.flush()
        except BaseException:
            _kill(process)
            raise
        finally:
            alarm.cancel()
    return process.returncode, "".join(lines), time.monotonic() - started


def _kill(process: "subprocess.Popen[str]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def run_pytest() -> Result:
    """Run the tests on every core; each part of the suite must have passed some."""
    with tempfile.TemporaryDirectory(prefix="civicportal-gate-") as directory:
        report = Path(directory) / "report.xml"
        command = [*PYTHON, "-m", "pytest", "-q", "-n", "auto"]
        command.append(f"--junit-xml={report}")
        code, _, seconds = _run("tests", command, {})
        cases = list(ET.parse(report).iter("testcase")) if report.is_file() else []
    tests = Counter(outcome(case) for case in cases)
    missing = parts_not_run(cases)
    said = f"{tests['passed']} passed, {tests['failed']} failed"
    said += f", {tests['skipped']} skipped" if tests["skipped"] else ""
    if missing:
        said += f"; nothing passed in {', '.join(missing)}"
    ok = code == 0 and not missing and not tests["failed"] and tests["passed"] > 0
    return Result("tests", ok, seconds, said, tests)


def outcome(case: ET.Element) -> str:
    """Return 'passed', 'failed' or 'skipped' of one test in pytest's report."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def parts_not_run(cases: Sequence[ET.Element]) -> list[str]:
    """Return the parts of the suite in which no test passed."""
    passed = [case.get("classname", "") for case in cases if outcome(case) == "passed"]

    def has_passed(part: str) -> bool:
        return any(name == part or name.startswith(f"{part}.") for name in passed)

    return [part for part in MUST_RUN if not has_passed(part)]


def table(results: Sequence[Result]) -> str:
    """Return the summary, a line a step."""
    return "\n".join(
        f"{'ok' if result.ok else 'FAILED':<7} {result.name:<20} "
        f"{result.seconds:6.1f} s  {result.said}"
        for result in results
    )


def closing_line(results: Sequence[Result]) -> str:
    """Count steps and tests together; the step 'tests' stands for its tests."""
    count: Counter[str] = Counter()
    for result in results:
        count.update(result.tests)
        if not result.tests or (not result.ok and not result.tests["failed"]):
            count["passed" if result.ok else "failed"] += 1
    skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
    return f"{count['passed']} passed, {count['failed']} failed{skipped}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
