"""The versions of an article on the desk: listed, compared, taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from units.scoped_admin import UnitOwnedAdmin

from .. import history, workflow
from ..models import Article, ArticleRevision
from .steps import desk_path

PER_PAGE = 50
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Entry:
    """A version in the list; `parts` names what it changed, None for the first."""

    revision: ArticleRevision
    previous: ArticleRevision | None
    parts: list[str] | None


class HistoryPages(UnitOwnedAdmin):
    """Adds the pages of versions to an article's admin."""

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path(
                "<int:pk>/history/",
                page(self.versions_view),
                name="news_article_history",
            ),
            path(
                "<int:pk>/history/so-sanh/",
                page(self.compare_view),
                name="news_article_compare",
            ),
            path(
                "<int:pk>/history/khoi-phuc/",
                page(self.restore_view),
                name="news_article_restore",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All versions, the newest first, fifty a page."""
        article = self._article_with_versions(request, pk)
        page = Paginator(history.listed_versions(article), PER_PAGE).get_page(
            request.GET.get("trang")
        )
        context = {"page": page, "entries": _entries(page), "newest": _newest(article)}
        return self._page_of_versions(request, article, "history", context)

    @method_decorator(require_safe)
    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two versions, `?tu=` the one and `den=` the other, in either order."""
        article = self._article_with_versions(request, pk)
        numbers = sorted(_number(request.GET.get(name)) for name in ("tu", "den"))
        found = history.whole_versions(article).filter(number__in=numbers)
        versions = {one.number: one for one in found}
        if set(numbers) - versions.keys():
            raise Http404
        older, newer = (versions[number] for number in numbers)
        context = {
            "comparison": history.compare(older, newer),
            "newest": _newest(article),
        }
        return self._page_of_versions(request, article, "compare", context)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take up the version named in `number` as a new draft."""
        article = self._article_with_versions(request, pk)
        number = _number(request.POST.get("number"))
        revision = get_object_or_404(article.revisions, number=number)
        try:
            new = workflow.restore(revision=revision, by=request.user)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            text = _("Version %(old)s was taken up again as version %(new)s.")
            said = text % {"old": number, "new": new.number}
            messages.success(request, said)
        return HttpResponseRedirect(desk_path(article))

    def _article_with_versions(self, request: HttpRequest, pk: int) -> Article:
        """The article, if it lies in the user's scope; else 404."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def _page_of_versions(
        self, request: HttpRequest, article: Article, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        base = {
            **self.admin_site.each_context(request),
            "title": _("Versions of the article"),
            "subtitle": article.working.title if article.working else "",
            "article": article,
            "opts": self.opts,
            "may_restore": workflow.may_edit(request.user, article),
        }
        template = f"admin/news/article/{name}.html"
        return TemplateResponse(request, template, base | context)


def _entries(page: Page) -> list[Entry]:
    """Each version of the page with the one before it, for which one more is read."""
    start = page.start_index() - 1
    rows = list(page.paginator.object_list[max(start, 0) : start + PER_PAGE + 1])
    return [
        Entry(row, before, history.changed_parts(before, row) if before else None)
        for row, before in zip(rows, [*rows[1:], None], strict=True)
    ][:PER_PAGE]


def _newest(article: Article) -> int:
    return article.working.number if article.working else 0


def _number(text: str | None) -> int:
    """A version's number from an address or a form; 404 for what can be none."""
    if not (text and text.isascii() and text.isdigit() and len(text) < 11):
        raise Http404
    return min(int(text), LARGEST_NUMBER)
