"""Each opened form carries a token; what became of it stands in `SentForm`.

A form that comes twice (double click, retry after a broken connection, 'Back' and
send) leads to the article that it made the first time. A form that comes when the
session of its sender is over is kept for that person alone: it carries, signed by
us, who opened it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Article, ArticleRevision, SentForm

KEPT_FOR = timedelta(days=7)
MOST_CHARACTERS = 2_000_000  # of one kept form; a long article has some 50,000
MOST_KEPT = 20  # forms of one person
OWN_FIELDS = {"csrfmiddlewaretoken", "form_token", "owner", "attempt"}
_SALT = "news.writing.owner"
_INLINE_PICTURE = re.compile(r'"data:[^"]*"')


class SentMeanwhileError(Exception):
    """The same form is being received by another request, or just was."""


@dataclass(frozen=True, kw_only=True)
class OpenForm:
    """The hidden part of a form: which one it is, built upon which version, whose."""

    token: UUID
    base: int
    owner: str


def token_of(data: Mapping[str, Any]) -> UUID | None:
    """The token in posted data; None where there is none that is well made."""
    try:
        return UUID(data.get("form_token", ""))
    except ValueError:
        return None


def attempt_in(data: Any) -> str:
    """How the browser calls this sending, so that it can ask whether it arrived."""
    return data.get("attempt", "")[:36]


def sign_owner(user: Any) -> str:
    return signing.dumps(user.pk, salt=_SALT)


def owner_of(data: Any) -> int | None:
    """The id of the account that opened the form; None if not told or not by us."""
    try:
        return signing.loads(data.get("owner", ""), salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None


def digest_of(request: HttpRequest) -> str:
    """A fingerprint of all that the form says, the pressed button included."""
    fields = [
        (name, request.POST.getlist(name))
        for name in sorted(request.POST)
        if name not in OWN_FIELDS
    ]
    files = sorted(
        (name, file.name, file.size)
        for name in request.FILES
        for file in request.FILES.getlist(name)
    )
    told = json.dumps([fields, files], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def known(*, by: Any, token: UUID | None) -> SentForm | None:
    """The form if it has come before, with the version it made."""
    if token is None:
        return None
    rows = SentForm.objects.select_related("article", "revision")
    return rows.filter(by=by, token=token).first()


def receive(*, by: Any, token: UUID, article: Article | None, digest: str) -> SentForm:
    """Claim the form for this request; a second one waits here, inside its transaction.

    Raises SentMeanwhileError when the form has made an article, or this very version
    of it, while this request was on its way.
    """
    sent, _is_new = SentForm.objects.get_or_create(by=by, token=token)
    sent = SentForm.objects.select_for_update(of=("self",)).get(pk=sent.pk)
    if sent.revision_id is not None:
        if article is None or sent.digest == digest:
            raise SentMeanwhileError
        if sent.article_id != article.pk:
            raise SuspiciousOperation("this form belongs to another article")
    return sent


def note_received(
    sent: SentForm,
    *,
    digest: str,
    attempt: str,
    article: Article,
    revision: ArticleRevision,
) -> None:
    """Remember what the form has made, and forget what it held."""
    sent.digest = digest
    sent.attempt = attempt
    sent.article = article
    sent.revision = revision
    sent.kept = None
    sent.save()


def note_attempt(sent: SentForm, attempt: str) -> None:
    """The same content came again, under another name."""
    SentForm.objects.filter(pk=sent.pk).update(attempt=attempt, kept=None)


def arrived(*, by: Any, tokens: list[UUID]) -> dict[str, str]:
    """Which of these forms were received: token → the sending that was."""
    rows = SentForm.objects.filter(by=by, token__in=tokens, revision__isnull=False)
    return {str(token): name for token, name in rows.values_list("token", "attempt")}


def discard(*, by: Any, token: UUID) -> None:
    """Forget what a form held; what it may have made stays."""
    SentForm.objects.filter(by=by, token=token).update(kept=None)


@transaction.atomic
def keep(
    *,
    by_id: Any,
    token: UUID,
    article_id: int | None,
    fields: list[tuple[str, str]],
    files: list[str],
) -> SentForm:
    """Keep what a form holds until its owner saves it, at most `KEPT_FOR`.

    Pictures pasted into the text that were not uploaded yet are left out where the
    whole would be too large. Raises ValidationError when it is all the same.
    """
    fields = [
        (_storable(name), _storable(value))
        for name, value in fields
        if name not in OWN_FIELDS
    ]
    if _size(fields) > MOST_CHARACTERS:
        fields = [(name, _INLINE_PICTURE.sub('""', value)) for name, value in fields]
    if _size(fields) > MOST_CHARACTERS:
        raise ValidationError(_("This text is too long to be kept."))
    article = Article.objects.filter(pk=article_id).first() if article_id else None
    kept = {"fields": fields, "files": files}
    sent, _is_new = SentForm.objects.update_or_create(
        by_id=by_id,
        token=token,
        defaults={"kept": kept},
        create_defaults={"kept": kept, "article": article},
    )
    _drop_oldest(by_id)
    return sent


def fields_of(sent: SentForm) -> QueryDict:
    """What a kept form held, in the shape of posted data."""
    data = QueryDict(mutable=True)
    for name, value in (sent.kept or {}).get("fields", []):
        data.appendlist(name, value)
    return data


def kept_by(user: Any) -> list[SentForm]:
    """The forms that wait for this person to save them, newest first."""
    rows = SentForm.objects.filter(by=user, kept__isnull=False).order_by("-at")
    return list(rows.select_related("article__working")[:MOST_KEPT])


def forget_old() -> None:
    """Remove forms that nobody asks about any more; for the worker."""
    SentForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


def open_form(*, user: Any, token: UUID | None = None, base: int = 0) -> OpenForm:
    return OpenForm(token=token or uuid4(), base=base, owner=sign_owner(user))


def base_in(data: Any) -> int | None:
    """The number of the version that the form was built upon; None if not told."""
    base = data.get("base", "")
    return int(base) if base.isdecimal() and len(base) < 10 else None


def _storable(text: str) -> str:
    """Without the characters that the database takes in no text."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _size(fields: list[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in fields)


def _drop_oldest(user_id: int) -> None:
    kept = SentForm.objects.filter(by=user_id, kept__isnull=False).order_by("-at")
    oldest = list(kept.values_list("pk", flat=True)[MOST_KEPT:])
    SentForm.objects.filter(pk__in=oldest).update(kept=None)
