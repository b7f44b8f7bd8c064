"""Interim and final reviews of a programme, and the next year's copy, as pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import all_valid
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from units.scoped_admin import UnitOwnedAdmin

from .. import programmes
from ..models import Conference, Programme, ProgrammeReview, Task, TaskJudgement
from .programme_page import desk_path

Kind = ProgrammeReview.Kind
OFFERED = 300  # records of the unit to choose from


class ReviewForm(forms.ModelForm):
    class Meta:
        model = ProgrammeReview
        fields = ["held_on", "conference", "summary", "assessment"]
        widgets = {
            "held_on": AdminDateWidget(
                attrs={"placeholder": gettext_lazy("day/month/year")}
            ),
            "summary": forms.Textarea(attrs={"rows": 5}),
            "assessment": AdminTextInputWidget,
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["conference"]
        own = Conference.objects.viewable_by(user)
        field.queryset = own.filter(unit=self.instance.programme.unit_id)
        shown = field.queryset.select_related("unit").prefetch_related("unit__names")
        field.choices = [("", "—"), *((row.pk, str(row)) for row in shown[:OFFERED])]


class JudgementForm(forms.ModelForm):
    """What is found of one task; of a final review none may stay open."""

    class Meta:
        model = TaskJudgement
        fields = ["verdict", "note"]
        widgets = {"verdict": forms.RadioSelect, "note": AdminTextInputWidget}

    def __init__(self, *args: Any, task: Task, must: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task
        verdict: Any = self.fields["verdict"]
        verdict.required = must
        verdict.error_messages["required"] = _("Judge this task before the review.")
        verdict.choices = TaskJudgement.Verdict.choices
        if not must:
            unsaid = _("Not judged yet")
            verdict.choices = [("", unsaid), *TaskJudgement.Verdict.choices]

    def clean(self) -> Any:
        data: Any = super().clean()
        if data.get("note") and not data.get("verdict") and not self.errors:
            self.add_error("verdict", _("A note needs its judgement."))
        return data


class ReviewPages(UnitOwnedAdmin):
    """The pages of a programme on which it is reviewed and carried on."""

    def get_urls(self) -> list[Any]:
        def page(address: str, view: Any, name: str) -> Any:
            wrapped = self.admin_site.admin_view(view)
            return path(address, wrapped, name=f"meetings_programme_{name}")

        return [
            page("<int:pk>/so-ket/", self.interim_view, "interim"),
            page("<int:pk>/tong-ket/", self.final_view, "final"),
            page("<int:pk>/danh-gia/<int:review>/", self.review_view, "review"),
            page("<int:pk>/danh-gia/<int:review>/xoa/", self.drop_view, "drop_review"),
            page("<int:pk>/nam-sau/", self.carry_on_view, "carry_on"),
            *super().get_urls(),
        ]

    # Rights

    def has_reopen_permission(self, request: HttpRequest, programme: Any) -> bool:
        """Whether the user takes reviews away, which opens tasks and parties again."""
        return self._may(request, "delete", programme)

    def may_add_here(self, request: HttpRequest, programme: Any) -> bool:
        return self._may(request, "add", programme)

    def _programme(self, request: HttpRequest, pk: int) -> Programme:
        return get_object_or_404(self.get_queryset(request), pk=pk)

    # Reviews

    def interim_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        programme = self._programme(request, pk)
        review = ProgrammeReview(programme=programme, kind=Kind.INTERIM)
        return self._review_page(request, review)

    def final_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The programme's one final review: begun, or opened again."""
        programme = self._programme(request, pk)
        held = programme.reviews.filter(kind=Kind.FINAL).first()
        review = held or ProgrammeReview(programme=programme, kind=Kind.FINAL)
        return self._review_page(request, review)

    def review_view(self, request: HttpRequest, pk: int, review: int) -> HttpResponse:
        programme = self._programme(request, pk)
        return self._review_page(
            request, get_object_or_404(programme.reviews, pk=review)
        )

    def _review_page(
        self, request: HttpRequest, review: ProgrammeReview
    ) -> HttpResponse:
        if not self.has_change_permission(request, review.programme):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else None
        form = ReviewForm(sent, instance=review, user=request.user)
        rows: list[Any] = judgement_forms(review, sent)
        every: list[Any] = [form, *rows]
        is_sound = sent is not None and all_valid(every)
        if is_sound and self._keep(request, form, rows):
            told = _("Saved: %(review)s.") % {"review": review}
            messages.success(request, told)
            return HttpResponseRedirect(desk_path(review.programme) + "#part-reviews")
        context = {
            **self.admin_site.each_context(request),
            "title": review.get_kind_display(),
            "opts": self.opts,
            "programme": review.programme,
            "review": review,
            "form": form,
            "rows": rows,
            "media": self.media + form.media,
        }
        template = "admin/meetings/programme/review.html"
        return TemplateResponse(request, template, context)

    def _keep(self, request: HttpRequest, form: Any, rows: list[Any]) -> bool:
        verdicts = {
            row.task: (row.cleaned_data["verdict"], row.cleaned_data["note"])
            for row in rows
        }
        review, is_new = form.instance, form.instance.pk is None
        try:
            programmes.record_review(review=review, verdicts=verdicts, by=request.user)
        except ValidationError as fault:
            form.add_error(None, fault.messages)
            return False
        told = {"name": str(review._meta.verbose_name), "object": str(review)}
        done = {"added": told} if is_new else {"changed": {**told, "fields": []}}
        self.log_change(request, review.programme, [done])
        return True

    def drop_view(self, request: HttpRequest, pk: int, review: int) -> HttpResponse:
        """Ask once, then take the review away."""
        programme = self._programme(request, pk)
        found = get_object_or_404(programme.reviews, pk=review)
        if not self.has_reopen_permission(request, programme):
            raise PermissionDenied
        if request.method == "POST":
            return self._drop(request, programme, found)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Delete the review"),
            "opts": self.opts,
            "programme": programme,
            "review": found,
        }
        template = "admin/meetings/programme/drop_review.html"
        return TemplateResponse(request, template, context)

    def _drop(
        self, request: HttpRequest, programme: Programme, review: ProgrammeReview
    ) -> HttpResponse:
        told = {"name": str(review._meta.verbose_name), "object": str(review)}
        self.log_change(request, programme, [{"deleted": told}])
        programmes.drop_review(review=review, by=request.user)
        text = _("The review was deleted. Tasks and parties may be changed again.")
        messages.success(request, text)
        return HttpResponseRedirect(desk_path(programme))

    # The next one

    def carry_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            raise Http404
        programme = self._programme(request, pk)
        try:
            following = programmes.carry_on(programme=programme, by=request.user)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return HttpResponseRedirect(desk_path(programme))
        text = _("This is the programme that follows. What was unfinished is marked.")
        messages.success(request, text)
        return HttpResponseRedirect(desk_path(following))


def judgement_forms(review: ProgrammeReview, sent: Any) -> list[JudgementForm]:
    """One form for each task of the programme, filled with what was found of it."""
    found = {row.task_id: row for row in review.judgements.all()} if review.pk else {}
    return [
        JudgementForm(
            sent,
            prefix=f"task{task.pk}",
            instance=found.get(task.pk),
            task=task,
            must=review.kind == Kind.FINAL,
        )
        for task in review.programme.tasks.select_related("lead")
    ]
