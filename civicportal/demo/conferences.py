"""Conferences of the demonstration: campaigns, documents and records from `records/`.

All goes through the services; a record that is there already is left as it is. The
parts of the Hai Bà Trưng campaign are divided so that they sum to the district's own
totals (`parts.py`); its pages say that the content is illustrative.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from documents.models import DocumentIssuer, OfficialDocument
from gallery.models import Album, Photo
from gallery.services import replace_album
from meetings import records
from meetings.kinds import CountedIn
from meetings.models import (
    Campaign,
    CampaignBody,
    CampaignPlan,
    CampaignTier,
    Conference,
    Figure,
    Opinion,
    SigningPartner,
)
from news.models import Article
from publishing.models import Status
from units.models import Body, BodyKind, Unit, UnitKind, UnitName, UnitParent, UnitTier

from . import parts
from .catalogue import read_all
from .parts import WardPart, split, split_within, uneven

RECORDS = Path(__file__).parent / "records"
Entry = Mapping[str, Any]


def load_conferences(by: Any) -> int:
    """Load what is missing; returns the number of records added."""
    loader = ConferenceLoader(by)
    for path in sorted(RECORDS.glob("*.toml")):
        loader.load(tomllib.loads(path.read_text(encoding="utf-8")))
    return loader.added


class ConferenceLoader:
    """Keeps campaigns and documents by the keys that the files give them."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.added = 0
        self.campaigns: dict[str, Campaign] = {}
        self.documents: dict[str, OfficialDocument] = {}

    def load(self, content: Entry) -> None:
        for entry in content.get("documents", ()):
            self.documents[entry["key"]] = document_of(entry)
        for entry in content.get("campaigns", ()):
            self.campaigns[entry["key"]] = self._campaign(entry)
        for entry in content.get("records", ()):
            self._add_record(entry)
        if "wards_of" in content:
            self._add_wards(content["wards_of"])

    def _campaign(self, entry: Entry) -> Campaign:
        unit = unit_of(entry["unit"])
        campaign, made = Campaign.objects.get_or_create(
            unit=unit,
            kind=entry["kind"],
            year=entry["year"],
            defaults={
                name: entry.get(name) for name in ("year_reviewed", "as_of", "deadline")
            },
        )
        if made:
            for tier, starts_on, ends_on in entry["tiers"]:
                CampaignTier.objects.create(
                    campaign=campaign, tier=tier, starts_on=starts_on, ends_on=ends_on
                )
            for name, part in entry["bodies"]:
                CampaignBody.objects.create(campaign=campaign, name=name, part=part)
            for text, *rest in entry.get("plans", ()):
                issued_on, key = rest or (None, "")
                CampaignPlan.objects.create(
                    campaign=campaign,
                    text=text,
                    issued_on=issued_on,
                    document=self.documents.get(key),
                )
        return campaign

    def _add_record(self, entry: Entry) -> None:
        unit = unit_of(entry["unit"])
        day = _day_of(entry)
        record = Conference(
            unit=unit,
            campaign=self.campaigns.get(entry.get("campaign", "")),
            held_on=day,
            **_plain(entry),
        )
        record.year = entry.get("year", day.year)
        if _is_there(record):
            return
        record = records.begin(conference=record, by=self.by)
        self._fill(record, entry)
        self._finish(record, entry)

    def _fill(self, record: Conference, entry: Entry) -> None:
        for name, part in entry.get("organisers", ()):
            record.organisers.create(name=name, part=part)
        for name in entry.get("composition", ()):
            record.composition.create(name=name)
        for place, text in enumerate(entry.get("agenda", ()), start=1):
            record.agenda.create(position=place, text=text)
        for role, text, issued_on, key in entry.get("papers", ()):
            document = self.documents[key]
            record.papers.create(
                role=role, text=text, issued_on=issued_on, document=document
            )
        for measure, counted, value, note in entry.get("figures", ()):
            _state_figure(record, measure, counted, value, note)
        for number, clause in enumerate(entry.get("clauses", ()), start=1):
            text, indicator, target, target_unit, set_by = clause
            record.clauses.create(
                number=number,
                text=text,
                indicator=indicator,
                target=target if indicator else None,
                target_unit=target_unit,
                target_set_by=set_by,
            )
        for opinion in entry.get("opinions", ()):
            _add_opinion(record, opinion)
        _name_partners(record, entry.get("signing_partners", ()))
        _fill_sheet(record, entry)

    def _finish(self, record: Conference, entry: Entry) -> None:
        titles = entry.get("articles", ())
        record.articles.set(Article.objects.filter(unit=record.unit, title__in=titles))
        if "pictures" in entry:
            _add_pictures(record, entry["pictures"])
        if entry.get("announced"):
            records.announce(conference=record, by=self.by)
        if entry["state"] == "sent":
            self._send_up(record)
        self.added += 1

    def _send_up(self, record: Conference) -> None:
        records.submit(conference=record, by=self.by)
        records.approve(conference=record, by=self.by)
        records.send_up(conference=record, by=self.by)

    def _add_wards(self, key: str) -> None:
        """Add the records of a district's wards of that year, and of their groups."""
        campaign = self.campaigns[key]
        if campaign.conferences.exists():
            return
        for part in parts.wards():
            ward = unit_of(part.slug)
            _add_groups(ward, len(part.groups), campaign.as_of.replace(month=1, day=1))
            self._add_sheet(campaign, ward, part)
            self._add_meeting(campaign, ward, part)

    def _begin(self, campaign: Campaign, ward: Unit, **fields: Any) -> Conference:
        record = Conference(
            unit=ward,
            campaign=campaign,
            year=campaign.year,
            explanation=parts.NOTE,
            **fields,
        )
        records.begin(conference=record, by=self.by)
        return record

    def _add_sheet(self, campaign: Campaign, ward: Unit, part: WardPart) -> None:
        sheet = self._begin(campaign, ward, tier=UnitTier.GROUP)
        for report, group in zip(_lines(sheet), part.groups, strict=True):
            report.held_on = group.held_on
            report.households_invited = group.invited
            report.households_attended = group.attended
            report.opinions = group.opinions
            report.save()
        self._send_up(sheet)
        self.added += 1

    def _add_meeting(self, campaign: Campaign, ward: Unit, part: WardPart) -> None:
        meeting = self._begin(
            campaign,
            ward,
            year_reviewed=campaign.year_reviewed,
            held_on=part.held_on,
            parts_total=len(part.groups),
        )
        _state_figure(meeting, "invited", "delegate", part.invited)
        _state_figure(meeting, "attended", "delegate", part.attended)
        _state_figure(meeting, "opinions", "opinion", part.opinions)
        self._send_up(meeting)
        self.added += 1


