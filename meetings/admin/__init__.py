from .campaign import CampaignAdmin
from .conference import ConferenceAdmin
from .opinion import OpinionAdmin
from .programme import ProgrammeAdmin
from .record_rules import RecordRulesAdmin
from .resident_word import ResidentWordAdmin
from .word_desk import WordDeskAdmin

__all__ = [
    "CampaignAdmin",
    "ConferenceAdmin",
    "OpinionAdmin",
    "ProgrammeAdmin",
    "RecordRulesAdmin",
    "ResidentWordAdmin",
    "WordDeskAdmin",
]
