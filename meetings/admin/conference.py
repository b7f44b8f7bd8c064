"""A conference record on one screen, in the order in which a person thinks of it.

A client of `meetings.records`: rows may be written while entry is open, and the steps
are taken there. What the page shows is put together in `record_page`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from publishing.vietnamese import fold, format_date
from units.admin_input import PlainSelects
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from .. import corrections, group_sheet, levels, records, targets
from ..clause_reviews import hand_on_clauses, take_over_clauses
from ..kinds import MeetingKind
from ..models import Clause, ClauseReview, Conference, Figure, State
from ..models.conference import OPEN
from ..record_album import choose_pictures
from .article_choice import ArticleChoice
from .figure_rows import FigureRows, FigureValueField
from .number_rows import NUMBERS, written_number
from .papers import PaperPages
from .programme_conclude import ConcludePages
from .record_articles import begin_article_view
from .record_begin import BeginPages
from .record_form import RecordForm, about_fields
from .record_history import history_page
from .record_page import page_context, received_key
from .record_parts import (
    AgendaRows,
    BasisRows,
    ClauseRows,
    DelegationRows,
    OrganiserRows,
    PaperRows,
    PartnerRows,
    ReviewRows,
)
from .record_remarks import opening_of
from .record_steps import take_step
from .sheet import SheetPages

# How urgent a state looks in lists; the words say it too.
LOOKS = {State.RETURNED: "back", State.ACCEPTED: "done", State.SENT: "done"}


@admin.register(Conference)
class ConferenceAdmin(
    ArticleChoice,
    PlainSelects,
    BeginPages,
    SheetPages,
    PaperPages,
    ConcludePages,
    UnitOwnedAdmin,
):
    form = RecordForm
    change_form_template = "admin/meetings/conference/change_form.html"
    list_display = ["headline", "level", "day", "stands", "unit"]
    list_display_links = ["headline"]
    list_filter = [
        "state",
        "kind",
        "tier",
        "year",
        ("campaign", ScopedRelatedFilter),
        ("unit", ScopedRelatedFilter),
    ]
    search_fields = ["title"]  # `get_search_results` says how
    search_help_text = _("A year, a kind or words of the title: 2024, đại hội")
    ordering = [models.F("held_on").desc(nulls_last=True), "-year", "-pk"]
    autocomplete_fields = ["articles"]
    empty_value_display = _("not known")

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("unit", "campaign")
        return rows.prefetch_related(*levels.LOOKUPS)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Titles are mostly made of kind and year, which no column holds as words."""
        for word in search_term.split():
            if word.isascii() and word.isdigit() and len(word) == 4:
                queryset = queryset.filter(year=int(word))
        rest = " ".join(word for word in search_term.split() if not word.isdigit())
        if rest:
            kinds = [one for one in MeetingKind if fold(rest) in fold(str(one.label))]
            written = Q(title__unaccent__icontains=rest)
            queryset = queryset.filter(written | Q(kind__in=kinds))
        return queryset, False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Records are deleted one by one, if at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=_("record"), ordering="year")
    def headline(self, record: Conference) -> str:
        return record.full_title

    @admin.display(description=_("level"), ordering="tier")
    def level(self, record: Conference) -> str:
        return levels.tier_label(record.tier, record.unit, record.day)

    @admin.display(description=_("day"), ordering="held_on")
    def day(self, record: Conference) -> str:
        return format_date(record.held_on) if record.held_on else ""

    @admin.display(description=_("state"), ordering="state")
    def stands(self, record: Conference) -> str:
        look = LOOKS.get(State(record.state), "")
        words = record.get_state_display()
        return format_html('<span class="status {}">{}</span>', look, words)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A form that comes too late is told what became of the record meanwhile."""
        record: Any = self.get_object(request, object_id)
        is_late = request.method == "POST" and record is not None and not record.is_open
        if is_late and self.has_view_permission(request, record):
            raise PermissionDenied(group_sheet.closed_words(record))
        return super().change_view(request, object_id, *args, **kwargs)

    # Rights

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows stand still once the record is submitted."""
        if obj is None:
            return super().has_change_permission(request)
        return records.may_enter(request.user, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers ever saw, or a leader has to read, is not deleted."""
        if obj is not None and (obj.is_public or obj.state not in OPEN):
            return False
        return super().has_delete_permission(request, obj)

    # The page

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        when: list[Any] = [("held_on", "held_until"), ("starts_at", "part_of_day")]
        when.append("place")
        if obj.of_groups:
            when.append("parts_total")
        if self.has_change_permission(request, obj):
            when.append("seen")
        sections = [(_("Time and place"), {"fields": when})]
        if not obj.of_groups:
            sections.append((_("Resolution"), {"fields": ["threshold"]}))
        if self._takes_pictures(request, obj):
            sections.append((_("Pictures"), {"fields": ["pictures"]}))
        about = {"fields": about_fields(obj), "classes": ["collapse"]}
        return [
            *sections,
            (_("Articles"), {"fields": ["articles"]}),
            (_("Explanation"), {"fields": ["explanation"]}),
            (_("About this record"), about),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The kind is the campaign's; a returned record opens what was remarked on."""
        fixed = {"kind"} if obj is not None and obj.campaign_id else set()
        if obj is None or not obj.is_open:
            return tuple(fixed)
        opening = opening_of(request, obj)
        names = {name for name in targets.FIELDS if not opening.has_field(name)}
        if not opening.has_list("articles"):
            names.add("articles")
        return tuple(sorted(fixed | names))

    def _takes_pictures(self, request: HttpRequest, record: Any) -> bool:
        if not self.has_change_permission(request, record):
            return False
        return opening_of(request, record).has_list("pictures")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        if obj is None:
            return []
        first: list[Any] = [OrganiserRows, BasisRows]
        if obj.previous_id:
            first.insert(0, ReviewRows)
        if obj.of_groups:
            return [*first, FigureRows, PaperRows, PartnerRows]
        own = [DelegationRows, AgendaRows, FigureRows, ClauseRows, PaperRows]
        own.append(PartnerRows)
        return [*first, *own]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["form"] = ReadOnlyForm
        elif obj is not None and not self._takes_pictures(request, obj):
            kwargs["form"] = WithoutPicturesForm
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        if obj is not None:
            made.told = corrections.remarks_by_target(obj)
        return made

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "threshold":
            kwargs["form_class"] = FigureValueField
        if isinstance(db_field, NUMBERS):
            return written_number(db_field, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.has_add_permission(request, obj):
            kwargs["initial"] = inline.initial_rows(obj)
        return kwargs

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= page_context(request, context)
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Conference, form: Any, change: bool
    ) -> None:
        """Write what the form has, and nothing of the record's way."""
        locked = Conference.objects.select_for_update(of=("self",)).get(pk=obj.pk)
        if not records.may_enter(request.user, locked):
            raise PermissionDenied
        columns = {field.name for field in obj._meta.concrete_fields}
        written = [name for name in form.cleaned_data if name in columns]
        obj.save(update_fields=[*written, "kind", "updated_at"])

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if "pictures" in form.cleaned_data:
            choose_pictures(
                row=form.instance,
                pictures=form.cleaned_data["pictures"],
                by=request.user,
            )
        take_over_clauses(form.instance)
        hand_on_clauses(form.instance)
        attempt = request.POST.get("attempt", "")[:36]
        request.session[received_key(form.instance)] = attempt

    # Addresses

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/buoc/", page(take_step), name="meetings_conference_step"),
            path(
                "<int:pk>/viet-bai/",
                page(begin_article_view),
                name="meetings_conference_article",
            ),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return history_page(
            self,
            request,
            object_id,
            title=_("History of the record"),
            parts=[(model, "conference") for model in (Figure, Clause, ClauseReview)],
        )


class WithoutPicturesForm(RecordForm):
    """Of a returned record whose pictures nobody remarked on."""

    pictures = None  # type: ignore[assignment]


class ReadOnlyForm(RecordForm):
    """No hidden field of a form that cannot be sent."""

    seen = None  # type: ignore[assignment]
    pictures = None  # type: ignore[assignment]
