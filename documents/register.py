"""The register of documents: what is public of it, and what replaces what.

Publishing copies a document's file to the public store, withdrawing takes it away.
That (issuer, form, number, year) stands once is told to people, never forced: the
plans that several bodies issue, and numbers given twice by mistake, are real.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import Status
from publishing.vietnamese import fold
from units.scoping import scope_of

from .models import OfficialDocument
from .services import set_public_uses

KIND = "documents.officialdocument"  # what uses a document's file


def may_publish(user: Any, document: OfficialDocument) -> bool:
    """Whether the user publishes documents of its unit, and withdraws them."""
    permission = "documents.publish_officialdocument"
    return scope_of(user).holds(permission, document.unit_id)


@transaction.atomic
def publish_document(*, document: OfficialDocument, by: Any) -> OfficialDocument:
    """Let readers see the document and download its file.

    `by` None stands for the portal itself. Raises PermissionDenied, and
    ValidationError when the document has no summary yet.
    """
    _check(by, document)
    if not document.summary:
        raise ValidationError({"summary": _("Write the summary first.")})
    document.status = Status.PUBLISHED
    document.published_at = document.published_at or timezone.now()
    document.save()
    show_file(document)
    return document


@transaction.atomic
def withdraw_document(*, document: OfficialDocument, by: Any) -> OfficialDocument:
    """Take the document and its file from readers; the register keeps it."""
    _check(by, document)
    document.status = Status.WITHDRAWN
    document.withdrawn_at = timezone.now()
    document.save()
    show_file(document)
    return document


def show_file(document: OfficialDocument) -> None:
    """Bring the public store in step with the document: after any change of it."""
    files = [document.file] if document.is_public and document.file else []
    set_public_uses(kind=KIND, object_id=document.pk, files=files)


def twins(document: OfficialDocument) -> list[OfficialDocument]:
    """Return the documents that bear its form, number and year, and an issuer of its.

    A document without an issuer may be any body's: it is named too.
    """
    names = _issuers(document)
    same = OfficialDocument.objects.same_as(document).prefetch_related("issuers")
    return [
        one for one in same if not names or not _issuers(one) or names & _issuers(one)
    ]


def outlived(document: OfficialDocument) -> list[OfficialDocument]:
    """Return what the document replaces, being in force, and what is not said to end."""
    if document.force != OfficialDocument.Force.IN_FORCE:
        return []
    ended = OfficialDocument.Force.ENDED
    return list(document.replaces.exclude(force=ended))


@transaction.atomic
def end_replaced(*, document: OfficialDocument, by: Any) -> list[OfficialDocument]:
    """Mark what the document replaces as out of force; only what the user may change."""
    ended = []
    for old in outlived(document):
        if scope_of(by).holds("documents.change_officialdocument", old.unit_id):
            old.force = OfficialDocument.Force.ENDED
            old.save()
            ended.append(old)
    return ended


def _issuers(document: OfficialDocument) -> set[str]:
    return {fold(issuer.name) for issuer in document.issuers.all()}


def _check(by: Any, document: OfficialDocument) -> None:
    if by is not None and not may_publish(by, document):
        raise PermissionDenied
