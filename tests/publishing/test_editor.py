"""The editor is as closed as it must be, and stands only where it is wanted."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings as project_settings
from django.core.checks import run_checks
from django.http import HttpResponse
from django.template import Context, Template
from django.utils import translation

from publishing.richtext import RichTextWidget, clean_html, editor_csp
from publishing.richtext.editor import CONFIG

ROOT = Path(project_settings.BASE_DIR)
POLICY = project_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]


def rendered():
    widget = RichTextWidget()
    with translation.override("vi"):
        return widget.render("body", '<p>"a" & </textarea></p>', {"id": "id_body"})


def config_of(html):
    return json.loads(unescape(re.search('data-config="([^"]*)"', html)[1]))


def test_page_gets_a_textarea_with_the_text_and_no_inline_code():
    html = rendered()

    assert "&lt;p&gt;&quot;a&quot; &amp; &lt;/textarea&gt;&lt;/p&gt;</textarea>" in html
    assert 'data-unit-field="unit"' in html
    assert not re.search(r"<script|\sstyle=|\son\w+=", html)


def test_editor_speaks_vietnamese_and_never_asks_for_versions():
    config = config_of(rendered())

    assert config["language"] == "vi"
    assert config["versionCheck"] is False
    assert config["labels"]["Image"] == "Chèn ảnh"
    assert config["words"]["format"]["tag_h2"] == "Đề mục"


def test_pictures_go_to_the_view_that_settings_name(settings):
    settings.RICHTEXT_UPLOAD_URL_NAME = "admin:index"

    config = config_of(rendered())

    assert config["imageUploadUrl"] == "/quan-tri/?editor=1"


def test_without_an_upload_view_nothing_is_uploaded(settings):
    settings.RICHTEXT_UPLOAD_URL_NAME = ""

    config = config_of(rendered())

    assert "imageUploadUrl" not in config
    assert "uploadimage" in config["removePlugins"]


def test_scripts_and_styles_are_the_portal_s_own():
    media = str(RichTextWidget().media)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', media)

    assert any("editor/editor" in address for address in addresses)
    assert all(address.startswith("/static/") for address in addresses)


# Checks


def faults(**kwargs):
    return {message.id for message in run_checks(tags=["security"], **kwargs)} - {None}


def editor_faults():
    return sorted(one for one in faults() if one.startswith("publishing."))


def test_nothing_is_missing():
    assert editor_faults() == []


def test_who_deploys_is_told_what_the_editor_is():
    assert "publishing.I001" in faults(include_deployment_checks=True)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"allowedContent": True}, "E001"),
        ({"allowedContent": "p; script"}, "E001"),
        ({"allowedContent": "*(*)"}, "E001"),
        ({"extraAllowedContent": "iframe"}, "E001"),
        ({"disallowedContent": "script"}, "E001"),
        ({"fullPage": True}, "E002"),
        ({"extraPlugins": "docprops"}, "E002"),
        ({"removePlugins": "iframe"}, "E003"),
        ({"extraPlugins": "codesnippetgeshi"}, "E003"),
        ({"toolbar": [["Source"]]}, "E003"),
        ({"versionCheck": True}, "E004"),
    ],
)
def test_each_loosened_setting_of_the_editor_is_an_error(settings, change, fault):
    settings.CKEDITOR_CONFIGS = {"default": change}

    assert f"publishing.{fault}" in editor_faults()


@pytest.mark.parametrize(
    "change",
    [
        {"RICHTEXT_UPLOAD_URL_NAME": "no:such"},
        {"INSTALLED_APPS": [*project_settings.INSTALLED_APPS, "ckeditor_uploader"]},
    ],
)
def test_foreign_upload_views_are_an_error(monkeypatch, change):
    for name, value in change.items():
        monkeypatch.setattr(project_settings, name, value, raising=False)

    assert editor_faults() == ["publishing.E005"]


@pytest.mark.parametrize(
    "policy",
    [None, {}, {"DIRECTIVES": {"script-src": [SELF, UNSAFE_INLINE]}}],
)
def test_a_loose_content_policy_is_an_error(settings, policy):
    settings.CONTENT_SECURITY_POLICY = policy

    assert editor_faults() == ["publishing.E006"]


def test_a_sanitiser_that_does_nothing_is_an_error(monkeypatch):
    monkeypatch.setattr("publishing.richtext.checks.clean_html", lambda html: html)

    assert editor_faults() == ["publishing.E007"]


def test_settings_do_not_change_the_editor_for_other_tests():
    assert CONFIG["versionCheck"] is False
    assert UNSAFE_INLINE not in POLICY["script-src"]


# The content policy


def policy_of(view, rf):
    from csp.middleware import CSPMiddleware

    response = CSPMiddleware(view)(rf.get("/"))
    header = response["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_only_a_page_with_the_editor_may_run_inline_code(rf):
    def page(request):
        return HttpResponse()

    strict, relaxed = policy_of(page, rf), policy_of(editor_csp(page), rf)

    assert "'unsafe-inline'" not in " ".join(strict.values())
    assert relaxed["script-src"] == "'self' 'unsafe-inline'"
    assert relaxed["style-src"] == "'self' 'unsafe-inline'"
    assert relaxed | {"script-src": "", "style-src": ""} == strict | {
        "script-src": "",
        "style-src": "",
    }


# Showing


def shown(body):
    return Template("{% load richtext %}{{ body|richtext }}").render(
        Context({"body": body})
    )


def test_filter_shows_stored_text_as_it_is():
    assert shown("<p>a &lt;table&gt;</p>") == "<p>a &lt;table&gt;</p>"
    assert shown(None) == ""


def test_a_wide_table_scrolls_by_itself_with_what_is_inside_it():
    inner = "<table><tbody><tr><td>a</td></tr></tbody></table>"
    body = clean_html(f"<p>x</p><table><tr><td>{inner}</td></tr></table>{inner}")

    page = shown(body)

    assert page.count('<div class="scroll" tabindex="0" role="region"') == 2
    assert page.count("</table></div>") == 2
    assert re.sub('<div class="scroll"[^>]*>|</div>', "", page) == body


TRUSTING = re.compile(
    r"mark_safe|SafeString\(|SafeText|\|\s*safe(?:seq)?\b|autoescape off"
    r"|is_safe\s*=\s*True|__html__|html_safe"
)
CODE = {".py", ".html", ".txt", ".xml"}
# Data for machines in a page; its own tests feed it what would end a script.
MACHINES = ROOT / "civicportal" / "templatetags" / "machines.py"


def test_no_other_code_trusts_html():
    files = [
        path
        for path in ROOT.glob("[!.]*/**/*")
        if path.suffix in CODE
        and path.relative_to(ROOT).parts[0] not in {"var", "tests", "node_modules"}
        and not path.match("templates/*/mail/*.txt")  # escaping would show in a mail
    ]

    trusting = {path for path in files if TRUSTING.search(path.read_text())}

    assert len(files) > 100
    assert trusting == {ROOT / "publishing" / "templatetags" / "richtext.py", MACHINES}


def test_no_other_code_knows_the_editor_or_the_sanitiser():
    allowed = ROOT / "publishing" / "richtext"
    knowing = [
        path
        for path in ROOT.glob("*/**/*.py")
        if not path.is_relative_to(allowed)
        and not path.relative_to(ROOT).parts[0].startswith((".", "var", "tests"))
        and re.search(r"^\s*(?:from|import) (?:ckeditor|nh3)\b", path.read_text(), re.M)
    ]

    assert knowing == []
