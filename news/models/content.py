"""What an article and each of its working copies have in common."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from gallery.models import Album, Photo
from publishing.fields import LineField, PlainTextField
from publishing.richtext import RichTextField

from .section import Section
from .tag import Tag

# No news of these units is older; a year typed short ("0204") would break every list
# that formats it.
EARLIEST = datetime(1945, 9, 2, tzinfo=UTC)


def not_too_early(name: str) -> models.CheckConstraint:
    """A constraint that keeps impossible publication times out, whatever the way in."""
    return models.CheckConstraint(
        condition=models.Q(published_at__isnull=True)
        | models.Q(published_at__gte=EARLIEST),
        name=name,
    )


class ArticleContent(models.Model):
    """The text and the pictures of an article, public or being worked on."""

    section = models.ForeignKey(
        Section,
        models.PROTECT,
        related_name="%(class)ss",
        null=True,
        verbose_name=_("section"),
    )
    title = LineField(_("title"), max_length=200)
    summary = PlainTextField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences shown in lists and above the text."),
    )
    body = RichTextField(_("text"), blank=True)
    cover = models.ForeignKey(
        Photo,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("cover picture"),
    )
    album = models.OneToOneField(
        Album,
        models.PROTECT,
        related_name="%(class)s",
        null=True,
        blank=True,
        verbose_name=_("album"),
    )
    recording = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("recording"),
        help_text=_("The article read aloud, offered above the text."),
    )
    author_line = LineField(
        _("author line"),
        max_length=120,
        blank=True,
        help_text=_("As it should be printed, for example an office or a pen name."),
    )
    source = LineField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where the text comes from, if it is not the unit's own."),
    )

    expires_at = models.DateTimeField(
        _("to be withdrawn at"),
        null=True,
        blank=True,
        help_text=_("For notices that lose their meaning; nothing is deleted then."),
    )
    review_on = models.DateField(
        _("to be reviewed on"),
        null=True,
        blank=True,
        help_text=_("On this day the desk reminds you to check the page."),
    )
    pinned_until = models.DateField(
        _("pinned to the top until"),
        null=True,
        blank=True,
        help_text=_(
            "Stands first in the lists until the end of this day. Leave empty not to"
            " pin it."
        ),
    )
    tags = models.ManyToManyField(
        Tag, related_name="%(class)ss", blank=True, verbose_name=_("tags")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    """A file offered with an article, under a title people understand."""

    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    title = LineField(_("title"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or self.file.name