def unit_of(slug: str) -> Unit:
    return Unit.objects.with_place().get(slug=slug)


def body_of(unit: Unit, code: str) -> Body:
    """The unit's body of that kind, made when first needed, for the unit's life."""
    body, _made = Body.objects.get_or_create(
        unit=unit,
        kind=BodyKind.objects.get(code=code),
        name="",
        defaults={"valid_from": unit.founded_on, "valid_to": unit.ended_on},
    )
    return body


def document_of(entry: Entry) -> OfficialDocument:
    names = ("form", "number", "summary", "issued_on", "force")
    document, made = OfficialDocument.objects.get_or_create(
        unit=unit_of(entry["unit"]),
        number=entry["number"],
        defaults={
            **{name: entry[name] for name in names},
            "status": Status.PUBLISHED,
            "published_at": timezone.now(),
        },
    )
    if made:
        for name in entry["issuers"]:
            DocumentIssuer.objects.create(document=document, name=name)
    return document


def _day_of(entry: Entry) -> datetime.date:
    if "in_days" in entry:
        return timezone.localdate() + datetime.timedelta(days=entry["in_days"])
    day: datetime.date = entry["held_on"]
    return day


def _plain(entry: Entry) -> dict[str, Any]:
    names = (
        *("kind", "tier", "title", "year_reviewed", "held_until", "starts_at"),
        *("part_of_day", "place", "parts_total", "ordinal", "term", "term_number"),
    )
    return {name: entry[name] for name in names if name in entry}


