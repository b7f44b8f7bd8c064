"""Loads the national lists (`units/data`): only what is missing, never over a change.

A line is known by its key, which the unit keeps in `registry_key`. A unit that is
there already is left exactly as it is, with its names, parents and links: what people
corrected by hand since then is worth more than the list. A succession is added when
one of its two ends is new in this run. So a second run changes nothing.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from .models import BodyKind, Succession, Unit, UnitName, UnitParent

DATA = Path(__file__).parent / "data"
REASON = "import_units"
Line = dict[str, Any]


class UnknownProvinceError(ValueError):
    """No province of either list has the code."""


@transaction.atomic
def import_units(province: str | None = None) -> dict[str, int]:
    """Load the whole country, or one province as it was and as it is.

    `province` is a code of either list; with a merged province come all those that
    it was made of, because their communes' links cross. Returns how many rows were
    added: units, names, parents, successions, body kinds. Raises UnknownProvinceError.
    """
    lines = list(read("units.csv.gz"))
    if province:
        chosen = _tree_of(province)
        lines = [line for line in lines if line["key"] in chosen]
    known = set(
        Unit.objects.exclude(registry_key=None).values_list("registry_key", flat=True)
    )
    added = {line["key"] for line in lines} - known
    units = _add_units(lines, added)
    return {
        "units": units,
        "names": _add_names(added),
        "parents": _add_parents(added),
        "successions": _add_successions(added),
        "body_kinds": _add_body_kinds(),
    }


def read(name: str) -> Iterator[Line]:
    """The lines of a list; an empty cell is None."""
    data = (DATA / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    for line in csv.DictReader(io.StringIO(text)):
        yield {column: value or None for column, value in line.items()}


def _tree_of(code: str) -> set[str]:
    """Keys of the province of today that `code` is or became, and all below it."""
    ends = {f"legacy:{code}", f"new:{code}"}
    merged = [
        (line["old"], line["new"])
        for line in read("successions.csv.gz")
        if _is_province(line["old"]) and _is_province(line["new"])
    ]
    today = {new for old, new in merged if ends & {old, new}}
    today |= {
        line["key"]
        for line in read("units.csv.gz")
        if line["tier"] == "province"
        and not line["ended_on"]
        and ends & {line["key"], line["identity"]}
    }
    if not today:
        raise UnknownProvinceError(
            _("No province has the code “%(code)s”.") % {"code": code}
        )
    chosen = today | {old for old, new in merged if new in today}
    return _with_all_below(chosen)


def _is_province(key: str) -> bool:
    return len(key.split(":")[1]) == 2


def _with_all_below(chosen: set[str]) -> set[str]:
    pairs = [(line["unit"], line["parent"]) for line in read("parents.csv.gz")]
    size = 0
    while size != len(chosen):
        size = len(chosen)
        chosen |= {unit for unit, parent in pairs if parent in chosen}
    return chosen


def _ids() -> dict[str | None, int]:
    units = Unit.objects.exclude(registry_key=None)
    return dict(units.values_list("registry_key", "pk"))


def _add_units(lines: Iterable[Line], added: set[str]) -> int:
    """Add custodians before those in their custody."""
    lines = [line for line in lines if line["key"] in added]
    free = [line for line in lines if not line["custodian"]]
    held = [line for line in lines if line["custodian"]]
    return sum(_add_unit_rows(part) for part in (free, held))


def _add_unit_rows(lines: Iterable[Line]) -> int:
    ids = _ids()
    return _add(
        Unit,
        [
            Unit(
                registry_key=line["key"],
                tier=line["tier"],
                slug=line["slug"],
                founded_on=line["founded_on"],
                ended_on=line["ended_on"],
                custodian_id=ids[line["custodian"]] if line["custodian"] else None,
            )
            for line in lines
        ],
    )


def _add_names(added: set[str]) -> int:
    ids = _ids()
    return _add(
        UnitName,
        [
            UnitName(
                unit_id=ids[line["unit"]],
                kind=line["kind"],
                name=line["name"],
                code=line["code"] or "",
                valid_from=line["valid_from"],
                valid_to=line["valid_to"],
            )
            for line in read("names.csv.gz")
            if line["unit"] in added
        ],
    )


def _add_parents(added: set[str]) -> int:
    ids = _ids()
    return _add(
        UnitParent,
        [
            UnitParent(
                unit_id=ids[line["unit"]],
                parent_id=ids[line["parent"]],
                valid_from=line["valid_from"],
                valid_to=line["valid_to"],
            )
            for line in read("parents.csv.gz")
            if line["unit"] in added
        ],
    )


def _add_successions(added: set[str]) -> int:
    ids = _ids()
    return _add(
        Succession,
        [
            Succession(
                old_id=ids[line["old"]],
                new_id=ids[line["new"]],
                extent=line["extent"],
                is_main=bool(line["is_main"]),
                instrument=line["instrument"] or "",
                effective_on=line["effective_on"],
                note=line["note"] or "",
            )
            for line in read("successions.csv.gz")
            if added & {line["old"], line["new"]}
            and line["old"] in ids
            and line["new"] in ids
        ],
    )


def _add_body_kinds() -> int:
    return sum(
        BodyKind.objects.get_or_create(code=line.pop("code"), defaults=line)[1]
        for line in read("body_kinds.csv")
    )


def _add(model: type[models.Model], rows: Sequence[models.Model]) -> int:
    if rows:
        made = model._default_manager.bulk_create(rows, batch_size=2000)
        _remember(model, [row.pk for row in made])
    return len(rows)


def _remember(model: Any, ids: list[int]) -> None:
    """Begin the history of bulk-made rows, which send no signals, in one statement."""
    past = model.history.model
    tracked = [field.column for field in past.tracked_fields if not field.primary_key]
    name = connection.ops.quote_name
    columns = ", ".join(map(name, ["id", *tracked]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {name(past._meta.db_table)} "  # noqa: S608 - own names only
            f"({columns}, history_date, history_type, history_change_reason) "
            f"SELECT {columns}, now(), '+', %s FROM {name(model._meta.db_table)} "
            "WHERE id = ANY(%s)",
            [REASON, ids],
        )
