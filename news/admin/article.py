"""Writing and publishing articles in the admin; a client of `news.services`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from publishing.richtext import editor_csp
from publishing.templatetags.richtext import richtext
from publishing.vietnamese import format_datetime
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin
from units.scoping import scope_of

from .. import services
from ..editing import save_form
from ..forms import ArticleForm
from ..models import Article


@admin.register(Article)
class ArticleAdmin(UnitOwnedAdmin):
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
    object_history_template = "admin/news/article/history.html"
    actions = ["publish_selected", "withdraw_selected"]
    fieldsets = [
        (None, {"fields": ["unit", "section", "title", "summary", "body"]}),
        (_("Pictures and files"), {"fields": ["pictures", "attachments"]}),
        (
            _("Author and time"),
            {"fields": ["author_line", "source", "published_at"]},
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
        label = article.get_status_display()
        if article.is_public and article.has_unpublished_changes:
            return _("%(state)s, with changes not yet published") % {"state": label}
        return label

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

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A plain select: the shortcuts to add, change or view lead writers astray."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

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
            "may_publish": self.may_publish(request, article),
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
        article = save_form(
            article=self.get_object(request, str(obj.pk)) if change else None,
            cleaned=form.cleaned_data,
            by=request.user,
        )
        if "_publish" in request.POST and self.may_publish(request, article):
            services.publish(article=article, by=request.user)
        obj.__dict__.update(article.__dict__)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Pictures and files are saved with the working copy."""

    def may_publish(self, request: HttpRequest, article: Article | None) -> bool:
        unit_id = article.unit_id if article else None
        return scope_of(request.user).holds("news.publish_article", unit_id)

    # Answers

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._answer(request, obj) or super().response_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if "_withdraw" in request.POST:
            return self._withdraw(request, obj)
        return self._answer(request, obj) or super().response_change(request, obj)

    def _answer(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        if "_publish" not in request.POST or not article.is_public:
            return None
        text = format_html(
            '{} <a href="{}">{}</a>',
            _("Published."),
            article.get_absolute_url(),
            _("Read it on the portal"),
        )
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self._address(article))

    def _withdraw(self, request: HttpRequest, article: Article) -> HttpResponse:
        if self.may_publish(request, article) and article.is_public:
            services.withdraw(article=article, by=request.user)
            self.message_user(
                request,
                _("Withdrawn: readers no longer see it. Nothing was deleted."),
                messages.SUCCESS,
            )
        return HttpResponseRedirect(self._address(article))

    def _address(self, article: Article) -> str:
        return reverse("admin:news_article_change", args=[article.pk])

    # History and removal

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        revisions = article.revisions.select_related("made_by") if article else []
        context = (extra_context or {}) | {"revisions": revisions}
        return super().history_view(request, object_id, context)

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
        articles = [one for one in queryset if self.may_publish(request, one)]
        for article in articles:
            services.publish(article=article, by=request.user)
        self._tell(request, _("Published: %(count)s"), len(articles))

    @admin.action(description=_("Withdraw the chosen articles"))
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        articles = [
            one for one in queryset if one.is_public and self.may_publish(request, one)
        ]
        for article in articles:
            services.withdraw(article=article, by=request.user)
        self._tell(request, _("Withdrawn: %(count)s"), len(articles))

    def _tell(self, request: HttpRequest, text: Any, count: int) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, text % {"count": count}, level)
