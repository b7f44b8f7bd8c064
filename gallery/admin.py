"""The library of a unit's photographs: find, describe, delete what nothing shows.

New ones come through the article form and the editor, which check and render them.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from .models import Photo, PhotoUse
from .templatetags.gallery import photo as photo_tag


@admin.register(Photo)
class PhotoAdmin(UnitOwnedAdmin):
    list_display = ["preview", "__str__", "credit", "unit", "public", "uploaded_at"]
    list_display_links = ["preview", "__str__"]
    list_filter = [("unit", ScopedRelatedFilter), "uploaded_at"]
    list_select_related = ["unit", "uploaded_by"]
    search_fields = ["alt__unaccent__icontains", "credit__unaccent__icontains"]
    fields = ["large", "alt", "credit", "unit", "public", "uploaded_by", "uploaded_at"]
    readonly_fields = ["large", "unit", "public", "uploaded_by", "uploaded_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        photos = super().get_queryset(request).prefetch_related(*name_lookups("unit"))
        used = PhotoUse.objects.filter(photo=OuterRef("pk"))
        return photos.annotate(is_public=Exists(used))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("picture"))
    def preview(self, photo: Photo) -> str:
        return format_html(
            '<img src="{}" width="120" height="{}" alt="" loading="lazy">',
            photo.thumb,
            round(120 * photo.height / photo.width),
        )

    @admin.display(description=_("picture"))
    def large(self, photo: Photo) -> str:
        return photo_tag(photo, sizes="(min-width: 48rem) 40rem, 90vw", lazy=False)

    @admin.display(description=_("public"), boolean=True)
    def public(self, photo: Any) -> bool:
        return photo.is_public

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say in our words which pictures cannot go; Django would list table rows."""
        collect = super().get_deleted_objects
        deleted, counts, missing, protected = collect(objs, request)
        if protected:
            protected = [
                _still_shown(one) for one in objs if collect([one], request)[3]
            ]
        return deleted, counts, missing, protected


def _still_shown(photo: Photo) -> str:
    return gettext(
        "“%(photo)s” is still shown. Take it out of the articles that show it, then"
        " delete it here."
    ) % {"photo": photo}
