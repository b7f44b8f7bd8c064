"""A coordination programme on one screen: who, until when, what, and what came of it.

A client of `meetings.programmes`, which publishes, reviews and carries on. Parties
and tasks stand still after the final review; what led to it is then a record.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from documents.models import OfficialDocument
from publishing.numbers import whole_number
from publishing.vietnamese import format_date
from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin
from units.scoping import units_for

from .. import programme_files, programmes
from ..models import (
    Conference,
    Party,
    Programme,
    ProgrammeReview,
    Standing,
    Task,
)
from ..record_album import choose_pictures
from .article_choice import ArticleChoice
from .number_rows import NUMBERS, written_number
from .programme_form import ProgrammeForm, ReadOnlyForm
from .programme_import import ProgrammeImportPages
from .programme_page import desk_path, page_context, told_published
from .programme_review import ReviewPages
from .programme_rows import PartyRows, Screen, TaskRows
from .record_history import history_page

OFFERED = 300  # papers and records in a list to choose from
LOOKS = {Standing.AWAITS_REVIEW: "back", Standing.REVIEWED: "done"}


class StandingFilter(admin.SimpleListFilter):
    title = _("where it stands")
    parameter_name = "dang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Standing.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        return queryset.filter(standing=chosen) if chosen else queryset


@admin.register(Programme)
class ProgrammeAdmin(ArticleChoice, ReviewPages, ProgrammeImportPages, UnitOwnedAdmin):
    form = ProgrammeForm
    inlines = [PartyRows, TaskRows]
    change_form_template = "admin/meetings/programme/change_form.html"
    list_display = ["title", "year", "bodies", "until", "stands", "shown", "unit"]
    list_filter = [
        StandingFilter,
        "year",
        "layer",
        "status",
        ("unit", ScopedRelatedFilter),
    ]
    search_fields = ["title"]  # `get_search_results` says how
    search_help_text = _("A year, words of the title or a party: 2024, công an")
    autocomplete_fields = ["articles"]
    empty_value_display = _("not known")

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        rows = rows.with_standing().select_related("unit")
        return rows.prefetch_related("parties", *name_lookups("unit"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Every word is a year, or stands in the title or in a party's name."""
        for word in search_term[:200].split():
            found = Q(title__unaccent__icontains=word)
            found |= Q(
                pk__in=Party.objects.filter(name__unaccent__icontains=word).values(
                    "programme"
                )
            )
            if len(word) == 4 and whole_number(word) is not None:
                found |= Q(year=int(word))
            queryset = queryset.filter(found)
        return queryset, False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Programmes are deleted one by one, if at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=_("parties"))
    def bodies(self, programme: Programme) -> str:
        return "; ".join(party.name for party in programme.parties.all())

    @admin.display(description=_("until"), ordering="ends_on")
    def until(self, programme: Programme) -> str:
        return format_date(programme.ends_on)

    @admin.display(description=_("where it stands"))
    def stands(self, programme: Any) -> str:
        standing = Standing(programme.standing)
        look = LOOKS.get(standing, "")
        return format_html('<span class="status {}">{}</span>', look, standing.label)

    @admin.display(description=_("public"), boolean=True, ordering="status")
    def shown(self, programme: Programme) -> bool:
        return programme.is_public

    # Rights

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers ever saw is withdrawn, never deleted."""
        if obj is not None and obj.published_at is not None:
            return False
        return super().has_delete_permission(request, obj)

    def may_publish(self, request: HttpRequest, programme: Any) -> bool:
        return self._may(request, "publish", programme)

    # The page

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        writes = self._writes(request, obj)
        what: list[Any] = ["unit", "title", "layer", "year", ("starts_on", "ends_on")]
        how = ["conclusion", "conference", "concluded_on", "place", "document"]
        sections = [
            (_("Programme and term"), {"fields": what + ["seen"] * writes}),
            (_("Conclusion"), {"fields": how}),
        ]
        if writes:
            sections.append((_("Pictures"), {"fields": ["pictures"]}))
        return [*sections, (_("Articles"), {"fields": ["articles"]})]

    def _writes(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        request.programme = obj  # type: ignore[attr-defined]
        if not self._writes(request, obj):
            kwargs["form"] = ReadOnlyForm
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.user = request.user
        return made

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        initial["year"] = timezone.localdate().year
        named = whole_number(str(initial.get("conference", "")))
        records = Conference.objects.viewable_by(request.user)
        for record in records.filter(pk=named or 0):
            initial |= {"unit": record.unit_id, "year": record.year}
        return initial

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, NUMBERS):
            return written_number(db_field, **kwargs)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # shortcuts that lead astray
        if isinstance(field, forms.DateField):
            field.widget.attrs["placeholder"] = _("day/month/year")
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Papers and records of the programme's own unit."""
        if db_field.name not in ("document", "conference"):
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        model: Any = Conference if db_field.name == "conference" else OfficialDocument
        rows = model.objects.viewable_by(request.user).filter(
            unit__in=self._units(request)
        )
        shown = rows.select_related("unit").prefetch_related("unit__names")
        label = str(db_field.verbose_name)
        field = forms.ModelChoiceField(rows, required=False, label=label.capitalize())
        field.choices = [("", "—"), *((one.pk, str(one)) for one in shown[:OFFERED])]
        field.help_text = db_field.help_text
        return field

    def _units(self, request: HttpRequest) -> Any:
        programme = getattr(request, "programme", None)
        if programme is not None:
            return [programme.unit_id]
        return units_for(request.user, "meetings.add_programme")

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """The tasks are told whom the rows of parties, made before them, name."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, PartyRows):
            request.screen = Screen(request.user)  # type: ignore[attr-defined]
        elif self._writes(request, obj if obj.pk else None):
            kwargs["initial"] = inline.initial_rows(obj)
        kwargs["screen"] = request.screen  # type: ignore[attr-defined]
        return kwargs

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= page_context(self, request, context)
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Who saves waits for whoever does so now, and reads what that one left."""
        with transaction.atomic():
            if request.method == "POST" and object_id:
                programmes.lock(whole_number(unquote(object_id)))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """After parties and tasks: pictures, and what readers may have of it."""
        super().save_related(request, form, formsets, change)
        programme = form.instance
        pictures = form.cleaned_data["pictures"]
        choose_pictures(row=programme, pictures=pictures, by=request.user)
        if "_publish" in request.POST:
            programmes.publish(programme=programme, by=request.user)
        elif "_withdraw" in request.POST:
            programmes.withdraw(programme=programme, by=request.user)
        else:
            programme_files.show(programme)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._step_answer(request, obj) or super().response_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._step_answer(request, obj) or super().response_change(request, obj)

    def _step_answer(
        self, request: HttpRequest, programme: Programme
    ) -> HttpResponse | None:
        if "_publish" in request.POST:
            text = told_published(programme)
        elif "_withdraw" in request.POST:
            text = str(_("Withdrawn: readers no longer see it."))
        else:
            return None
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(desk_path(programme))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return history_page(
            self,
            request,
            object_id,
            title=_("History of the programme"),
            parts=[(Task, "programme"), (ProgrammeReview, "programme")],
        )
