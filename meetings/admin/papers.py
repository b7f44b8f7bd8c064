"""Papers of a record on the desk: written as Word files, and their signed copies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from documents.inspection import check_file
from publishing.vietnamese import clean_line
from units.scoped_admin import UnitOwnedAdmin

from ..models import Conference, ConferencePaper
from ..papers import library, signed


class SignedCopyForm(forms.Form):
    """The file, what it is, and what the register is told of it."""

    role = forms.ChoiceField(
        label=_("What it is"), choices=ConferencePaper.Role.choices
    )
    file = forms.FileField(
        label=_("Signed copy"),
        help_text=_("PDF with the digital signature, or a scan. It is kept untouched."),
    )
    is_public = forms.BooleanField(
        label=_("Readers may download it"),
        required=False,
        help_text=_("Not for papers that show signatures of residents."),
    )
    registers = forms.BooleanField(
        label=_("Enter it in the register of documents"), required=False
    )
    number = forms.CharField(
        label=_("Number and symbol"),
        max_length=80,
        required=False,
        widget=AdminTextInputWidget,
    )
    issued_on = forms.DateField(
        label=_("Day of issue"), required=False, widget=AdminDateWidget
    )
    signer = forms.CharField(
        label=pgettext_lazy("of a document", "Signer"),
        max_length=100,
        required=False,
        widget=AdminTextInputWidget,
    )
    signer_post = forms.CharField(
        label=_("Post of the signer"),
        max_length=150,
        required=False,
        widget=AdminTextInputWidget,
    )

    def __init__(self, *args: Any, registers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not registers:
            for name in ("registers", "number", "issued_on", "signer", "signer_post"):
                del self.fields[name]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_file(file)
        return file

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("registers"):
            for name in ("number", "issued_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("The register needs this."))
        return data

    def registering(self) -> signed.Registering | None:
        data = self.cleaned_data
        if not data.get("registers"):
            return None
        texts = {
            name: clean_line(data[name]) for name in ("number", "signer", "signer_post")
        }
        return signed.Registering(issued_on=data["issued_on"], **texts)


class PaperPages(UnitOwnedAdmin):
    """Adds to the admin of records what writes papers and takes their signed copies."""

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path(
                "<int:pk>/van-ban/ban-da-ky/",
                page(self.signed_view),
                name="meetings_conference_signed",
            ),
            path(
                "<int:pk>/van-ban/<slug:name>/",
                page(self.paper_view),
                name="meetings_conference_paper",
            ),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Give the page what `_drafts.html` shows."""
        record = context.get("original")
        if record is not None:
            context |= papers_context(request, record)
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_safe)
    def paper_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Answer with the paper as a Word file, made of the rows as they are now."""
        record = self._record(request, pk)
        if name not in library.papers_of(record):
            raise Http404
        response = HttpResponse(
            library.written(record, name), content_type=library.DOCX
        )
        response["Content-Disposition"] = content_disposition_header(
            True, library.file_name(record, name)
        )
        response["Cache-Control"] = "no-store"
        return response

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def signed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a signed copy."""
        record = self._record(request, pk)
        if not signed.may_attach(request.user, record):
            raise PermissionDenied
        registers = signed.may_register(request.user, record)
        form = SignedCopyForm(
            request.POST or None,
            request.FILES or None,
            registers=registers,
            initial={"role": ConferencePaper.Role.RESOLUTION},
        )
        if request.method == "POST" and form.is_valid():
            answer = self._attach(request, record, form)
            if answer is not None:
                return answer
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload a signed copy"),
            "record": record,
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        template = "admin/meetings/conference/signed.html"
        return TemplateResponse(request, template, context)

    def _attach(
        self, request: HttpRequest, record: Conference, form: SignedCopyForm
    ) -> HttpResponse | None:
        """Keep the copy; None when storing it told what is wrong."""
        data = form.cleaned_data
        try:
            paper = signed.attach_signed(
                conference=record,
                role=data["role"],
                file=data["file"],
                by=request.user,
                is_public=data["is_public"],
                registering=form.registering(),
            )
        except ValidationError as fault:
            form.add_error(None, fault)
            return None
        self.message_user(request, _told(paper), messages.SUCCESS)
        back = reverse("admin:meetings_conference_change", args=[record.pk])
        return HttpResponseRedirect(back)

    def _record(self, request: HttpRequest, pk: int) -> Conference:
        rows = Conference.objects.viewable_by(request.user)
        rows = rows.select_related("unit", "campaign", "previous__unit")
        return get_object_or_404(rows, pk=pk)


def papers_context(request: HttpRequest, record: Conference) -> dict[str, Any]:
    """Return the papers that can be written, and whether a signed one can be added."""
    return {
        "record_papers": [
            (
                one.label,
                reverse("admin:meetings_conference_paper", args=[record.pk, name]),
            )
            for name, one in library.papers_of(record).items()
        ],
        "signed_papers": record.papers.filter(file__isnull=False).select_related(
            "file", "document"
        ),
        "may_attach_signed": signed.may_attach(request.user, record),
        "record": record,
    }


def _told(paper: ConferencePaper) -> str:
    if paper.document is None:
        return str(_("The signed copy is kept with the record."))
    url = reverse("admin:documents_officialdocument_change", args=[paper.document_id])
    return format_html(
        '{} <a href="{}">{}</a>',
        _("The signed copy is kept with the record, and entered in the register."),
        url,
        _("Check and publish it there"),
    )