def _is_there(record: Conference) -> bool:
    same = Conference.objects.filter(
        unit=record.unit, kind=record.kind, tier=record.tier
    )
    if record.campaign:
        return same.filter(campaign=record.campaign).exists()
    return same.filter(title=record.title).exists()


def _state_figure(
    record: Conference, measure: str, counted: str, value: int, note: str = ""
) -> None:
    Figure.objects.create(
        conference=record, measure=measure, counted=counted, value=value, note=note
    )


def _add_opinion(record: Conference, entry: Sequence[Any]) -> None:
    nature, field, text, body, due_on, answer, answered_on = entry
    kind = BodyKind.objects.get(code=body)
    opinion = Opinion(
        unit=record.unit,
        conference=record,
        nature=nature,
        field=field,
        text=text,
        body=Body.objects.filter(unit=record.unit, kind=kind).first(),
        due_on=due_on or None,
        answer=answer,
        answered_on=answered_on or None,
    )
    if answer:
        opinion.status = Status.PUBLISHED
        opinion.published_at = timezone.now()
        opinion.handling = "taken_up" if nature == "suggestion" else ""
    opinion.full_clean()
    opinion.save()


def _name_partners(record: Conference, partners: Sequence[Any]) -> None:
    for name, code in partners:
        body = body_of(record.unit, code)
        SigningPartner.objects.create(conference=record, name=name, body=body)


def _fill_sheet(record: Conference, entry: Entry) -> None:
    """Fill the lines of the groups from the clusters' sums, and the paper's totals."""
    lines = list(_lines(record)) if "clusters" in entry else []
    for first, last, invited, attended, opinions in entry.get("clusters", ()):
        chosen = lines[first - 1 : last]
        households = split(invited, uneven(len(chosen), 75, 125, start=first))
        eager = uneven(len(chosen), 90, 110, start=last)
        came = split_within(attended, households, eager)
        said = split(opinions, eager) if opinions else [None] * len(chosen)
        for report, *numbers in zip(chosen, households, came, said, strict=True):
            report.held_on = record.held_on
            report.households_invited, report.households_attended = numbers[:2]
            report.opinions = numbers[2]
            report.delegates_elected = entry.get("delegates_of_each")
            report.save()
    for measure, value in entry.get("stated", {}).items():
        counted = CountedIn.OPINION if measure == "opinions" else CountedIn.HOUSEHOLD
        _state_figure(record, measure, counted, value)


def _lines(record: Conference) -> list[Any]:
    """The lines of the sheet, in the order of the groups."""
    by_group = {report.group_id: report for report in record.group_reports.all()}
    groups = record.groups()
    return [by_group[group.pk] for group in groups if group.pk in by_group]


def _add_groups(ward: Unit, count: int, since: datetime.date) -> None:
    """Number the ward's residential groups of that year, unless it has any."""
    if UnitName.objects.filter(group_of=ward).exists():
        return
    days = {"valid_from": since, "valid_to": ward.ended_on}
    for number in range(1, count + 1):
        group = Unit.objects.create(
            tier=UnitTier.GROUP, founded_on=since, ended_on=ward.ended_on
        )
        UnitName.objects.create(
            unit=group,
            kind=UnitKind.RESIDENTIAL_GROUP,
            name=str(number),
            group_of=ward,
            **days,
        )
        UnitParent.objects.create(unit=group, parent=ward, **days)


def _add_pictures(record: Conference, keys: Sequence[str]) -> None:
    record.album = album_of(record.unit, keys)
    record.save(update_fields=["album"])


def album_of(unit: Unit, keys: Sequence[str]) -> Album:
    """A new album of pictures that the unit's articles have drawn already."""
    album = Album.objects.create()
    found = (drawn_picture(unit, key) for key in keys)
    replace_album(album=album, entries=[(photo, "") for photo in found if photo])
    return album


def drawn_picture(unit: Unit, key: str) -> Photo | None:
    """The picture that an article of the unit shows under this key."""
    content = next(one for one in read_all() if one.slug == unit.slug)
    return Photo.objects.filter(unit=unit, alt=content.pictures[key].alt).first()
