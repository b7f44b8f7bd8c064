"""Residents' words on the desk: read, answered, published; a client of `words`.

Whoever opens one sees what somebody said of themselves, so each opening is recorded.
Lists, titles and logs show nothing of it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units import audit
from units.models import AuditAction
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin, UnitOwnedForm

from .. import words
from ..models import ResidentWord
from ..models.resident_word import PRIVATE_FIELDS
from .due import DueFilter, due_day
from .word_opinion import take_up_page

# The words themselves first: whoever opens the page came to read them.
ABOUT_IT = ("field", "received_at", "unit", "erased_at")
SENT_FIELDS = (*reversed(PRIVATE_FIELDS), *ABOUT_IT)


class HandlingForm(UnitOwnedForm):
    """What the desk decides; the rules are those of `words.deal_with`."""

    is_shown = BooleanField(
        label=_("Publish the text for everybody with the answer"), required=False
    )

    class Meta:
        model = ResidentWord
        fields = ["state", "due_on", "body", "answer", "public_text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shown"].initial = self.instance.is_public
        if "body" in self.fields:
            bodies: Any = self.fields["body"]
            bodies.queryset = bodies.queryset.filter(unit=self.instance.unit_id)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for name, fault in words.faults_of(self.instance, self.handling()).items():
                self.add_error(name, fault)
        return data

    def handling(self) -> words.Handling:
        names = ("state", "due_on", "body", "answer", "public_text", "is_shown")
        return words.Handling(**{name: self.cleaned_data[name] for name in names})

    def _post_clean(self) -> None:
        """Let the service write the row; Django would check half of a change here."""


@admin.register(ResidentWord)
class ResidentWordAdmin(UnitOwnedAdmin):
    form = HandlingForm
    list_display = [
        "number",
        "field",
        "state",
        "received_at",
        "due",
        "is_shown",
        "unit",
    ]
    list_display_links = ["number"]
    list_filter = [DueFilter, "state", "field", ("unit", ScopedRelatedFilter)]
    search_fields = ["public_text__unaccent__icontains"]
    search_help_text = _("Search in the texts for everybody")
    actions = ["take_up_selected", "erase_selected"]
    empty_value_display = _("none")
    readonly_fields = ["field", "received_at", *PRIVATE_FIELDS, "erased_at"]
    fieldsets = [
        (
            _("What was sent: for us alone"),
            {"fields": SENT_FIELDS},
        ),
        (_("What we do"), {"fields": ["state", "due_on", "body", "answer"]}),
        (_("What everybody may read"), {"fields": ["public_text", "is_shown"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("unit")
        return rows.prefetch_related("unit__names")

    @admin.display(description=_("number"), ordering="pk")
    def number(self, word: ResidentWord) -> str:
        return str(word)

    @admin.display(description=_("answer due on"), ordering="due_on")
    def due(self, word: ResidentWord) -> str:
        return due_day(word)

    @admin.display(description=_("public"), boolean=True, ordering="status")
    def is_shown(self, word: ResidentWord) -> bool:
        return word.is_public

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (
            fields
            if self.has_change_permission(request, obj)
            else (*fields, "is_shown")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Residents write them, nobody else."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are emptied, so that what was answered stays true."""
        return False

    def has_take_up_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("meetings.add_opinion")

    @admin.action(
        description=_("Enter among the opinions of a conference"),
        permissions=["take_up"],
    )
    def take_up_selected(
        self, request: HttpRequest, queryset: Any
    ) -> HttpResponse | None:
        """Ask which record they belong to; only what staff wrote of them is copied."""
        return take_up_page(self, request, queryset)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "erase", None)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Record that the person has now read what was sent."""
        word = context.get("original")
        if word is not None and word.erased_at is None:
            audit.record(
                AuditAction.WORD_READ,
                by=request.user,
                unit=word.unit_id,
                subject=str(word),
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: ResidentWord, form: Any, change: bool
    ) -> None:
        words.deal_with(word=obj, handling=form.handling(), by=request.user)

    @admin.action(
        description=_("Remove personal data of the chosen words"), permissions=["erase"]
    )
    def erase_selected(self, request: HttpRequest, queryset: Any) -> None:
        """On a resident's wish, or earlier than the clock would."""
        chosen = queryset.allowed(request.user, "erase").filter(erased_at=None)
        done = 0
        for word in chosen:
            words.erase(word=word, by=request.user, at=timezone.now())
            done += 1
        level = messages.SUCCESS if done else messages.WARNING
        text = _("Personal data removed: %(count)s") % {"count": done}
        self.message_user(request, text, level)
