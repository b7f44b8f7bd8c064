"""The signed copy of a paper: kept untouched with its hash, registered if wished.

A record's papers may come after it was approved, because they are signed then: they are
no rows of the record's version. Readers may download one that is marked for them as
`public_files` says: at once where the record stands approved, else with its approval.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction

from documents.models import DocumentIssuer, OfficialDocument
from documents.services import store_file
from units.scoping import scope_of

from .. import public_files
from ..models import Conference, ConferencePaper, State
from ..models.conference import COUNTED
from . import heads

Role, Form = ConferencePaper.Role, OfficialDocument.Form

FORMS = {
    Role.BASIS: Form.JOINT_PLAN,
    Role.RESULTS: Form.REPORT,
    Role.ACTION_PROGRAMME: Form.ACTION_PROGRAMME,
    Role.OPINIONS: Form.REPORT,
    Role.DRAFT_RESOLUTION: Form.RESOLUTION,
    Role.RESOLUTION: Form.RESOLUTION,
    Role.MINUTES: Form.MINUTES,
    Role.REPORT: Form.REPORT,
    Role.OTHER: Form.OTHER,
}


@dataclass(frozen=True)
class Registering:
    """What the register is told of a signed paper."""

    number: str
    issued_on: datetime.date | None
    signer: str = ""
    signer_post: str = ""


def may_attach(user: Any, conference: Conference) -> bool:
    """Whether the user adds papers to the record, in whichever state it is."""
    scope = scope_of(user)
    return scope.holds("meetings.change_conference", conference.unit_id)


def may_register(user: Any, conference: Conference) -> bool:
    scope = scope_of(user)
    return scope.holds("documents.add_officialdocument", conference.unit_id)


@transaction.atomic
def attach_signed(
    *,
    conference: Conference,
    role: str,
    file: File,
    by: Any,
    is_public: bool = False,
    registering: Registering | None = None,
) -> ConferencePaper:
    """Keep a signed paper with the record; enter it in the register as a draft.

    Raises PermissionDenied, and ValidationError for a file that is not taken; then
    nothing is stored.
    """
    if not may_attach(by, conference):
        raise PermissionDenied
    stored = store_file(unit=conference.unit, file=file, by=by)
    document = None
    if registering is not None:
        document = _register(conference, role, registering, by)
        document.file = stored
        document.save()
    paper = ConferencePaper.objects.create(
        conference=conference,
        role=role,
        text="" if document else stored.name,
        issued_on=registering.issued_on if registering else None,
        document=document,
        file=stored,
        is_public=is_public,
    )
    if _stands_approved(conference):
        public_files.publish(conference)
    return paper


def _stands_approved(conference: Conference) -> bool:
    """Whether readers see the rows as they are: nothing waits for an approval.

    Asked of the stored row, locked: a page may be older than the record's last step.
    """
    rows = Conference.objects.select_for_update(of=("self",))
    state = rows.values_list("state", flat=True).get(pk=conference.pk)
    return state in {State.APPROVED, *COUNTED}


def _register(
    conference: Conference, role: str, registering: Registering, by: Any
) -> OfficialDocument:
    if not may_register(by, conference):
        raise PermissionDenied
    label = Role(role).label
    document = OfficialDocument(
        unit=conference.unit,
        form=FORMS[Role(role)],
        number=registering.number,
        summary=f"{label} – {conference.full_title}"[:500],
        issued_on=registering.issued_on,
        effective_on=registering.issued_on,
        signer=registering.signer,
        signer_post=registering.signer_post,
    )
    document.full_clean()
    document.save()
    for name in heads.bodies_of(conference).names:
        DocumentIssuer.objects.create(document=document, name=name)
    return document
