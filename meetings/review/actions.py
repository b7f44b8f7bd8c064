"""What a reviewer sets going from the desk: reminders, files, an article's beginning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from publishing.numbers import whole_number

from ..papers.library import DOCX
from ..reminders import remind
from ..reports import csv, excel, word
from ..reports.article import draft_article, in_whose_name
from .access import campaign_or_404, desk_or_404, reviewers_page
from .campaign import Shown, shown_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@reviewers_page
@require_POST
def send_reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind one unit ("phuong"), or all that something is waited for from."""
    shown = shown_or_404(request, pk)
    late = {one.unit_id: one for one in shown.late}
    asked = request.POST.get("phuong", "")
    if asked:
        number = whole_number(asked)
        late = {unit: one for unit, one in late.items() if unit == number}
    reminded = remind(
        shown.campaign,
        {unit: one.text for unit, one in late.items()},
        by=request.user,
    )
    _tell_reminded(request, len(reminded), len(late))
    return redirect(f"{_page_of(shown)}#chua-bao-cao")


def _tell_reminded(request: HttpRequest, reminded: int, asked: int) -> None:
    if reminded:
        text = ngettext(
            "%(count)d unit was reminded.", "%(count)d units were reminded.", reminded
        )
        messages.success(request, text % {"count": reminded})
    if reminded < asked:
        text = _("Units that were reminded today already are reminded again tomorrow.")
        messages.info(request, text)
    if not asked:
        messages.info(request, _("Nothing is waited for from there any more."))


@reviewers_page
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on the campaign as a Word file."""
    found = campaign_or_404(request.user, pk)
    desk = desk_or_404(request, found)
    content = word.compose(found, unit=desk).to_bytes()
    return attached(HttpResponse(content, DOCX), word.file_name(found, desk))


@reviewers_page
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    found = campaign_or_404(request.user, pk)
    desk = desk_or_404(request, found)
    content = excel.workbook(found, desk)
    return attached(HttpResponse(content, XLSX), excel.file_name(found, desk))


@reviewers_page
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    found = campaign_or_404(request.user, pk)
    desk = desk_or_404(request, found)
    return streamed(csv.parts(found, desk), excel.file_name(found, desk, "csv"))


def attached(response: Any, name: str) -> Any:
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def streamed(parts: Iterator[bytes], name: str) -> Any:
    return attached(StreamingHttpResponse(parts, content_type=CSV), name)


@reviewers_page
@require_POST
def begin_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an article on what was sent up: a draft, for a person to finish."""
    shown = shown_or_404(request, pk)
    try:
        article = draft_article(
            shown.campaign,
            request.user,
            unit=in_whose_name(shown.desk),
            about=shown.desk,
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect(_page_of(shown))
    messages.success(
        request, _("A draft was begun. Read it through before it is sent.")
    )
    return redirect(reverse("admin:news_article_change", args=[article.pk]))


def _page_of(shown: Shown) -> str:
    path = reverse("meetings:review_campaign", args=[shown.campaign.pk])
    return f"{path}{shown.query}"
