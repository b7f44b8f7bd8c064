from .resident_word import ResidentWordAdmin
from .word_desk import WordDeskAdmin

__all__ = ["ResidentWordAdmin", "WordDeskAdmin"]
