"""Who held a meeting, who came, what was heard, and the papers it left."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import OfficialDocument, StoredFile
from publishing.fields import LineField
from units.models import Body

from ..kinds import Part
from .conference import Conference


class Organiser(models.Model):
    """A body that held the meeting, as written, linked where it is known."""

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="organisers"
    )
    name = LineField(_("body, as written"), max_length=200)
    body = models.ForeignKey(
        Body,
        models.SET_NULL,
        related_name="meetings_held",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
    )
    part = models.CharField(
        _("part"), max_length=12, choices=Part.choices, default=Part.LEADS
    )

    class Meta:
        verbose_name = _("organising body")
        verbose_name_plural = _("organising bodies")
        ordering = ["conference", "pk"]

    def __str__(self) -> str:
        return self.name


class Delegation(models.Model):
    """Those who took part: bodies and posts. Only officials are named, as written."""

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="composition"
    )
    name = LineField(
        _("body or post"),
        max_length=300,
        help_text=_("Cell secretaries; heads of groups; representatives of households"),
    )
    person = LineField(
        _("official's name"),
        max_length=150,
        blank=True,
        help_text=_("Only of an official in post. Residents are never named."),
    )
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True)

    class Meta:
        verbose_name = _("participants")
        verbose_name_plural = _("composition")
        ordering = ["conference", "pk"]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """A point of the agenda, with the paper that was heard."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = LineField(_("item"), max_length=400)
    presenter = LineField(
        _("presented by"),
        max_length=150,
        blank=True,
        help_text=_("Body or post."),
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["conference", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class ConferencePaper(models.Model):
    """A document of the meeting: of the register, a stored file, or cited only."""

    class Role(models.TextChoices):
        BASIS = "basis", pgettext_lazy("paper", "Basis")
        RESULTS = "results", _("Report on results")
        ACTION_PROGRAMME = "action_programme", _("Action programme")
        OPINIONS = "opinions", _("Summary of opinions")
        DRAFT_RESOLUTION = "draft_resolution", _("Draft resolution")
        RESOLUTION = "resolution", pgettext_lazy("paper", "Resolution")
        MINUTES = "minutes", pgettext_lazy("paper", "Minutes")
        REPORT = "report", _("Report to the level above")
        OTHER = "other", pgettext_lazy("paper", "Other paper")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="papers")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    text = LineField(
        _("as cited"),
        max_length=400,
        blank=True,
        help_text=_("As the source names it; without a number where it has none."),
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    document = models.ForeignKey(
        OfficialDocument,
        models.SET_NULL,
        related_name="conference_papers",
        null=True,
        blank=True,
        verbose_name=_("in the register"),
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="conference_papers",
        null=True,
        blank=True,
        verbose_name=_("file"),
    )
    is_public = models.BooleanField(
        _("readers may download it"),
        default=False,
        help_text=_("Minutes with signatures of residents stay with the ward."),
    )

    class Meta:
        verbose_name = _("paper of the meeting")
        verbose_name_plural = _("papers of the meeting")
        ordering = ["conference", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__gt="")
                | Q(document__isnull=False)
                | Q(file__isnull=False),
                name="meetings_conferencepaper_is_something",
                violation_error_message=_(
                    "Cite the paper, choose it, or add its file."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.text or str(self.document or self.file or "")
