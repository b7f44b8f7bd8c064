"""The register of official documents that Decree 42/2022 asks a unit to keep.

A document is registered as written: its number in whatever spelling it carries, its
issuers by the names they have on it. `number_key` is what the spellings of one number
have in common. That (issuer, kind, number, year) is unique is an invariant that
people are told of, not a constraint: joint plans have several issuers, and numbers
begin anew each year and in each body.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField, PlainTextField
from publishing.models import Publishable, PublishableQuerySet
from publishing.vietnamese import slugify_vi
from units.models import Body, Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

from ..numbers import number_key
from .stored_file import StoredFile


class OfficialDocumentQuerySet(UnitOwnedQuerySet, PublishableQuerySet):  # type: ignore[override]
    """Documents by what a user may do, and by whether readers see them."""


class OfficialDocument(UnitOwned, Publishable):
    """One document of a unit's register."""

    class Form(models.TextChoices):
        JOINT_PLAN = "joint_plan", _("Joint plan")
        PLAN = "plan", pgettext_lazy("form of a document", "Plan")
        RESOLUTION = "resolution", pgettext_lazy("form of a document", "Resolution")
        DECISION = "decision", pgettext_lazy("form of a document", "Decision")
        REPORT = "report", pgettext_lazy("form of a document", "Report")
        MINUTES = "minutes", pgettext_lazy("form of a document", "Minutes")
        NOTICE = "notice", pgettext_lazy("form of a document", "Notice")
        GUIDANCE = "guidance", _("Guidance")
        ACTION_PROGRAMME = "action_programme", _("Action programme")
        COORDINATION_PROGRAMME = "coordination_programme", _("Coordination programme")
        PROPOSAL = "proposal", pgettext_lazy("form of a document", "Proposal")
        LETTER = "letter", _("Official letter")
        DIRECTIVE = "directive", _("Directive")
        INVITATION = "invitation", _("Invitation")
        BYLAW = "bylaw", _("Community bylaw")
        OTHER = "other", pgettext_lazy("form of a document", "Other document")

    class Force(models.TextChoices):
        IN_FORCE = "in_force", _("In force")
        NOT_YET = "not_yet", _("Not yet in force")
        PARTLY = "partly", _("Partly out of force")
        ENDED = "ended", _("Out of force")

    grants = {
        Role.WRITER: ("view", "add", "change", "publish"),
        Role.EDITOR: (*ALL_ACTIONS, "publish"),
        Role.WARD_ADMIN: (*ALL_ACTIONS, "publish"),
        Role.LEADER: ("view",),
        Role.REVIEWER: ("view",),
    }

    form = models.CharField(_("form"), max_length=24, choices=Form.choices)
    number = LineField(
        _("number and symbol"),
        max_length=80,
        blank=True,
        help_text=_("As it stands on the document: 02/KHLT/UBND-UBMTTQ."),
    )
    number_key = models.CharField(max_length=80, blank=True, editable=False)
    summary = LineField(_("summary"), max_length=500)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    signer = LineField(_("signer"), max_length=100, blank=True)
    signer_post = LineField(_("post of the signer"), max_length=150, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="official_documents",
        null=True,
        blank=True,
        verbose_name=_("file"),
        help_text=_("Kept untouched, with its SHA-256."),
    )
    force = models.CharField(
        _("force"), max_length=10, choices=Force.choices, default=Force.IN_FORCE
    )
    replaces = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="replaced_by",
        blank=True,
        verbose_name=_("replaces"),
    )
    note = PlainTextField(_("note"), max_length=1000, blank=True)

    objects = OfficialDocumentQuerySet.as_manager()  # type: ignore[assignment, misc]
    history = HistoricalRecords(excluded_fields=["number_key"])

    class Meta(Publishable.Meta):
        verbose_name = _("official document")
        verbose_name_plural = _("register of documents")
        ordering = [F("issued_on").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(
                "unit",
                F("issued_on").desc(nulls_last=True),
                F("id").desc(),
                name="documents_official_newest",
                condition=Q(status="published"),
            ),
            models.Index(fields=["number_key"], name="documents_official_number"),
        ]
        constraints = [*Publishable.Meta.constraints]

    def __str__(self) -> str:
        """Form and number as people cite it: "Kế hoạch liên tịch số 02/KHLT"."""
        form = self.get_form_display()
        if not self.number:
            return f"{form}: {self.summary}"
        return str(_("%(form)s no. %(number)s") % {"form": form, "number": self.number})

    def get_absolute_url(self) -> str:
        return reverse(
            "documents:detail",
            args=[self.unit.slug, self.pk, slugify_vi(self.summary)],
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The key follows the number, whoever saves."""
        self.number_key = number_key(self.number)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.issued_on and self.effective_on and self.effective_on < self.issued_on:
            raise ValidationError(
                {"effective_on": _("A document takes effect on its day or later.")}
            )


class DocumentIssuer(models.Model):
    """A body that issued the document, as written on it, linked where known."""

    document = models.ForeignKey(
        OfficialDocument,
        models.CASCADE,
        related_name="issuers",
        verbose_name=_("document"),
    )
    name = LineField(_("issuer, as written"), max_length=200)
    body = models.ForeignKey(
        Body,
        models.SET_NULL,
        related_name="documents_issued",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
    )

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")
        ordering = ["document", "pk"]

    def __str__(self) -> str:
        return self.name
