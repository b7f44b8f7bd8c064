"""Plain functions that make the smallest valid object; keywords change it."""

import datetime
import itertools
from functools import cache

from django.db import connection

from documents.models import DocumentIssuer, OfficialDocument
from documents.services import store_file
from gallery.pipeline import render
from gallery.services import store_rendered
from meetings import codes, records, words
from meetings.models import (
    Campaign,
    Conference,
    Figure,
    Opinion,
    Party,
    Programme,
    ProgrammeReview,
    Task,
    TaskJudgement,
)
from news import services
from news.models import Section
from news.services import Content
from publishing.vietnamese import slugify_vi
from units.models import (
    Body,
    BodyKind,
    Contact,
    Membership,
    Role,
    Succession,
    Unit,
    UnitKind,
    UnitName,
    UnitParent,
    UnitTier,
    User,
)

from .pictures import PDF, plain_jpeg, upload

_numbers = itertools.count(1)


def let_the_planner_know():
    """Tell PostgreSQL of the many rows of a transaction that is never committed."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def free_slug(name):
    slug = slugify_vi(name)
    if Unit.objects.filter(slug=slug).exists():
        return f"{slug}-{next(_numbers)}"
    return slug


def make_unit(*, name="Đơn vị", kind=UnitKind.WARD, parent=None, code="", **fields):
    """Make a unit with one name, and one parent if given, for its whole life."""
    kind = UnitKind(kind)
    if kind.tier != UnitTier.GROUP:
        fields.setdefault("slug", free_slug(name))
    unit = Unit.objects.create(tier=kind.tier, **fields)
    days = {"valid_from": unit.founded_on, "valid_to": unit.ended_on}
    group_of = parent if kind.tier == UnitTier.GROUP else None
    UnitName.objects.create(
        unit=unit, kind=kind, name=name, code=code, group_of=group_of, **days
    )
    if parent is not None:
        UnitParent.objects.create(unit=unit, parent=parent, **days)
    return unit


def make_province(*, name="Hà Nội", kind=UnitKind.MUNICIPALITY, **fields):
    return make_unit(name=name, kind=kind, **fields)


def make_district(*, name="Đống Đa", kind=UnitKind.URBAN_DISTRICT, **fields):
    if "parent" not in fields:
        fields["parent"] = shared_province()
    return make_unit(name=name, kind=kind, **fields)


def make_ward(*, name="Kim Liên", **fields):
    """Make a ward, directly in Hà Nội unless another `parent` is given."""
    if "parent" not in fields:
        fields["parent"] = shared_province()
    return make_unit(name=name, **fields)


def make_group(*, name="1", kind=UnitKind.RESIDENTIAL_GROUP, **fields):
    """Make a residential group, in a new ward unless a `parent` is given."""
    fields["parent"] = fields.get("parent") or make_ward()
    return make_unit(name=name, kind=kind, **fields)


def make_groups(parent, count):
    """Make residential groups named 1, 2, 3 …, many at a time; without a history."""
    groups = Unit.objects.bulk_create(
        Unit(tier=UnitTier.GROUP) for _number in range(count)
    )
    UnitName.objects.bulk_create(
        UnitName(
            unit=group,
            kind=UnitKind.RESIDENTIAL_GROUP,
            name=str(number),
            group_of=parent,
        )
        for number, group in enumerate(groups, start=1)
    )
    UnitParent.objects.bulk_create(
        UnitParent(unit=group, parent=parent) for group in groups
    )
    return groups


def shared_province():
    """Return the test's one Hà Nội, made when first needed."""
    return Unit.objects.filter(slug="ha-noi").first() or make_province()


def make_succession(*, old, new, extent=Succession.Extent.WHOLE, **fields):
    fields.setdefault("effective_on", "2025-07-01")
    return Succession.objects.create(old=old, new=new, extent=extent, **fields)


def make_user(*, username="", password=None, **fields):
    username = username or f"user{next(_numbers)}"
    return User.objects.create_user(username, password, **fields)


def make_membership(*, user=None, unit=None, role=Role.WRITER, **fields):
    return Membership.objects.create(
        user=user or make_user(), unit=unit or make_ward(), role=role, **fields
    )


def make_member(unit, username, *, role=Role.EDITOR, **fields):
    """Make a user with one role in `unit`; `fields` are the user's."""
    user = make_user(username=username, **fields)
    make_membership(user=user, unit=unit, role=role)
    return user


def make_body(*, unit=None, kind="ubnd", **fields):
    kind, _created = BodyKind.objects.get_or_create(
        code=kind, defaults={"name": kind.upper(), "system": BodyKind.System.STATE}
    )
    return Body.objects.create(unit=unit or make_ward(), kind=kind, **fields)


def make_contact(*, unit=None, post="Văn phòng", **fields):
    return Contact.objects.create(unit=unit or make_ward(), post=post, **fields)


@cache
def rendered_picture():
    """One picture of 1200 × 800 pixels, rendered once for all tests."""
    return render(upload(plain_jpeg()))


def make_photo(*, unit=None, by=None, alt="Đại biểu dự hội nghị", **fields):
    """Make a photograph with real files in the private store, rendered only once."""
    photo = store_rendered(
        unit=unit or make_ward(), rendered=rendered_picture(), by=by, alt=alt
    )
    for name, value in fields.items():
        setattr(photo, name, value)
    photo.save()
    return photo


