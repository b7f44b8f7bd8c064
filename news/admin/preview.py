"""Previews on the desk: any version as it will look, and links for outsiders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from units.scoped_admin import UnitOwnedAdmin

from .. import preview, preview_links
from ..models import Article
from .steps import desk_path

LARGEST_ID = 2**63 - 1


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(
        coerce=int, choices=[(n, n) for n in preview_links.DAYS]
    )


class PreviewPages(UnitOwnedAdmin):
    """Adds previews to an article's admin."""

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        start = "<int:pk>/xem-truoc/"
        return [
            path(start, page(self.preview_view), name="news_article_preview"),
            path(
                f"{start}<int:number>/",
                page(self.preview_view),
                name="news_article_preview",
            ),
            path(
                f"{start}lien-ket/",
                page(self.make_link_view),
                name="news_article_preview_link",
            ),
            path(
                f"{start}thu-hoi/",
                page(self.revoke_link_view),
                name="news_article_preview_revoke",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def preview_view(
        self, request: HttpRequest, pk: int, number: int | None = None
    ) -> HttpResponse:
        """The newest version, or the one of that number, as it will look."""
        article = self._article_to_preview(request, pk)
        versions = article.revisions.select_related("section", "cover", "album")
        wanted = (
            {"number": number} if number is not None else {"pk": article.working_id}
        )
        revision = get_object_or_404(versions, **wanted)
        revision.article = article
        return preview.staff_preview(request, revision)

    @method_decorator(require_POST)
    def make_link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a link and show it, this once: afterwards only its hash is known."""
        article = self._article_to_preview(request, pk)
        form = LinkForm(request.POST)
        days = (
            form.cleaned_data["days"] if form.is_valid() else preview_links.DEFAULT_DAYS
        )
        try:
            link, token = preview_links.make_link(
                article=article, by=request.user, days=days
            )
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return HttpResponseRedirect(_panel(article))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Link for a preview"),
            "article": article,
            "opts": self.opts,
            "link": link,
            "address": settings.PORTAL_URL + reverse("news:preview", args=[token]),
            "panel": _panel(article),
        }
        template = "admin/news/article/preview_link.html"
        return TemplateResponse(request, template, context)

    @method_decorator(require_POST)
    def revoke_link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close the link whose number is in `link`."""
        article = self._article_to_preview(request, pk)
        named = request.POST.get("link", "")
        number = int(named) if named.isdecimal() and len(named) < 19 else 0
        link = get_object_or_404(article.preview_links, pk=number)
        preview_links.revoke_link(link=link, by=request.user)
        messages.success(request, _("The link is closed: nobody can open it any more."))
        return HttpResponseRedirect(_panel(article))

    def _article_to_preview(self, request: HttpRequest, pk: int) -> Article:
        """The article, if it lies in the user's scope; else 404."""
        return get_object_or_404(self.get_queryset(request), pk=pk)


def _panel(article: Article) -> str:
    return f"{desk_path(article)}#xem-truoc"
