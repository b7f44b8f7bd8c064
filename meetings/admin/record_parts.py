"""The parts of a record's page, each a list of rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import OfficialDocument

from ..models import (
    AgendaItem,
    Clause,
    ClauseReview,
    ConferencePaper,
    Delegation,
    Organiser,
    SigningPartner,
)
from .named_rows import ByNameForm, ByNameRows, body_by_name
from .number_rows import RecordRows, RowForm

Role = ConferencePaper.Role


class ReviewForm(RowForm):
    class Meta:
        widgets = {"outcome": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outcome" in self.fields:
            outcome: Any = self.fields["outcome"]
            unsaid = ("", pgettext_lazy("clause", "Not looked at yet"))
            outcome.choices = [unsaid, *ClauseReview.Outcome.choices]


class ReviewRows(RecordRows):
    """Last year's clauses; the rows come by themselves."""

    model = ClauseReview
    part = "clause_reviews"
    form = ReviewForm
    template = "admin/meetings/conference/_reviews.html"
    fields = ["outcome", "note", "numerator", "denominator", "actual"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("clause")


class OrganiserRows(RecordRows):
    model = Organiser
    part = "organisers"
    fields = ["name", "part", "body"]


class PartnerForm(ByNameForm):
    body = body_by_name()

    class Meta:
        fields = ["name", "body"]


class PartnerRows(RecordRows):
    """Bodies named as signing a programme there; how many is a figure of its own."""

    model = SigningPartner
    form: Any = PartnerForm
    formset = ByNameRows
    fields = ["name", "body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("body__kind", "body__unit")


class DelegationRows(RecordRows):
    model = Delegation
    part = "composition"
    fields = ["name", "person", "count"]


class NumberedForm(RowForm):
    """A row without a number takes that of its place in the form."""

    number_field = "position"
    presets = ("position", "number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.number_field in self.fields:
            self.fields[self.number_field].required = False

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        if data.get(self.number_field) is None:
            data[self.number_field] = int((self.prefix or "0").split("-")[-1]) + 1
        return data


class AgendaRows(RecordRows):
    model = AgendaItem
    part = "agenda"
    form = NumberedForm
    fields = ["position", "text", "presenter"]

    def initial_rows(self, conference: Any) -> list[dict[str, Any]]:
        last = conference.agenda.order_by("-position").first()
        return [{"position": (last.position if last else 0) + 1}]


class ClauseForm(NumberedForm):
    number_field = "number"


class ClauseRows(RecordRows):
    model = Clause
    part = "clauses"
    form = ClauseForm
    fields = ["number", "text", "indicator", "target", "target_unit", "target_set_by"]

    def initial_rows(self, conference: Any) -> list[dict[str, Any]]:
        last = conference.clauses.order_by("-number").first()
        return [{"number": (last.number if last else 0) + 1}]


class PaperRows(RecordRows):
    """Papers of the meeting; those on which it rests stand apart (`BasisRows`)."""

    model = ConferencePaper
    part = "papers"
    fields = ["role", "text", "issued_on", "document", "stored", "is_public"]
    readonly_fields = ["stored"]

    @admin.display(description=_("file"))
    def stored(self, paper: ConferencePaper) -> str:
        """The file that was uploaded, or a space: most papers are only cited."""
        if not paper.file:
            return " "
        address = paper.file.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, paper.file.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        papers = super().get_queryset(request).select_related("document", "file")
        return papers.exclude(role=Role.BASIS)

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [one for one in Role.choices if one[0] != Role.BASIS]
            kwargs["choices"].insert(0, ("", "—"))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Only the unit's own register; read once for all rows."""
        if db_field.name != "document":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        own = OfficialDocument.objects.filter(unit=self.record.unit_id)
        field = forms.ModelChoiceField(own, required=False, label=_("In the register"))
        field.choices = [("", "—"), *((row.pk, str(row)) for row in own[:300])]
        return field


class BasisForm(RowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.role = Role.BASIS


class BasisRows(PaperRows):
    form = BasisForm
    part = "basis"
    verbose_name = _("basis document")
    verbose_name_plural = _("basis documents")
    fields = ["text", "issued_on", "document"]
    readonly_fields = []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        papers = super(PaperRows, self).get_queryset(request)
        return papers.select_related("document").filter(role=Role.BASIS)
