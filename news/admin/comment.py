"""Comments on the desk: one list for a unit, read, published, answered or refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from publishing.fields import LineFormField
from publishing.vietnamese import excerpt, format_datetime
from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin, UnitOwnedForm

from ..models import BlockedWords, Comment
from ..readers import comments

State = Comment.State
CHOICES = [
    (State.WAITING, _("Leave it waiting")),
    (State.PUBLISHED, pgettext_lazy("a comment", "Publish")),
    (State.HIDDEN, pgettext_lazy("a comment", "Hide")),
]

FEWEST_LETTERS = 2


def several_letters(words: str) -> None:
    """Refuse one letter alone: "a" would hold back everybody who writes "ạ"."""
    if len(words) < FEWEST_LETTERS:
        raise ValidationError(_("One letter is too little: give a whole word."))


class ModerationForm(forms.ModelForm):
    """The decision, the answer, and words that no comment may hold from now on."""

    state = forms.ChoiceField(
        label=_("Decision"), choices=CHOICES, widget=forms.RadioSelect
    )
    block = LineFormField(
        label=_("Block words or a link"),
        required=False,
        max_length=100,
        validators=[several_letters],
        help_text=_(
            "Comments that contain this are held back from now on, those that wait"
            " too. Written with diacritics, only that spelling; without, every one."
        ),
    )

    class Meta:
        model = Comment
        fields = ["state", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == State.BLOCKED:
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                (State.BLOCKED, _("Leave it held back")),
                *CHOICES[1:],
            ]


@admin.register(Comment)
class CommentAdmin(UnitOwnedAdmin):
    form = ModerationForm
    list_display = ["headline", "shown_state", "article_title", "sent", "unit"]
    list_display_links = ["headline"]
    list_filter = ["state", ("unit", ScopedRelatedFilter)]
    list_select_related = ["unit", "article"]
    search_fields = ["name__unaccent__icontains", "text__unaccent__icontains"]
    search_help_text = _("Search in names and comments, with or without diacritics")
    shown_fields = ["article_link", "name", "whole_text", "sent", "unit"]
    actions = ["publish_selected", "hide_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.prefetch_related(*name_lookups("unit"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("comment"), ordering="name")
    def headline(self, comment: Comment) -> str:
        return f"{comment.name}: {excerpt(comment.text, words=25)}"

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, comment: Comment) -> str:
        return comment.get_state_display()

    @admin.display(description=_("article"), ordering="article__title")
    def article_title(self, comment: Comment) -> str:
        return excerpt(comment.article.title, words=12)

    @admin.display(description=_("article"))
    def article_link(self, comment: Comment) -> str:
        article = comment.article
        if not article.is_public:
            return article.title
        address = article.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, article.title)

    @admin.display(description=_("comment"))
    def whole_text(self, comment: Comment) -> str:
        return comment.text

    @admin.display(description=_("sent at"), ordering="sent_at")
    def sent(self, comment: Comment) -> str:
        return format_datetime(comment.sent_at)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return [*self.shown_fields, "state", "answer", "block"]
        return [*self.shown_fields, "shown_state", "answer"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.shown_fields, "shown_state"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if not self.has_change_permission(request, obj):
            return super().get_form(
                request, obj, change, form=forms.ModelForm, **kwargs
            )
        return super().get_form(request, obj, change, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Comment, form: ModerationForm, change: bool
    ) -> None:
        values = form.cleaned_data
        one = Comment.objects.filter(pk=obj.pk)
        if values["state"] in (State.PUBLISHED, State.HIDDEN):
            comments.decide(comments=one, state=values["state"], by=request.user)
        comments.answer(
            comment=Comment.objects.select_related("unit").get(pk=obj.pk),
            text=values["answer"],
        )
        if values["block"]:
            comments.block(unit=obj.unit, words=values["block"])

    @admin.action(description=_("Publish the chosen comments"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, State.PUBLISHED)

    @admin.action(description=_("Hide the chosen comments"), permissions=["change"])
    def hide_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, State.HIDDEN)

    def _decide(self, request: HttpRequest, queryset: Any, state: str) -> None:
        """Decide on those that are the user's to decide on; the others stay."""
        own = Comment.objects.editable_by(request.user)
        own = own.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        done = comments.decide(comments=own, state=state, by=request.user)
        text = ngettext(
            "%(count)s comment: %(state)s.", "%(count)s comments: %(state)s.", done
        )
        label = str(State(state).label).lower()
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, text % {"count": done, "state": label}, level)


class BlockedWordsForm(UnitOwnedForm):
    """Words are the same whatever their case and tone placement."""

    class Meta:
        model = BlockedWords
        fields = ["unit", "words"]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        several_letters(words)
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.key = comments.key_of(cleaned.get("words") or "")
        unit = self.instance.unit if self.instance.pk else cleaned.get("unit")
        same = BlockedWords.objects.filter(unit=unit, key=self.instance.key)
        if unit and same.exclude(pk=self.instance.pk).exists():
            fault = ValidationError(_("This unit blocks these words already."))
            self.add_error("words", fault)
        return cleaned


@admin.register(BlockedWords)
class BlockedWordsAdmin(UnitOwnedAdmin):
    form = BlockedWordsForm
    list_display = ["words", "unit"]
    list_filter = [("unit", ScopedRelatedFilter)]
    list_select_related = ["unit"]
    search_fields = ["words__unaccent__icontains"]
    fields = ["unit", "words"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.prefetch_related(*name_lookups("unit"))

    def save_model(
        self, request: HttpRequest, obj: BlockedWords, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        count = comments.hold_back(obj)
        if count:
            text = ngettext(
                "%(count)s waiting comment is held back now.",
                "%(count)s waiting comments are held back now.",
                count,
            )
            self.message_user(request, text % {"count": count})
