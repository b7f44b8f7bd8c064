"""Text is clean whatever the way to the database, and typed text stays in its form."""

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps
from django.utils import translation

from publishing.fields import LineField, PlainTextField
from publishing.richtext import RichTextField, RichTextFormField, RichTextWidget

TITLE = "Tổ dân phố số 4"
TYPED = unicodedata.normalize("NFD", " \u202eTổ dân\xa0phố\n số\u200b 4 \x00")


@pytest.fixture
def note(db):
    """Return a model with one field of each kind, its table made for the test."""
    with isolate_apps("publishing"):

        class Note(models.Model):
            title = LineField(max_length=20)
            text = PlainTextField(blank=True)
            body = RichTextField(blank=True)

            class Meta:
                app_label = "publishing"

            def __str__(self):
                return self.title

    with connection.schema_editor() as editor:
        editor.create_model(Note)
    return Note


def stored(model):
    return model.objects.values_list("title", "text", "body").get()


CLEAN = (TITLE, "Một\nhai", "<p>Chữ</p>")
DIRTY = {"title": TYPED, "text": "Một\r\nhai\u200b ", "body": "<div onclick=x>Chữ"}


def test_saving_cleans_the_row_and_the_object(note):
    one = note.objects.create(**DIRTY)

    assert stored(note) == CLEAN
    assert (one.title, one.text, one.body) == CLEAN


def test_writing_many_at_once_cleans(note):
    note.objects.bulk_create([note(**DIRTY)])

    assert stored(note) == CLEAN


def test_updating_rows_cleans(note):
    note.objects.create(title="x")

    note.objects.update(**DIRTY)

    assert stored(note) == CLEAN


def test_updating_many_objects_cleans(note):
    one = note.objects.create(title="x")
    for name, value in DIRTY.items():
        setattr(one, name, value)

    note.objects.bulk_update([one], list(DIRTY))

    assert stored(note) == CLEAN


def test_expressions_pass_unharmed(note):
    note.objects.create(title="a", text="b", body="c")

    note.objects.update(title=models.F("text"), body=models.F("title"))

    assert stored(note) == ("b", "b", "a")


def test_decomposed_text_is_found(note):
    note.objects.create(**DIRTY)
    wanted = unicodedata.normalize("NFD", TITLE)

    assert note.objects.filter(title=wanted).exists()
    assert note.objects.filter(title__in=[wanted]).exists()


@pytest.mark.parametrize("title", ["", "  \n ", "\u200b\xa0\u2800", "\x00", None])
def test_title_of_nothing_visible_is_refused(note, title):
    with pytest.raises(ValidationError) as caught:
        note(title=title).full_clean()

    assert set(caught.value.message_dict) == {"title"}


def test_length_is_counted_after_cleaning(note):
    decomposed = unicodedata.normalize("NFD", "ệ" * 20) + " " * 30

    note(title=decomposed).full_clean()

    with pytest.raises(ValidationError):
        note(title="ệ" * 21).full_clean()


def form_for(note, data):
    return forms.modelform_factory(note, fields=["title", "text", "body"])(data)


@pytest.mark.parametrize("title", ["\u200b\u3164", "x" * 300])
def test_form_says_in_vietnamese_what_is_wrong_and_keeps_what_was_typed(note, title):
    with translation.override("vi"):
        form = form_for(note, {"title": title, "body": "<p onclick=x>Chữ"})
        message = str(form.errors["title"][0])

    assert any(ord(char) > 0x1E00 for char in message)
    assert form["title"].value() == title
    assert form["body"].value() == "<p onclick=x>Chữ"


def test_form_gives_clean_values(note):
    form = form_for(note, DIRTY)

    assert form.is_valid()
    assert tuple(form.cleaned_data.values()) == CLEAN


def test_browser_does_not_cut_what_is_pasted(note):
    assert "maxlength" not in str(form_for(note, None)["title"])


def test_fields_are_themselves_to_migrations_but_rich_text_is_plain(note):
    written = {
        field.name: MigrationWriter.serialize(field.clone())[0]
        for field in note._meta.local_fields
    }

    assert written["title"] == "publishing.fields.LineField(max_length=20)"
    assert written["text"] == "publishing.fields.PlainTextField(blank=True)"
    assert note._meta.get_field("body").deconstruct()[1] == "django.db.models.TextField"


# Rich text in forms


def rich_form(data, initial=None, **options):
    class RichForm(forms.Form):
        body = RichTextFormField(**options)

    return RichForm(data, initial=initial)


def test_required_text_must_have_something_to_read():
    assert not rich_form({"body": "<p>&nbsp;<br></p>"}).is_valid()
    assert rich_form({"body": "<p>a</p>"}).is_valid()
    assert rich_form({"body": "<p>&nbsp;</p>"}, required=False).is_valid()


def test_too_long_text_is_refused_in_vietnamese_with_what_was_typed():
    typed = "<p>" + "chữ " * 130_000
    with translation.override("vi"):
        form = rich_form({"body": typed})
        message = str(form.errors["body"][0])

    assert "500.000" in message
    assert "chia thành" in message
    assert form["body"].value() == typed


def test_far_too_long_text_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr("publishing.richtext.clean.parse", lambda html: 1 / 0)

    assert not rich_form({"body": "<p>" + "x" * 2_100_000}).is_valid()


@pytest.mark.parametrize("piece", ["<b>", "<figure>x", "</i>", "< ", "x\r\n\r\n"])
def test_more_tags_than_can_be_cleaned_are_refused_unparsed(piece, monkeypatch):
    monkeypatch.setattr("publishing.richtext.clean.parse", lambda html: 1 / 0)
    typed = "<p>" + piece * 30_001

    with translation.override("vi"):
        form = rich_form({"body": typed}, {"body": ""})
        message = str(form.errors["body"][0])

    assert "30.000" in message
    assert "too much" not in message
    assert form["body"].value() == typed
    assert form.has_changed()


def test_pictures_in_the_text_do_not_count_for_its_length():
    typed = f"<p>a<img src='data:image/png;base64,{'QUJD' * 1_000_000}'></p>"
    form = rich_form({"body": typed})

    assert form.is_valid()
    assert "base64" in form.cleaned_data["body"]


def test_text_that_only_the_editor_laid_out_anew_has_not_changed():
    initial = {"body": "<p>a</p>\n<ul><li>b</li></ul>"}

    same = rich_form({"body": "<p>a</p>\r\n\r\n<ul>\r\n\t<li>b</li>\r\n</ul>"}, initial)
    other = rich_form({"body": "<p>a</p>"}, initial)

    assert not same.has_changed()
    assert other.has_changed()


def test_the_editor_stays_whatever_widget_is_offered(note):
    field = note._meta.get_field("body").formfield(widget=forms.Textarea)

    assert isinstance(field.widget, RichTextWidget)
