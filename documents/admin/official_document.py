"""The register on the desk: written, published, withdrawn; a client of `register`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from publishing.numbers import whole_number
from publishing.vietnamese import clean_line, format_date
from units.admin_input import PlainSelects, RowsPicker
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin, narrowed
from units.scoping import permission_name, scope_of

from .. import register
from ..forms import IssuerRows, OfficialDocumentForm
from ..models import DocumentIssuer, OfficialDocument
from ..services import store_file
from ..templatetags.documents import file_size

MOST_HINTS = 5


class IssuerInline(admin.TabularInline):
    model = DocumentIssuer
    formset = IssuerRows
    extra = 0
    min_num = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Issuers are part of their document: whose it is decides."""
        return _holds(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _holds(request, "add" if obj is None else "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        request.document = obj  # type: ignore[attr-defined]
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Bodies of the document's unit; of all own units before it has one."""
        bodies = narrowed(db_field.remote_field.model.objects.all(), request.user)
        document = getattr(request, "document", None)
        if document is not None:
            bodies = bodies.filter(unit=document.unit_id)
        bodies = bodies.select_related("kind", "unit").prefetch_related("unit__names")
        return super().formfield_for_foreignkey(
            db_field, request, queryset=bodies, **kwargs
        )


@admin.register(OfficialDocument)
class OfficialDocumentAdmin(PlainSelects, UnitOwnedAdmin):
    form = OfficialDocumentForm
    inlines = [IssuerInline]
    change_form_template = "admin/documents/officialdocument/change_form.html"
    list_display = ["summary", "cited", "issued", "force", "is_shown", "unit"]
    list_filter = ["status", "form", "force", ("unit", ScopedRelatedFilter)]
    search_fields = ["summary"]  # get_search_results has its own way
    search_help_text = _("By number in any spelling, or by words without marks")
    date_hierarchy = "issued_on"
    autocomplete_fields = ["replaces"]
    actions = ["publish_selected", "withdraw_selected"]
    readonly_fields = ["stored"]
    fieldsets = [
        (None, {"fields": ["unit", "form", "number", "summary", "issued_on"]}),
        (_("File"), {"fields": ["stored", "upload"]}),
        (_("Signing"), {"fields": ["signer", "signer_post"]}),
        (
            pgettext_lazy("of a document", "Force"),
            {"fields": ["effective_on", "force", "replaces", "ends_replaced", "note"]},
        ),
    ]

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).defer("words")
        return rows.select_related("unit", "file").prefetch_related("unit__names")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        text = clean_line(search_term[:400])
        return (queryset.matching(text) if text else queryset), False

    @admin.display(description=_("number and symbol"), ordering="number_key")
    def cited(self, document: OfficialDocument) -> str:
        form = document.get_form_display()
        return f"{document.number} – {form}" if document.number else form

    @admin.display(description=_("issued on"), ordering="issued_on")
    def issued(self, document: OfficialDocument) -> str:
        return format_date(document.issued_on) if document.issued_on else ""

    @admin.display(description=_("public"), boolean=True, ordering="status")
    def is_shown(self, document: OfficialDocument) -> bool:
        return document.is_public

    @admin.display(description=_("file kept"))
    def stored(self, document: OfficialDocument) -> str:
        if not document.file:
            return gettext("none yet")
        file = document.file
        return format_html(
            '<a href="{}">{}</a> ({})<br>SHA-256: <code>{}</code>',
            file.get_absolute_url(),
            file.name,
            file_size(file.size),
            file.sha256,
        )

    # Forms

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, "unit")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever only reads is offered no field to fill in."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        form_only = {"upload", "ends_replaced"}
        return [
            (
                name,
                {"fields": [one for one in options["fields"] if one not in form_only]},
            )
            for name, options in fieldsets
        ]

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """What is replaced: among the documents that the user may see."""
        rows = narrowed(db_field.remote_field.model.objects.all(), request.user)
        picker = RowsPicker(db_field, self.admin_site)
        return super().formfield_for_manytomany(
            db_field, request, queryset=rows, widget=picker, **kwargs
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        document = self.get_object(request, object_id) if object_id else None
        context = (extra_context or {}) | {
            "document": document,
            "may_publish": document is None
            or register.may_publish(request.user, document),
        }
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except ValidationError as fault:
            # Only storing could tell (disk full, quota, a race). Nothing was stored:
            # show the form again with what was typed and the reason.
            request.fault = fault  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.fault = getattr(request, "fault", None)
        return form

    def save_model(
        self, request: HttpRequest, obj: OfficialDocument, form: Any, change: bool
    ) -> None:
        file = form.cleaned_data.get("upload")
        if file:
            obj.file = store_file(unit=obj.unit, file=file, by=request.user)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """After the issuers: publish, bring files in step, tell what looks wrong."""
        super().save_related(request, form, formsets, change)
        document = form.instance
        if form.cleaned_data.get("ends_replaced"):
            register.end_replaced(document=document, by=request.user)
        if "_publish" in request.POST:
            register.publish_document(document=document, by=request.user)
        elif "_withdraw" in request.POST:
            register.withdraw_document(document=document, by=request.user)
        else:
            register.show_file(document)
        self._warn(request, document)

    def _warn(self, request: HttpRequest, document: OfficialDocument) -> None:
        if twins := register.twins(document):
            text = _("The register has this number of this form and year already:")
            self._name(request, text, twins)
        if old := register.outlived(document):
            text = _(
                "Replaced by this document but not marked as out of force: tick the box"
                " under “Force” if they are."
            )
            self._name(request, text, old)

    def _name(
        self, request: HttpRequest, text: Any, documents: list[OfficialDocument]
    ) -> None:
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((_desk_path(one), str(one)) for one in documents),
        )
        self.message_user(request, format_html("{} {}", text, links), messages.WARNING)

    # Answers

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._step_answer(request, obj) or super().response_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._step_answer(request, obj) or super().response_change(request, obj)

    def _step_answer(
        self, request: HttpRequest, document: OfficialDocument
    ) -> HttpResponse | None:
        if "_publish" in request.POST:
            text = format_html(
                '{} <a href="{}">{}</a>',
                _("Published."),
                document.get_absolute_url(),
                _("Read it on the portal"),
            )
            self.message_user(request, text, messages.SUCCESS)
            if document.file is None:
                warning = _("It has no file yet: readers can only see its attributes.")
                self.message_user(request, warning, messages.WARNING)
        elif "_withdraw" in request.POST:
            told = _("Withdrawn: readers no longer see it.")
            self.message_user(request, told, messages.SUCCESS)
        else:
            return None
        return HttpResponseRedirect(_desk_path(document))

    # Others of one number, while it is being typed

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.same_number_view)
        here = path("cung-so/", view, name="documents_officialdocument_same_number")
        return [here, *super().get_urls()]

    def same_number_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with the documents whose number is the same, as links."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number = clean_line(request.GET.get("so", "")[:400])
        rows: Any = self.get_queryset(request)
        rows = rows.numbered(number)
        own = whole_number(request.GET.get("tru", ""))
        rows = rows.exclude(pk=own) if own is not None else rows
        found = [
            {"text": f"{one} – {one.unit}", "url": _desk_path(one)}
            for one in rows.newest()[:MOST_HINTS]
        ]
        answer = JsonResponse({"documents": found})
        answer["Cache-Control"] = "no-store"
        return answer

    # Removal and actions on several

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever public is withdrawn, never deleted."""
        if obj is not None and obj.published_at is not None:
            return False
        return super().has_delete_permission(request, obj)

    @admin.action(description=_("Publish the chosen documents"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = _each(queryset, register.publish_document, request.user)
        self._tell(request, _("Published: %(count)s"), done)

    @admin.action(description=_("Withdraw the chosen documents"))
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = queryset.filter(status="published")
        done = _each(chosen, register.withdraw_document, request.user)
        self._tell(request, _("Withdrawn: %(count)s"), done)

    def _tell(self, request: HttpRequest, text: Any, count: int) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, text % {"count": count}, level)


def _holds(request: HttpRequest, action: str, document: Any) -> bool:
    permission = permission_name(OfficialDocument, action)
    unit_id = document.unit_id if document is not None else None
    return scope_of(request.user).holds(permission, unit_id)


def _each(documents: QuerySet, step: Any, by: Any) -> int:
    """Take a step with each document that allows it; return how many did."""
    done = 0
    for document in documents:
        try:
            with transaction.atomic():
                step(document=document, by=by)
            done += 1
        except (ValidationError, PermissionDenied):
            continue  # told by the number
    return done


def _desk_path(document: OfficialDocument) -> str:
    return reverse("admin:documents_officialdocument_change", args=[document.pk])
