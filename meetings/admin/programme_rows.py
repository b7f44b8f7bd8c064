"""Parties and tasks of a programme, written on one screen and saved in one go.

A task names its lead and supporting bodies as the parties above are written, also
those that are typed in the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from publishing.vietnamese import fold
from units.scoping import scope_of

from ..models import (
    Party,
    Programme,
    ProgrammeReview,
    ProgressNote,
    Standing,
    Task,
    TaskJudgement,
)
from ..programmes import NewParty, check_parties
from .named_rows import (
    PARTIES,
    ArticleNames,
    ByNameForm,
    ByNameRows,
    RowByName,
    RowsByName,
    body_by_name,
)
from .number_rows import NUMBERS, written_number
from .programme_notes import first_fault, notes_of
from .record_parts import NumberedForm

FINAL = ProgrammeReview.Kind.FINAL
STRANGER = _("“%(name)s” is no party of this programme.")


def is_closed(programme: Any) -> bool:
    """Whether its final review was held: parties and tasks stand still."""
    return getattr(programme, "standing", "") == Standing.REVIEWED


@dataclass
class Screen:
    """What the rows of one form know of each other."""

    user: Any
    parties: PartySet = field(init=False)


class ProgrammeRows(admin.TabularInline):
    """Rows of a programme: whoever may change it writes them until its final review."""

    extra = 1
    empty_value_display = _("not known")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the programme's page sees its rows."""
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        scope = scope_of(request.user)
        if obj is None or obj.pk is None:
            return scope.holds("meetings.add_programme")
        return not is_closed(obj) and scope.holds(
            "meetings.change_programme", obj.unit_id
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


class PartyForm(ByNameForm):
    body = body_by_name()

    class Meta:
        model = Party
        fields = ["name", "body", "signatory", "signatory_post"]


class PartySet(ByNameRows):
    """At least two, all distinct; tells the tasks of the form who they are."""

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        screen.parties = self

    @property
    def staying(self) -> list[Any]:
        """The rows that will be parties once the form is saved."""
        told = [(form, getattr(form, "cleaned_data", {})) for form in self.forms]
        return [
            form
            for form, data in told
            if data.get("name") and not data.get(DELETION_FIELD_NAME)
        ]

    def clean(self) -> None:
        super().clean()
        rows = self.staying
        if any(form.errors for form in rows):
            return  # told already
        told = [
            NewParty(form.cleaned_data["name"], form.cleaned_data.get("body"))
            for form in rows
        ]
        unsent = self._unsent
        try:
            check_parties([*unsent, *told])
        except ValidationError as fault:
            self._tell(fault, rows, len(unsent))

    @property
    def _unsent(self) -> list[NewParty]:
        """Parties that are saved and that the sent form does not tell of."""
        sent = {form.instance.pk for form in self.forms}
        saved = self.get_queryset() if self.instance.pk else []
        return [NewParty(row.name, row.body) for row in saved if row.pk not in sent]

    def _tell(self, fault: ValidationError, rows: list[Any], before: int) -> None:
        """Say it at the name that repeats another, or that is missing."""
        at = max(0, (fault.params or {})["at"] - before)
        empty = [one for one in self.extra_forms if one not in rows]
        for form in [*rows, *empty][at : at + 1]:
            form.add_error("name", fault.message)
            return
        raise fault

    # As names, for the tasks

    list_id = PARTIES

    def find(self, text: str) -> Party | None:
        """The party called so now; else the one that was called so until now."""
        folded = fold(text)
        rows = self.staying
        for form in rows:
            if fold(form.cleaned_data["name"]) == folded:
                return form.instance
        for form in rows:
            if fold(form.initial.get("name") or "") == folded:
                return form.instance
        return None

    def name_of(self, pk: int) -> str:
        rows = self.get_queryset()
        return next((party.name for party in rows if party.pk == pk), "")

    @property
    def suggestions(self) -> list[str]:
        return [
            str(form["name"].value()) for form in self.forms if form["name"].value()
        ]


class PartyRows(ProgrammeRows):
    model = Party
    form = PartyForm
    formset = PartySet
    template = "admin/meetings/_rows.html"
    fields = ["name", "body", "signatory", "signatory_post"]
    min_num = 2

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("body__kind", "body__unit")
        return rows.prefetch_related("body__unit__names")


class TaskForm(ByNameForm, NumberedForm):
    number_field = "number"

    lead = RowByName(label=_("lead body"), unknown=STRANGER, suggestions=PARTIES)
    support = RowsByName(
        label=_("supporting bodies"),
        unknown=STRANGER,
        suggestions=PARTIES,
        help_text=_("Several are parted by semicolons (;)."),
    )

    class Meta:
        model = Task
        fields = [
            "number",
            "text",
            "lead",
            "support",
            "measure",
            "target",
            "target_unit",
            "actual",
            "due_on",
            "done_on",
        ]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, unit: Any, articles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes = notes_of(self, unit=unit, articles=articles)

    @cached_property
    def changed_data(self) -> list[str]:
        changed = list(super().changed_data)
        if self.notes.has_changed():
            changed.append(str(ProgressNote._meta.verbose_name_plural))
        return changed

    def clean(self) -> Any:
        data = super().clean()
        if fault := first_fault(self.notes):
            self.add_error(None, fault)
        return data

    @property
    def state(self) -> str:
        """Where the saved task stands today."""
        return self.instance.state_on(timezone.localdate())

    @property
    def found(self) -> TaskJudgement | None:
        """What the final review found of it, if it was held."""
        found = self.instance.judgements.all()
        return next((one for one in found if one.review.kind == FINAL), None)

    @property
    def state_words(self) -> str:
        return str(Task.State(self.state).label)


class TaskSet(BaseInlineFormSet):
    """Reads names among the parties of the same form."""

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties, self.user = screen.parties, screen.user

    @cached_property
    def articles(self) -> ArticleNames:
        chosen = [
            note.article
            for task in self.get_queryset()
            for note in task.notes.all()
            if note.article
        ]
        return ArticleNames(self.unit, self.user, chosen)

    @property
    def unit(self) -> Any:
        return self.instance.unit if self.instance.unit_id else None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(index),
            "names": {"lead": self.parties, "support": self.parties},
            "unit": self.unit,
            "articles": self.articles,
        }

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        # The rules of a task ask for the term as it is typed on the same screen.
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.programme = self.instance
        return form

    def save_new(self, form: Any, commit: bool = True) -> Any:
        task = super().save_new(form, commit)
        form.notes.keep(self.user)
        return task

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        task = super().save_existing(form, obj, commit)
        form.notes.keep(self.user)
        return task


class TaskRows(ProgrammeRows):
    model = Task
    form = TaskForm
    formset = TaskSet
    template = "admin/meetings/programme/_tasks.html"
    fields = (*TaskForm.Meta.fields,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        notes = ProgressNote.objects.select_related("article__working", "file", "photo")
        rows = super().get_queryset(request).select_related("lead")
        found = TaskJudgement.objects.select_related("review")
        return rows.prefetch_related(
            "support", Prefetch("notes", notes), Prefetch("judgements", found)
        )

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, NUMBERS):
            return written_number(db_field, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def initial_rows(self, programme: Programme) -> list[dict[str, Any]]:
        """The number that the next task has."""
        last = programme.tasks.order_by("-number").first() if programme.pk else None
        return [{"number": (last.number if last else 0) + 1}]
