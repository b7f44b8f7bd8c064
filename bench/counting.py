"""What counting a view costs: the spool and its fold against an UPDATE of one hot row.

Run as `python -m bench.counting`; leaves the database as it was. Prints ratios of one
run, which carry over to other machines better than its seconds do.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.development")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils import timezone  # noqa: E402

from traffic import kinds, spool  # noqa: E402
from traffic.counting import record  # noqa: E402
from traffic.folding import fold  # noqa: E402
from traffic.models import DailyCount  # noqa: E402

KIND = "bench.thing"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def main() -> None:
    kinds.register(KIND, public=dict.fromkeys)
    with tempfile.TemporaryDirectory() as directory:
        settings.VAR_DIR = Path(directory)
        try:
            report(hot_row(2_000), record_and_fold(100_000))
        finally:
            DailyCount.objects.filter(kind=KIND).delete()


def hot_row(views: int) -> float:
    """Return views a second counted as one would without a spool: a commit each."""
    today = timezone.localdate()
    DailyCount.objects.create(kind=KIND, object_id=1, day=today, count=1)
    row = DailyCount.objects.filter(kind=KIND, object_id=1)

    def count(number: int) -> None:
        with transaction.atomic():
            row.update(count=F("count") + 1)

    return per_second(count, views)


def record_and_fold(views: int) -> dict[str, float]:
    """Return views a second of writing alone, folding alone, both, and the bare line."""
    requests = [request_of(number) for number in range(views)]
    noted = per_second(
        lambda number: record(
            kind=KIND, object_id=number % 100 + 1, request=requests[number]
        ),
        views,
    )
    began = time.perf_counter()
    counted = fold()
    folded = counted / (time.perf_counter() - began)
    line = "1795240800 bench.thing 1 0123456789abcdef.0123456789abcdef"
    return {
        "record()": noted,
        "fold()": folded,
        "record() and fold()": 1 / (1 / noted + 1 / folded),
        "the line alone": per_second(lambda number: spool.append(line), views),
    }


def request_of(number: int) -> HttpRequest:
    address = f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}"
    return RequestFactory().post("/dem/", REMOTE_ADDR=address, HTTP_USER_AGENT=BROWSER)


def per_second(call: Callable[[int], object], times: int) -> float:
    began = time.perf_counter()
    for number in range(times):
        call(number)
    return times / (time.perf_counter() - began)


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def report(updates: float, ours: dict[str, float]) -> None:
    safety = (
        f"fsync {setting('fsync')}, synchronous_commit {setting('synchronous_commit')}"
    )
    print(f"UPDATE of a hot row: {updates:,.0f} views/s ({safety})")  # noqa: T201
    for name, rate in ours.items():
        print(f"{name}: {rate:,.0f} views/s, {rate / updates:,.0f} ×")  # noqa: T201


if __name__ == "__main__":
    main()
