"""A form field for files offered with an article or a record, each under a title."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from publishing.numbers import whole_number
from publishing.vietnamese import clean_line

from .inspection import check_file
from .models import StoredFile
from .stored_field import StoredFileField, StoredFileWidget

TITLE_LENGTH = 200


@dataclass
class Attached:
    """One stored file in the form, and the title typed for it."""

    file_id: int
    title: str = ""
    file: StoredFile | None = None


@dataclass
class AttachmentData:
    """What the form carries, and after cleaning what it means."""

    attached: list[Attached] = field(default_factory=list)
    files: list[UploadedFile] = field(default_factory=list)


class AttachmentWidget(StoredFileWidget):
    template_name = "documents/attachment_field.html"

    def value_from_datadict(
        self, data: Any, files: MultiValueDict, name: str
    ) -> AttachmentData:
        removed = set(data.getlist(f"{name}-remove"))
        ids = [
            one
            for one in data.getlist(name)
            if whole_number(one) is not None and one not in removed
        ]
        return AttachmentData(
            attached=[
                Attached(int(one), clean_line(data.get(f"{name}-title-{one}", "")))
                for one in dict.fromkeys(ids)
            ],
            files=files.getlist(f"{name}-files"),
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        attached = value.attached if value else []
        stored = self.stored.in_bulk([one.file_id for one in attached])
        for one in attached:
            one.file = stored.get(one.file_id)
        context["widget"]["attached"] = [one for one in attached if one.file]
        return context


class AttachmentField(StoredFileField):
    widget = AttachmentWidget

    def clean(self, value: AttachmentData) -> AttachmentData:
        """Raise ValidationError naming each faulty file; nothing is stored here."""
        stored = self.stored.in_bulk([one.file_id for one in value.attached])
        faults: list[str] = []
        for one in value.attached:
            one.file = stored.get(one.file_id)
            if one.file is None:
                faults.append(str(_("A file in this form is not one of your unit's.")))
            if len(one.title) > TITLE_LENGTH:
                text = _("A title is longer than %(max)s characters.")
                faults.append(str(text) % {"max": TITLE_LENGTH})
        for file in value.files:
            try:
                check_file(file)
            except ValidationError as error:
                faults += [f"{file.name}: {message}" for message in error.messages]
        if faults:
            raise ValidationError(faults)
        return value


def initial_attachments(entries: Any) -> AttachmentData:
    """Form data for stored attachments; `entries` yields (file, title)."""
    return AttachmentData([Attached(file.pk, title) for file, title in entries])
