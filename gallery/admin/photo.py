"""The library of a unit's photographs: find, describe, replace, delete, remove.

New ones come through the article form and the editor, which check and render them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    QuerySet,
)
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from .. import showing
from ..models import Photo, PhotoUse
from ..templatetags.gallery import photo as photo_tag
from .changing import may_remove, may_replace, remove, replace


class UseFilter(admin.SimpleListFilter):
    """Pictures that readers see, that only the desk sees, and that nothing shows."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("public", _("Readers see it")),
            ("desk", _("Only in texts not published")),
            ("none", _("Nothing shows it")),
        ]

    def queryset(self, request: HttpRequest, photos: QuerySet) -> QuerySet:
        if self.value() == "public":
            return photos.filter(is_public=True)
        if self.value() == "desk":
            return photos.filter(is_shown=True, is_public=False)
        if self.value() == "none":
            return photos.filter(is_shown=False)
        return photos


@admin.register(Photo)
class PhotoAdmin(UnitOwnedAdmin):
    list_display = ["preview", "__str__", "credit", "use", "unit", "uploaded_at"]
    list_display_links = ["__str__"]
    list_filter = [UseFilter, ("unit", ScopedRelatedFilter), "uploaded_at"]
    list_select_related = ["unit", "uploaded_by"]
    search_fields = ["alt"]  # shows the box; `get_search_results` does the search
    search_help_text = _(
        "Search in descriptions, captions and sources, with or without diacritics"
    )
    fields = [
        "large",
        "alt",
        "credit",
        "taken_on",
        ("focal_x", "focal_y"),
        "shown_in",
        "unit",
        "uploaded_by",
        "uploaded_at",
    ]
    readonly_fields = ["large", "shown_in", "unit", "uploaded_by", "uploaded_at"]
    change_form_template = "admin/gallery/photo/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # What is internal is dealt with where it belongs, never from the library.
        photos: Any = super().get_queryset(request)
        photos = photos.showable()
        photos = photos.prefetch_related(*name_lookups("unit"))
        used = PhotoUse.objects.filter(photo=OuterRef("pk"))
        is_shown = ExpressionWrapper(showing.shown(), BooleanField())
        return photos.annotate(is_public=Exists(used), is_shown=is_shown)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet, bool]:
        return queryset.matching(search_term), False

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

    @admin.display(description=_("use"))
    def use(self, photo: Any) -> str:
        if photo.is_public:
            return gettext("Readers see it")
        shown = gettext("Only in texts not published")
        return shown if photo.is_shown else gettext("Nothing shows it")

    @admin.display(description=_("where it is shown"))
    def shown_in(self, photo: Photo) -> str:
        places = showing.places([photo])[photo.pk]
        return links_to(places) if places else gettext("Nothing shows this picture.")

    # Pages

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        title = {"title": gettext("The library of pictures")}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/thay-anh/", view(replace), name="gallery_photo_replace"),
            path("<int:pk>/go-anh/", view(remove), name="gallery_photo_remove"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        photo = self.get_object(request, object_id)
        context = (extra_context or {}) | {
            "offers_replacement": photo and may_replace(request.user, photo),
            "offers_removal": photo and may_remove(request.user, photo),
        }
        return super().change_view(request, object_id, form_url, context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say in our words where the pictures that cannot go are shown.

        Django would list table rows, and count what a picture takes with it.
        """
        photos = list(objs)
        *_rest, missing, protected = super().get_deleted_objects(photos, request)
        names = [str(photo) for photo in photos]
        counts = {self.opts.verbose_name_plural: len(photos)}
        if protected:
            # What else the articles need deleted is nobody's question here.
            return names, counts, set(), list(_reasons(photos)) or protected
        return names, counts, missing, protected


def links_to(places: Iterable[showing.Place]) -> SafeString:
    items = ((place.url, place.label) for place in places)
    return format_html(
        "<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', items)
    )


def _reasons(photos: list[Photo]) -> Iterable[SafeString]:
    """For each picture that something shows: what to do first, and where."""
    told = gettext(
        "“%(photo)s” is still shown. Take it out of the articles that show it, then"
        " delete it here."
    )
    places = showing.places(photos)
    kept = Photo.objects.filter(showing.shown(), pk__in=places)
    for photo in kept.order_by("pk"):
        yield format_html("{}{}", told % {"photo": photo}, links_to(places[photo.pk]))
