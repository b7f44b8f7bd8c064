"""Every word in Vietnamese: ours, and those of the packages that ship none."""

import json
import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from civicportal import messages_catalogue as catalogues
from civicportal.management.commands.sync_messages import (
    OURS,
    VENDORS,
    VENDORS_SCRIPTS,
)
from tests import factories

ALL = [OURS, VENDORS, VENDORS_SCRIPTS]

# Words that no Vietnamese text has. Names of things (Word, Excel, URL) are not here.
ENGLISH = re.compile(
    r"\b(the|and|or|of|with|from|this|that|your|you|please|is|are|was|not|add|change"
    r"|delete|save|edit|view|search|select|selected|filter|history|home|log|username"
    r"|password|user|users|account|role|unit|units|article|articles|section|sections"
    r"|title|status|draft|published|date|time|file|picture|pictures|name|names|action"
    r"|actions|results|welcome|recent|navigation|sidebar|breadcrumbs|content|current"
    r"|theme|toggle|light|dark|auto|count|counts|daily|object|number|attempt|access)\b",
    re.IGNORECASE,
)


def read(path):
    return catalogues.read(settings.BASE_DIR / path)


def keys(path):
    return {
        catalogues.Key(
            message.context,
            *(message.id if isinstance(message.id, tuple) else (message.id, "")),
        )
        for message in read(path)
        if message.id
    }


def test_our_catalogue_has_exactly_the_strings_of_the_code():
    messages = catalogues.own_messages()

    assert len(messages) > 300
    assert keys(OURS) == messages


@pytest.mark.parametrize(
    ("path", "extract", "said_at_least", "missing_at_least"),
    [
        (VENDORS, catalogues.vendor_messages, 500, 150),
        (VENDORS_SCRIPTS, catalogues.vendor_script_messages, 50, 10),
    ],
    ids=["templates and code", "scripts"],
)
def test_the_vendors_catalogue_has_all_that_they_lack_and_nothing_they_never_say(
    path, extract, said_at_least, missing_at_least
):
    said = extract()
    missing = catalogues.vendor_gaps(said, catalogues.StableCatalog(), domain=path.stem)

    assert len(said) > said_at_least
    assert len(missing) > missing_at_least
    assert missing <= keys(path) <= said


@pytest.mark.parametrize("path", ALL, ids=str)
def test_everything_is_translated_and_placeholders_agree(path):
    catalogue = read(path)

    assert len(catalogue) > 20
    assert list(catalogues.faults(catalogue)) == []


@pytest.mark.parametrize("path", ALL, ids=str)
def test_the_file_has_no_obsolete_entries_and_is_as_the_command_writes_it(path):
    text = (settings.BASE_DIR / path).read_bytes()

    assert b"#~" not in text
    assert text == catalogues.po_bytes(read(path))


@pytest.mark.parametrize("path", ALL, ids=str)
def test_the_compiled_file_is_that_of_the_translations(path):
    compiled = settings.BASE_DIR / path.with_suffix(".mo")

    assert compiled.read_bytes() == catalogues.mo_bytes(read(path))
    assert len(catalogues.compiled(compiled)) > 20


@pytest.mark.parametrize("path", ALL, ids=str)
def test_vietnamese_is_composed_and_its_tones_stand_where_officials_put_them(path):
    texts = [catalogues.text_of(message) for message in read(path)]

    for text in texts:
        assert not re.search("[\u0300-\u036f]", text), text
        assert not re.search(
            r"(?i)[o][àáảãạ]\b|[o][èéẻẽẹ]\b|(?<!q)[u][ỳýỷỹỵ]\b", text
        ), text


def test_the_command_finds_nothing_to_do():
    said, faults = StringIO(), StringIO()

    call_command("sync_messages", check=True, stdout=said, stderr=faults)

    assert faults.getvalue() == ""
    assert "0 faults left" in said.getvalue()


