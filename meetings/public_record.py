"""A public version of a record, for reading: the one reader of its plain content.

Wraps what `meetings.record_content` stored, and says what follows from it: sums of
the groups' lines beside what the papers state, shares, what is not known. A number
that is not known is None, never 0, and sums say over how many lines they go.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from publishing.vietnamese import format_date, format_number
from units.models import UnitKind, UnitTier

from .group_lines import GroupLine, day_of, line_of
from .kinds import (
    GROUP_MEASURES,
    CountedIn,
    Measure,
    Part,
    PartOfDay,
)
from .models import ClauseReview, GroupReport
from .public_amendments import Amendments
from .readings import (
    SHEET_COUNTS,
    Amount,
    Reading,
    Share,
    Sum,
    Tile,
    number_of,
    ratio_of,
    share_of,
    shown,
)

# What readers expect of a meeting of the unit itself: missing, it is said to be so.
EXPECTED = (
    (Measure.INVITED, CountedIn.DELEGATE),
    (Measure.ATTENDED, CountedIn.DELEGATE),
    (Measure.OPINIONS, CountedIn.OPINION),
)
COLUMN_OF = {measure: column for column, measure in GROUP_MEASURES.items()}
# The measure alone does not say what of: "attended" may be households or voters.
COUNTED_APART = {
    CountedIn.HOUSEHOLD,
    CountedIn.HOUSEHOLD_PERSON,
    CountedIn.DELEGATE,
    CountedIn.PERSON,
    CountedIn.VOTER,
    CountedIn.DONG,
}
VOTES = (Measure.VOTES_FOR, Measure.VOTES_AGAINST, Measure.ABSTAINED)


class PublicRecord:
    """What readers see of a record with figures."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    # What it is

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def year(self) -> int:
        return int(self.content["year"])

    @property
    def year_reviewed(self) -> int | None:
        return self.content.get("year_reviewed")

    @property
    def of_groups(self) -> bool:
        return bool(self.content["tier"] == UnitTier.GROUP)

    @property
    def groups_behind(self) -> int | None:
        """Of a ward's own meeting: how many groups the ward had; None if not known."""
        if self.content["tier"] != UnitTier.COMMUNE:
            return None
        return self.content["parts_total"] or None

    @property
    def held_on(self) -> datetime.date | None:
        return day_of(self.content["held_on"])

    @property
    def held_until(self) -> datetime.date | None:
        return day_of(self.content["held_until"])

    @property
    def days_of_groups(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day on which a group met; None if none is known."""
        days = [line.held_on for line in self.lines if line.held_on]
        return (min(days), max(days)) if days else None

    @property
    def hour(self) -> str:
        """The hour, or the part of the day where the hour is not known."""
        if self.content["starts_at"]:
            return str(self.content["starts_at"])
        part = self.content["part_of_day"]
        return str(PartOfDay(part).label).lower() if part else ""

    @property
    def place(self) -> str:
        return str(self.content["place"])

    @property
    def explanation(self) -> str:
        return str(self.content["explanation"])

    @property
    def term(self) -> str:
        """Ordinal, term and term number: three different figures, as far as known."""
        words = []
        if self.content.get("ordinal"):
            words.append(_("no. %(number)s") % {"number": self.content["ordinal"]})
        if self.content.get("term_number"):
            number = {"number": self.content["term_number"]}
            words.append(pgettext("of a body", "term no. %(number)s") % number)
        if self.content.get("term"):
            words.append(_("term %(years)s") % {"years": self.content["term"]})
        return ", ".join(words)

    def organisers(self, part: str) -> list[str]:
        rows = self.content["organisers"]
        return [row["name"] for row in rows if row["part"] == part]

    @property
    def leading(self) -> list[str]:
        return self.organisers(Part.LEADS)

    @property
    def helping(self) -> list[str]:
        return self.organisers(Part.COORDINATES)

    @property
    def basis(self) -> list[dict[str, Any]]:
        """What the meeting rests on; its day only where its citation lacks it."""
        rows = self.content.get("basis", [])
        return [{**row, "issued_on": _day_not_cited(row)} for row in rows]

    @property
    def composition(self) -> list[dict[str, Any]]:
        return list(self.content["composition"])

    @property
    def agenda(self) -> list[dict[str, Any]]:
        return list(self.content["agenda"])

    @property
    def partners(self) -> list[str]:
        """Bodies that the text names as signing a programme there, as written."""
        return list(self.content.get("signing_partners", ()))

    # The groups

    @cached_property
    def lines(self) -> list[GroupLine]:
        amended = self.amendments.groups
        return [line_of(row, row["name"] in amended) for row in self.content["groups"]]

    @property
    def groups_total(self) -> int | None:
        """The snapshot of that year; else the lines of the sheet, if there are any."""
        total: int | None = self.content["parts_total"]
        return total or len(self.lines) or None

    @property
    def held(self) -> int | None:
        """How many groups have held theirs: by the lines, else as stated."""
        if self.lines:
            return sum(line.is_held for line in self.lines)
        stated = self._stated(Measure.GROUPS_HELD, CountedIn.GROUP)
        return int(stated.value) if stated else None

    @property
    def reported(self) -> int | None:
        if not self.lines:
            return None
        return sum(line.state == GroupReport.State.REPORTED for line in self.lines)

    @property
    def group_word(self) -> str:
        """What its groups are called there: "tổ dân phố", "thôn", "khóm"."""
        kinds = Counter(row.get("kind") for row in self.content["groups"])
        kind = kinds.most_common(1)[0][0] if kinds else None
        return str(UnitKind(kind or UnitKind.RESIDENTIAL_GROUP).word).lower()

    # Its figures

    def reading(self, measure: str, counted: str) -> Reading:
        """One measure, whether anything is known of it or not."""
        summed = None
        if SHEET_COUNTS.get(Measure(measure)) == counted:
            summed = self._sum(measure)
        is_amended = (measure, counted) in self.amendments.figures
        stated = self._stated(measure, counted)
        return Reading(measure, counted, stated, summed, is_amended)

    @cached_property
    def readings(self) -> list[Reading]:
        """Its figures in the order of the measures; what is expected may be unknown."""
        found = {(row["measure"], row["counted"]) for row in self.content["figures"]}
        if self.of_groups:
            found |= set(SHEET_COUNTS.items())
        else:
            measured = {measure for measure, _counted in found}
            found |= {one for one in EXPECTED if one[0] not in measured}
        order = list(Measure)
        return [
            self.reading(measure, counted)
            for measure, counted in sorted(
                found, key=lambda one: (order.index(Measure(one[0])), one[1])
            )
        ]

    def _stated(self, measure: str, counted: str) -> Amount | None:
        for row in self.content["figures"]:
            if (row["measure"], row["counted"]) == (measure, counted):
                value = number_of(row["value"])
                note = row.get("note", "")
                return Amount(value, row["qualifier"], row["origin"], note)
        return None

    def _sum(self, measure: str) -> Sum | None:
        column = COLUMN_OF[Measure(measure)]
        known = [
            value for line in self.lines if (value := line.numbers[column]) is not None
        ]
        return Sum(sum(known), len(known), len(self.lines)) if known else None

    def first(self, *measures: str) -> Reading | None:
        """The first known figure of these measures, in whatever it is counted."""
        for measure in measures:
            for one in self.readings:
                if one.measure == measure and one.is_known:
                    return one
        return None

    @property
    def attendance(self) -> Share | None:
        """Attended of invited, counted alike; of the lines only where both are known."""
        for invited in self.readings:
            if invited.measure != Measure.INVITED or not invited.is_known:
                continue
            attended = self.reading(Measure.ATTENDED, invited.counted)
            share = self._share_of(attended, invited)
            if share:
                return share
        return None

    def _share_of(self, part: Reading, whole: Reading) -> Share | None:
        if part.stated and whole.stated:
            return share_of(part.stated.value, whole.stated.value)
        pairs = [
            (line.attended, line.invited)
            for line in self.lines
            if line.attended is not None and line.invited is not None
        ]
        if part.summed and whole.summed and pairs:
            attended, invited = (sum(column) for column in zip(*pairs, strict=True))
            share = share_of(attended, invited)
            return share and replace(share, known=len(pairs), lines=len(self.lines))
        if part.value is not None and whole.value is not None:
            return share_of(part.value, whole.value)
        return None

    @property
    def favour(self) -> str:
        """The share of votes in favour, as stated or of the votes; "" if not known."""
        stated = self._stated(Measure.VOTE_SHARE, CountedIn.PERCENT)
        if stated:
            return f"{stated}%"
        votes = self.votes
        return votes.percent if votes else ""

    @property
    def votes(self) -> Share | None:
        """Votes in favour of all votes, where all three are known and counted alike."""
        for counted in CountedIn.values:
            found = [self._stated(measure, counted) for measure in VOTES]
            if all(found):
                values = [one.value for one in found if one]
                return share_of(values[0], sum(values))
        return None

    @property
    def threshold(self) -> str:
        """The share needed to pass: "50%"; "" if not known."""
        return shown(self.content.get("threshold"), "%")

    @property
    def tiles(self) -> list[Tile]:
        """At most four figures, known ones alone."""
        made = self._tiles_of_groups() if self.of_groups else self._tiles_of_meeting()
        return [one for one in made if one][:4]

    def _tiles_of_groups(self) -> Iterable[Tile | None]:
        words = {"group": self.group_word}
        total = self.groups_total
        if self.held is not None:
            label = _("%(group)s have held theirs") % words
            yield Tile(ratio_of(self.held, total), label)
        if self.reported is not None:
            yield Tile(
                ratio_of(self.reported, total), _("%(group)s have reported") % words
            )
        yield self._tile_of_attendance()
        yield self._tile(_("opinions gathered"), Measure.OPINIONS)
        yield self._tile(_("delegates elected to the conference"), Measure.DELEGATES)

    def _tiles_of_meeting(self) -> Iterable[Tile | None]:
        yield self._tile_of_attendance() or self._tile("", Measure.ATTENDED)
        if self.favour:
            yield Tile(self.favour, _("delegates voted for the resolution"))
        yield self._tile(_("opinions gathered"), Measure.OPINIONS)
        yield self._tile(_("coordination programmes signed"), Measure.PROGRAMMES_SIGNED)
        if self.groups_behind:
            label = _("All groups of that year").lower()
            yield Tile(format_number(self.groups_behind), label)
        yield self._tile("", Measure.MONEY_RECEIVED, Measure.MONEY_GIVEN)
        yield self._tile("", Measure.MEMBERS_ADDED, Measure.SPEECHES)

    def _tile(self, label: str, *measures: str) -> Tile | None:
        one = self.first(*measures)
        if one is None:
            return None
        plain = str(one.label).lower()
        if one.counted in COUNTED_APART:
            plain = f"{plain} ({one.unit})"
        return Tile(one.text, label or plain)

    def _tile_of_attendance(self) -> Tile | None:
        share = self.attendance
        if share is None:
            return None
        counted = self.first(Measure.ATTENDED)
        unit = counted.unit if counted else ""
        return Tile(share.percent, _("%(who)s attended") % {"who": unit}, share.ratio)

    @cached_property
    def amendments(self) -> Amendments:
        """What was corrected after the level above had accepted it."""
        return Amendments(self.content.get("amendments", ()))

    # Its resolution, and what became of the one before

    @property
    def clauses(self) -> list[dict[str, Any]]:
        return [
            {**row, "target": shown(row["target"], row["target_unit"])}
            for row in self.content["clauses"]
        ]

    @property
    def reviews(self) -> list[dict[str, Any]]:
        return [_review(row) for row in self.content["reviews"]]


def _day_not_cited(row: dict[str, Any]) -> datetime.date | None:
    day = day_of(row["issued_on"])
    return None if day and format_date(day) in row["text"] else day


def _review(row: dict[str, Any]) -> dict[str, Any]:
    """With `reached`: what was measured, "205/232 (88,4%)" or "86,4"."""
    share = None
    if row["numerator"] is not None and row["denominator"]:
        share = share_of(row["numerator"], row["denominator"])
    reached = shown(row["actual"], "")
    if share:
        reached = f"{share.ratio} ({share.percent})"
    label = ClauseReview.Outcome(row["outcome"]).label if row["outcome"] else ""
    return {**row, "reached": reached, "label": label}
