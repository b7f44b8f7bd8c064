"""The register of official documents that Decree 42/2022 asks a unit to keep.

A document is registered as written: its number in whatever spelling it carries, its
issuers by the names they have on it. `number_key` is what the spellings of one number
have in common. That (issuer, kind, number, year) is unique is an invariant that
people are told of, not a constraint: joint plans have several issuers, and numbers
begin anew each year and in each body.
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField, PlainTextField
from publishing.fulltext import Holds, Lexemes
from publishing.models import Publishable, PublishableQuerySet
from publishing.search_words import question, vector
from publishing.vietnamese import slugify_vi
from units.models import Body, Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

from ..numbers import number_key
from .stored_file import StoredFile


class OfficialDocumentQuerySet(UnitOwnedQuerySet, PublishableQuerySet):  # type: ignore[override]
    """Documents by what a user may do, and by whether readers see them."""

    def newest(self) -> Self:
        """The newest first; what has no day of issue stands at the end."""
        return self.order_by(F("issued_on").desc(nulls_last=True), "-pk")

    def before(self, day: datetime.date | None, pk: int) -> Self:
        """Those that follow the given place in `newest()` order (keyset paging)."""
        undated = Q(issued_on__isnull=True)
        if day is None:
            return self.filter(undated & Q(pk__lt=pk))
        earlier = Q(issued_on__lt=day) | Q(issued_on=day, pk__lt=pk)
        return self.filter(earlier | undated)

    def after(self, day: datetime.date | None, pk: int) -> Self:
        """Those that stand before the given place in `newest()` order."""
        if day is None:
            return self.filter(Q(issued_on__isnull=False) | Q(pk__gt=pk))
        return self.filter(Q(issued_on__gt=day) | Q(issued_on=day, pk__gt=pk))

    def numbered(self, text: str) -> Self:
        """Those whose number `text` spells, whole or its beginning.

        "02" finds all numbered 2, "2/khlt" those of that abbreviation whoever issued
        them, "KHLT" all with it; UBNTTQ does not find UBMTTQ.
        """
        key = number_key(text)
        if not key:
            return self.none()
        if not key[0].isdigit():
            return self.filter(Q(number_key=key) | Q(number_key__contains=f"/{key}"))
        begins = key if "/" in key else f"{key}/"
        return self.filter(Q(number_key=key) | Q(number_key__startswith=begins))

    def matching(self, text: str) -> Self:
        """Those whose number `text` spells, or that hold all its words, without marks."""
        asked = question(text)
        if not asked.phrases:
            return self.none()
        found = Q(pk__in=self.numbered(text).values("pk"))
        return self.filter(found | Q(Holds("words", asked.all_words())))

    def same_as(self, document: OfficialDocument) -> Self:
        """Others of the unit with the same form, number and year of issue.

        Whether the issuer is the same too is for people to see: plans have several.
        """
        year = document.issued_on.year if document.issued_on else None
        if not document.number or year is None:
            return self.none()
        return self.filter(
            unit=document.unit_id,
            form=document.form,
            number_key=number_key(document.number),
            issued_on__year=year,
        ).exclude(pk=document.pk)


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
    summary = LineField(pgettext_lazy("of a document", "summary"), max_length=500)
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
    words = SearchVectorField(null=True, editable=False)

    objects = OfficialDocumentQuerySet.as_manager()  # type: ignore[assignment, misc]
    history = HistoricalRecords(excluded_fields=["number_key", "words"])

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
            GinIndex(fields=["words"], name="documents_official_words"),
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
        """The key and the words that search finds follow the rest, whoever saves."""
        self.number_key = number_key(self.number)
        self.words = Lexemes(self._vector())
        super().save(*args, **kwargs)

    def remember(self) -> None:
        """Write anew the words that search finds; after a change of the issuers."""
        own = OfficialDocument.objects.filter(pk=self.pk)
        own.update(words=Lexemes(self._vector()))

    def _vector(self) -> str:
        """The words of its number, form, summary and issuers, with facts of the row."""
        issuers = self.issuers.values_list("name", flat=True) if self.pk else ()
        parts = [
            (self.number, "A"),
            (self.summary, "A"),
            (str(self.get_form_display()), "B"),
            ("\n".join([*issuers, self.signer]), "C"),
        ]
        facts = [f"u{self.unit_id}"]
        if self.issued_on:
            facts.append(f"y{self.issued_on.year}")
        return vector(parts, facts)

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.document.remember()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.document.remember()
        return deleted
