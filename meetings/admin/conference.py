from __future__ import annotations

from django.contrib import admin

from ..models import Conference
from .sheet import SheetPages


@admin.register(Conference)
class ConferenceAdmin(SheetPages):
    list_display = ["__str__", "unit", "state"]
