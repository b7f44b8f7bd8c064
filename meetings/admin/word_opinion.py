"""Residents' words that become opinions of a conference: which record, what nature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from units.querysets import name_lookups

from .. import opinions
from ..models import Conference, Opinion, ResidentWord

MOST = 100  # words taken up at once


class TakeUpForm(forms.Form):
    conference = forms.ModelChoiceField(
        Conference.objects.none(), label=gettext_lazy("Conference record")
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature"), choices=Opinion.Nature.choices
    )

    def __init__(self, *args: Any, units: set[int], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["conference"]
        rows = Conference.objects.viewable_by(user).filter(unit__in=units).newest()
        rows = rows.select_related("unit", "campaign")
        field.queryset = rows.prefetch_related(*name_lookups("unit"))


def take_up_page(
    model_admin: Any, request: HttpRequest, queryset: Any
) -> HttpResponse | None:
    """The page that asks, and after it the work; None leads back to the list."""
    words = list(queryset.editable_by(request.user).order_by("pk")[:MOST])
    units = {word.unit_id for word in words}
    sent = request.POST if "_take_up" in request.POST else None
    form = TakeUpForm(sent, units=units, user=request.user)
    if form.is_valid():
        _take_up(request, words, form.cleaned_data)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Enter among the opinions of a conference"),
        "opts": model_admin.opts,
        "words": words,
        "without_text": sum(not word.public_text for word in words),
        "form": form,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(
        request, "admin/meetings/residentword/take_up.html", context
    )


def _take_up(request: HttpRequest, words: list[ResidentWord], data: Any) -> None:
    """Enter each that can be; say how many were, and why others were not."""
    done = 0
    for word in words:
        try:
            opinions.take_up_word(
                word=word,
                conference=data["conference"],
                nature=data["nature"],
                by=request.user,
            )
            done += 1
        except (ValidationError, PermissionDenied) as fault:
            reason = " ".join(getattr(fault, "messages", [_("No right to do this.")]))
            messages.warning(request, f"{word}: {reason}")
    if done:
        messages.success(request, _("Entered as opinions: %(count)s") % {"count": done})
