"""Coordination programmes on the desk."""

from __future__ import annotations

from django.contrib import admin

from ..models import Programme
from .programme_import import ProgrammeImportPages


@admin.register(Programme)
class ProgrammeAdmin(ProgrammeImportPages):
    list_display = ["title", "year", "status"]
