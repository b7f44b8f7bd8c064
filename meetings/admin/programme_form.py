"""The fields of a coordination programme itself; its rows stand in `programme_rows`."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gallery.picture_field import PictureField
from publishing.numbers import whole_number
from units.scoping import units_for

from .. import programmes
from ..models import Programme
from ..models.campaign import FIRST_YEAR, LAST_YEAR
from .seen_form import SeenForm, offer_pictures

ELSEWHERE = _("This belongs to another unit.")


class ProgrammeForm(SeenForm):
    newer = _(
        "%(who)s changed this programme while you were writing. What you typed is "
        "still here: compare, then press Save once more to keep yours."
    )
    user: Any  # set on the class made for the request

    pictures = PictureField(
        label=_("Pictures"),
        required=False,
        help_text=_("JPEG, PNG, WebP or HEIC from a phone, up to 20 MB each."),
    )

    class Meta:
        model = Programme
        fields = ["title"]  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.unit_id is None:
            self._take_unit()
        if "pictures" in self.fields:
            offer_pictures(self, self.user)
        if "starts_on" not in self.fields:
            return
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = False
        self.fields["starts_on"].help_text = _("Empty: the day it was concluded.")
        self.fields["ends_on"].help_text = _("Empty: the last day of the year.")

    def _take_unit(self) -> None:
        """The unit of a new programme, which decides what its fields offer."""
        named = self.data.get("unit") or self.initial.get("unit") or ""
        number = whole_number(str(named))
        units = units_for(self.user, "meetings.add_programme")
        self.instance.unit = units.filter(pk=number or 0).first()

    def clean(self) -> Any:
        data: Any = super().clean()
        self._fill_term(data)
        unit = data.get("unit") or (self.instance.unit_id and self.instance.unit)
        for name in ("document", "conference"):
            if data.get(name) and unit and data[name].unit_id != unit.pk:
                self.add_error(name, ELSEWHERE)
        if any(unit and one.unit_id != unit.pk for one in data.get("articles") or []):
            self.add_error("articles", ELSEWHERE)
        return data

    def _fill_term(self, data: Any) -> None:
        """A term that is not written runs from the conclusion to the year's end."""
        if "starts_on" not in self.fields:
            return
        record, year = data.get("conference"), data.get("year")
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            year = None  # the model says so at the field
        if not data.get("starts_on") and "starts_on" not in self.errors:
            held = record.held_on if record else None
            first = datetime.date(year, 1, 1) if year else None
            data["starts_on"] = data.get("concluded_on") or held or first
        if not data.get("ends_on") and "ends_on" not in self.errors and year:
            data["ends_on"] = datetime.date(year, 12, 31)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if "_publish" in self.data and not self.errors:
            try:
                programmes.check_told(self.instance)
            except ValidationError as fault:
                self.add_error(None, fault)


class ReadOnlyForm(ProgrammeForm):
    """No hidden field of a form that cannot be sent."""

    seen = None  # type: ignore[assignment]
    pictures = None  # type: ignore[assignment]
