"""Opinions on the desk: entered, answered by a day, published with their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from publishing.numbers import whole_number
from units.admin_input import PlainSelects
from units.models import Body, Unit
from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin, UnitOwnedForm
from units.scoping import scope_of

from .. import corrections, opinions
from ..models import Conference, Opinion
from .due import DueFilter, due_day
from .number_rows import BodyField


class OpinionForm(UnitOwnedForm):
    """The unit is that of the record: nobody chooses it."""

    is_shown = forms.BooleanField(
        label=_("Publish the text with its answer"),
        required=False,
        help_text=_("Possible once it is answered."),
    )

    class Meta:
        model = Opinion
        fields = ["text"]  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_shown" in self.fields:
            self.fields["is_shown"].initial = self.instance.is_public

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        record = data.get("conference") or (
            self.instance.conference if self.instance.conference_id else None
        )
        if record is None:
            return data
        self.instance.unit_id = record.unit_id
        group = data.get("group")
        if group and group.pk not in {one.pk for one in record.groups()}:
            self.add_error("group", _("This is no group of the record's unit."))
        return data

    def _post_clean(self) -> None:
        """Check what the row will be, publication included."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors or "is_shown" not in self.fields:
            return
        try:
            opinions.set_public(self.instance, self.cleaned_data["is_shown"])
        except ValidationError as fault:
            self._update_errors(fault)  # type: ignore[attr-defined]


class GroupOfOpinion(ScopedRelatedFilter):
    """Residential groups that opinions on this page come from."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[Any, Any]]:
        used = model_admin.get_queryset(request).order_by().values("group")
        groups = Unit.objects.filter(pk__in=used).with_names().in_order()
        return [(one.pk, one.full_name) for one in groups[:200]]


@admin.register(Opinion)
class OpinionAdmin(PlainSelects, UnitOwnedAdmin, SimpleHistoryAdmin):
    form = OpinionForm
    list_display = ["excerpt", "nature", "field", "group", "due", "shown", "unit"]
    list_display_links = ["excerpt"]
    list_filter = [
        DueFilter,
        "nature",
        "field",
        ("group", GroupOfOpinion),
        ("conference", ScopedRelatedFilter),
        ("unit", ScopedRelatedFilter),
    ]
    search_fields = ["text__unaccent__icontains"]
    search_help_text = _("Search in the texts, with or without diacritics")
    ordering = [models.F("due_on").asc(nulls_last=True), "-pk"]
    autocomplete_fields = ["conference"]
    empty_value_display = ""
    fieldsets = [
        (
            _("What was said"),
            {"fields": ["conference", "text", "nature", "field", "group", "received"]},
        ),
        (
            _("What becomes of it"),
            {"fields": ["handling", "body", "due_on", "answer", "answered_on"]},
        ),
        (_("What everybody may read"), {"fields": ["is_shown"]}),
    ]

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("unit", "group")
        return rows.prefetch_related(*name_lookups("unit"), *name_lookups("group"))

    @admin.display(description=_("text"))
    def excerpt(self, opinion: Opinion) -> str:
        return Truncator(opinion.text).words(20)

    @admin.display(description=_("answer due on"), ordering="due_on")
    def due(self, opinion: Opinion) -> str:
        if opinion.answered_on:
            return str(_("answered"))
        return due_day(opinion)

    @admin.display(description=_("public"), boolean=True, ordering="status")
    def shown(self, opinion: Opinion) -> bool:
        return opinion.is_public

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever published, or counts in a submitted record, is not deleted."""
        if obj is not None and (obj.published_at or not _is_wholly_open(obj)):
            return False
        return super().has_delete_permission(request, obj)

    # Forms

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An opinion stays with its record, and with what it was taken up from."""
        if obj is None:
            return ()
        if not self.has_change_permission(request, obj):
            return ("conference", "is_shown")
        return ("conference",)

    @admin.display(description=_("public"), boolean=True)
    def is_shown(self, opinion: Opinion) -> bool:
        return opinion.is_public

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return self.autocomplete_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        given.pop("unit", None)
        return given

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        request.record = _record_of(request, obj)  # type: ignore[attr-defined]
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        record = getattr(request, "record", None)
        if db_field.name == "conference":
            rows = Conference.objects.viewable_by(request.user)
            kwargs["queryset"] = rows.select_related("unit").prefetch_related(
                *name_lookups("unit")
            )
        if db_field.name == "group":
            groups = record.groups() if record else []
            own = Unit.objects.filter(pk__in=[one.pk for one in groups])
            kwargs["queryset"] = own.with_names()
        if db_field.name == "body":
            own_bodies = Body.objects.filter(unit=record.unit_id if record else None)
            return BodyField(
                own_bodies.select_related("kind"),
                required=False,
                label=_("Responsible body"),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Opinion, form: Any, change: bool
    ) -> None:
        """Whoever adds one must hold that right in the record's unit."""
        action = "change" if change else "add"
        name = f"meetings.{action}_opinion"
        if not scope_of(request.user).holds(name, obj.unit_id):
            raise PermissionDenied
        super().save_model(request, obj, form, change)


def _is_wholly_open(opinion: Opinion) -> bool:
    """Of a record returned for something else, the level above has read the rest."""
    return corrections.open_fields(opinion.conference).whole


def _record_of(request: HttpRequest, obj: Opinion | None) -> Conference | None:
    """The record that the form is about: its own, or the one named so far."""
    if obj is not None:
        return obj.conference
    named = request.POST.get("conference") or request.GET.get("conference")
    number = whole_number(named)
    rows = Conference.objects.viewable_by(request.user).select_related("unit")
    return rows.filter(pk=number).first() if number is not None else None