def test_the_command_says_what_is_not_translated(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    stderr = StringIO()

    with pytest.raises(CommandError, match="faults"):
        call_command("sync_messages", check=True, stdout=StringIO(), stderr=stderr)

    assert "not translated: Skip to main content" in stderr.getvalue()
    assert not (tmp_path / "locale").exists()


def test_the_command_keeps_translations_and_drops_what_the_code_no_longer_says():
    old = catalogues.StableCatalog()
    old.add("Kept", "Giữ lại", context="here")
    old.add("Gone", "Đã bỏ")
    messages = [catalogues.Key("here", "Kept", ""), catalogues.Key(None, "New", "News")]

    new = catalogues.synced(old, messages)

    assert new.get("Kept", "here").string == "Giữ lại"
    assert new.get("Gone") is None
    assert list(catalogues.faults(new)) == ["not translated: News"]


def test_other_placeholders_are_a_fault():
    catalogue = catalogues.StableCatalog()
    catalogue.add("%(count)s views", "%(number)s lượt xem")
    catalogue.add("{name} left", "Đã rời")
    catalogue.add("%(percent)s right", "Đúng %(percent)s")

    assert len(list(catalogues.faults(catalogue))) == 2


def test_strings_are_found_in_python_however_they_are_marked(tmp_path):
    path = tmp_path / "labels.py"
    path.write_text(
        '_("one")\n'
        'gettext_lazy("two " "halves")\n'
        'translation.ngettext("a view", "%d views", n)\n'
        'npgettext("counted", "view", "views", n)\n'
        'pgettext_lazy("unit", "Ward")\n'
        'gettext(spoken["not"]["literal"])\n'
        '_(f"{unknown}")\n'
    )

    assert set(catalogues.messages_of(path)) == {
        (None, "one", ""),
        (None, "two halves", ""),
        (None, "a view", "%d views"),
        ("counted", "view", "views"),
        ("unit", "Ward", ""),
    }


def test_strings_are_found_in_templates_however_they_are_marked(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "      <p title='it\\'s' (>{% translate 'One' %}\n"
        "  {% blocktranslate trimmed with n=number %}\n    {{ n }}\n    of\n"
        "  {% endblocktranslate %}\n"
        "{% blocktranslate count n=n %}a view{% plural %}{{ n }} views"
        "{% endblocktranslate %}\n"
        "{% translate 'Ward' context 'unit' %} {{ _('Filtered')|upper }}</p>\n"
    )

    assert set(catalogues.messages_of(path)) == {
        (None, "One", ""),
        (None, "%(n)s of", ""),
        (None, "a view", "%(n)s views"),
        ("unit", "Ward", ""),
        (None, "Filtered", ""),
    }


def test_django_serves_both_catalogues():
    with translation.override("vi"):
        assert gettext("Breadcrumbs") == "Đường dẫn trang"
        assert gettext("History") == "Lịch sử"
        assert ngettext("%(num)d day", "%(num)d days", 2) == "%(num)d ngày"
        assert gettext("daily counts") == "lượt xem theo ngày"
        assert pgettext("nowhere", "daily counts") == "daily counts"


class VisibleText(HTMLParser):
    """What a person reads or hears of a page: texts and labels, not code."""

    def __init__(self):
        super().__init__()
        self.texts = []
        self._hidden = 0

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in ("script", "style")
        spoken = ("alt", "title", "aria-label", "placeholder")
        self.texts += [value for name, value in attrs if name in spoken and value]

    def handle_endtag(self, tag):
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.texts.append(data.strip())


def texts_of(response):
    parser = VisibleText()
    parser.feed(response.content.decode())
    assert len(parser.texts) > 5
    return parser.texts


def english_in(texts):
    return [text for text in texts if ENGLISH.search(text)]


def test_the_probe_finds_english():
    assert english_in(["Thêm", "Add another", "Đơn vị"]) == ["Add another"]


@pytest.mark.django_db
def test_the_sign_in_page_has_no_english(client):
    page = client.get("/quan-tri/login/")
    refusal = client.post("/quan-tri/login/", {"username": "x", "password": "y"})

    assert english_in(texts_of(page) + texts_of(refusal)) == []


@pytest.fixture
def administrator(client, db):
    # No word of this name is one of the probe's.
    user = get_user_model().objects.create_superuser("quantri", password="x" * 12)
    client.force_login(user)
    return client


@pytest.fixture
def article(administrator):
    return factories.make_article(title="Ngày hội ở tổ 5", published=True)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "password_change/",
        "units/unit/",
        "units/unit/add/",
        "units/user/",
        "units/user/add/",
        "units/membership/",
        "units/membership/add/",
        "units/body/",
        "units/body/add/",
        "news/section/",
        "news/section/add/",
        "news/article/",
        "news/article/add/",
        "gallery/photo/",
        "documents/storedfile/",
        "traffic/dailycount/",
        "axes/accessattempt/",
    ],
)
def test_the_desk_has_no_english(administrator, article, path):
    response = administrator.get(f"/quan-tri/{path}", follow=True)

    assert response.status_code == 200
    assert english_in(texts_of(response)) == []


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("model", ["article", "section", "unit"])
def test_pages_of_one_row_have_no_english(administrator, article, page, model):
    row = {"article": article, "section": article.section, "unit": article.unit}[model]
    app = row._meta.app_label

    response = administrator.get(f"/quan-tri/{app}/{model}/{row.pk}/{page}/")

    assert response.status_code in (200, 403)
    assert english_in(texts_of(response)) == []


@pytest.mark.parametrize("model", ["news/article", "news/section", "units/unit"])
def test_what_a_form_complains_of_is_not_english(administrator, article, model):
    response = administrator.post(f"/quan-tri/{model}/add/", {})

    assert response.status_code == 200
    assert english_in(texts_of(response)) == []


def test_public_pages_have_no_english(client, article):
    client.logout()
    unit = f"/{article.unit.slug}/"
    pages = [
        "/",
        unit,
        f"{unit}tin-tuc/",
        f"{unit}tin-tuc/{article.section.slug}/",
        article.get_absolute_url(),
        "/khong-co-trang-nay/",
    ]

    answers = [client.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    for answer in answers:
        assert english_in(texts_of(answer)) == []


def test_the_scripts_of_the_desk_are_given_vietnamese(administrator):
    script = administrator.get("/quan-tri/jsi18n/").content.decode()

    assert f'"Monday": {json.dumps("Thứ Hai")}' in script
    assert f'"Cancel": {json.dumps("Hủy")}' in script
