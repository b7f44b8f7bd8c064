"""What the papers say of a record: its rows, read once, in the words of reports.

A fact that the record does not know is None here, and a blank or nothing in the paper.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from publishing.vietnamese import format_date, format_number, format_percent
from units.models import Unit, UnitKind

from ..kinds import CountedIn, Measure, MeetingKind
from ..models import Campaign, Conference, Figure, GroupReport, Opinion
from ..models.conference import group_order
from .heads import in_sentence
from .layout import BLANK

# How a meeting of the kind is called in the middle of a sentence.
NOUNS = {
    MeetingKind.CONGRESS: "Đại hội",
    MeetingKind.UNITY_FESTIVAL: "Ngày hội",
    MeetingKind.UNITY_SPACE: "buổi sinh hoạt",
    MeetingKind.VOTER_MEETING: "Hội nghị tiếp xúc cử tri",
    MeetingKind.DIALOGUE: "Hội nghị đối thoại",
    MeetingKind.SIGNING_CEREMONY: "Lễ ký kết",
}
# In the order in which reports state them.
STATED = (
    Measure.GROUPS_HELD,
    Measure.HOUSEHOLDS,
    Measure.INVITED,
    Measure.ATTENDED,
    Measure.OPINIONS,
    Measure.SPEECHES,
    Measure.DELEGATES,
    Measure.VOTES_FOR,
    Measure.VOTES_AGAINST,
    Measure.ABSTAINED,
    Measure.VOTE_SHARE,
    Measure.PROGRAMMES_SIGNED,
    Measure.MEMBERS_ADDED,
    Measure.MONEY_GIVEN,
    Measure.GOODS_GIVEN,
    Measure.MONEY_RECEIVED,
)


@dataclass
class Facts:
    """A record and its rows; `groups` are the lines of the sheet, in their order."""

    record: Conference
    figures: list[Figure]
    opinions: list[Opinion]
    groups: list[GroupReport] = field(default_factory=list)

    @property
    def day(self) -> datetime.date:
        return self.record.day

    @property
    def title(self) -> str:
        return self.record.full_title

    @property
    def noun(self) -> str:
        """Return "Hội nghị", or what the meeting is called otherwise."""
        return NOUNS.get(MeetingKind(self.record.kind), "Hội nghị")

    @property
    def unit(self) -> str:
        """The unit inside a sentence: "phường Khương Thượng"."""
        return in_sentence(self.record.unit.full_name_on(self.day))

    @property
    def group_word(self) -> str:
        """What the unit's residential groups are called: "tổ dân phố", "thôn"."""
        for line in self.groups:
            kind = line.group.name_on(self.day).kind
            return str(UnitKind(kind).label).lower()
        of_unit = self.record.unit.name_on(self.day).kind
        rural = (UnitKind.COMMUNE, UnitKind.RURAL_DISTRICT)
        return "thôn" if of_unit in rural else "tổ dân phố"

    def figure(self, measure: str, counted: str = "") -> Figure | None:
        """The figure of the measure, counted in that or in whatever it is."""
        found = [one for one in self.figures if one.measure == measure]
        if counted:
            found = [one for one in found if one.counted == counted]
        return found[0] if found else None

    def known(self, column: str) -> list[int]:
        """The figures of one column of the sheet that are known."""
        values = (getattr(line, column) for line in self.groups)
        return [value for value in values if value is not None]

    def total(self, column: str) -> int | None:
        """The sum of a column of the sheet; None when nothing of it is known."""
        known = self.known(column)
        return sum(known) if known else None

    def in_state(self, *states: str) -> int:
        return sum(line.state in states for line in self.groups)

    @property
    def parts_total(self) -> int | None:
        """How many groups the unit had: the snapshot, else the lines of the sheet."""
        return self.record.parts_total or len(self.groups) or None


def facts_of(record: Conference) -> Facts:
    """Read a record: a dozen queries, however many rows it has."""
    figures = list(record.figures.all())
    place = {one: number for number, one in enumerate(STATED)}
    figures.sort(key=lambda one: (place.get(Measure(one.measure), 99), one.pk))
    opinions = record.opinions.select_related("body__kind").order_by("field", "pk")
    return Facts(record, figures, list(opinions), _lines(record))


def _lines(record: Conference) -> list[GroupReport]:
    if not record.of_groups:
        return []
    groups = Prefetch("group", Unit.objects.with_names())
    lines = record.group_reports.prefetch_related(groups)
    return sorted(lines, key=lambda line: group_order(line.group, record.day))


# Words and figures


def number(value: int | Decimal | None) -> str:
    """Return "1.435"; a blank for what is not known."""
    if value is None:
        return BLANK
    whole = Decimal(value)
    if whole == whole.to_integral_value():
        return format_number(int(whole))
    return format_number(whole.normalize())


def counted(figure: Figure | None, noun: str = "") -> str:
    """Return "hơn 1.435 ý kiến", "100%": a figure with its hedge and what it counts."""
    if figure is None:
        return f"{BLANK} {noun}".strip()
    hedge = figure.get_qualifier_display() if figure.qualifier else ""
    if figure.counted == CountedIn.PERCENT:
        return f"{hedge} {number(figure.value)}%".strip()
    things = "tổ" if figure.counted == CountedIn.GROUP else figure.get_counted_display()
    if figure.counted == CountedIn.GROUP and noun:
        things = noun
    return f"{hedge} {number(figure.value)} {things}".strip()


def rate(part: Decimal | int | None, whole: Decimal | int | None) -> str:
    """Return "68,6%"; "" when either is not known, or there is nothing to divide by."""
    if part is None or whole is None:
        return ""
    return format_percent(part, whole)


def sentence_list(texts: Iterable[str]) -> str:
    """Return "a, b và c"."""
    items = [text for text in texts if text]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} và {items[-1]}"


def short_day(day: datetime.date | None) -> str:
    """Return "28/02/2024", for tables; "" when it is not known."""
    return format_date(day) if day else ""


def bases_of(record: Conference) -> list[str]:
    """What the meeting rests on, as cited: its papers, else its campaign's plans."""
    papers = record.papers.select_related("document")
    cited = [cite(one) for one in papers if one.role == one.Role.BASIS]
    return cited or plans_of(record.campaign)


def plans_of(campaign: Campaign | None) -> list[str]:
    """The plans that a campaign rests on, as cited."""
    if campaign is None:
        return []
    return [cite(one) for one in campaign.plans.select_related("document")]


def cite(row: Any) -> str:
    """A paper as it is cited; one of the register by its form, number and day."""
    if row.text:
        return str(row.text)
    document = row.document
    if document is None:
        return str(row)
    day = document.issued_on
    return f"{document} ngày {format_date(day)}" if day else str(document)


GROUP_COLUMNS = {
    "households_total": "Tổng số hộ",
    "households_invited": "Hộ được mời",
    "households_attended": "Hộ tham dự",
    "opinions": "Ý kiến",
    "delegates_elected": "Đại biểu được bầu",
    "votes_for": "Tán thành",
}
