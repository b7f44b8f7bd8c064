"""A form opened upon one state of its row: whoever saves second is told once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gallery.models import Photo
from units.scoped_admin import UnitOwnedForm

from ..record_album import shown_pictures


class SeenForm(UnitOwnedForm):
    """Of a row with `updated_at` and a history."""

    newer = _(
        "%(who)s changed this record while you were writing. What you typed is still "
        "here: compare, then press Save once more to keep yours."
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields:
            self.fields["seen"].initial = self._stamp()
            self.initial["seen"] = self._stamp()

    def _stamp(self) -> str:
        changed = self.instance.updated_at
        return changed.isoformat() if changed else ""

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        if "seen" in self.fields and data.get("seen") != self._stamp():
            self._tell_newer()
        return data

    def _tell_newer(self) -> None:
        last = self.instance.history.select_related("history_user").first()
        who = (last and last.history_user) or _("Somebody")
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = self._stamp()  # the next save is knowing
        self.data = data
        self.add_error(None, self.newer % {"who": who})


def offer_pictures(form: Any, user: Any) -> None:
    """Let the form's `pictures` show the row's album, and take those of its unit."""
    field, row = form.fields["pictures"], form.instance
    own = Photo.objects.showable().filter(unit=row.unit_id)
    field.photos = own.editable_by(user)
    field.widget.unit_id = row.unit_id
    form.initial["pictures"] = shown_pictures(row)
