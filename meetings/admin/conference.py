"""Conference records on the desk: their papers."""

from __future__ import annotations

from django.contrib import admin

from ..models import Conference
from .papers import PaperPages


@admin.register(Conference)
class ConferenceAdmin(PaperPages):
    change_form_template = "admin/meetings/conference/change_form.html"
    list_display = ["full_title", "held_on", "unit"]
