"""What form fields for stored files have in common: which files they may name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from .models import StoredFile


class StoredFileWidget(forms.Widget):
    """Sends files, and the numbers of those stored before."""

    needs_multipart_form = True
    stored: QuerySet[StoredFile]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class StoredFileField(forms.Field):
    """Set `stored` (the files the user may offer) before the form is used."""

    widget = StoredFileWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stored = StoredFile.objects.none()

    @property
    def stored(self) -> QuerySet[StoredFile]:
        return self.widget.stored

    @stored.setter
    def stored(self, stored: QuerySet[StoredFile]) -> None:
        self.widget.stored = stored
