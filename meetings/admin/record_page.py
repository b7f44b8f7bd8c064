"""What stands on a record's page beside its fields, and in which order all of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from units.scoping import scope_of

from .. import article_figures, invariants, levels, records, sheet_totals
from ..models import Conference, GroupReport
from ..sheet_cells import BY_NAME
from .figure_rows import FigureRows
from .page_parts import PagePart, fields_part, first_field, rows_part
from .programme_page import suggested_bodies
from .record_parts import (
    AgendaRows,
    BasisRows,
    ClauseRows,
    DelegationRows,
    OrganiserRows,
    PaperRows,
    PartnerRows,
    ReviewRows,
)
from .record_remarks import is_partly_open, told_of
from .record_steps import step_context

FOLDER = "admin/meetings/conference"


def page_context(request: HttpRequest, context: Any) -> dict[str, Any]:
    """The context of `change_form.html` for a record that exists."""
    record: Conference = context["original"]
    user = request.user
    return {
        "record": record,
        "title": record.full_title,
        "subtitle": None,
        "level": levels.tier_label(record.tier, record.unit, record.day),
        "page_parts": _parts(record, context),
        "names": suggested_bodies(context),
        "told": told_of(record),
        "is_partly_open": is_partly_open(request, record),
        "record_faults": SimpleLazyObject(lambda: invariants.faults_of(record)),
        "article_faults": SimpleLazyObject(
            lambda: list(article_figures.by_article(record).items())
        ),
        "sheet": _sheet(record),
        "opinions": _opinions(record),
        "programmes": record.programmes.viewable_by(user),
        "may_add_programme": _holds(user, "meetings.add_programme", record),
        "may_add_opinion": _holds(user, "meetings.add_opinion", record),
        "may_write_article": _holds(user, "news.add_article", record),
        "linked_articles": record.articles.select_related("working"),
        "may_enter": records.may_enter(user, record),
        "form_token": secrets.token_hex(8),
        "received": request.session.get(received_key(record), ""),
        **step_context(request, record),
    }


def received_key(record: Conference) -> str:
    """Where the session notes which sending of the form was saved last."""
    return f"record-received-{record.pk}"


def _holds(user: Any, permission: str, record: Conference) -> bool:
    return scope_of(user).holds(permission, record.unit_id)


def _parts(record: Conference, context: Any) -> list[PagePart]:
    """The sections in the order of the person's thought."""
    rows = {type(one.opts): one for one in context["inline_admin_formsets"]}
    sets = {first_field(one): one for one in context["adminform"]}
    parts = [
        rows_part(rows, ReviewRows, "reviews"),
        fields_part("when", sets["held_on"]),
        rows_part(rows, OrganiserRows, "organisers"),
        rows_part(rows, BasisRows, "basis"),
        rows_part(rows, DelegationRows, "composition"),
        rows_part(rows, AgendaRows, "agenda"),
        _panel("sheet", _("Sheet of the groups")) if record.of_groups else None,
        rows_part(rows, FigureRows, "figures"),
        fields_part("resolution", sets.get("threshold")),
        rows_part(rows, ClauseRows, "clauses"),
        _panel("opinions", _("Opinions given")),
        rows_part(rows, PaperRows, "papers"),
        _panel("drafts", _("Papers drawn up from the record")),
        rows_part(rows, PartnerRows, "partners"),
        _panel("programmes", _("Coordination programmes")),
        fields_part("pictures", sets.get("pictures")),
        fields_part("articles", sets["articles"]),
        fields_part("explanation", sets["explanation"]),
        fields_part("about", sets["campaign"]),
    ]
    return [part for part in parts if part is not None]


def _panel(code: str, title: str) -> PagePart:
    return PagePart(code, title, f"{FOLDER}/_{code}.html")


def _sheet(record: Conference) -> dict[str, Any] | None:
    """How far the sheet of the groups is, and where it is filled in."""
    if not record.of_groups:
        return None
    states = list(record.group_reports.values_list("state", flat=True))
    try:
        url = reverse("admin:meetings_conference_sheet", args=[record.pk])
    except NoReverseMatch:
        url = ""
    return {
        "url": url,
        "total": len(states),
        "held": sum(one in GroupReport.HELD_STATES for one in states),
        "reported": states.count(GroupReport.State.REPORTED),
        "sums": [
            (BY_NAME[column.name].label, column)
            for column in sheet_totals.totals(record)
            if column.name != sheet_totals.HELD_COLUMN
        ],
    }


def _opinions(record: Conference) -> dict[str, Any]:
    """What was entered of opinions; the stated count is a figure of its own."""
    rows = record.opinions.all()
    return {
        "count": rows.count(),
        "owed": rows.owed_an_answer().count(),
        "waiting": rows.waiting().count(),
        "overdue": rows.overdue().count(),
        "newest": rows.order_by("-pk")[:5],
    }
