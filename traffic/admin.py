"""The counts, to look at. A row knows no unit's people, so portal administrators only."""

from django.contrib import admin
from django.http import HttpRequest

from traffic.models import DailyCount
from units.scoped_admin import PortalModelAdmin


@admin.register(DailyCount)
class DailyCountAdmin(PortalModelAdmin):
    list_display = ["day", "kind", "object_id", "unit_id", "count"]
    list_filter = ["kind"]
    date_hierarchy = "day"

    def has_view_permission(
        self, request: HttpRequest, obj: DailyCount | None = None
    ) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: DailyCount | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: DailyCount | None = None
    ) -> bool:
        return False
