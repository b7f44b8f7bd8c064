"""What readers see of a record: the rows as they are at its approval, as plain data.

The shape is written here once, and read by pages, CSV and machines alike. Numbers of
whole things are ints, shares are strings of decimals; None is 'not known'. People of
the groups, minutes and texts of opinions are not in it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from . import targets
from .kinds import GROUP_MEASURES
from .models import Conference, ConferencePaper
from .models.conference import group_order

SHAPE = 3  # raised when the shape below changes


def content_of(conference: Conference) -> dict[str, Any]:
    """The public content of the record, ready for JSON."""
    return {
        "shape": SHAPE,
        "title": conference.full_title,
        "kind": conference.kind,
        "tier": conference.tier,
        "year": conference.year,
        "year_reviewed": conference.year_reviewed,
        "held_on": _day(conference.held_on),
        "held_until": _day(conference.held_until),
        "starts_at": f"{conference.starts_at:%H:%M}" if conference.starts_at else "",
        "part_of_day": conference.part_of_day,
        "place": conference.place,
        "ordinal": conference.ordinal,
        "term": conference.term,
        "term_number": conference.term_number,
        "threshold": plain(conference.threshold),
        "parts_total": conference.parts_total,
        "explanation": conference.explanation,
        "organisers": [
            {"name": row.name, "part": row.part} for row in conference.organisers.all()
        ],
        "composition": [
            {"name": row.name, "person": row.person, "count": row.count}
            for row in conference.composition.all()
        ],
        "agenda": [
            {"text": row.text, "presenter": row.presenter}
            for row in conference.agenda.all()
        ],
        "basis": _basis(conference),
        "figures": [_figure(row) for row in conference.figures.all()],
        "clauses": [_clause(row) for row in conference.clauses.all()],
        "reviews": [
            _review(row) for row in conference.clause_reviews.select_related("clause")
        ],
        # Bodies named as signing a programme there; how many is a figure of its own.
        "signing_partners": [row.name for row in conference.signing_partners.all()],
        "groups": _groups(conference) if conference.of_groups else [],
        # Which opinions the ward had entered; their texts and answers are elsewhere.
        "opinions": list(conference.opinions.values_list("pk", flat=True)),
        "amendments": _amendments(conference),
    }


def numbers_of(content: dict[str, Any]) -> list[Any]:
    """What is counted in it, to compare two contents: names and words left out."""
    groups = [
        [row["state"], row["held_on"], *(row[name] for name in GROUP_MEASURES)]
        for row in content["groups"]
    ]
    figures = [
        [row["measure"], row["counted"], row["qualifier"], row["value"]]
        for row in content["figures"]
    ]
    order = sorted(groups, key=str), sorted(figures, key=str)
    return [content["held_on"], content["parts_total"], *order]


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def plain(value: Decimal | None) -> int | str | None:
    """A whole value as an int, any other as its decimals: "98.5"."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return int(whole) if value == whole else format(value.normalize(), "f")


def _basis(conference: Conference) -> list[dict[str, Any]]:
    """The papers that the meeting rests on, as cited; those of its campaign first."""
    papers = conference.papers.filter(role=ConferencePaper.Role.BASIS)
    rows: list[Any] = list(papers.select_related("document"))
    if conference.campaign:
        rows = [*conference.campaign.plans.all(), *rows]
    cited = {str(row): _day(row.issued_on) for row in reversed(rows)}
    return [{"text": text, "issued_on": cited[text]} for text in reversed(cited)]


def _figure(row: Any) -> dict[str, Any]:
    return {
        "measure": row.measure,
        "counted": row.counted,
        "qualifier": row.qualifier,
        "value": plain(row.value),
        "origin": row.origin,
        "note": row.note,
    }


def _clause(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "text": row.text,
        "indicator": row.indicator,
        "target": plain(row.target),
        "target_unit": row.target_unit,
        "target_set_by": row.target_set_by,
    }


def _review(row: Any) -> dict[str, Any]:
    return {
        "clause": row.clause_id,
        "number": row.clause.number,
        "text": row.clause.text,
        "outcome": row.outcome,
        "note": row.note,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "actual": plain(row.actual),
    }


def _groups(conference: Conference) -> list[dict[str, Any]]:
    reports = conference.group_reports.select_related("group").prefetch_related(
        "group__names"
    )
    in_order = sorted(
        reports, key=lambda report: group_order(report.group, conference.day)
    )
    return [_group(report, conference) for report in in_order]


def _amendments(conference: Conference) -> list[dict[str, Any]]:
    """What was corrected after acceptance, in the order in which it was."""
    rows = list(conference.amendments.order_by("pk"))
    named = targets.lines_named([row.target for row in rows])
    groups = targets.names_of_lines(conference, named)
    return [
        {
            **_amended(targets.read(row.target), groups),
            "old": row.old_value,
            "new": row.new_value,
            "reason": row.reason,
            "on": timezone.localdate(row.at).isoformat(),
        }
        for row in rows
    ]


def _amended(target: targets.Target, groups: dict[int, str]) -> dict[str, str]:
    """What was corrected: a figure, a column of a group's line, or a field."""
    if target.kind == "figure":
        return {"measure": target.name, "counted": target.counted}
    if target.kind == "cell":
        return {"group": groups.get(target.line, ""), "column": target.name}
    return {"field": target.name}


def _group(report: Any, conference: Conference) -> dict[str, Any]:
    return {
        "name": report.group.full_name_on(conference.day),
        "kind": report.group.name_on(conference.day).kind,
        "state": report.state,
        "reason": report.reason,
        "held_on": _day(report.held_on),
        **{name: getattr(report, name) for name in GROUP_MEASURES},
    }
