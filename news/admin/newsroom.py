from __future__ import annotations

from django.contrib import admin

from units.scoped_admin import UnitOwnedAdmin

from ..models import Newsroom


@admin.register(Newsroom)
class NewsroomAdmin(UnitOwnedAdmin):
    list_display = ["unit", "approval", "ratings", "comments"]
    fields = ["unit", "approval", "ratings", "comments"]
    radio_fields = {"approval": admin.VERTICAL}
