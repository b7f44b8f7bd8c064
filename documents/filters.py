"""Narrowing the register: by number or words, form, year, force and issuer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.list_filters import dress, kept
from publishing.vietnamese import clean_line

from .models import DocumentIssuer, OfficialDocument

TEXT, FORM, YEAR, FORCE, ISSUER = "q", "loai", "nam", "hieu-luc", "co-quan"
PARAMETERS = (TEXT, FORM, YEAR, FORCE, ISSUER)
LONGEST = 200

Force = OfficialDocument.Force
# What readers ask: may I still rely on it?
FORCES = {
    "con": (_("In force"), (Force.IN_FORCE, Force.PARTLY)),
    "chua": (_("Not yet in force"), (Force.NOT_YET,)),
    "het": (_("Out of force"), (Force.ENDED,)),
}


class LineInput(forms.CharField):
    """One line, cleaned; what is longer than anything in the register is cut."""

    def to_python(self, value: Any) -> str:
        return clean_line(str(value or "")[: LONGEST * 4])[:LONGEST]


class RegisterFilter(forms.Form):
    """The filter of one unit's register; forms and years offered are those in use."""

    def __init__(self, query: QueryDict, documents: Any) -> None:
        super().__init__(query)
        self.documents = documents
        kinds, years = _in_use(documents)
        self.fields[TEXT] = LineInput(
            label=_("Number or words"), required=False, widget=forms.TextInput
        )
        self._choice(
            FORM, pgettext_lazy("of a document", "Form"), _("All forms"), kinds
        )
        self._choice(YEAR, _("Year of issue"), _("All years"), years)
        forces = [(word, label) for word, (label, _values) in FORCES.items()]
        self._choice(FORCE, _("Force"), _("All"), forces)
        self.fields[ISSUER] = LineInput(label=_("Issuing body"), required=False)
        for name in self.fields:
            self._dress(name)

    def _choice(self, name: str, label: Any, every: Any, choices: list[Any]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("", every), *choices],
            required=False,
            error_messages={"invalid_choice": _("There is nothing of this choice.")},
        )

    def _dress(self, name: str) -> None:
        dress(self, name)
        field = self.fields[name]
        if isinstance(field, LineInput):
            field.widget.attrs["maxlength"] = LONGEST
        if name == TEXT:
            field.widget.attrs["placeholder"] = "02/KHLT/UBND-UBMTTQ"

    @property
    def text(self) -> str:
        return str(self.cleaned_data.get(TEXT, "")) if self.is_valid() else ""

    @property
    def is_active(self) -> bool:
        """Whether the list is narrowed, or would be if what was asked made sense."""
        return bool(self.errors) or bool(self.kept)

    @property
    def kept(self) -> str:
        """What was asked, as a query string for the links to further pages."""
        if not self.is_valid():
            return ""
        return kept(PARAMETERS, self.cleaned_data)

    def found(self) -> Any:
        """The documents that answer all that was asked; none for what makes no sense."""
        if not self.is_valid():
            return self.documents.none()
        asked, rows = self.cleaned_data, self.documents
        if asked[TEXT]:
            rows = rows.matching(asked[TEXT])
        if asked[FORM]:
            rows = rows.filter(form=asked[FORM])
        if asked[YEAR]:
            rows = rows.filter(issued_on__year=asked[YEAR])
        if asked[FORCE]:
            rows = rows.filter(force__in=FORCES[asked[FORCE]][1])
        return rows.filter(_issued_by(asked[ISSUER])) if asked[ISSUER] else rows


def _in_use(documents: QuerySet) -> tuple[list[Any], list[Any]]:
    """The forms and years of the register, in one query."""
    found = list(documents.order_by().values_list("form", "issued_on__year").distinct())
    used = {form for form, _year in found}
    years = sorted({year for _form, year in found if year}, reverse=True)
    kinds = [one for one in OfficialDocument.Form.choices if one[0] in used]
    return kinds, [(str(year), str(year)) for year in years]


def _issued_by(text: str) -> Q:
    """All words of `text`, without marks, in the name of one issuer."""
    issuers = DocumentIssuer.objects.filter(document=OuterRef("pk"))
    for word in text.split()[:12]:
        issuers = issuers.filter(name__unaccent__icontains=word)
    return Q(Exists(issuers))
