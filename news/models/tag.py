"""Tags: words under which a unit's articles are found, whatever their section."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField
from publishing.vietnamese import clean_line, fold
from units.models import Role
from units.scoping import UnitOwned

LONGEST_TAG = 60


def tag_address(name: str) -> str:
    """Return the address word of a tag, by which spellings are compared; "" for none.

    "Đại đoàn kết", "đại đoàn kết" and "dai doan ket" have the same.
    """
    return "-".join(re.findall("[a-z0-9]+", fold(name)))[:80].strip("-")


def parted(text: str) -> list[str]:
    """Return the tags of a line "a, b, c", each once, in the order typed."""
    names = filter(None, map(clean_line, re.split("[,;\n]", text)))
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(tag_address(name) or name, name)
    return list(found.values())


class Tag(UnitOwned):
    """One word or phrase of one unit, in the spelling in which it was first used."""

    grants = {
        Role.WRITER: ("view",),
        Role.EDITOR: ("view", "change"),
        Role.WARD_ADMIN: ("view", "change"),
        Role.LEADER: ("view",),
        Role.REVIEWER: ("view",),
    }

    name = LineField(_("name"), max_length=LONGEST_TAG)
    slug = models.SlugField(_("address"), max_length=80, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "slug"],
                name="news_tag_slug_is_unique_in_its_unit",
                violation_error_message=_("This unit already has such a tag."),
            ),
            models.CheckConstraint(
                condition=models.Q(slug__gt=""), name="news_tag_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:tag", args=[self.unit.slug, self.slug])

    def clean(self) -> None:
        """Another spelling keeps the address; another word would be another tag."""
        address = tag_address(self.name or "")
        if not address:
            raise ValidationError({"name": _("Write at least one letter or digit.")})
        if self.slug and address != self.slug:
            raise ValidationError(
                {"name": _("Only capitals and marks may change: the word stays.")}
            )
        self.slug = address
