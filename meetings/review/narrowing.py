"""Narrowing the desk's table by state, rate, change and what is to be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.models import Unit

from .seen import Seen
from .table import Level, UnitRow

Test = Callable[[UnitRow, Level], bool]

# (lowest, below which) of the rate as it is printed
BANDS = {
    "duoi-50": (Decimal(0), Decimal(50)),
    "50-70": (Decimal(50), Decimal(70)),
    "70-90": (Decimal(70), Decimal(90)),
    "tu-90": (Decimal(90), Decimal(1000)),
}


def _is_in(band: str) -> Test:
    lowest, end = BANDS[band]
    return lambda row, _level: row.points is not None and lowest <= row.points < end


def _is_beside_whole(row: UnitRow, level: Level, *, below: bool) -> bool:
    rate, whole = _exact(row), _exact(level.whole)
    return rate is not None and whole is not None and (rate < whole) is below


def _exact(row: UnitRow) -> Decimal | None:
    part, whole = row.attendance.part, row.attendance.whole
    return Decimal(part) / whole if part is not None and whole else None


RATES: Mapping[str, tuple[Any, Test]] = {
    "duoi-chung": (
        _("Below the whole's"),
        lambda row, level: _is_beside_whole(row, level, below=True),
    ),
    "tu-chung": (
        _("The whole's and above"),
        lambda row, level: _is_beside_whole(row, level, below=False),
    ),
    "duoi-50": (_("Below 50%"), _is_in("duoi-50")),
    "50-70": (_("50% to below 70%"), _is_in("50-70")),
    "70-90": (_("70% to below 90%"), _is_in("70-90")),
    "tu-90": (_("90% and above"), _is_in("tu-90")),
    "chua-ro": (
        pgettext_lazy("figure", "Not known"),
        lambda row, _level: row.points is None,
    ),
}
CHANGES: Mapping[str, tuple[Any, Test]] = {
    "tang": (
        pgettext_lazy("rate", "Higher"),
        lambda row, _level: row.change is not None and row.change > 0,
    ),
    "khong-doi": (
        pgettext_lazy("rate", "The same"),
        lambda row, _level: row.change is not None and row.change == 0,
    ),
    "giam": (
        pgettext_lazy("rate", "Lower"),
        lambda row, _level: row.change is not None and row.change < 0,
    ),
    "khong-so-sanh": (
        pgettext_lazy("rate", "Not compared"),
        lambda row, _level: row.change is None,
    ),
}
CHECKS: Mapping[str, tuple[Any, Test]] = {
    "co": (_("With something to check"), lambda row, _level: bool(row.faults)),
    "khong": (_("Nothing to check"), lambda row, _level: not row.faults),
}
STATES: Mapping[str, tuple[Any, Test]] = {
    seen.value: (
        seen.label,
        lambda row, _level, seen=seen: any(one.seen == seen for one in row.records),
    )
    for seen in Seen
}


def _choice(label: Any, offered: Mapping[str, tuple[Any, Test]]) -> Any:
    return django_filters.ChoiceFilter(
        method="narrow",
        label=label,
        empty_label=pgettext_lazy("filter", "All"),
        choices=[(word, name) for word, (name, _test) in offered.items()],
        error_messages={"invalid_choice": _("There is no such choice.")},
    )


class TableFilter(django_filters.FilterSet):
    """The filter of a level's table. Rows are computed, so units are narrowed by them."""

    trang_thai = _choice(_("State of the record"), STATES)
    ty_le = _choice(_("Rate of attendance"), RATES)
    thay_doi = _choice(_("Change of the rate"), CHANGES)
    kiem_tra = _choice(pgettext_lazy("column", "To be checked"), CHECKS)

    OFFERED = {
        "trang_thai": STATES,
        "ty_le": RATES,
        "thay_doi": CHANGES,
        "kiem_tra": CHECKS,
    }

    class Meta:
        model = Unit
        fields: tuple[str, ...] = ()
        form = forms.Form

    def __init__(self, query: QueryDict, level: Level) -> None:
        self.level = level
        units = Unit.objects.filter(pk__in=[row.unit_id for row in level.rows])
        super().__init__(query, units)
        for name, field in self.form.fields.items():
            field.widget.attrs |= {"id": f"loc-{name}", "class": "field"}

    def narrow(self, units: Any, name: str, word: str) -> Any:
        _label, fits = self.OFFERED[name][word]
        return units.filter(
            pk__in=[row.unit_id for row in self.level.rows if fits(row, self.level)]
        )

    @property
    def rows(self) -> list[UnitRow]:
        """The rows that fit all that was asked; all of them where it makes no sense."""
        if not self.is_active or self.form.errors:
            return self.level.rows
        found = set(self.qs.values_list("pk", flat=True))
        return [row for row in self.level.rows if row.unit_id in found]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.OFFERED)

    @property
    def kept(self) -> dict[str, str]:
        """What was asked and makes sense, for the links to pages and orders."""
        if not self.is_valid():
            return {}
        chosen = self.form.cleaned_data
        return {name: chosen[name] for name in self.OFFERED if chosen.get(name)}
