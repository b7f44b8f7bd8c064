from .conference import ConferenceAdmin
from .resident_word import ResidentWordAdmin
from .word_desk import WordDeskAdmin

__all__ = ["ConferenceAdmin", "ResidentWordAdmin", "WordDeskAdmin"]
