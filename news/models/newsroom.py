"""How a unit's newsroom works: who may let an article out, and what readers may do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models import Role
from units.scoping import UnitOwned


class Newsroom(UnitOwned):
    """A unit's own rules; a unit without a row works by the defaults."""

    class Approval(models.TextChoices):
        ALONE = "alone", _("A writer publishes alone")
        TWO = "two", _("Somebody else approves each article")

    grants = {
        Role.WRITER: ("view",),
        Role.EDITOR: ("view",),
        Role.LEADER: ("view",),
        Role.WARD_ADMIN: ("view", "add", "change"),
    }

    approval = models.CharField(
        _("who publishes"),
        max_length=10,
        choices=Approval.choices,
        default=Approval.ALONE,
    )

    ratings = models.BooleanField(
        _("readers may rate articles"),
        default=True,
        help_text=_("Switched off, the stars given so far are not shown either."),
    )
    comments = models.BooleanField(
        _("readers may comment on articles"),
        default=True,
        help_text=_("Switched off, the comments so far are not shown either."),
    )

    class Meta:
        verbose_name = _("newsroom rules")
        verbose_name_plural = _("newsroom rules")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                name="news_newsroom_one_for_a_unit",
                violation_error_message=_("This unit has its rules already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.full_name}: {self.get_approval_display()}"

    @classmethod
    def needs_two(cls, unit_id: int) -> bool:
        """Whether an article of the unit must be approved by somebody else."""
        return cls.objects.filter(unit=unit_id, approval=cls.Approval.TWO).exists()

    @classmethod
    def of(cls, unit_id: int) -> Newsroom:
        """Return the unit's rules; the defaults, unsaved, where it has set none."""
        return cls.objects.filter(unit=unit_id).first() or cls(unit_id=unit_id)
