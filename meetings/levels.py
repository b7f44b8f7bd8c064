"""The words for levels, as a place uses them: 'Cấp tổ dân phố', 'Cấp phường'.

A rule says 'residential group' where one place says tổ dân phố, another khóm or thôn;
the name rows of the units say which word is used there on a day.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from publishing.vietnamese import spelled
from units.models import Unit, UnitKind, UnitTier
from units.models.naming import UnitName

LOOKUPS = ("unit__names", "unit__group_names")  # of rows that have a unit

# Where nothing nearer is known: on a page of one place, and of any place at all.
USUAL = {
    UnitTier.PROVINCE: UnitKind.MUNICIPALITY,
    UnitTier.DISTRICT: UnitKind.URBAN_DISTRICT,
    UnitTier.COMMUNE: UnitKind.WARD,
    UnitTier.GROUP: UnitKind.RESIDENTIAL_GROUP,
}
ANYWHERE = {
    **USUAL,
    UnitTier.PROVINCE: UnitKind.PROVINCE,
    UnitTier.DISTRICT: UnitKind.RURAL_DISTRICT,
}


def level_label(tier: str, word: str = "") -> str:
    """Return "Cấp phường"; `word` is what units of the level are called there."""
    called = word or str(UnitKind(USUAL[UnitTier(tier)]).word)
    return _("%(unit)s level") % {"unit": called.lower()}


def level_labels(unit: Unit, day: datetime.date | None = None) -> dict[str, str]:
    """The words for all levels, seen from a unit with loaded names."""
    labels = {str(tier): level_label(tier) for tier in USUAL}
    try:
        kind = UnitKind(unit.name_on(day).kind)
    except unit.names.model.DoesNotExist:
        return labels
    return {**labels, str(unit.tier): level_label(unit.tier, str(kind.word))}


def tier_label(tier: str, unit: Unit, day: datetime.date | None = None) -> str:
    """Return the level as `unit` calls it on `day`: "Cấp phường", "Cấp khóm".

    `unit` is that of the record, so for the level of groups it is the ward. Reads
    `unit.names` and `unit.group_names`: prefetch both for lists (`LOOKUPS`).
    """
    return level_label(tier, _kind_word(tier, unit, day))


def _kind_word(tier: str, unit: Unit, day: datetime.date | None) -> str:
    if tier == UnitTier.GROUP:
        return _group_word(unit, day)
    if tier == unit.tier:
        return _word_of(unit.name_on(day))
    return str(UnitKind(ANYWHERE[UnitTier(tier)]).word)


def _group_word(unit: Unit, day: datetime.date | None) -> str:
    """The word of most residential groups of `unit`; "tổ dân phố" without any."""
    names = unit.group_names.all()  # the oldest of each first
    newest: dict[int, UnitName] = {}
    for name in names:
        if day is None or name.first_day <= day or name.unit_id not in newest:
            newest[name.unit_id] = name
    words = [_word_of(name) for name in newest.values()]
    if not words:
        return str(UnitKind.RESIDENTIAL_GROUP.word)
    return max(sorted(set(words), key=spelled), key=words.count)


def _word_of(name: UnitName) -> str:
    return str(name.local_word or UnitKind(name.kind).word).lower()
