"""Figures of a record: the usual ones asked for by name, so that numbers are typed.

A number that is taken away becomes unknown: its row goes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from publishing.number_fields import NumberInput, WrittenNumberField
from publishing.vietnamese import clean_line

from .. import corrections, records, targets
from ..corrections import EVERYTHING, Opening
from ..kinds import CountedIn, named
from ..models import Figure, Remark
from ..sheet_totals import HEDGES
from ..usual_figures import usual_figures
from .number_rows import RecordRows, RowForm
from .record_remarks import opening_of

_PAIR = ("measure", "counted")


def hedge_of(typed: str) -> str:
    """The word before a number by which its source hedges it ("gần 300"), or ""."""
    first, _space, rest = typed.strip().partition(" ")
    return first.lower() if rest and first.lower() in HEDGES else ""


class FigureValueField(WrittenNumberField):
    """A share may be typed with its sign, a number with its hedge: 68,6%, gần 300."""

    def to_python(self, value: Any) -> Decimal | int | None:
        if isinstance(value, str):
            value = clean_line(value).removesuffix("%")
            value = value[len(hedge_of(value)) :]
        return super().to_python(value)


class FigureForm(RowForm):
    presets = ("measure", "counted", "origin")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" not in self.fields:
            return  # read only
        self.fields["value"].required = False
        if self.pair in self.usual:
            for name in _PAIR:
                self.fields[name].widget = forms.HiddenInput()
            self.fields["value"].label = self.label
        label = {"aria-label": self.label} if self.label else {}
        self.fields["value"].widget = NumberInput(label)
        self.fields["value"].widget.is_required = False
        if self.is_locked:
            for field in self.fields.values():
                field.disabled = True

    # Set on the class made for the request.
    usual: tuple[tuple[str, str], ...] = ()
    opening: Opening = EVERYTHING
    told: dict[str, list[Remark]] = {}

    @property
    def is_locked(self) -> bool:
        """Whether a figure that stands there is not open for correction."""
        row = self.instance
        return bool(row.pk) and not self.opening.has_figure(row.measure, row.counted)

    @property
    def remarks(self) -> list[Remark]:
        """What the level above said of this figure."""
        return self.told.get(targets.figure(*self.pair), [])

    @property
    def pair(self) -> tuple[str, str]:
        if self.instance.pk:
            return self.instance.measure, self.instance.counted
        if self.is_bound:
            told = [self.data.get(self.add_prefix(name), "") for name in _PAIR]
            return told[0], told[1]
        return self.initial.get("measure", ""), self.initial.get("counted", "")

    @property
    def label(self) -> str:
        measure, counted = self.pair
        if (measure, counted) not in self.usual and not self.instance.pk:
            return ""
        return named(measure, counted)

    @property
    def has_more(self) -> bool:
        """Whether what stands behind 'more' is filled in."""
        row = self.instance
        return bool(
            row.note or row.qualifier or row.origin == Figure.Origin.COMPUTED
        ) or any(self[name].errors for name in ("qualifier", "origin", "note"))

    @property
    def is_emptied(self) -> bool:
        """Whether the number of a row was taken away."""
        return (
            self.instance.pk is not None
            and self.is_bound
            and "value" in self.fields
            and not self.is_locked
            and not self.typed
        )

    @property
    def typed(self) -> str:
        if self.is_locked:
            return ""
        return clean_line(self.data.get(self.add_prefix("value")) or "")

    @cached_property
    def changed_data(self) -> list[str]:
        """A hedge that is typed before the number changes more than the number."""
        changed = super().changed_data
        return [*changed, "qualifier"] if hedge_of(self.typed) else changed

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        pair = data.get("measure", ""), data.get("counted", "")
        if not (self.is_locked or self.opening.has_figure(*pair)):
            self.add_error(None, corrections.closed_words())
        if hedge := hedge_of(self.typed):
            data["qualifier"] = HEDGES[hedge]
        is_missing = data.get("value") is None and "value" not in self.errors
        if is_missing and not self.is_emptied:
            self.add_error("value", _("Write the number, or empty the whole row."))
        if "%" in self.typed and data.get("counted") != CountedIn.PERCENT:
            self.add_error("value", _("This is not counted in %."))
        return data


class FigureSet(BaseInlineFormSet):
    """Rows in the order of the usual figures, others after them."""

    def _should_delete_form(self, form: Any) -> bool:
        parent: Any = super()
        if form.is_locked:
            return False
        return form.is_emptied or parent._should_delete_form(form)

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        """The history tells the number that was taken away."""
        obj.refresh_from_db()
        super().delete_existing(obj, commit=commit)

    @property
    def in_order(self) -> list[Any]:
        usual = getattr(self.form, "usual", ())
        order = {pair: place for place, pair in enumerate(usual)}
        return sorted(self.forms, key=lambda form: order.get(form.pair, len(order)))


class FigureRows(RecordRows):
    model = Figure
    form = FigureForm
    formset = FigureSet
    template = "admin/meetings/conference/_figures.html"
    part = targets.FIGURES
    fields = ["measure", "counted", "value", "qualifier", "origin", "note"]
    opening: Opening = EVERYTHING

    def _is_open(self, request: HttpRequest, record: Any) -> bool:
        """Some figure is open; which, each row says for itself."""
        if not records.may_enter(request.user, record):
            return False
        return opening_of(request, record).has_any_figure

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is not None:
            self.opening = opening_of(request, obj)
        formset: Any = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            formset.form.usual = usual_figures(kind=obj.kind, tier=obj.tier)
            formset.form.opening = self.opening
            formset.form.told = corrections.remarks_by_target(obj)
        if "value" in formset.form.base_fields:
            base = formset.form.base_fields
            base["value"] = FigureValueField(
                decimals=2, most=10**15 - 1, label=base["value"].label
            )
            base["qualifier"].choices = [("", _("exactly")), *_hedges(base)]
        return formset

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        if obj is None:
            return 0
        any_other = self.opening.has_list(targets.FIGURES)
        return len(self.initial_rows(obj)) + (1 if any_other else 0)

    def get_max_num(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> int | None:
        """A returned record offers no other figures than those it opens."""
        if obj is None or self.opening.has_list(targets.FIGURES):
            return super().get_max_num(request, obj, **kwargs)
        return int(obj.figures.count()) + len(self.initial_rows(obj))

    def initial_rows(self, conference: Any) -> list[dict[str, Any]]:
        """The usual figures that the record has not yet."""
        known = {(row.measure, row.counted) for row in conference.figures.all()}
        usual = usual_figures(kind=conference.kind, tier=conference.tier)
        return [
            {"measure": measure, "counted": counted}
            for measure, counted in usual
            if (measure, counted) not in known
            and self.opening.has_figure(measure, counted)
        ]


def _hedges(base: Any) -> list[tuple[Any, Any]]:
    return [choice for choice in base["qualifier"].choices if choice[0]]
