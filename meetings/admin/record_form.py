"""The fields of a record itself; its rows stand in `record_parts`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gallery.picture_field import PictureField

from ..expected_records import campaigns_over
from ..kinds import WITH_ORDINAL, MeetingKind
from ..models import Conference, Remark
from .record_remarks import as_help
from .seen_form import SeenForm, offer_pictures


class RecordForm(SeenForm):
    # Set on the class made for the request.
    user: Any
    told: dict[str, list[Remark]] = {}

    pictures = PictureField(
        label=_("Pictures"),
        required=False,
        help_text=_("JPEG, PNG, WebP or HEIC from a phone, up to 20 MB each."),
    )

    class Meta:
        model = Conference
        fields = ["kind"]  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" not in self.fields:
            return
        if "pictures" in self.fields:
            offer_pictures(self, self.user)
        self._narrow()
        for name in self.told.keys() & self.fields.keys():
            field = self.fields[name]
            field.help_text = as_help(self.told[name], field.help_text)

    def _narrow(self) -> None:
        """Only campaigns over the unit, and records of the same line of units."""
        record = self.instance
        if "campaign" in self.fields:
            over = [one.pk for one in campaigns_over(record.unit)]
            self._choose("campaign", lambda rows: rows.filter(pk__in=over))
        line = _line_of(record)
        for name in ("previous", "carries_out"):
            if name in self.fields:
                self._choose(name, lambda rows: rows.filter(pk__in=line.values("pk")))
        for name in ("held_on", "held_until"):
            if name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = _("day/month/year")

    def _choose(self, name: str, narrow: Any) -> None:
        field: Any = self.fields[name]
        rows = narrow(type(self.instance)._meta.get_field(name).related_model.objects)
        field.queryset = rows.select_related("unit").prefetch_related("unit__names")

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        if data.get("campaign"):
            data["kind"] = data["campaign"].kind
        for article in data.get("articles") or []:
            if article.unit_id != self.instance.unit_id:
                self.add_error("articles", _("This belongs to another unit."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Check 'once in a campaign' too, though unit and level are not in the form."""
        return super()._get_validation_exclusions() - {"unit", "tier"}


def _line_of(record: Conference) -> Any:
    """Records of the unit and of those it took over whole, of the same level."""
    units = [record.unit_id]
    units += [link.old_id for link in record.unit.became_from() if not link.is_part]
    records = Conference.objects.filter(unit__in=units, tier=record.tier)
    return records.exclude(pk=record.pk)


def about_fields(record: Conference) -> list[Any]:
    """What the record is; three different numbers only for kinds that have them."""
    fields: list[Any] = ["campaign", "kind", "title", ("year", "year_reviewed")]
    if record.kind in WITH_ORDINAL:
        fields.append(("ordinal", "term", "term_number"))
    fields.append("previous")
    if record.kind == MeetingKind.UNITY_SPACE:
        fields.append("carries_out")
    return fields
