"""From a record to an article that tells of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..models import Conference
from ..record_article import begin_article_of
from .record_steps import desk_path


@require_POST
def begin_article_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a draft of the record and open it; 403 for who may not write there."""
    rows = Conference.objects.viewable_by(request.user)
    record = get_object_or_404(rows.select_related("unit", "campaign"), pk=pk)
    try:
        article = begin_article_of(conference=record, by=request.user)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return HttpResponseRedirect(desk_path(record))
    text = _("A draft was begun from the record. Choose its section, add the text.")
    messages.success(request, text)
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))
