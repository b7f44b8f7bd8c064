"""The units and kinds of bodies that the demonstration's programmes stand on."""

import datetime
import tomllib

from civicportal.demo.programmes import PROGRAMMES
from units.models import BodyKind, Unit

from ..factories import make_district, make_ward

LAST_DAY = datetime.date(2025, 6, 30)
FIRST_DAY = datetime.date(2025, 7, 1)


def programme_entries():
    return [
        entry
        for path in sorted(PROGRAMMES.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["programmes"]
    ]


def make_places_of(entries):
    """Make what is missing; `entries` are programmes as the files tell them."""
    for entry in entries:
        for _name, code, _post in entry["parties"]:
            BodyKind.objects.get_or_create(
                code=code or "khac", defaults={"name": code, "system": "state"}
            )
        if not Unit.objects.filter(slug=entry["unit"]).exists():
            _make_place(entry["unit"])


def _make_place(slug):
    name = slug.replace("-", " ").title()
    if slug == "dong-da-ha-noi":
        make_district(name=name, slug=slug, ended_on=LAST_DAY)
    elif slug == "ngo-quyen-son-tay":
        make_ward(name=name, slug=slug, ended_on=LAST_DAY)
    else:
        make_ward(name=name, slug=slug, founded_on=FIRST_DAY)
