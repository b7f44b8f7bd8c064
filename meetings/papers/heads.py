"""Who issues a paper of a record, in which document system, and who signs it.

Three systems of official documents live side by side: the State's (Decree 30/2020),
the Front's (guidance 91/HD-MTTW-BTT) and the Party's. The kind of the body that issues
chooses; a paper of the Committee and the Front together bears both.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publishing.vietnamese import fold
from units.models import BodyKind, Unit, UnitKind

from ..kinds import MeetingKind, Part
from ..models import Campaign, Conference
from .layout import BLANK, Head, Paper, Signature

System = BodyKind.System

COMMITTEE, FRONT, PARTY = "ubnd", "ubmttq", "dang-uy"
# What a body's name begins with, folded, where its row is not linked.
_BEGINNINGS = {
    "uy ban nhan dan": COMMITTEE,
    "ubnd": COMMITTEE,
    "uy ban mat tran": FRONT,
    "uy ban mttq": FRONT,
    "ubmttq": FRONT,
    "ban thuong truc uy ban m": FRONT,
    "dang uy": PARTY,
}
_OF_FRONT = (
    MeetingKind.COMMITTEE_SESSION,
    MeetingKind.CONGRESS,
    MeetingKind.UNITY_FESTIVAL,
    MeetingKind.UNITY_SPACE,
)
_BOTH = (MeetingKind.PEOPLES_CONFERENCE, MeetingKind.SIGNING_CEREMONY)
SYSTEMS = {COMMITTEE: System.STATE, FRONT: System.FRONT, PARTY: System.PARTY}


@dataclass(frozen=True)
class Bodies:
    """The bodies that issue a paper, by code; and the unit they belong to, by its day."""

    codes: Sequence[str]
    unit: Unit
    day: datetime.date

    @property
    def system(self) -> System:
        """The system whose layout the paper has: the State's where several issue."""
        return System.STATE if len(self.codes) > 1 else SYSTEMS[self.codes[0]]

    @property
    def names(self) -> list[str]:
        """In full, inside a sentence: "Ủy ban nhân dân phường Kim Liên"."""
        place = in_sentence(self.unit.full_name_on(self.day))
        return [f"{_FULL[code]} {place}" for code in self.codes]


_FULL = {
    COMMITTEE: "Ủy ban nhân dân",
    FRONT: "Ủy ban Mặt trận Tổ quốc Việt Nam",
    PARTY: "Đảng ủy",
}


def bodies_of(conference: Conference, *, only: str = "") -> Bodies:
    """Return who issues: the bodies that led the meeting, or who would by its kind.

    With `only`, that body alone if it is one of them.
    """
    led = conference.organisers.filter(part=Part.LEADS).select_related("body__kind")
    codes = _codes(led, conference.kind)
    if only in codes:
        codes = [only]
    return Bodies(tuple(codes), conference.unit, conference.day)


def bodies_of_campaign(campaign: Campaign, unit: Unit) -> Bodies:
    """Return who issues `unit`'s papers on a campaign: who leads it, if it is its own."""
    led = campaign.bodies.filter(part=Part.LEADS).select_related("body__kind")
    rows = led if unit.pk == campaign.unit_id else []
    return Bodies(tuple(_codes(rows, campaign.kind)), unit, campaign.as_of)


def _codes(led: Iterable[object], kind: str) -> list[str]:
    found = list(dict.fromkeys(filter(None, (_code(row) for row in led))))
    return found or _usual(kind)


def _code(row: object) -> str:
    body = getattr(row, "body", None)
    if body is not None and body.kind.code in SYSTEMS:
        return str(body.kind.code)
    name = fold(getattr(row, "name", ""))
    return next(
        (code for start, code in _BEGINNINGS.items() if name.startswith(start)), ""
    )


def _usual(kind: str) -> list[str]:
    if kind in _OF_FRONT:
        return [FRONT]
    return [COMMITTEE, FRONT] if kind in _BOTH else [COMMITTEE]


def head(
    bodies: Bodies, sign: str, *, day: datetime.date | None = None, mark: str = ""
) -> Head:
    """Return the head of a paper whose form is abbreviated `sign`: "BC", "BB"."""
    unit = bodies.unit.full_name_on(bodies.day)
    above = bodies.unit.parent_on(bodies.day)
    over = above.full_name_on(bodies.day) if above else ""
    parents, issuers, number = _written(bodies, unit, over, sign)
    return Head(
        parents=[one for one in parents if one],
        issuers=issuers,
        number=number,
        place=place_of(bodies.unit, bodies.day),
        day=day,
        is_party=bodies.system == System.PARTY,
        mark=mark,
    )


