"""Tiers and kinds of units: what stands on which level, and the word before a name.

A unit keeps its tier for life; its kind belongs to its name and may change (an
`xã` that becomes a `phường`). The glossary gives the words.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitTier(models.TextChoices):
    """The level of a unit; districts exist only until 30 June 2025."""

    PROVINCE = "province", _("Province level")
    DISTRICT = "district", _("District level")
    COMMUNE = "commune", _("Commune level")
    GROUP = "group", _("Residential group level")


class UnitKind(models.TextChoices):
    """What a unit is called by law, or by custom for residential groups."""

    PROVINCE = "province", pgettext_lazy("kind of unit", "Province")
    MUNICIPALITY = "municipality", pgettext_lazy("kind of unit", "Municipality")
    URBAN_DISTRICT = "urban_district", pgettext_lazy("kind of unit", "Urban district")
    RURAL_DISTRICT = "rural_district", pgettext_lazy("kind of unit", "Rural district")
    TOWN = "town", pgettext_lazy("kind of unit", "Town")
    PROVINCIAL_CITY = (
        "provincial_city",
        pgettext_lazy("kind of unit", "Provincial city"),
    )
    WARD = "ward", pgettext_lazy("kind of unit", "Ward")
    COMMUNE = "commune", pgettext_lazy("kind of unit", "Commune")
    TOWNSHIP = "township", pgettext_lazy("kind of unit", "Township")
    SPECIAL_ZONE = "special_zone", pgettext_lazy("kind of unit", "Special zone")
    RESIDENTIAL_GROUP = (
        "residential_group",
        pgettext_lazy("kind of unit", "Residential group"),
    )
    QUARTER = "quarter", pgettext_lazy("kind of unit", "Quarter")
    HAMLET_URBAN = "hamlet_urban", pgettext_lazy("kind of unit", "Urban hamlet")
    BLOCK = "block", pgettext_lazy("kind of unit", "Block")
    SUBZONE = "subzone", pgettext_lazy("kind of unit", "Subzone")
    VILLAGE = "village", pgettext_lazy("kind of unit", "Village")

    @property
    def tier(self) -> UnitTier:
        return TIER_OF_KIND[self]

    @property
    def word(self) -> Promise | str:
        """The word before a name: a municipality is plainly `Thành phố` there."""
        return _SHORT_WORDS.get(self, self.label)


KINDS_OF_TIER = {
    UnitTier.PROVINCE: (UnitKind.PROVINCE, UnitKind.MUNICIPALITY),
    UnitTier.DISTRICT: (
        UnitKind.URBAN_DISTRICT,
        UnitKind.RURAL_DISTRICT,
        UnitKind.TOWN,
        UnitKind.PROVINCIAL_CITY,
    ),
    UnitTier.COMMUNE: (
        UnitKind.WARD,
        UnitKind.COMMUNE,
        UnitKind.TOWNSHIP,
        UnitKind.SPECIAL_ZONE,
    ),
    UnitTier.GROUP: (
        UnitKind.RESIDENTIAL_GROUP,
        UnitKind.QUARTER,
        UnitKind.HAMLET_URBAN,
        UnitKind.BLOCK,
        UnitKind.SUBZONE,
        UnitKind.VILLAGE,
    ),
}
TIER_OF_KIND = {kind: tier for tier, kinds in KINDS_OF_TIER.items() for kind in kinds}

# An island district had no communes (Trường Sa had, Cồn Cỏ had not), so that its
# residential groups stood directly under it.
PARENT_TIERS = {
    UnitTier.PROVINCE: (),
    UnitTier.DISTRICT: (UnitTier.PROVINCE,),
    UnitTier.COMMUNE: (UnitTier.DISTRICT, UnitTier.PROVINCE),
    UnitTier.GROUP: (UnitTier.COMMUNE, UnitTier.DISTRICT),
}

_SHORT_WORDS = {
    UnitKind.MUNICIPALITY: pgettext_lazy("before a name", "City"),
    UnitKind.PROVINCIAL_CITY: pgettext_lazy("before a name", "City"),
}
