"""The desk's form of a document: its file comes with it, and is kept untouched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from units.scoped_admin import UnitOwnedForm

from .inspection import check_file
from .models import OfficialDocument
from .services import check_quota


class OfficialDocumentForm(UnitOwnedForm):
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, Word or Excel. It is kept untouched; a new one takes the place of the"
            " one that readers get now."
        ),
    )
    ends_replaced = forms.BooleanField(
        label=_("Mark the documents that it replaces as out of force"), required=False
    )

    fault: ValidationError | None = None  # what only storing the file could tell

    class Meta:
        model = OfficialDocument
        fields = "__all__"

    def clean_upload(self) -> Any:
        """Raise for a file of a kind that is not taken, or that is not what it says."""
        file = self.cleaned_data["upload"]
        if file:
            check_file(file)
        return file

    def clean_replaces(self) -> Any:
        replaced = self.cleaned_data["replaces"]
        if self.instance.pk and replaced.filter(pk=self.instance.pk).exists():
            raise ValidationError(_("A document does not replace itself."))
        return replaced

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.fault:
            self.add_error("upload", self.fault)
        unit, file = data.get("unit") or self._own_unit(), data.get("upload")
        if unit and file:
            try:
                check_quota(unit=unit, wanted=file.size)
            except ValidationError as fault:
                self.add_error("upload", fault)
        return data

    def _own_unit(self) -> Any:
        return self.instance.unit if self.instance.unit_id else None


class IssuerRows(forms.BaseInlineFormSet):
    """A body may be named only with the document of its own unit."""

    def clean(self) -> None:
        super().clean()
        for row in self.forms:
            body = getattr(row, "cleaned_data", {}).get("body")
            if body and body.unit_id != self.instance.unit_id:
                row.add_error("body", _("This body belongs to another unit."))
