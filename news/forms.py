"""The article form: it shows the working copy and never touches the public row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from documents.attachment_field import AttachmentField, initial_attachments
from documents.models import StoredFile
from documents.recording_field import RecordingField, initial_recording
from gallery.models import Photo
from gallery.picture_field import PictureField, initial_pictures
from publishing.fields import LineFormField
from units.models import Unit

from . import services, tagging
from .models import Article, Section, Tag
from .models.content import EARLIEST
from .models.tag import parted

TEXT_FIELDS = [
    "section",
    "title",
    "summary",
    "body",
    "author_line",
    "source",
    "expires_at",
    "review_on",
    "pinned_until",
]


USED_TAGS = 12  # the newest tags, named below the field


class TagsField(LineFormField):
    """Words between commas; the value is a list of them, each once."""

    def to_python(self, value: Any) -> Any:
        names = parted(super().to_python(value))
        tagging.check_tags(names)
        return names


class ArticleForm(forms.ModelForm):
    """Fields of the working copy.

    `user`, `fault` where an attempt to store has failed, and `typed` where a form that
    could not be received was kept, are set on the class made for the request.
    """

    user: Any
    fault: ValidationError | None = None
    typed: QueryDict | None = None

    pictures = PictureField(
        label=_("Pictures"),
        required=False,
        help_text=_("JPEG, PNG, WebP or HEIC from a phone, up to 20 MB each."),
    )
    attachments = AttachmentField(
        label=_("Attachments"),
        required=False,
        help_text=_("PDF, Word, Excel; up to 30 MB each."),
    )
    tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_(
            "A few words, with commas between them, that lead readers to everything on"
            " one matter: unity festival, road safety."
        ),
    )
    recording = RecordingField(
        label=_("Recording"),
        required=False,
        help_text=_(
            "MP3, M4A or OGG, up to 30 MB: the article read by a person, offered in"
            " place of the device's own voice."
        ),
    )
    published_at = forms.SplitDateTimeField(
        label=_("Publication time"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_(
            "Leave empty to publish at once; a time to come publishes by itself then."
        ),
    )

    class Meta:
        model = Article
        fields = ["unit", *TEXT_FIELDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].required = True
        pictures: Any = self.fields["pictures"]
        pictures.photos = Photo.objects.showable().editable_by(self.user)
        attachments: Any = self.fields["attachments"]
        attachments.stored = StoredFile.objects.viewable_by(self.user)
        self._name_used_tags()
        recording: Any = self.fields["recording"]
        recording.stored = attachments.stored
        if self.instance.pk:
            self._show_working_copy()
        if self.typed is not None:
            self._show_typed(self.typed)

    def _name_used_tags(self) -> None:
        used = Tag.objects.viewable_by(self.user)
        if self.instance.pk:
            used = used.filter(unit=self.instance.unit_id)
        names = list(used.order_by("-pk").values_list("name", flat=True)[:USED_TAGS])
        if names:
            words = _("Used before: %(names)s.") % {"names": ", ".join(names)}
            field = self.fields["tags"]
            field.help_text = f"{field.help_text} {words}"

    def _show_working_copy(self) -> None:
        content = services.current_content(self.instance)
        pin = content.pinned_until
        self.fields["pictures"].widget.unit_id = self.instance.unit_id
        self.initial.update({name: getattr(content, name) for name in TEXT_FIELDS})
        self.initial.update(
            section=content.section.pk if content.section else None,
            published_at=content.published_at,
            pictures=initial_pictures(content.pictures, content.cover),
            attachments=initial_attachments(content.attachments),
            tags=", ".join(content.tags),
            pinned_until=pin if pin and pin >= timezone.localdate() else None,
            recording=initial_recording(content.recording),
        )

    def _show_typed(self, typed: QueryDict) -> None:
        """Fill in what somebody typed before, as it was typed, also where faulty."""
        files: MultiValueDict = MultiValueDict()
        for name, field in self.fields.items():
            if not field.disabled:
                value = field.widget.value_from_datadict(typed, files, name)
                self.initial[name] = value

    def clean_published_at(self) -> Any:
        moment = self.cleaned_data["published_at"]
        if moment is not None and moment < EARLIEST:
            raise ValidationError(_("There was no such news then: check the year."))
        return moment

    def clean_pinned_until(self) -> Any:
        day = self.cleaned_data["pinned_until"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("This day is over: choose today or a later one."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit = self.instance.unit if self.instance.pk else cleaned.get("unit")
        if unit is not None:
            self._check_unit(unit, cleaned)
        self._check_times(cleaned)
        if self.fault is not None:
            self.add_error(None, self.fault)
        if self.errors:
            self._ask_for_files_again()
        return cleaned

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        end, start = cleaned.get("expires_at"), cleaned.get("published_at")
        if end and end <= (start or timezone.now()):
            self.add_error(
                "expires_at", _("It would be withdrawn before it is published.")
            )

    def _ask_for_files_again(self) -> None:
        """Say which files must be chosen anew: a browser never sends them back."""
        for name in ("pictures", "attachments", "recording"):
            chosen = [str(file.name) for file in self.files.getlist(f"{name}-files")]
            if chosen and name not in self.errors:
                text = _("Choose these files once more: %(names)s.")
                self.add_error(name, text % {"names": ", ".join(chosen)})

    def _check_unit(self, unit: Unit, cleaned: dict[str, Any]) -> None:
        """Say at its field what belongs to another unit, or comes too late."""
        if not self.instance.pk and unit.is_ended(timezone.localdate()):
            self.add_error("unit", _("This unit has ended and takes no new articles."))
        section: Section | None = cleaned.get("section")
        if section is not None and section.unit_id != unit.pk:
            self.add_error("section", _("This section belongs to another unit."))
        pictures = cleaned.get("pictures")
        if pictures and any(one.photo.unit_id != unit.pk for one in pictures.entries):
            self.add_error("pictures", _("A picture belongs to another unit."))
        files = cleaned.get("attachments")
        if files and any(one.file.unit_id != unit.pk for one in files.attached):
            self.add_error("attachments", _("A file belongs to another unit."))
        recording = cleaned.get("recording")
        if recording and recording.file and recording.file.unit_id != unit.pk:
            self.add_error("recording", _("A file belongs to another unit."))

    def _post_clean(self) -> None:
        """Leave the public row alone: a working copy is no change of it."""
