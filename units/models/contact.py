"""Whom residents can reach: post, name, telephone, e-mail, office hours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField
from units.roles import Role
from units.scoping import ALL_ACTIONS, UnitOwned

from .body import Body, check_body_of_unit


class Contact(UnitOwned):
    """An official in post or an office of a unit; only what may be published."""

    grants = {Role.WARD_ADMIN: ALL_ACTIONS, Role.LEADER: ["view"]}

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="contacts",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
    )
    post = LineField(_("post or office"), max_length=150)
    name = LineField(_("full name"), max_length=100, blank=True)
    phone = LineField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    office_hours = LineField(_("office hours"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.post}: {self.name}" if self.name else self.post

    def clean(self) -> None:
        super().clean()
        check_body_of_unit(self)
