"""The article form receives each form once, overwrites nobody and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from units.scoped_admin import UnitOwnedAdmin

from ..editing import save_form
from ..models import Article, SentForm
from ..services import NewerVersionError
from ..writing import conflict, forms, keeping, presence


class WritingAdmin(UnitOwnedAdmin):
    """What `templates/admin/news/article/_writing.html` and its scripts rely on."""

    def get_urls(self) -> list[Any]:
        urls = super().get_urls()
        for one in urls:
            if one.name in {"news_article_add", "news_article_change"}:
                one.callback = self._kept_if_signed_out(one.callback)
        return urls

    def _kept_if_signed_out(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """Keep what was sent after the session had ended; then ask to sign in."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_late = request.method == "POST" and not self.has_entered(request)
            if is_late and (sent := keeping.keep_for_owner(request)):
                path = keeping.path_of(sent)
                return redirect_to_login(path, reverse("admin:login"))
            return view(request, *args, **kwargs)

        return guarded

    def has_entered(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._once(request, None, form_url, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        return self._once(request, object_id, form_url, extra_context)

    def _once(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: Any,
    ) -> HttpResponse:
        sent = self._received_before(request)
        if sent is not None and sent.digest == forms.digest_of(request):
            return self._answer_again(request, sent)
        if sent is not None and object_id is None:
            object_id = str(sent.article_id)  # sent again after 'Back', with changes
        try:
            self._check_owner(request)
            return self.changeform_view(request, object_id, form_url, extra_context)
        except forms.SentMeanwhileError:
            return self._once(request, object_id, form_url, extra_context)
        except NewerVersionError as newer:
            keeping.keep_for(request, request.user.pk)  # whatever is decided now
            request.newer = newer.revision  # type: ignore[attr-defined]
            request.fault = _newer_fault(newer)  # type: ignore[attr-defined]
            return self.changeform_view(request, object_id, form_url, extra_context)

    def save_once(
        self, request: HttpRequest, article: Article | None, cleaned: dict[str, Any]
    ) -> Article:
        """Save a valid form; raises SentMeanwhileError and NewerVersionError."""
        request.cleaned = cleaned  # type: ignore[attr-defined]
        token, digest = forms.token_of(request.POST), forms.digest_of(request)
        sent = None
        if token is not None:
            sent = forms.receive(
                by=request.user, token=token, article=article, digest=digest
            )
        saved = save_form(
            article=article,
            cleaned=cleaned,
            by=request.user,
            base=_base(request, article, sent) if article else None,
        )
        if sent is not None and saved.working is not None:
            forms.note_received(
                sent,
                digest=digest,
                attempt=forms.attempt_in(request.POST),
                article=saved,
                revision=saved.working,
            )
        return saved

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        kept = self._kept(request)
        form.typed = forms.fields_of(kept) if kept and kept.kept else None
        return form

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= self._writing_context(request, context)
        return super().render_change_form(request, context, *args, **kwargs)

    def _writing_context(self, request: HttpRequest, context: Any) -> dict[str, Any]:
        article: Article | None = context.get("article")
        kept = self._kept(request)
        newer = getattr(request, "newer", None)
        is_writer = article is not None and self.has_change_permission(request, article)
        others = (
            presence.note(article=article, user=request.user)
            if article and is_writer
            else []
        )
        found: dict[str, Any] = {
            "open_form": self._open_form(request, article, kept),
            "may_write": article is None or is_writer,
            "others": others,
            "kept": kept if kept and kept.kept else None,
            "is_kept_for_another": keeping.KEY in request.GET and kept is None,
            "is_unsaved": request.method == "POST" or bool(kept and kept.kept),
        }
        if newer is not None:
            found["conflict"] = conflict.compare(newer, request.cleaned)  # type: ignore[attr-defined]
        return found

    def _open_form(
        self, request: HttpRequest, article: Article | None, kept: SentForm | None
    ) -> forms.OpenForm:
        """The hidden part of the form that is about to be shown."""
        newest = article.working.number if article and article.working else 0
        if newer := getattr(request, "newer", None):
            base: int | None = newer.number  # what is saved now is saved knowingly
        elif request.method == "POST":
            base = forms.base_in(request.POST)
        else:
            base = forms.base_in(forms.fields_of(kept)) if kept else newest
        token = forms.token_of(request.POST) or (kept.token if kept else None)
        base = newest if base is None else base
        return forms.open_form(user=request.user, token=token, base=base)

    def _kept(self, request: HttpRequest) -> SentForm | None:
        """The form that the address asks to go on with, if it is this person's."""
        if request.method != "GET" or keeping.KEY not in request.GET:
            return None
        token = forms.token_of({"form_token": request.GET[keeping.KEY]})
        return forms.known(by=request.user, token=token)

    def _received_before(self, request: HttpRequest) -> SentForm | None:
        if request.method != "POST":
            return None
        sent = forms.known(by=request.user, token=forms.token_of(request.POST))
        return sent if sent and sent.revision_id else None

    def _answer_again(self, request: HttpRequest, sent: SentForm) -> HttpResponse:
        """The very same form came again: it did what it had to the first time."""
        forms.note_attempt(sent, forms.attempt_in(request.POST))
        text = _("This form arrived already: it was saved once.")
        self.message_user(request, text, messages.SUCCESS)
        path = reverse("admin:news_article_change", args=[sent.article_id])
        return HttpResponseRedirect(path)

    def _check_owner(self, request: HttpRequest) -> None:
        """A page that a colleague left open is not saved in one's own name unasked."""
        owner = forms.owner_of(request.POST) if request.method == "POST" else None
        if owner is not None and owner != request.user.pk:
            text = _(
                "This page was opened by another account. Press save once more to "
                "save the text in your own name."
            )
            request.fault = ValidationError(text)  # type: ignore[attr-defined]


def _base(request: HttpRequest, article: Article, sent: SentForm | None) -> int:
    """The version that the typed text is built upon.

    A form that was received before is built upon what it made; one that does not
    tell (an old page) upon the last version that its sender saved.
    """
    own = sent.revision.number if sent and sent.revision else 0
    told = forms.base_in(request.POST)
    if told is None:
        mine = article.revisions.filter(made_by=request.user.pk)
        told = mine.aggregate(last=Max("number"))["last"] or 0
    return max(told, own)


def _newer_fault(newer: NewerVersionError) -> ValidationError:
    text = _(
        "%(name)s saved a newer version while you were writing. Nothing was "
        "overwritten: compare both versions, your text is still in the form."
    )
    name = newer.revision.made_by or _("Somebody")
    return ValidationError(text, params={"name": name})