def _written(
    bodies: Bodies, unit: str, over: str, sign: str
) -> tuple[list[str], list[str], str]:
    """Return the lines above, the lines of the issuer, and the number."""
    if len(bodies.codes) > 1:
        names = [_SHORT[code] for code in bodies.codes]
        lines = [f"{name} -" for name in names[:-1]]
        signs = "-".join(_SIGNS[code] for code in bodies.codes)
        return [], [*lines, names[-1], unit], f"Số: ……/{sign}-{signs}"
    if bodies.system == System.FRONT:
        parent = f"Ủy ban MTTQ Việt Nam {over}" if over else ""
        lines = [f"Ủy ban MTTQ Việt Nam {unit}", "Ban Thường trực"]
        return [parent], lines, f"Số: ……/{sign}-MTTQ-BTT"
    if bodies.system == System.PARTY:
        parent = f"Đảng bộ {over}" if over else ""
        return [parent], [f"Đảng ủy {unit}"], f"Số ……-{sign}/ĐU"
    parent = f"UBND {over}" if over else ""
    return [parent], ["Ủy ban nhân dân", unit], f"Số: ……/{sign}-UBND"


_SHORT = {
    COMMITTEE: "Ủy ban nhân dân",
    FRONT: "Ủy ban MTTQ Việt Nam",
    PARTY: "Đảng ủy",
}
_SIGNS = {COMMITTEE: "UBND", FRONT: "UBMTTQ", PARTY: "ĐU"}


def signatures(bodies: Bodies) -> list[Signature]:
    """Who signs for each issuer, the first of them first."""
    signed = {
        COMMITTEE: Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        FRONT: Signature(("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH")),
        PARTY: Signature(("T/M ĐẢNG ỦY", "BÍ THƯ")),
    }
    return [signed[code] for code in bodies.codes]


def copies_of(bodies: Bodies, *, below: str = "") -> list[str]:
    """To whom copies go: those above, the unit's Party committee, those below, the file.

    `below` names the units that it is sent down to: "các phường".
    """
    above = bodies.unit.parent_on(bodies.day)
    over = in_sentence(above.full_name_on(bodies.day)) if above else ""
    reported = [f"{_SHORT[code]} {over} (để báo cáo)" for code in bodies.codes if over]
    party = f"Thường trực {_party_of(bodies)} (để báo cáo)"
    told = [f"{_SHORT[code]} {below} (để biết)" for code in bodies.codes if below]
    return [*reported, party, *told, "Lưu: VT"]


# What the Party's committee of a unit is called, and the others "Đảng ủy phường …".
_PARTY_OF = {
    UnitKind.URBAN_DISTRICT: "Quận ủy",
    UnitKind.RURAL_DISTRICT: "Huyện ủy",
    UnitKind.TOWN: "Thị ủy",
    UnitKind.PROVINCIAL_CITY: "Thành ủy",
    UnitKind.MUNICIPALITY: "Thành ủy",
    UnitKind.PROVINCE: "Tỉnh ủy",
}


def _party_of(bodies: Bodies) -> str:
    name = bodies.unit.name_on(bodies.day)
    called = _PARTY_OF.get(UnitKind(name.kind))
    if called is None:
        return f"Đảng ủy {in_sentence(name.full_name)}"
    return f"{called} {name.full_name if name.name[:1].isdigit() else name.name}"


def sign(paper: Paper, bodies: Bodies, *, below: str = "") -> None:
    """End a paper: who signs, two beside each other where two issue; copies."""
    signed = signatures(bodies)
    left = signed[1] if len(signed) > 1 else None
    paper.signatures(signed[0], left=left, copies=copies_of(bodies, below=below))


def place_of(unit: Unit, day: datetime.date) -> str:
    """The place of issue: the unit's bare name, "Phường 5" where it is a number."""
    name = unit.name_on(day)
    return name.full_name if name.name[:1].isdigit() else name.name or BLANK


def in_sentence(full_name: str) -> str:
    """A unit's name inside a phrase: "phường Khương Thượng"."""
    return full_name[:1].lower() + full_name[1:]
