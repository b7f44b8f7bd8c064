"""A form field for one sound recording: kept, replaced or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from publishing.numbers import whole_number

from .models import StoredFile
from .recordings import RECORDINGS, check_recording
from .stored_field import StoredFileField, StoredFileWidget


@dataclass
class RecordingData:
    """The recording there is, if it stays, and a new one, which replaces it."""

    file_id: int | None = None
    new: UploadedFile | None = None
    file: StoredFile | None = None


class RecordingWidget(StoredFileWidget):
    template_name = "documents/recording_field.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> RecordingData:
        kept = None if data.get(f"{name}-remove") else whole_number(data.get(name, ""))
        return RecordingData(file_id=kept, new=files.get(f"{name}-files"))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        file_id = value.file_id if value else None
        file = self.stored.filter(pk=file_id).first() if file_id else None
        context["widget"].update(file=file, endings=",".join(RECORDINGS))
        return context


class RecordingField(StoredFileField):
    widget = RecordingWidget

    def clean(self, value: RecordingData) -> RecordingData:
        """Raise ValidationError for what is no recording; nothing is stored here."""
        if value.file_id is not None:
            value.file = self.stored.filter(pk=value.file_id).first()
            kinds = {kind.content_type for kind in RECORDINGS.values()}
            if value.file is None or value.file.content_type not in kinds:
                raise ValidationError(
                    _("A file in this form is not one of your unit's.")
                )
        if value.new is not None:
            check_recording(value.new)
        return value


def initial_recording(file: StoredFile | None) -> RecordingData:
    """Form data for the recording an article has, or has not."""
    return RecordingData(file_id=file.pk if file else None, file=file)
