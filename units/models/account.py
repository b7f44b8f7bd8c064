"""Who signs in, and what each person is, where and until when.

Permissions are not stored: `units.backends` derives them from current memberships.
The membership's period decides who may write, not the unit's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField
from units.periods import Period, only_one_at_a_time
from units.roles import Role

from .body import Body, check_body_of_unit
from .unit import Unit


class UserManager(BaseUserManager["User"]):
    """Makes accounts; staff status is never given, it follows from memberships."""

    def create_user(
        self, username: str, password: str | None = None, **fields: Any
    ) -> User:
        if not username:
            raise ValueError("an account needs a user name")
        fields["email"] = self.normalize_email(fields.get("email"))
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, password: str | None = None, **fields: Any
    ) -> User:
        """Make a portal administrator."""
        return self.create_user(username, password, **{**fields, "is_superuser": True})


class User(AbstractUser):
    """An account of one person."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    full_name = LineField(_("full name"), max_length=100, blank=True)
    is_superuser = models.BooleanField(
        _("portal administrator"),
        default=False,
        help_text=_("May do everything in every unit."),
    )
    password_given_at = models.DateTimeField(
        _("one-time password given"),
        null=True,
        editable=False,
        help_text=_("Somebody else knows the password: it is changed at sign-in."),
    )
    second_factor_asked_at = models.DateTimeField(
        _("second step asked for since"), null=True, editable=False
    )

    # What a signed-in person still owes (units.second_factor); until then they may
    # do nothing. Set on the user of a request, never stored.
    owes: str = ""

    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name()

    @cached_property
    def is_staff(self) -> bool:  # type: ignore[override]
        """May enter the administration: portal administrator, or a member today."""
        if self.owes:
            return False
        if self.is_superuser:
            return True
        return bool(self.pk) and self._member_today()

    def _member_today(self) -> bool:
        return self.memberships.all().current(timezone.localdate()).exists()

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Person(User):
    """An account as the administrator of a ward sees it (`units.people`)."""

    class Meta:
        proxy = True
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff of the ward")
        ordering = ["username"]


class Membership(Period):
    """A role of a person in a unit over a period."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("account")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit")
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
        help_text=_("Where it matters for which body of the unit the person works."),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    valid_from = models.DateField(
        pgettext_lazy("period", "from"), default=timezone.localdate
    )

    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user__username", "unit_id", "role", "valid_from", "pk"]
        constraints = [
            *Period.Meta.constraints,
            only_one_at_a_time(
                "user",
                "unit",
                "role",
                name="units_membership_one_at_a_time",
                message=_("The person has this role there on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.unit}"

    def clean(self) -> None:
        super().clean()
        check_body_of_unit(self)
