"""Writing and publishing articles in the admin; a client of `news.services`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from publishing.richtext import editor_csp
from publishing.templatetags.richtext import richtext
from publishing.vietnamese import format_datetime
from units.admin_input import PlainSelects
from units.scoped_admin import ScopedRelatedFilter
from units.scoping import units_for

from .. import services, words, workflow
from ..forms import ArticleForm
from ..models import Article
from .advising import AdvisingAdmin
from .discussion import discussion_context, set_discussion
from .export import ExportPages
from .history import HistoryPages
from .preview import PreviewPages
from .steps import desk_path, step_context, take_step, told
from .writing import WritingAdmin


@admin.register(Article)
class ArticleAdmin(
    PlainSelects, WritingAdmin, AdvisingAdmin, HistoryPages, PreviewPages, ExportPages
):
    form = ArticleForm
    list_display = ["headline", "section_name", "state", "published", "unit"]
    list_display_links = ["headline"]
    list_filter = [
        "status",
        ("working__section", ScopedRelatedFilter),
        ("unit", ScopedRelatedFilter),
    ]
    search_fields = ["working__title__unaccent__icontains"]
    search_help_text = _("Search in titles, with or without diacritics")
    ordering = ["-updated_at", "-pk"]
    # What those see who may read the unit's articles but not change them.
    read_fields = [
        "headline",
        "section_name",
        "state",
        "published",
        "summary_text",
        "body_text",
    ]
    view_on_site = False  # drafts have no page; the form links the public one
    change_form_template = "admin/news/article/change_form.html"
    actions = ["publish_selected", "withdraw_selected"]
    fieldsets = [
        (None, {"fields": ["unit", "section", "title", "summary", "body", "tags"]}),
        (_("Pictures and files"), {"fields": ["pictures", "attachments", "recording"]}),
        (
            _("Author and time"),
            {
                "fields": [
                    "author_line",
                    "source",
                    "published_at",
                    "pinned_until",
                    "expires_at",
                    "review_on",
                ]
            },
        ),
    ]

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        articles = super().get_queryset(request)
        return articles.select_related(
            "unit", "working__section__unit"
        ).prefetch_related("unit__names", "working__section__unit__names")

    @admin.display(description=_("title"), ordering="working__title")
    def headline(self, article: Article) -> str:
        return article.working.title if article.working else str(article)

    @admin.display(description=_("section"), ordering="working__section__name")
    def section_name(self, article: Article) -> str:
        section = article.working.section if article.working else None
        return section.name if section else ""

    @admin.display(description=_("state"), ordering="status")
    def state(self, article: Article) -> str:
        return words.state(article)

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, article: Article) -> str:
        moment = article.published_at
        return format_datetime(moment) if moment else ""

    @admin.display(description=_("summary"))
    def summary_text(self, article: Article) -> str:
        return article.working.summary if article.working else ""

    @admin.display(description=_("text"))
    def body_text(self, article: Article) -> str:
        return richtext(article.working.body) if article.working else ""

    # Forms

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._only_reads(request, obj):
            return [(None, {"fields": self.read_fields})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._only_reads(request, obj):
            return self.read_fields
        return super().get_readonly_fields(request, obj)

    def _only_reads(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and not self.has_change_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if self._only_reads(request, obj):
            return super().get_form(request, obj, change, form=ModelForm, **kwargs)
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        form.fault = getattr(request, "fault", None)
        return form

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return ["unit", "section"] if request.user.is_superuser else []

    @method_decorator(editor_csp)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        article = self.get_object(request, object_id) if object_id else None
        context = (extra_context or {}) | {
            "article": article,
            "publishes_alone": self._publishes_alone(request, article),
            **(step_context(request, article) if article else {}),
            **(discussion_context(request, article) if article else {}),
        }
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except ValidationError as fault:
            # Only storing could tell (disk full, quota, a race). Nothing was stored:
            # show the form again with what was typed and the reason.
            request.fault = fault  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        before = self.get_object(request, str(obj.pk)) if change else None
        article = self.save_once(request, before, form.cleaned_data)
        if "_publish" in request.POST:
            workflow.release(article=article, by=request.user)
        elif "_submit" in request.POST:
            workflow.submit(article=article, by=request.user)
        obj.__dict__.update(article.__dict__)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Pictures and files are saved with the working copy."""

    def _publishes_alone(self, request: HttpRequest, article: Article | None) -> bool:
        """Whether the form offers to publish; else it offers to send for approval."""
        units = [article.unit_id] if article else self._units_to_write_in(request)
        return all(workflow.may_publish_alone(request.user, one) for one in units)

    def _units_to_write_in(self, request: HttpRequest) -> list[int]:
        units = units_for(request.user, "news.add_article")
        return list(units.values_list("pk", flat=True)[:20])

    # Answers

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._steps_answer(request, obj) or super().response_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._steps_answer(request, obj) or super().response_change(request, obj)

    def _steps_answer(
        self, request: HttpRequest, article: Article
    ) -> HttpResponse | None:
        if not {"_publish", "_submit"} & request.POST.keys():
            return None
        self.message_user(request, told(article), messages.SUCCESS)
        return HttpResponseRedirect(desk_path(article))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(take_step)
        return [
            path("<int:pk>/buoc/", view, name="news_article_step"),
            path(
                "<int:pk>/nhan-binh-luan/",
                self.admin_site.admin_view(set_discussion),
                name="news_article_discussion",
            ),
            *super().get_urls(),
        ]

    # Removal

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever public is withdrawn, never deleted."""
        if obj is not None and obj.published_at is not None:
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        services.delete_draft(article=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for article in queryset:
            services.delete_draft(article=article)

    # Actions on several

    @admin.action(description=_("Publish the chosen articles"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = self._each(
            queryset, lambda one: workflow.release(article=one, by=request.user)
        )
        self._tell(request, _("Published: %(count)s"), done)

    @admin.action(description=_("Withdraw the chosen articles"))
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = self._each(
            queryset, lambda one: workflow.withdraw(article=one, by=request.user)
        )
        self._tell(request, _("Withdrawn: %(count)s"), done)

    def _each(self, articles: Iterable[Article], step: Callable[[Article], Any]) -> int:
        """Take a step with each article that allows it; return how many did."""
        done = 0
        for article in articles:
            try:
                with transaction.atomic():
                    step(article)
                done += 1
            except (ValidationError, PermissionDenied):
                continue  # told by the number
        return done

    def _tell(self, request: HttpRequest, text: Any, count: int) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, text % {"count": count}, level)
