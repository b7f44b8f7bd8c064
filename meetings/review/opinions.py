"""Opinions of all units of a campaign: by field, by who answers, one by one.

Nothing of a person is among them: not who spoke, nor the word that a resident sent;
numbers and addresses by which somebody could be reached are taken out of texts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from publishing.spreadsheets import Book, Cell, Column, csv_parts
from units.models import BodyKind, Unit

from ..models import COUNTED, Opinion
from ..models.resident_word import ResidentWord
from ..reports.excel import file_name
from .access import reviewers_page
from .actions import XLSX, attached, streamed
from .campaign import Shown, shown_or_404

PER_PAGE = 50
NOBODY = "chua-giao"
# A phone, an identity number, an account; an e-mail address.
_CONTACT = re.compile(
    r"(?<![\d.,/])(?:\(?\+84\)?|\(?0)(?:[ .()–-]{0,2}\d){8,11}(?!\d)"
    # From where such a word begins alone: else a long one is read from each letter.
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+"
)
_OWED = Q(nature__in=Opinion.OWED)


def _overdue(today: datetime.date) -> Q:
    return _OWED & Q(answered_on__isnull=True, due_on__lt=today)


STATES = {
    "da-tra-loi": pgettext_lazy("opinion", "Answered"),
    "cho-tra-loi": pgettext_lazy("opinion", "Waits for an answer"),
    "qua-han": pgettext_lazy("opinion", "Overdue"),
    "khong-can": pgettext_lazy("opinion", "Owed no answer"),
}


ALL = pgettext_lazy("filter", "All")


class OpinionFilter(django_filters.FilterSet):
    """By field of life, unit, responsible body and state."""

    linh_vuc = django_filters.ChoiceFilter(
        field_name="field",
        label=gettext_lazy("field of life"),
        choices=ResidentWord.Field.choices,
        empty_label=ALL,
    )
    phuong = django_filters.ModelChoiceFilter(
        field_name="unit",
        label=pgettext_lazy("column", "Unit"),
        queryset=Unit.objects.none(),
        empty_label=ALL,
    )
    co_quan = django_filters.ChoiceFilter(
        method="of_body", label=gettext_lazy("responsible body"), empty_label=ALL
    )
    trang_thai = django_filters.ChoiceFilter(
        method="in_state",
        label=pgettext_lazy("filter of opinions", "State"),
        choices=list(STATES.items()),
        empty_label=ALL,
    )

    class Meta:
        model = Opinion
        fields: tuple[str, ...] = ()
        form = forms.Form

    def __init__(self, query: QueryDict, rows: Any) -> None:
        super().__init__(query, rows)
        units = Unit.objects.filter(pk__in=rows.order_by().values("unit"))
        self.filters["phuong"].extra["queryset"] = units.with_names().in_order()
        kinds = BodyKind.objects.filter(bodies__opinions__in=rows.order_by())
        self.filters["co_quan"].extra["choices"] = [
            *kinds.distinct().values_list("code", "name"),
            (NOBODY, pgettext("opinion", "Given to nobody yet")),
        ]
        for name, field in self.form.fields.items():
            field.widget.attrs |= {"id": f"loc-{name}", "class": "field"}
            field.error_messages["invalid_choice"] = _("There is no such choice.")

    def of_body(self, rows: Any, _name: str, code: str) -> Any:
        if code == NOBODY:
            return rows.filter(body__isnull=True)
        return rows.filter(body__kind__code=code)

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        if state == "khong-can":
            return rows.exclude(_OWED)
        if state == "da-tra-loi":
            return rows.filter(_OWED, answered_on__isnull=False)
        if state == "qua-han":
            return rows.filter(_overdue(timezone.localdate()))
        return rows.filter(_OWED, answered_on__isnull=True)

    @property
    def found(self) -> Any:
        """What fits; all of it where what was asked makes no sense."""
        return self.qs if self.is_valid() else self.queryset

    @property
    def kept(self) -> dict[str, str]:
        if not self.is_valid():
            return {}
        return {name: self.data[name] for name in self.filters if self.data.get(name)}


@dataclass(frozen=True)
class Group:
    """Opinions of one field, or of one body: how many, and what became of them."""

    label: str
    received: int
    owed: int
    answered: int
    overdue: int


@reviewers_page
@require_safe
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """All opinions of the campaign that were sent up, narrowed."""
    shown = shown_or_404(request, pk)
    narrowed = OpinionFilter(request.GET, _rows(shown))
    found = narrowed.found
    today = timezone.localdate()
    listed = Paginator(_listed(found), PER_PAGE)
    fields = dict(ResidentWord.Field.choices)
    by_field = _groups(found, "field", today)
    context = {
        "campaign": shown.campaign,
        "shown": shown,
        "wearing": shown.desk,
        "wearing_name": shown.desk_name,
        "filter": narrowed,
        "tables": [
            (
                gettext_lazy("By field of life"),
                pgettext("column", "Field of life"),
                _named(by_field, fields),
            ),
            (
                gettext_lazy("By responsible body"),
                pgettext("column", "Responsible body"),
                _named(
                    _groups(found, "body__kind__name", today),
                    {None: pgettext("opinion", "Given to nobody yet")},
                ),
            ),
        ],
        "total": _named([(None, *_sums(by_field))], {None: _("Together")})[0],
        "page": listed.get_page(request.GET.get("trang")),
        "kept": urlencode(_kept(shown) | narrowed.kept),
        "owed": Opinion.OWED,
        "tab": "opinions",
    }
    return render(request, "meetings/review/opinions.html", context)


def _rows(shown: Shown) -> Any:
    return Opinion.objects.filter(
        conference__campaign=shown.campaign,
        conference__state__in=COUNTED,
        conference__tier__in=shown.tiers,
        unit__in=shown.units_below,
    )


def _listed(rows: Any) -> Any:
    rows = rows.select_related("unit", "group", "body__kind", "conference__campaign")
    rows = rows.prefetch_related("unit__names", "group__names")
    return rows.order_by("field", "unit", "pk")


def _kept(shown: Shown) -> dict[str, str]:
    return {} if shown.is_only else {"don_vi": str(shown.unit.pk)}


def _groups(rows: Any, by: str, today: datetime.date) -> list[Any]:
    counted = (
        rows.order_by()
        .values_list(by)
        .annotate(
            received=Count("pk"),
            owed=Count("pk", filter=_OWED),
            answered=Count("pk", filter=_OWED & Q(answered_on__isnull=False)),
            overdue=Count("pk", filter=_overdue(today)),
        )
    )
    return sorted(counted, key=lambda row: (-row[1], str(row[0])))


def _sums(rows: list[Any]) -> list[int]:
    return [sum(row[place] for row in rows) for place in range(1, 5)]


def _named(rows: Iterable[Any], names: dict[Any, Any]) -> list[Group]:
    return [Group(str(names.get(row[0], row[0])), *row[1:]) for row in rows]


# Files


@reviewers_page
@require_safe
def export(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The opinions as narrowed, as .csv or .xlsx."""
    if ending not in {"csv", "xlsx"}:
        raise Http404
    shown = shown_or_404(request, pk)
    rows = _cells(_listed(OpinionFilter(request.GET, _rows(shown)).found))
    name = f"y-kien_{file_name(shown.campaign, shown.unit, ending)}"
    if ending == "csv":
        return streamed(csv_parts(_columns(), rows), name)
    file = BytesIO()
    with Book(file) as book:
        book.add_sheet(pgettext("sheet", "Opinions"), _columns(), rows)
    return attached(HttpResponse(file.getvalue(), XLSX), name)


def _columns() -> list[Column]:
    return [
        Column(pgettext("column", "Unit"), 28),
        Column(pgettext("column", "Residential group"), 22),
        Column(pgettext("column", "Field of life"), 22),
        Column(pgettext("column", "Nature"), 16),
        Column(pgettext("column", "Opinion"), 60),
        Column(pgettext("column", "Responsible body"), 28),
        Column(pgettext("column", "Answer due on"), 14),
        Column(pgettext("column", "Answered on"), 14),
        Column(pgettext("column", "Answer"), 60),
    ]


def _cells(rows: Any) -> Iterator[list[Cell]]:
    for row in rows:
        day = row.conference.day
        yield [
            row.unit.full_name_on(day),
            row.group.full_name_on(day) if row.group else None,
            str(row.get_field_display()),
            str(row.get_nature_display()),
            without_contacts(row.text),
            row.body.title if row.body else None,
            row.due_on,
            row.answered_on,
            without_contacts(row.answer),
        ]


def without_contacts(text: str) -> str:
    """The text without numbers and addresses by which a person could be reached."""
    return _CONTACT.sub("[…]", text)
