"""Turn the lists of `vietnamadminunits` 1.0.4 and the supplements into our CSV files.

Run by hand, see README.md here; nothing of it runs in the portal. Rules:

- A province is the same unit before and after if it was made of one province only and
  kept its full name (eleven were); one that others were merged into is a new unit.
- A commune is the same unit if the newer one was made of it alone and of the whole of
  it, and kept kind and name (spelling in capitals aside).
- Districts end on 30/06/2025. The custodian of whatever ended is the province of after.
- Founding days are unknown, but for what the reform of 01/07/2025 founded.
- Address words are chosen once, over the whole country: today's units first, provinces
  before communes, by code; then ended ones, provinces, districts, communes; then the
  supplement. Who finds a word taken or reserved adds the unit above, then the kind,
  then the year of the end (or of the founding).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from publishing.vietnamese import slugify_vi
from units.slugs import RESERVED_SLUGS

HERE = Path(__file__).parent
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
OF_PROVINCES, OF_HANOI = "Nghị quyết 202/2025/QH15", "Nghị quyết 1656/NQ-UBTVQH15"
HANOI = "legacy:01"
KINDS = {
    "province": {"Tỉnh": "province", "Thành phố": "municipality"},
    "district": {
        "Quận": "urban_district",
        "Huyện": "rural_district",
        "Thị xã": "town",
        "Thành phố": "provincial_city",
    },
    "commune": {
        "Phường": "ward",
        "Xã": "commune",
        "Thị trấn": "township",
        "Đặc khu": "special_zone",
    },
}
WORDS = {kind: word for kinds in KINDS.values() for word, kind in kinds.items()}


@dataclass(frozen=True)
class Name:
    kind: str
    name: str
    code: str
    start: str = ""
    end: str = ""


@dataclass
class Unit:
    key: str
    tier: str
    names: list[Name]
    parents: list[tuple[str, str, str]] = field(default_factory=list)
    founded: str = ""
    ended: str = ""
    custodian: str = ""
    identity: str = ""
    slug: str = ""

    @property
    def last_name(self) -> Name:
        return self.names[-1]


@dataclass(frozen=True)
class Link:
    old: str
    new: str
    extent: str
    main: str = ""
    instrument: str = ""
    day: str = FIRST_DAY
    note: str = ""


def split_name(full: str, tier: str) -> tuple[str, str]:
    """("Phường Kim Liên", "commune") → ("ward", "Kim Liên"); case of the kind aside."""
    for word, kind in KINDS[tier].items():
        if full.lower().startswith(f"{word.lower()} "):
            return kind, full[len(word) + 1 :]
    raise ValueError(f"no kind of {tier} in {full!r}")


class Country:
    """All units and links under construction."""

    def __init__(self, lists: Path) -> None:
        self.units: dict[str, Unit] = {}
        self.links: list[Link] = []
        self.same: dict[str, str] = {}
        self.row_keys: dict[str, str] = {}
        self.new_keys: dict[tuple[str, str], str] = {}
        self.legacy, self.today = read_lists(lists / "dataset.db")
        self.changes = json.loads((lists / "converter_2025.json").read_text())

    def build(self) -> None:
        self.add_legacy()
        self.add_today()
        self.add_supplement()
        choose_slugs(self.units)

    def add(self, unit: Unit) -> None:
        self.units.setdefault(unit.key, unit)

    def add_legacy(self) -> None:
        """Every unit of the older list, as if the reform had not been."""
        for row in self.legacy:
            province = f"legacy:{row['provinceCode']}"
            district = f"legacy:{row['districtCode']}"
            self.add_line(province, "province", row["province"], "")
            self.add_line(district, "district", row["district"], province)
            self.row_keys[row["provinceKey"]] = province
            path = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
            self.row_keys[path] = district
            if row["ward"]:
                commune = f"legacy:{row['wardCode']}"
                self.add_line(commune, "commune", row["ward"], district)
                self.row_keys[path] = commune

    def add_line(self, key: str, tier: str, full_name: str, parent: str) -> None:
        kind, name = split_name(full_name, tier)
        parents = [(parent, "", "")] if parent else []
        self.add(Unit(key, tier, [Name(kind, name, key.split(":")[1])], parents))

    def add_today(self) -> None:
        """The newer list: what is the same unit goes on, the rest ends and begins."""
        self.reform_provinces()
        sources = self.sources()
        for row in self.today:
            new = self.new_keys[row["provinceKey"], row["wardKey"]]
            self.reform_commune(row, new, sources[new])
        self.end_rest()
        self.links += self.commune_links(sources)

    def reform_provinces(self) -> None:
        names = {row["provinceKey"]: row for row in self.today}
        for row in self.today:
            key = (row["provinceKey"], row["wardKey"])
            self.new_keys[key] = f"new:{row['wardCode']}"
        for province, row in names.items():
            new = f"new:{row['provinceCode']}"
            olds = [
                self.row_keys[old] for old in self.changes["DICT_PROVINCE"][province]
            ]
            kind, name = split_name(row["province"], "province")
            if len(olds) == 1 and self.is_called(olds[0], kind, name):
                self.carry_on(olds[0], new)
                continue
            start = Name(kind, name, row["provinceCode"], FIRST_DAY)
            self.add(Unit(new, "province", [start], founded=FIRST_DAY))
            for old in olds:
                self.end(old, new)
                self.links.append(Link(old, new, "whole", "1", OF_PROVINCES))

    def is_called(self, key: str, kind: str, name: str) -> bool:
        last = self.units[key].last_name
        return (last.kind, last.name.casefold()) == (kind, name.casefold())

    def carry_on(self, old: str, new: str) -> None:
        self.same[new] = old
        self.units[old].identity = new

    def unit_of(self, new: str) -> str:
        return self.same.get(new, new)

    def sources(self) -> dict[str, list[Link]]:
        """New key → the links that lead to it."""
        found: defaultdict[str, list[Link]] = defaultdict(list)
        for province, targets in self.changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for target, olds in targets.items():
                new = self.new_keys[province, target]
                found[new] += [
                    Link(self.row_keys[old], new, "whole", "1") for old in olds
                ]
        for province, divided in self.changes["DICT_PROVINCE_WARD_DIVIDED"].items():
            for old, targets in divided.items():
                for part in targets:
                    new = self.new_keys[province, part["newWardKey"]]
                    main = "1" if part["isDefaultNewWard"] else ""
                    found[new].append(Link(self.row_keys[old], new, "part", main))
        return found

    def reform_commune(self, row: dict[str, str], new: str, links: list[Link]) -> None:
        province = self.unit_of(f"new:{row['provinceCode']}")
        kind, name = split_name(row["ward"], "commune")
        is_alone = len(links) == 1 and links[0].extent == "whole"
        if is_alone and self.is_called(links[0].old, kind, name):
            self.carry_on(links[0].old, new)
            self.move(links[0].old, province, Name(kind, name, row["wardCode"]))
            return
        start = Name(kind, name, row["wardCode"], FIRST_DAY)
        above = [(province, FIRST_DAY, "")]
        self.add(Unit(new, "commune", [start], above, founded=FIRST_DAY))

    def move(self, key: str, province: str, name: Name) -> None:
        """Put a unit that goes on under its province; a new spelling is a new name."""
        unit = self.units[key]
        [(above, start, _)] = unit.parents
        unit.parents = [(above, start, LAST_DAY), (province, FIRST_DAY, "")]
        if name != unit.last_name:
            unit.names = [
                replace(unit.last_name, end=LAST_DAY),
                replace(name, start=FIRST_DAY),
            ]

    def end(self, key: str, custodian: str) -> None:
        unit = self.units[key]
        unit.ended, unit.custodian = unit.ended or LAST_DAY, custodian
        unit.names = [*unit.names[:-1], replace(unit.last_name, end=unit.ended)]
        unit.parents = [(above, start, unit.ended) for above, start, _ in unit.parents]

    def province_after(self, key: str) -> str:
        """The province in which the area of an ended unit lies today."""
        while self.units[key].parents:
            key = self.units[key].parents[-1][0]
        return self.units[key].custodian or key

    def end_rest(self) -> None:
        going_on = set(self.same.values())
        for key, unit in self.units.items():
            if key.startswith("legacy:") and key not in going_on and not unit.ended:
                self.end(key, self.province_after(key))

    def commune_links(self, sources: dict[str, list[Link]]) -> Iterator[Link]:
        for new, links in sources.items():
            if new in self.same:
                continue
            in_hanoi = self.units[new].parents[0][0] == HANOI
            for link in links:
                yield replace(link, instrument=OF_HANOI if in_hanoi else "")

    def add_supplement(self) -> None:
        for line in read_csv("supplement_units.csv"):
            name = Name(line["kind"], line["name"], line["code"], line["founded_on"])
            above = (line["parent"], line["founded_on"], "")
            unit = Unit(f"extra:{line['code']}", "commune", [name], [above])
            unit.founded, unit.ended = line["founded_on"], line["ended_on"]
            self.add(unit)
            self.end(unit.key, self.province_after(unit.key))
        for line in read_csv("supplement_changes.csv"):
            self.found(self.units[line["unit"]], line["founded_on"], line["name"])
        for line in read_csv("supplement_codes.csv"):
            self.recode(self.units[line["unit"]], line["code"], line["valid_to"])
        for line in read_csv("supplement_successions.csv"):
            line.pop("source")
            line["day"] = line.pop("effective_on")
            self.links.append(Link(**line))

    def found(self, unit: Unit, day: str, name: str) -> None:
        unit.founded = day
        unit.names = [replace(unit.names[0], start=day, name=name), *unit.names[1:]]
        [(above, _, end), *rest] = unit.parents
        unit.parents = [(above, day, end), *rest]

    def recode(self, unit: Unit, code: str, until: str) -> None:
        """Give a unit an older code up to a last day of December."""
        first = replace(unit.names[0], code=code, end=until)
        after = f"{int(until[:4]) + 1}-01-01"
        unit.names = [first, replace(unit.names[0], start=after), *unit.names[1:]]


def choose_slugs(units: dict[str, Unit]) -> None:
    tiers = ["province", "district", "commune"]
    lists = ["new:", "legacy:", "extra:"]

    def turn(unit: Unit) -> tuple[bool, bool, int, str, int]:
        origin = next(i for i, name in enumerate(lists) if unit.key.startswith(name))
        code = unit.last_name.code
        return (
            bool(unit.ended),
            unit.key.startswith("extra:"),
            tiers.index(unit.tier),
            code,
            origin,
        )

    taken = set(RESERVED_SLUGS)
    for unit in sorted(units.values(), key=turn):
        unit.slug = next(slug for slug in candidates(unit, units) if slug not in taken)
        taken.add(unit.slug)


def candidates(unit: Unit, units: dict[str, Unit]) -> Iterator[str]:
    slug = plain_slug(unit)
    yield slug
    if unit.parents:
        slug += "-" + plain_slug(units[unit.parents[-1][0]])
        yield slug
    slug += "-" + slugify_vi(WORDS[unit.last_name.kind])
    yield slug
    slug += "-" + (unit.ended or unit.founded or FIRST_DAY)[:4]
    yield slug
    yield f"{slug}-{unit.last_name.code}"


def plain_slug(unit: Unit) -> str:
    """`kim-lien`; a mere number takes its kind along: `phuong-12`."""
    name = unit.last_name
    word = f"{WORDS[name.kind]} " if name.name.isdigit() else ""
    return slugify_vi(word + name.name)


def read_lists(path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        legacy = db.execute("SELECT * FROM admin_units_legacy")
        today = db.execute("SELECT * FROM admin_units")
        return [dict(row) for row in legacy], [dict(row) for row in today]


def read_csv(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write_csv(name: str, header: str, rows: Iterable[Iterable[str]]) -> None:
    """Write compressed, without a time stamp, so that a second run gives the same."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    data = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    (HERE / name).write_bytes(data)


def write(country: Country) -> None:
    units = sorted(country.units.values(), key=lambda unit: unit.key)
    write_csv(
        "units.csv.gz",
        "key tier slug founded_on ended_on custodian identity",
        (
            (u.key, u.tier, u.slug, u.founded, u.ended, u.custodian, u.identity)
            for u in units
        ),
    )
    write_csv(
        "names.csv.gz",
        "unit kind name code valid_from valid_to",
        (
            (u.key, n.kind, n.name, n.code, n.start, n.end)
            for u in units
            for n in u.names
        ),
    )
    write_csv(
        "parents.csv.gz",
        "unit parent valid_from valid_to",
        ((u.key, *parent) for u in units for parent in u.parents),
    )
    write_csv(
        "successions.csv.gz",
        "old new extent is_main instrument effective_on note",
        sorted(
            (k.old, k.new, k.extent, k.main, k.instrument, k.day, k.note)
            for k in country.links
        ),
    )


if __name__ == "__main__":
    lists = Country(Path(sys.argv[1]))
    lists.build()
    write(lists)
