"""The files of a unit: find, rename, delete what nothing offers.

New ones come through the forms of articles and documents, which inspect them.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from ..models import FileUse, StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(UnitOwnedAdmin):
    list_display = ["name", "readable_size", "unit", "public", "uploaded_at"]
    list_filter = [("unit", ScopedRelatedFilter), "uploaded_at"]
    list_select_related = ["unit", "uploaded_by"]
    search_fields = ["name__unaccent__icontains"]
    fields = [
        "name",
        "download",
        "readable_size",
        "sha256",
        "unit",
        "public",
        "uploaded_by",
        "uploaded_at",
    ]
    readonly_fields = [
        "download",
        "readable_size",
        "sha256",
        "unit",
        "public",
        "uploaded_by",
        "uploaded_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        files = super().get_queryset(request).prefetch_related(*name_lookups("unit"))
        used = FileUse.objects.filter(file=OuterRef("pk"))
        return files.annotate(is_public=Exists(used))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("size"))
    def readable_size(self, stored: StoredFile) -> str:
        return filesizeformat(stored.size)

    @admin.display(description=_("download"))
    def download(self, stored: StoredFile) -> str:
        return format_html(
            '<a href="{}">{}</a>', stored.get_absolute_url(), stored.name
        )

    @admin.display(description=_("public"), boolean=True)
    def public(self, stored: Any) -> bool:
        return stored.is_public

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say in our words which files cannot go; Django would list table rows."""
        collect = super().get_deleted_objects
        deleted, counts, missing, protected = collect(objs, request)
        if protected:
            protected = [
                _still_offered(one) for one in objs if collect([one], request)[3]
            ]
        return deleted, counts, missing, protected


def _still_offered(stored: StoredFile) -> str:
    return gettext(
        "“%(file)s” is still offered. Take it out of the articles that offer it, then"
        " delete it here."
    ) % {"file": stored}
