"""A resident's word to a unit: what was sent, what became of it, what others may read.

What was sent (name, contact, place, text) is for the unit's people alone and is
removed in time. Others read `public_text`, which the staff write from it, and only
together with the answer.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.fields import LineField, PlainTextField
from publishing.models import Publishable, PublishableQuerySet
from units.models import Body, Role
from units.models.body import check_body_of_unit
from units.scoping import UnitOwned, UnitOwnedQuerySet

LONGEST_TEXT = 4000
PRIVATE_FIELDS = ("name", "contact", "place", "text")


class ResidentWordQuerySet(UnitOwnedQuerySet, PublishableQuerySet):  # type: ignore[override]
    """`public()` comes from `publishing`: it is the one definition of 'published'."""

    def waiting(self) -> Self:
        """Those that nobody has closed yet."""
        return self.filter(state__in=ResidentWord.OPEN)

    def overdue(self, today: object = None) -> Self:
        """Open ones past the day by which an answer was promised."""
        return self.waiting().filter(due_on__lt=today or timezone.localdate())


class ResidentWord(UnitOwned, Publishable):
    """One message. Written by `meetings.words` alone."""

    class Field(models.TextChoices):
        ENVIRONMENT = "environment", _("Hygiene and environment")
        ORDER = "order", _("Urban order, pavements")
        TRAFFIC = "traffic", _("Traffic")
        SECURITY = "security", _("Security and order")
        FIRE = "fire", _("Fire safety")
        BUILDING = "building", _("Land and building")
        PROCEDURES = "procedures", _("Procedures and public services")
        WELFARE = "welfare", _("Health, education, welfare")
        CULTURE = "culture", _("Culture and community life")
        OTHER = "other", pgettext_lazy("field of life", "Other")

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("resident's word", "New")
        ACCEPTED = "accepted", pgettext_lazy("resident's word", "Accepted")
        ANSWERED = "answered", pgettext_lazy("resident's word", "Answered")
        ELSEWHERE = "elsewhere", _("Not within our competence")
        DECLINED = "declined", _("Not to be shown")

    OPEN = (State.NEW, State.ACCEPTED)

    # It holds what people say of themselves: who only writes articles never sees it.
    grants = {
        Role.EDITOR: ("view", "change"),
        Role.WARD_ADMIN: ("view", "change", "erase"),
        Role.LEADER: ("view", "change"),
    }

    field = models.CharField(_("field of life"), max_length=12, choices=Field.choices)
    name = LineField(_("name"), max_length=100, blank=True)
    contact = LineField(_("phone or e-mail"), max_length=120, blank=True)
    place = LineField(_("place"), max_length=200, blank=True)
    text = PlainTextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    code_digest = models.CharField(max_length=64, unique=True, editable=False)

    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.NEW
    )
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    body = models.ForeignKey(
        Body,
        models.SET_NULL,
        related_name="resident_words",
        null=True,
        blank=True,
        verbose_name=_("responsible body"),
    )
    answer = PlainTextField(
        _("answer"),
        max_length=8000,
        blank=True,
        help_text=_("Whoever has the code reads it; everybody, once it is published."),
    )
    public_text = PlainTextField(
        _("text for everybody"),
        max_length=LONGEST_TEXT,
        blank=True,
        help_text=_(
            "The matter in your own words, without names, phone numbers, house numbers"
            " or anything else that tells who wrote."
        ),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="words_answered",
        null=True,
        editable=False,
        verbose_name=_("answered by"),
    )
    erased_at = models.DateTimeField(
        _("personal data removed at"), null=True, editable=False
    )

    objects = ResidentWordQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(Publishable.Meta):
        verbose_name = _("resident's word")
        verbose_name_plural = _("residents' words")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(
                "unit",
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="meetings_word_unit_newest",
                condition=Q(status="published"),
            ),
            models.Index(
                fields=["unit", "state", "due_on"], name="meetings_word_waiting"
            ),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(
                    public_text__gt="",
                    answer__gt="",
                    state__in=["answered", "elsewhere"],
                ),
                name="meetings_residentword_public_one_has_text_and_answer",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", contact="", place="", text=""),
                name="meetings_residentword_erased_one_is_empty",
            ),
        ]

    def __str__(self) -> str:
        """Never what was sent: this stands in logs, lists and titles."""
        return str(_("Word no. %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:words', args=[self.unit.slug])}#y-kien-{self.pk}"

    def clean(self) -> None:
        check_body_of_unit(self)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and bool(self.due_on and self.due_on < timezone.localdate())
