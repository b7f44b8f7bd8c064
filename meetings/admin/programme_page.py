"""What stands on a programme's page beside its fields, and in which order all of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..models import Programme, ProgrammeReview, Standing
from .named_rows import BodyNames, Names
from .page_parts import PagePart, fields_part, first_field, rows_part
from .programme_rows import PartyRows, TaskRows, is_closed

FOLDER = "admin/meetings/programme"


def page_context(
    model_admin: Any, request: HttpRequest, context: Any
) -> dict[str, Any]:
    """The context of `change_form.html`, for a new programme too."""
    programme: Programme | None = context.get("original")
    told: dict[str, Any] = {
        "page_parts": _parts(programme, context),
        "names": _names(context),
        "may_publish": model_admin.may_publish(request, programme),
    }
    if programme is None:
        return told
    reviews = list(programme.reviews.select_related("conference"))
    finals = [one for one in reviews if one.kind == ProgrammeReview.Kind.FINAL]
    may_change = model_admin.has_change_permission(request, programme)
    return told | {
        "programme": programme,
        "subtitle": None,
        "title": programme.title,
        "reviews": reviews,
        "final": finals[0] if finals else None,
        "standing": Standing(programme.standing).label,  # type: ignore[attr-defined]
        "closed": is_closed(programme),
        "may_review": may_change,
        "may_reopen": model_admin.has_reopen_permission(request, programme),
        "may_carry_on": bool(finals) and model_admin.may_add_here(request, programme),
        "next_one": programme.next_ones.first(),
        "public_address": public_address(programme),
    }


def _parts(programme: Any, context: Any) -> list[PagePart]:
    """The sections in the order of the person's thought."""
    rows = {type(one.opts): one for one in context["inline_admin_formsets"]}
    sets = {first_field(one): one for one in context["adminform"]}
    parts = [
        fields_part("what", sets["unit"]),
        fields_part("conclusion", sets["conclusion"]),
        rows_part(rows, PartyRows, "parties"),
        rows_part(rows, TaskRows, "tasks"),
        _reviews() if programme else None,
        fields_part("pictures", sets.get("pictures")),
        fields_part("articles", sets["articles"]),
    ]
    return [part for part in parts if part is not None]


def _reviews() -> PagePart:
    title = _("Reviews and the next programme")
    return PagePart("reviews", title, f"{FOLDER}/_reviews.html")


def _names(context: Any) -> list[Names]:
    """The names that the page suggests: bodies, parties, articles."""
    found: list[Any] = []
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        if isinstance(inline.opts, PartyRows):
            found += [formset, formset.bodies]
        elif isinstance(inline.opts, TaskRows):
            found.append(formset.articles)
    return found


def suggested_bodies(context: Any) -> list[BodyNames]:
    """The bodies that the rows of a page suggest, if any of its rows name bodies."""
    sets = [inline.formset for inline in context["inline_admin_formsets"]]
    return [one.bodies for one in sets if hasattr(one, "bodies")]


def desk_path(programme: Programme) -> str:
    return reverse("admin:meetings_programme_change", args=[programme.pk])


def public_address(programme: Programme) -> str:
    """Where readers find it; "" while they do not, or where the portal has no such page."""
    if not programme.is_public:
        return ""
    try:
        return programme.get_absolute_url()
    except NoReverseMatch:
        return ""


def told_published(programme: Programme) -> str:
    """What is said after publishing, with the way there."""
    address = public_address(programme)
    if not address:
        return _("Published.")
    link = _("View on the portal")
    return format_html('{} <a href="{}">{}</a>', _("Published."), address, link)
