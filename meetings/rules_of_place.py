"""Rules over where and when: units, groups, plans, periods. See `invariants`."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from publishing.vietnamese import format_date
from units.models import UnitParent
from units.periods import within

from .faults import Fault, Records, days_of, lines_of, of_line, with_units
from .models import ConferencePaper, GroupReport
from .models.campaign import CampaignPlan, CampaignTier

Issues = dict[int, list[tuple[datetime.date, str]]]


def units_outside(records: Records) -> Iterator[Fault]:
    """The record's unit belongs to the campaign's tree on the record's day."""
    placed = records.filter(campaign__isnull=False).exclude(unit=F("campaign__unit"))
    placed = placed.annotate(on=Coalesce("held_on", "campaign__as_of"))
    is_below = Q()
    step = ""
    for _level in range(3):
        is_above = Q(**{f"{step}parent": OuterRef("campaign__unit")})
        is_below = is_below | (is_above & _path_holds(step))
        step += "parent__parents__"
    below = UnitParent.objects.filter(is_below, unit=OuterRef("unit"))
    outside = with_units(placed.filter(~Exists(below))).select_related("campaign__unit")
    for record in outside.prefetch_related("campaign__unit__names"):
        parent = (
            record.campaign.unit.full_name_on(record.day) if record.campaign else ""
        )
        yield Fault(
            record,
            "unit",
            _("%(unit)s did not belong to %(parent)s on %(day)s.")
            % {
                "unit": record.unit.full_name_on(record.day),
                "parent": parent,
                "day": format_date(record.day),
            },
        )


def _path_holds(last: str) -> Q:
    """Every parent on the way up to the one at `last` is that of the day."""
    holds, step = Q(), ""
    while len(step) <= len(last):
        holds &= within(OuterRef("on"), f"{step}valid_from", f"{step}valid_to")  # type: ignore[arg-type]
        step += "parent__parents__"
    return holds


def groups_outside(records: Records) -> Iterator[Fault]:
    """The group of a line belongs to the record's unit on the line's day."""
    its_parent = UnitParent.objects.filter(
        within(OuterRef("on"), "valid_from", "valid_to"),  # type: ignore[arg-type]
        unit=OuterRef("group"),
        parent=OuterRef("conference__unit"),
    )
    days = "held_on", "conference__held_on", "conference__campaign__as_of"
    lines = lines_of(records).annotate(on=Coalesce(*days))
    for line in lines.filter(~Exists(its_parent), on__isnull=False):
        day = line.held_on or line.conference.day
        yield of_line(
            line,
            "group",
            _("it did not belong to %(unit)s on %(day)s.")
            % {
                "unit": line.conference.unit.full_name_on(day),
                "day": format_date(day),
            },
        )


def groups_twice(records: Records) -> Iterator[Fault]:
    """A group is in one record of a campaign only, else its figures count twice."""
    others = GroupReport.objects.filter(
        group=OuterRef("group"), conference__campaign=OuterRef("conference__campaign")
    ).exclude(conference=OuterRef("conference"))
    for line in lines_of(records).filter(Exists(others)):
        message = _("another record of the campaign lists it too.")
        yield of_line(line, "group", message)


def before_its_plan(records: Records) -> Iterator[Fault]:
    """A meeting is not held before the plans that it rests on were issued."""
    days = days_of(records)
    papers = ConferencePaper.objects.filter(
        conference__in=[record.pk for record, _first, _last in days],
        role=ConferencePaper.Role.BASIS,
    )
    plans = CampaignPlan.objects.filter(
        campaign__in={record.campaign_id for record, _first, _last in days} - {None}
    )
    own, campaigns = _issues(papers, "conference_id"), _issues(plans, "campaign_id")
    for record, first, _last in days:
        for issued_on, text in own[record.pk] + campaigns[record.campaign_id or 0]:
            if first < issued_on:
                words = {
                    "day": format_date(first),
                    "plan": text,
                    "issued": format_date(issued_on),
                }
                message = _(
                    "Held on %(day)s, before its basis of %(issued)s: %(plan)s."
                )
                yield Fault(record, "held_on", message % words)


def _issues(papers: Any, owner: str) -> Issues:
    """The days on which papers were issued, and their texts, by what they belong to."""
    found: Issues = defaultdict(list)
    for paper in papers.select_related("document"):
        document = paper.document
        issued_on = paper.issued_on or (document and document.issued_on)
        if issued_on:
            found[getattr(paper, owner)].append((issued_on, str(paper)))
    return found


def outside_its_period(records: Records) -> Iterator[Fault]:
    """A meeting lies between the days that the campaign gave its level."""
    days = days_of(records)
    periods = {
        (period.campaign_id, period.tier): period
        for period in CampaignTier.objects.filter(
            campaign__in={record.campaign_id for record, _f, _l in days} - {None}
        )
    }
    for record, first, last in days:
        period = periods.get((record.campaign_id or 0, record.tier))
        start = period.starts_on if period else None
        end = period.ends_on if period else None
        early = start is not None and first < start
        if not early and (end is None or last <= end):
            continue
        message = _(
            "Held on %(day)s, outside the days of its level: %(from)s – %(to)s."
        )
        words = {
            "day": format_date(first if early else last),
            "from": format_date(start) if start else "…",
            "to": format_date(end) if end else "…",
        }
        yield Fault(record, "held_on", message % words)
