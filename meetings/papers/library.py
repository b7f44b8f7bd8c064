"""The papers that a record's desk offers: by the word in their address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from publishing.vietnamese import slugify_vi

from ..kinds import MeetingKind
from ..models import Conference, ConferencePaper
from . import minutes, opinions, resolution, results
from .layout import Paper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Role = ConferencePaper.Role


@dataclass(frozen=True)
class Composed:
    """One paper: what it is called, what it is of the record, and who writes it."""

    label: str | Promise
    role: ConferencePaper.Role
    compose: Callable[[Conference], Paper]


PAPERS = {
    "tong-hop-y-kien": Composed(
        pgettext_lazy("paper of a record", "Summary of opinions"),
        Role.OPINIONS,
        opinions.compose,
    ),
    "bien-ban": Composed(
        pgettext_lazy("paper of a record", "Minutes"), Role.MINUTES, minutes.compose
    ),
    "du-thao-nghi-quyet": Composed(
        pgettext_lazy("paper of a record", "Draft resolution"),
        Role.DRAFT_RESOLUTION,
        resolution.compose,
    ),
    "bao-cao": Composed(
        pgettext_lazy("paper of a record", "Report on results"),
        Role.REPORT,
        results.compose,
    ),
}


# Kinds of meetings that pass a resolution.
_RESOLVING = (
    MeetingKind.PEOPLES_CONFERENCE,
    MeetingKind.COMMITTEE_SESSION,
    MeetingKind.CONGRESS,
    MeetingKind.PEOPLES_MEETING,
)


def papers_of(conference: Conference) -> dict[str, Composed]:
    """The papers that make sense of a record.

    What all groups of a ward did is summed up and reported; minutes and resolution are
    of one meeting, and not every kind of meeting resolves.
    """
    left_out = set()
    if conference.of_groups:
        left_out = {"bien-ban", "du-thao-nghi-quyet"}
    elif conference.kind not in _RESOLVING:
        left_out = {"du-thao-nghi-quyet"}
    return {name: one for name, one in PAPERS.items() if name not in left_out}


def written(conference: Conference, name: str) -> bytes:
    """The paper as a Word file; `name` is one of PAPERS. Always in Vietnamese."""
    with translation.override("vi"):
        return PAPERS[name].compose(conference).to_bytes()


def file_name(conference: Conference, name: str) -> str:
    """Return "bien-ban_khuong-thuong_2024.docx"."""
    unit = conference.unit.slug or slugify_vi(conference.unit.full_name)
    level = "_to-dan-pho" if conference.of_groups else ""
    return f"{name}_{unit}{level}_{conference.year}.docx"
