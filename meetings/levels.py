"""What the levels are called of a unit: "Cấp phường" of a ward, "Cấp xã" of a commune."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from units.models import Unit, UnitKind, UnitTier

# Where nothing nearer is known.
USUAL = {
    UnitTier.PROVINCE: UnitKind.MUNICIPALITY,
    UnitTier.DISTRICT: UnitKind.URBAN_DISTRICT,
    UnitTier.COMMUNE: UnitKind.WARD,
    UnitTier.GROUP: UnitKind.RESIDENTIAL_GROUP,
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
