"""Narrowing a list of records: by year, kind and level, where there is a choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.list_filters import ListFilter

from .kinds import MeetingKind
from .models import RecordCard
from .models.record_card import RecordCardQuerySet

PARAMETERS = ("nam", "loai", "cap")
# The word of each level and kind in addresses.
LEVELS = {"tinh": "province", "quan": "district", "phuong": "commune", "to": "group"}
KINDS = {
    "dai-bieu-nhan-dan": MeetingKind.PEOPLES_CONFERENCE,
    "uy-ban-mat-tran": MeetingKind.COMMITTEE_SESSION,
    "dai-hoi": MeetingKind.CONGRESS,
    "ngay-hoi-dai-doan-ket": MeetingKind.UNITY_FESTIVAL,
    "khong-gian-dai-doan-ket": MeetingKind.UNITY_SPACE,
    "tiep-xuc-cu-tri": MeetingKind.VOTER_MEETING,
    "doi-thoai": MeetingKind.DIALOGUE,
    "hoi-nghi-nhan-dan": MeetingKind.PEOPLES_MEETING,
    "ky-ket": MeetingKind.SIGNING_CEREMONY,
    "trien-khai": MeetingKind.ROLLOUT,
    "so-ket": MeetingKind.INTERIM_REVIEW,
    "tong-ket": MeetingKind.FINAL_REVIEW,
}
MOST_YEARS = 60

Label = str | Promise


class RecordFilter(ListFilter):
    """The filter of a unit's list; it offers what the unit's records have.

    `facts` are the (year, kind, level) of its public records, each once.
    """

    nam = django_filters.ChoiceFilter(
        field_name="year",
        label=pgettext_lazy("filter", "Year"),
        empty_label=_("All years"),
        error_messages={"invalid_choice": _("There is nothing of this year.")},
    )
    loai = django_filters.ChoiceFilter(
        method="of_kind",
        label=_("Kind of meeting"),
        empty_label=_("All kinds"),
        error_messages={"invalid_choice": _("There is no such kind here.")},
    )
    cap = django_filters.ChoiceFilter(
        method="of_level",
        label=pgettext_lazy("filter", "Level"),
        empty_label=_("All levels"),
        error_messages={"invalid_choice": _("There is no such level here.")},
    )

    class Meta:
        model = RecordCard
        fields: tuple[str, ...] = ()
        form = forms.Form

    def __init__(
        self,
        query: QueryDict,
        cards: RecordCardQuerySet,
        facts: Iterable[tuple[int, str, str]],
        level_labels: dict[str, Label],
    ) -> None:
        super().__init__(query, cards)
        years, kinds, tiers = _apart(facts)
        self.offer("nam", [(str(year), str(year)) for year in years[:MOST_YEARS]])
        self.offer(
            "loai",
            [(word, kind.label) for word, kind in KINDS.items() if kind in kinds],
        )
        self.offer(
            "cap",
            [
                (word, level_labels[tier])
                for word, tier in LEVELS.items()
                if tier in tiers
            ],
        )
        self.dress()

    def of_kind(self, cards: RecordCardQuerySet, _name: str, word: str) -> Any:
        return cards.filter(kind=KINDS[word])

    def of_level(self, cards: RecordCardQuerySet, _name: str, word: str) -> Any:
        return cards.filter(tier=LEVELS[word])


def _apart(
    facts: Iterable[tuple[int, str, str]],
) -> tuple[list[int], set[str], set[str]]:
    rows = list(facts)
    years = sorted({row[0] for row in rows}, reverse=True)
    return years, {row[1] for row in rows}, {row[2] for row in rows}
