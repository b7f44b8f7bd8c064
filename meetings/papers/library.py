"""The papers that a record's desk offers: by the word in their address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from publishing.vietnamese import slugify_vi

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


def written(conference: Conference, name: str) -> bytes:
    """The paper as a Word file; `name` is one of PAPERS. Always in Vietnamese."""
    with translation.override("vi"):
        return PAPERS[name].compose(conference).to_bytes()


def file_name(conference: Conference, name: str) -> str:
    """ "bien-ban_khuong-thuong_2024.docx"."""
    unit = conference.unit.slug or slugify_vi(conference.unit.full_name)
    level = "_to-dan-pho" if conference.of_groups else ""
    return f"{name}_{unit}{level}_{conference.year}.docx"
