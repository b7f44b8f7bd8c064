"""Loads the demonstration through the services that everybody else uses.

What is there already is left as it is: a section by its address, a contact by its
post, an article by any title it ever had. So a second run changes nothing, and a run
after somebody changed the content takes nothing back. Everything but the list of
units comes in one transaction: an interrupted run leaves an empty portal.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from documents.models import StoredFile
from documents.services import store_file
from gallery.models import Photo
from gallery.services import store_photo
from news import services
from news.models import ArticleRevision, Section
from traffic.adding import add_counts
from units.imports import import_units
from units.models import (
    Body,
    Contact,
    Unit,
    UnitKind,
    UnitName,
    UnitParent,
    UnitTier,
    User,
)

from . import accounts
from .attachments import make_file
from .catalogue import Attachment, Story, UnitContent, read_all
from .conferences import body_of, load_conferences
from .drawing import draw
from .programmes import load_programmes
from .readers import invent_readers
from .voices import invent_voices
from .words import load_words

CREDIT = "hình vẽ minh họa"


@dataclass
class Added:
    """What a run added."""

    units: int = 0
    articles: int = 0
    records: int = 0
    programmes: int = 0
    pictures: int = 0
    accounts: list[str] = field(default_factory=list)


def load(only: Collection[str] | None = None) -> Added:
    """Load what is missing; `only` names the units whose content is wanted."""
    added = Added()
    catalogue = [one for one in read_all() if only is None or one.slug in only]
    added.units = _import_country([one.slug for one in catalogue])
    with transaction.atomic():
        added.accounts = accounts.create_accounts()
        for content in catalogue:
            UnitLoader(content, added).load()
        if only is None:
            admin = User.objects.get(username="admin")
            added.records = load_conferences(admin)
            added.programmes = load_programmes(admin)
    return added


def _import_country(slugs: list[str]) -> int:
    """Import the lists of units unless every unit that is needed is there."""
    needed = {*slugs, *(one.unit for one in accounts.ACCOUNTS if one.unit)}
    if Unit.objects.filter(slug__in=needed).count() == len(needed):
        return 0
    return import_units()["units"]


class UnitLoader:
    """Loads one unit's content; keeps the pictures that were stored on the way."""

    def __init__(self, content: UnitContent, added: Added) -> None:
        self.content = content
        self.added = added
        self.unit = Unit.objects.with_names().get(slug=content.slug)
        self.writer, self.editor = _people_of(content.slug)
        self.photos: dict[str, Photo] = {}

    def load(self) -> None:
        self._add_groups()
        self._add_contacts()
        sections = self._add_sections()
        for story in self.content.stories:
            if not self._is_there(story):
                self._add_story(story, sections[story.section])
        load_words(self.unit, self.editor, self._body)

    def _add_groups(self) -> None:
        """Number the residential groups from one, unless the unit has any."""
        if UnitName.objects.filter(group_of=self.unit).exists():
            return
        days = {
            "valid_from": self.content.groups_from,
            "valid_to": self.content.groups_until,
        }
        for number in range(1, self.content.groups + 1):
            group = Unit.objects.create(
                tier=UnitTier.GROUP,
                founded_on=days["valid_from"],
                ended_on=days["valid_to"],
            )
            UnitName.objects.create(
                unit=group,
                kind=UnitKind.RESIDENTIAL_GROUP,
                name=str(number),
                group_of=self.unit,
                **days,
            )
            UnitParent.objects.create(unit=group, parent=self.unit, **days)

    def _add_contacts(self) -> None:
        for order, entry in enumerate(self.content.contacts, start=1):
            Contact.objects.get_or_create(
                unit=self.unit,
                post=entry.post,
                defaults={
                    "body": self._body(entry.body),
                    "phone": entry.phone,
                    "email": entry.email,
                    "office_hours": entry.office_hours,
                    "order": order,
                },
            )

    def _body(self, code: str) -> Body:
        return body_of(self.unit, code)

    def _add_sections(self) -> dict[str, Section]:
        """Return the unit's sections by name."""
        sections = {}
        for order, entry in enumerate(self.content.sections, start=1):
            section = Section(
                unit=self.unit, name=entry.name, kind=entry.kind, order=order
            )
            section.clean()
            found = Section.objects.filter(unit=self.unit, slug=section.slug).first()
            if found is None:
                section.save()
            sections[entry.name] = found or section
        return sections

    def _is_there(self, story: Story) -> bool:
        return ArticleRevision.objects.filter(
            article__unit=self.unit, title=story.title
        ).exists()

    def _add_story(self, story: Story, section: Section) -> None:
        """Write and publish one article as a writer and an editor would."""
        pictures = [(self._photo(key), caption) for key, caption in story.pictures]
        published_at = timezone.make_aware(story.published_at)
        content = services.Content(
            section=section,
            title=story.title,
            summary=story.summary,
            body=story.body,
            cover=pictures[0][0] if pictures else None,
            author_line=story.author_line,
            source=story.source,
            published_at=published_at,
            pictures=pictures,
            attachments=[(self._file(one), one.title) for one in story.attachments],
            tags=story.tags,
            pinned_until=_in_a_month() if story.pinned else None,
        )
        article = services.begin_article(
            unit=self.unit,
            content=content,
            by=self.writer,
            on=_day_in_life(self.unit, published_at.date()),
        )
        services.publish(article=article, by=self.editor)
        add_counts(
            {
                (one.kind, one.object_id, one.unit_id, one.day): one.count
                for one in invent_readers(article, story.views)
            }
        )
        invent_voices(article, story, by=self.editor)
        self.added.articles += 1

    def _photo(self, key: str) -> Photo:
        """Return the unit's picture, drawn and stored when first needed."""
        if key not in self.photos:
            alt = self.content.pictures[key].alt
            stored = Photo.objects.filter(unit=self.unit, alt=alt, credit=CREDIT)
            self.photos[key] = stored.first() or self._draw(key)
        return self.photos[key]

    def _draw(self, key: str) -> Photo:
        picture = self.content.pictures[key]
        jpeg = ContentFile(draw(picture.scene, picture.seed), name=f"{key}.jpg")
        photo = store_photo(unit=self.unit, file=jpeg, by=self.writer, alt=picture.alt)
        photo.credit = CREDIT
        photo.save(update_fields=["credit"])
        self.added.pictures += 1
        return photo

    def _file(self, attachment: Attachment) -> StoredFile:
        file = ContentFile(make_file(attachment), name=attachment.name)
        return store_file(unit=self.unit, file=file, by=self.writer)


def _people_of(slug: str) -> tuple[User | None, User | None]:
    """Return who writes and who publishes there: the accounts, else the administrator."""
    users = User.objects.in_bulk(
        [account.username for account in accounts.ACCOUNTS], field_name="username"
    )
    writers = {"kim-lien": "writer", "hai-ba-trung": "writer2"}
    editors = {"kim-lien": "editor"}
    writer = users.get(writers.get(slug, "admin"))
    return writer, users.get(editors.get(slug, ""), writer)


def _in_a_month() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=30)


def _day_in_life(unit: Unit, day: datetime.date) -> datetime.date:
    """Return the day, or the unit's last one: old news may be put online after it."""
    return min(day, unit.ended_on) if unit.ended_on else day
