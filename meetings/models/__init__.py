"""Meetings and what residents say to a unit. Import from here, not from below.

Lowest first: campaign → conference → its parts, figures, clauses, group reports,
opinions (which know residents' words) → the way of the record → its review above;
and programmes → their tasks → their reviews.
"""

from .campaign import Campaign, CampaignBody, CampaignPlan, CampaignTier
from .clause import Clause, ClauseReview
from .conference import COUNTED, OPEN, Conference, State
from .conference_parts import AgendaItem, ConferencePaper, Delegation, Organiser
from .figure import Figure
from .group_report import GroupReport
from .opinion import Opinion
from .programme import Party, Programme, SigningPartner, Standing
from .programme_reminder import ProgrammeReminder
from .programme_review import ProgrammeReview, TaskJudgement
from .programme_task import ProgressNote, Task
from .programme_words import ProgrammeWords
from .record_card import RecordCard
from .record_way import RecordRules, RecordStep, RecordVersion
from .reminder import CampaignReminder
from .resident_word import ResidentWord
from .review import Amendment, RecordPart, Remark
from .word_desk import WordDesk

__all__ = [
    "COUNTED",
    "OPEN",
    "AgendaItem",
    "Amendment",
    "Campaign",
    "CampaignBody",
    "CampaignPlan",
    "CampaignReminder",
    "CampaignTier",
    "Clause",
    "ClauseReview",
    "Conference",
    "ConferencePaper",
    "Delegation",
    "Figure",
    "GroupReport",
    "Opinion",
    "Organiser",
    "Party",
    "Programme",
    "ProgrammeReminder",
    "ProgrammeReview",
    "ProgrammeWords",
    "ProgressNote",
    "RecordCard",
    "RecordPart",
    "RecordRules",
    "RecordStep",
    "RecordVersion",
    "Remark",
    "ResidentWord",
    "SigningPartner",
    "Standing",
    "State",
    "Task",
    "TaskJudgement",
    "WordDesk",
]
