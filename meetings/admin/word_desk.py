from __future__ import annotations

from django.contrib import admin

from units.scoped_admin import UnitOwnedAdmin

from ..models import WordDesk


@admin.register(WordDesk)
class WordDeskAdmin(UnitOwnedAdmin):
    list_display = ["unit", "is_open", "answer_days"]
    fields = ["unit", "is_open", "answer_days"]
