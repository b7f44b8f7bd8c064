"""What the roll-up of the whole country costs, against summing its lines alone.

Run as `python -m bench.rollup`; all in a database of its own, which is dropped. 3.321
wards in 34 provinces report 100.000 residential groups. The roll-up that the country
opens with (34 provinces and the whole, of each what was expected, sent, held, reported,
computed and stated) must take at most three times the bare `GROUP BY` of the same lines
in the same run. The best of several turns counts, as the least disturbed one. With a
row for every ward as well it takes longer by what sending and reading those costs.

The same wards have four coordination programmes each, with five tasks. Their roll-up,
by year, is held against a bare `GROUP BY` of those tasks in the same way.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.development")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.printing import say  # noqa: E402
from meetings import rollup  # noqa: E402
from meetings.models import (  # noqa: E402
    Campaign,
    Conference,
    Figure,
    GroupReport,
    Programme,
    State,
    Task,
)
from meetings.programme_rollup import statement_of  # noqa: E402
from meetings.rollup_sql import NUMBERS  # noqa: E402
from meetings.rollup_tree import ALL_LEVELS  # noqa: E402
from publishing.models import Status  # noqa: E402
from units.models import Unit, UnitKind, UnitName, UnitParent, UnitTier  # noqa: E402

PROVINCES, WARDS, GROUPS = 34, 3_321, 100_000
PROGRAMMES, TASKS = 4, 5  # of each ward, of each programme
DAY = datetime.date(2026, 2, 28)
LIMIT = 3.0
PROGRAMMES_LIMIT = 6.0
ROUNDS = 25
SUMS = ", ".join(f"sum({name})" for name in NUMBERS)
BARE = f"SELECT conference_id, {SUMS} FROM meetings_groupreport GROUP BY conference_id"  # noqa: S608
BARE_TASKS = """SELECT programme_id, count(*), count(done_on) FROM meetings_task
                GROUP BY programme_id"""


def main() -> int:
    """Return 1 when a roll-up is over its limit."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        load()
        return report()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def load() -> None:
    with transaction.atomic():
        country = units(UnitTier.PROVINCE, UnitKind.PROVINCE, [None] * PROVINCES)
        wards = units(
            UnitTier.COMMUNE,
            UnitKind.COMMUNE,
            [country[i % PROVINCES] for i in range(WARDS)],
        )
        groups = units(
            UnitTier.GROUP,
            UnitKind.VILLAGE,
            [wards[i % WARDS] for i in range(GROUPS)],
        )
        campaigns = Campaign.objects.bulk_create(
            Campaign(unit=province, year=DAY.year, as_of=DAY) for province in country
        )
        records(campaigns, wards, groups)
        programmes(wards)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def units(tier: str, kind: str, parents: list[Unit | None]) -> list[Unit]:
    made = Unit.objects.bulk_create(
        [
            Unit(tier=tier, slug=None if tier == "group" else f"{tier}-{number}")
            for number in range(len(parents))
        ],
        batch_size=5_000,
    )
    placed = list(zip(made, parents, strict=True))
    UnitName.objects.bulk_create(
        [
            UnitName(
                unit=unit,
                kind=kind,
                name=str(number),
                group_of=parent if tier == "group" else None,
            )
            for number, (unit, parent) in enumerate(placed)
        ],
        batch_size=5_000,
    )
    UnitParent.objects.bulk_create(
        [UnitParent(unit=unit, parent=parent) for unit, parent in placed if parent],
        batch_size=5_000,
    )
    return made


def records(campaigns: list[Campaign], wards: list[Unit], groups: list[Unit]) -> None:
    """A sheet for each ward with its groups' lines, and its stated totals."""
    sheets = Conference.objects.bulk_create(
        Conference(
            campaign=campaigns[i % PROVINCES],
            unit=ward,
            tier="group",
            year=DAY.year,
            parts_total=GROUPS // WARDS,
            state=State.SENT,
        )
        for i, ward in enumerate(wards)
    )
    GroupReport.objects.bulk_create(
        lines(sheets, groups),
        batch_size=5_000,
    )
    Figure.objects.bulk_create(
        [
            Figure(conference=sheet, measure=measure, counted="household", value=5_000)
            for sheet in sheets
            for measure in ("invited", "attended")
        ],
        batch_size=5_000,
    )


def lines(sheets: list[Conference], groups: list[Unit]) -> Iterator[GroupReport]:
    for i, group in enumerate(groups):
        yield GroupReport(
            conference=sheets[i % WARDS],
            group=group,
            state="reported",
            held_on=DAY,
            households_total=150 + i % 90,
            households_invited=140 + i % 80,
            households_attended=100 + i % 40,
            opinions=i % 9,
            delegates_elected=2,
            votes_for=90 + i % 40,
        )


def programmes(wards: list[Unit]) -> None:
    """Each ward's programmes of four years, their tasks done or late."""
    made = Programme.objects.bulk_create(
        [
            Programme(
                unit=ward,
                title="Chương trình phối hợp",
                year=year,
                starts_on=datetime.date(year, 1, 15),
                ends_on=datetime.date(year, 12, 31),
                concluded_on=datetime.date(year, 1, 15),
                status=Status.PUBLISHED,
                published_at=timezone.now(),
            )
            for ward in wards
            for year in range(DAY.year - PROGRAMMES + 1, DAY.year + 1)
        ],
        batch_size=5_000,
    )
    Task.objects.bulk_create(
        [
            Task(
                programme=programme,
                number=number,
                text="Tuyên truyền",
                done_on=programme.ends_on if number % 3 else None,
            )
            for programme in made
            for number in range(1, TASKS + 1)
        ],
        batch_size=5_000,
    )


def statement(sql: str, asked: dict[str, Any] | None = None) -> Callable[[], None]:
    """Have the statement answered and fetch all of it."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            cursor.fetchall()

    return run


def of_campaigns(depth: int) -> Callable[[], None]:
    campaigns = list(Campaign.objects.all())
    asked = rollup.parameters(campaigns, UnitTier.GROUP, depth=depth)
    return statement(rollup.GROUPS, asked)


def report() -> int:
    """Time all in turns, so that a busy moment is shared; compare the best of each."""
    runs: dict[str, Callable[[], object]] = {
        "bare GROUP BY": statement(BARE),
        "roll-up to the provinces": of_campaigns(1),
        "roll-up to every ward": of_campaigns(ALL_LEVELS),
        "bare GROUP BY of tasks": statement(BARE_TASKS),
        "programmes to the provinces": statement(*statement_of(None, depth=1)),
    }
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(ROUNDS):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - began)
    best = {name: min(times) for name, times in taken.items()}
    for name, seconds in best.items():
        say(f"{name}: {seconds * 1000:,.1f} ms")
    ratio = best["roll-up to the provinces"] / best["bare GROUP BY"]
    say(f"roll-up: {ratio:.2f} × the bare GROUP BY, limit {LIMIT:.0f} ×")
    tasks = best["programmes to the provinces"] / best["bare GROUP BY of tasks"]
    say(f"programmes: {tasks:.2f} × the bare GROUP BY, limit {PROGRAMMES_LIMIT:.0f} ×")
    return int(ratio > LIMIT or tasks > PROGRAMMES_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
