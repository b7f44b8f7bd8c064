"""What was done on a task, with what shows it: rows inside a row of the task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from documents.inspection import check_file
from documents.services import check_quota, store_file
from gallery.pipeline import Rendered, render
from gallery.services import store_rendered

from ..models import ProgressNote, Task
from .named_rows import ARTICLES, ByNameForm, RowByName


class NoteForm(ByNameForm):
    """One note; its files are inspected here and stored when the task is saved."""

    presets = ("noted_on",)

    article = RowByName(
        label=_("Article"),
        unknown=_("Your unit has no article of this title."),
        suggestions=ARTICLES,
    )
    upload = forms.FileField(
        label=_("Document"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.doc,.docx,.xls,.xlsx"}),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.heic"}),
    )

    class Meta:
        model = ProgressNote
        fields = ["noted_on", "text", "article"]
        widgets = {"noted_on": AdminDateWidget, "text": AdminTextInputWidget}

    def __init__(self, *args: Any, unit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_upload(self) -> Any:
        file = self.cleaned_data["upload"]
        if file:
            check_file(file)
            self._has_room(file.size)
        return file

    def clean_picture(self) -> Rendered | None:
        file = self.cleaned_data["picture"]
        if not file:
            return None
        rendered = render(file)
        self._has_room(rendered.size)
        return rendered

    def _has_room(self, wanted: int) -> None:
        if self.unit is not None:
            check_quota(unit=self.unit, wanted=wanted)

    def keep_files(self, by: Any) -> None:
        """Store what was sent with the note; the row is saved by whoever calls."""
        data, note = self.cleaned_data, self.instance
        if file := data.get("upload"):
            note.file = store_file(unit=self.unit, file=file, by=by)
        if rendered := data.get("picture"):
            note.photo = store_rendered(
                unit=self.unit, rendered=rendered, by=by, alt=note.text[:250]
            )


class NoteSet(BaseInlineFormSet):
    """The notes of one task; read with the tasks, so one question asks for all."""

    def get_queryset(self) -> Any:
        return list(self.instance.notes.all()) if self.instance.pk else []

    def keep(self, by: Any) -> None:
        """Save what was typed of the task, which has its row now."""
        form: Any
        for form in self.forms:
            if form not in self.deleted_forms and form.has_changed():
                form.keep_files(by)
        self.save()


NOTES: Any = inlineformset_factory(
    Task, ProgressNote, form=NoteForm, formset=NoteSet, extra=1
)


def notes_of(form: Any, *, unit: Any, articles: Any) -> NoteSet:
    """The set of notes that stands inside the form of a task."""
    bound = {"data": form.data, "files": form.files} if form.is_bound else {}
    return NOTES(
        **bound,
        instance=form.instance,
        prefix=f"{form.prefix}-notes",
        form_kwargs={"names": {"article": articles}, "unit": unit},
    )


def first_fault(notes: NoteSet) -> ValidationError | None:
    """What to say of the task whose notes cannot be saved, or None."""
    if notes.is_valid():
        return None
    return ValidationError(_("Look at the progress of this task again."))
