"""Narrowing a unit's list of programmes: by year, party, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.list_filters import ListFilter

from .filters import MOST_YEARS
from .models import Programme, Standing
from .models.programme import ProgrammeQuerySet
from .programme_parties import Choice

PARAMETERS = ("nam", "ben", "tiendo")
# The word of each standing in addresses.
STANDINGS = {
    "dang-thuc-hien": Standing.UNDER_WAY,
    "cho-tong-ket": Standing.AWAITS_REVIEW,
    "da-tong-ket": Standing.REVIEWED,
}


class ProgrammeFilter(ListFilter):
    """The filter of a unit's list; it offers what the unit's programmes have.

    `facts` are the (year, standing) of its public programmes, each once; the
    programmes come with their standing.
    """

    nam = django_filters.ChoiceFilter(
        field_name="year",
        label=pgettext_lazy("filter", "Year"),
        empty_label=_("All years"),
        error_messages={"invalid_choice": _("No programme is of this year.")},
    )
    ben = django_filters.ChoiceFilter(
        method="of_party",
        label=pgettext_lazy("programme", "Party"),
        empty_label=_("All parties"),
        error_messages={"invalid_choice": _("No programme has this party.")},
    )

    tiendo = django_filters.ChoiceFilter(
        method="of_standing",
        label=_("Where they stand"),
        empty_label=pgettext_lazy("standings", "All"),
        error_messages={"invalid_choice": _("No programme stands there.")},
    )

    class Meta:
        model = Programme
        fields: tuple[str, ...] = ()
        form = forms.Form

    def __init__(
        self,
        query: QueryDict,
        programmes: ProgrammeQuerySet,
        facts: Iterable[tuple[int, str]],
        parties: list[Choice],
    ) -> None:
        super().__init__(query, programmes)
        facts = list(facts)
        self.parties = {one.word: one for one in parties}
        years = sorted({year for year, _standing in facts}, reverse=True)[:MOST_YEARS]
        standings = {standing for _year, standing in facts}
        self.offer("nam", [(str(year), str(year)) for year in years])
        self.offer("ben", [(one.word, one.label) for one in parties])
        self.offer(
            "tiendo",
            [
                (word, one.label)
                for word, one in STANDINGS.items()
                if one.value in standings
            ],
        )
        self.dress()

    def of_party(self, programmes: ProgrammeQuerySet, _name: str, word: str) -> Any:
        # By number: a programme stands once, however many of its rows are meant.
        having = Programme.objects.filter(self.parties[word].holds)
        return programmes.filter(pk__in=having.values("pk"))

    def of_standing(self, programmes: ProgrammeQuerySet, _name: str, word: str) -> Any:
        return programmes.filter(standing=STANDINGS[word])

    @property
    def party(self) -> Choice | None:
        """The party that was asked for."""
        word = self.form.cleaned_data.get("ben") if self.is_valid() else ""
        return self.parties.get(word or "")
