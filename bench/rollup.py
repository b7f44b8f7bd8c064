"""What the roll-up of the whole country costs, against summing its lines alone.

Run as `python -m bench.rollup`; all in a database of its own, which is dropped. 3.321
wards in 34 provinces report 100.000 residential groups. The roll-up that the country
opens with (34 provinces and the whole, of each what was expected, sent, held, reported,
computed and stated) must take at most three times the bare `GROUP BY` of the same lines
in the same run. The best of several turns counts, as the least disturbed one. With a
row for every ward as well it takes longer by what sending and reading those costs.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.development")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.printing import say  # noqa: E402
from meetings import rollup  # noqa: E402
from meetings.models import Campaign, Conference, Figure, GroupReport, State  # noqa: E402
from meetings.rollup_sql import NUMBERS  # noqa: E402
from meetings.rollup_tree import ALL_LEVELS  # noqa: E402
from units.models import Unit, UnitKind, UnitName, UnitParent, UnitTier  # noqa: E402

PROVINCES, WARDS, GROUPS = 34, 3_321, 100_000
DAY = datetime.date(2026, 2, 28)
LIMIT = 3.0
ROUNDS = 25
SUMS = ", ".join(f"sum({name})" for name in NUMBERS)
BARE = f"SELECT conference_id, {SUMS} FROM meetings_groupreport GROUP BY conference_id"  # noqa: S608


def main() -> int:
    """Return 1 when the roll-up is over its limit."""
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


def bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        cursor.fetchall()


def statement(depth: int) -> Callable[[], None]:
    """The roll-up's own statement, fetched like the bare one."""
    campaigns = list(Campaign.objects.all())
    asked = rollup.parameters(campaigns, UnitTier.GROUP, depth=depth)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(rollup.GROUPS, asked)
            cursor.fetchall()

    return run


def report() -> int:
    """Time all in turns, so that a busy moment is shared; compare the best of each."""
    runs: dict[str, Callable[[], object]] = {
        "bare GROUP BY": bare,
        "roll-up to the provinces": statement(1),
        "roll-up to every ward": statement(ALL_LEVELS),
    }
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(ROUNDS):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - began)
    best = {name: min(times) for name, times in taken.items()}
    base = best["bare GROUP BY"]
    for name, seconds in best.items():
        say(f"{name}: {seconds * 1000:,.1f} ms, {seconds / base:.2f} ×")
    ratio = best["roll-up to the provinces"] / base
    say(f"roll-up: {ratio:.2f} × the bare GROUP BY, limit {LIMIT:.0f} ×")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
