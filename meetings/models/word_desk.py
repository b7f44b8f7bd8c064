"""How a unit takes residents' words."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models import Role
from units.scoping import UnitOwned

ANSWER_DAYS = 15


class WordDesk(UnitOwned):
    """A unit's own rules; a unit without a row works by the defaults."""

    grants = {
        Role.EDITOR: ("view",),
        Role.LEADER: ("view",),
        Role.WARD_ADMIN: ("view", "add", "change"),
    }

    is_open = models.BooleanField(
        _("takes residents' words"),
        default=True,
        help_text=_("Where it does not, the page says how to reach the unit instead."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer"),
        default=ANSWER_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    class Meta:
        verbose_name = _("rules for residents' words")
        verbose_name_plural = _("rules for residents' words")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                name="meetings_worddesk_one_for_a_unit",
                violation_error_message=_("This unit has its rules already."),
            ),
        ]

    def __str__(self) -> str:
        return self.unit.full_name