def make_stored_file(*, unit=None, by=None, name="Kế hoạch.pdf", content=PDF):
    """Make a document with its file in the private store."""
    return store_file(unit=unit or make_ward(), file=upload(content, name), by=by)


def make_section(*, unit=None, name="Tin hoạt động", **fields):
    unit = unit or make_ward()
    slug = fields.pop("slug", "") or f"{slugify_vi(name)}-{next(_numbers)}"
    return Section.objects.create(unit=unit, name=name, slug=slug, **fields)


def make_article(
    *,
    unit=None,
    section=None,
    title="Ngày hội Đại đoàn kết",
    published=False,
    by=None,
    on=None,
    **content,
):
    """Make an article with one working copy, published if asked for.

    `on` is the day for which the unit must be alive; the rest is `Content`.
    """
    unit = unit or (section.unit if section else make_ward())
    section = section or make_section(unit=unit)
    content = Content(section=section, title=title, **content)
    article = services.begin_article(unit=unit, content=content, by=by, on=on)
    if published:
        services.publish(article=article, by=by)
    return article


def make_word(*, unit=None, text="Đèn ở ngõ 102 hỏng đã ba hôm.", at=None, **sent):
    """Make a resident's word to a unit that has somebody to answer it."""
    unit = unit or make_ward()
    if not words.takes_words(unit):
        make_membership(unit=unit, role=Role.EDITOR)
    token = f"token {next(_numbers)}"
    what = words.Sent(**{"field": "order", "text": text, **sent})
    word = words.receive(unit=unit, sent=what, token=token, at=at)
    word.code = codes.code_for(token)
    return word


def answer_word(word, *, by=None, at=None, is_shown=True, **handling):
    """Answer a word, and publish it with the answer unless told not to."""
    handling = {
        "state": "answered",
        "due_on": word.due_on,
        "body": None,
        "answer": "Đèn đã được thay.",
        "public_text": "Một ngọn đèn trong ngõ bị hỏng.",
        **handling,
    }
    how = words.Handling(is_shown=is_shown, **handling)
    return words.deal_with(word=word, handling=how, by=by, at=at)


def make_document(*, unit=None, issuers=("Ủy ban nhân dân phường",), **fields):
    """Make a document of the register, with its issuers as written."""
    fields = {"form": "joint_plan", "summary": "Tổ chức hội nghị", **fields}
    document = OfficialDocument(unit=unit or make_ward(), **fields)
    document.clean_fields(exclude=["summary"])
    document.save()
    for name in issuers:
        DocumentIssuer.objects.create(document=document, name=name)
    return document


def make_campaign(*, unit=None, year=2024, **fields):
    """Make a campaign of people's conferences, led by a district."""
    fields = {"as_of": f"{year}-02-28", "year_reviewed": year - 1, **fields}
    campaign = Campaign(unit=unit or make_district(), year=year, **fields)
    campaign.clean_fields()
    campaign.save()
    return campaign


def make_conference(*, unit=None, year=2024, figures=(), **fields):
    """Make a record that is being entered; `figures` are (measure, counted, value)."""
    conference = Conference(unit=unit or make_ward(), year=year, **fields)
    conference.clean_fields()
    conference.save()
    if conference.of_groups:
        records.draw_up_sheet(conference)
    for measure, counted, value in figures:
        Figure.objects.create(
            conference=conference, measure=measure, counted=counted, value=value
        )
    return conference


def make_opinion(*, conference=None, text="Đề nghị sửa nắp cống.", **fields):
    conference = conference or make_conference()
    fields = {"field": "environment", "unit": conference.unit, **fields}
    return Opinion.objects.create(conference=conference, text=text, **fields)


def make_programme(*, unit=None, parties=None, year=2024, **fields):
    """Make a draft; `parties` are names, or bodies (of the unit or of another)."""
    unit = unit or make_ward()
    fields = {
        "title": "Chương trình phối hợp giữ gìn an ninh trật tự",
        "starts_on": datetime.date(year, 1, 15),
        "ends_on": datetime.date(year, 12, 31),
        "concluded_on": datetime.date(year, 1, 15),
        "place": "Hội trường Ủy ban nhân dân phường",
        **fields,
    }
    programme = Programme.objects.create(unit=unit, year=year, **fields)
    names = ["Ủy ban MTTQ phường", "Công an phường"] if parties is None else parties
    for one in names:
        body = None if isinstance(one, str) else one
        Party.objects.create(programme=programme, name=str(one), body=body)
    return programme


def make_task(*, programme=None, number=1, text="Tuyên truyền, vận động", **fields):
    programme = programme or make_programme()
    return Task.objects.create(programme=programme, number=number, text=text, **fields)


def make_final_review(programme, verdict="done", **fields):
    """Make the final review, every task judged alike."""
    fields = {"assessment": "Hoàn thành tốt", "summary": "Đã làm.", **fields}
    fields.setdefault("held_on", programme.ends_on)
    review = ProgrammeReview.objects.create(programme=programme, kind="final", **fields)
    for task in programme.tasks.all():
        TaskJudgement.objects.create(review=review, task=task, verdict=verdict)
    return review
