"""How often what the public sees of a unit has changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .unit import Unit


class Generation(models.Model):
    """A number that grows with every public change of a unit; a page names it.

    One row for each unit that ever changed, and one without unit for what concerns
    them all: names, parents, successions. Triggers of the database write it
    (units/generation_triggers.py), nothing else does. Rows outlive their unit: were
    one to go, the sum of all could come back to a number it had before.
    """

    unit = models.ForeignKey(
        Unit,
        models.DO_NOTHING,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
        editable=False,
        verbose_name=_("unit"),
    )
    number = models.BigIntegerField(_("number"), default=0, editable=False)

    class Meta:
        verbose_name = _("generation of pages")
        verbose_name_plural = _("generations of pages")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                nulls_distinct=False,
                name="units_generation_one_a_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id or '*'}: {self.number}"
