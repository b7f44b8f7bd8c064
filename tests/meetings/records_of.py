"""Public records for tests, by the steps that people take."""

from datetime import date

from meetings import group_sheet, records, review_steps
from meetings.models import CampaignTier, Figure, State
from tests.factories import make_conference, make_group, make_user, make_ward

TITLE = "Hội nghị đại biểu Nhân dân phường Khương Thượng năm 2024"


def leader():
    return make_user(is_superuser=True)


def approve(record, *, by=None):
    """Take a record through the ward to its readers."""
    by = by or leader()
    records.submit(conference=record, by=by)
    records.approve(conference=record, by=by)
    record.refresh_from_db()
    return record


def make_public_record(**fields):
    fields = {"held_on": "2024-02-28", "title": TITLE, "place": "Hội trường", **fields}
    return approve(make_conference(**fields))


def announce(record, *, by=None):
    records.announce(conference=record, by=by or leader())
    record.refresh_from_db()
    return record


def make_notice(**fields):
    fields = {"held_on": "2024-02-28", "title": TITLE, "place": "Hội trường", **fields}
    return announce(make_conference(**fields))


def take_back(record):
    """The ward corrects it: readers keep the last approved version."""
    records.recall(conference=record, by=leader(), note="Nhập nhầm.")
    record.refresh_from_db()
    return record


def meets(campaign, first, last, tier="group"):
    return CampaignTier.objects.create(
        campaign=campaign, tier=tier, starts_on=first, ends_on=last
    )


def fill_line(line, **numbers):
    """Write a group's report; what is left out stays unknown."""
    line.held_on = numbers.pop("held_on", "2024-01-05")
    for name, value in numbers.items():
        setattr(line, name, value)
    line.save()


def is_blank(line):
    """Whether nothing was entered into the line of a sheet yet."""
    return not any(map(group_sheet.shown, group_sheet.values_of(line).values()))


def send_up(record, *, by=None):
    """Take a record through the ward to the level above."""
    by = by or leader()
    approve(record, by=by)
    records.send_up(conference=record, by=by)
    record.refresh_from_db()
    return record


def accept(record, *, by=None):
    by = by or leader()
    review_steps.accept(conference=send_up(record, by=by), by=by)
    record.refresh_from_db()
    return record


def give_back(record, *remarks, by=None, note=""):
    """Return a record that was sent up; `remarks` are (target, text)."""
    review_steps.return_for_correction(
        conference=record, by=by or leader(), remarks=remarks, note=note
    )
    record.refresh_from_db()
    return record


def sheet_of(campaign, name, lines=(), state=State.SENT, **fields):
    """A ward's record of its groups; each line is (invited, attended, opinions)."""
    ward = fields.pop("unit", None) or make_ward(name=name, parent=campaign.unit)
    known = set(ward.group_names.values_list("name", flat=True))
    for number, _line in enumerate(lines, start=1):
        if str(number) not in known:
            make_group(name=str(number), parent=ward)
    sheet = make_conference(unit=ward, campaign=campaign, tier="group", **fields)
    reports = sheet.group_reports.order_by("pk")
    for report, line in zip(reports, lines, strict=True):
        if line:
            report.held_on = date(2024, 1, 20)
            columns = "households_invited", "households_attended", "opinions"
            for column, number in zip(columns, line, strict=True):
                setattr(report, column, number)
            report.save()
    sheet.state = state  # last: what is accepted takes no lines any more
    sheet.save()
    return sheet


def figures_of(record, *figures):
    for measure, counted, value in figures:
        Figure.objects.create(
            conference=record, measure=measure, counted=counted, value=value
        )
