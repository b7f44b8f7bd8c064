"""Fails where one of the things that make CKEditor 4 acceptable is missing.

This stands in for django-ckeditor's own `ckeditor.W001`, which cannot tell whether
anything was done about it and is silenced in the settings for that reason.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ckeditor.configs import DEFAULT_CONFIG
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.urls import NoReverseMatch

from .clean import clean_html
from .editor import REMOVED_PLUGINS, RichTextWidget, upload_address

NEVER_ALLOWED = frozenset({"script", "style", "iframe", "object", "embed", "form"})
HOSTILE = (
    "<p onclick=x()>Chữ<script>x()</script><a href=javascript:x()>x</a>"
    '<img src=x onerror=x()><iframe src="//x"></iframe><svg/onload=x()></p>'
)
HARMLESS = "<p>Chữx</p>"


@register(Tags.security)
def check_editor(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Check the editor as a page would get it, and the sanitiser behind it."""
    config = {**DEFAULT_CONFIG, **RichTextWidget().config}
    return [*_content(config), *_plugins(config), *_addresses(), *_surroundings()]


@register(Tags.security, deploy=True)
def note_editor(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Remind whoever deploys what the editor is."""
    text = (
        "Rich text is written in CKEditor 4.22.1, which gets no more security fixes. "
        "What its known holes need is switched off and checked (publishing.E001 to "
        "E007)."
    )
    hint = (
        "docs/adr/0002-editor-and-its-exit.md lists them, and how to change the editor."
    )
    return [Info(text, hint=hint, id="publishing.I001")]


def _content(config: dict[str, Any]) -> Iterator[CheckMessage]:
    allowed = config.get("allowedContent")
    words = (
        set(re.findall(r"[a-z][a-z0-9]*", allowed))
        if isinstance(allowed, str)
        else set()
    )
    forbidden = words & NEVER_ALLOWED or not words or "*" in str(allowed)
    denied = str(config.get("disallowedContent"))
    if forbidden or config.get("extraAllowedContent") or "*[on*]" not in denied:
        yield Error(
            "The editor lets through more than it must (allowedContent without "
            "script and style, disallowedContent with *[on*], no extraAllowedContent).",
            id="publishing.E001",
        )
    if config.get("fullPage") or "docprops" in str(config.get("extraPlugins")):
        yield Error(
            "The editor must not edit full pages (CVE-2024-24815).",
            id="publishing.E002",
        )


def _plugins(config: dict[str, Any]) -> Iterator[CheckMessage]:
    unwanted = set(REMOVED_PLUGINS.split(","))
    removed = set(str(config.get("removePlugins", "")).split(","))
    extra = set(str(config.get("extraPlugins", "")).split(","))
    missing = unwanted - removed | unwanted & extra
    if missing or "Source" in str(config.get("toolbar")):
        yield Error(
            f"The editor must not load: {', '.join(sorted(missing)) or 'Source'}.",
            id="publishing.E003",
        )
    if config.get("versionCheck") is not False:
        yield Error(
            "The editor asks its makers' server for versions (CVE-2024-43411); set "
            "versionCheck to False.",
            id="publishing.E004",
        )


def _addresses() -> Iterator[CheckMessage]:
    try:
        address = upload_address()
    except NoReverseMatch:
        address = "unknown"
    if "ckeditor_uploader" in settings.INSTALLED_APPS or (
        address and not re.match(r"/(?!/)", address)
    ):
        yield Error(
            "The editor must send pictures to our own upload view "
            "(RICHTEXT_UPLOAD_URL_NAME), never to ckeditor_uploader.",
            id="publishing.E005",
        )


def _surroundings() -> Iterator[CheckMessage]:
    policy = getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}
    directives = policy.get("DIRECTIVES", {})
    scripts = directives.get("script-src") or directives.get("default-src") or []
    if not scripts or {UNSAFE_INLINE, UNSAFE_EVAL, "*"} & set(scripts):
        yield Error(
            "Pages without the editor must not run inline scripts "
            "(CONTENT_SECURITY_POLICY).",
            id="publishing.E006",
        )
    if clean_html(HOSTILE) != HARMLESS:
        yield Error("The sanitiser of rich text is off.", id="publishing.E007")
