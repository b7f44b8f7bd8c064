"""Public programmes for tests, by the steps that people take."""

from meetings import programme_files, programmes
from meetings.models import ProgressNote, SigningPartner
from tests.factories import make_programme, make_task, make_user
from tests.meetings.records_of import approve


def publish(programme):
    return programmes.publish(programme=programme, by=make_user(is_superuser=True))


def withdraw(programme):
    return programmes.withdraw(programme=programme, by=make_user(is_superuser=True))


def make_public_programme(tasks=0, **fields):
    """Published, with `tasks` that its first party leads and its second supports."""
    programme = make_programme(**fields)
    parties = list(programme.parties.all())
    for number in range(1, tasks + 1):
        text = f"Nhiệm vụ thứ {number}"
        task = make_task(programme=programme, number=number, text=text, lead=parties[0])
        task.support.set(parties[1:])
    return publish(programme)


def note(task, text="Đã làm ba buổi", **shown):
    """What was done on a task, saved as the desk saves it."""
    row = ProgressNote.objects.create(task=task, text=text, **shown)
    programme_files.show(task.programme)
    return row


def name_partners(record, *names, body=None):
    """Let a record name who signs there, and its ward approve it."""
    for name in names:
        SigningPartner.objects.create(conference=record, name=name, body=body)
    return approve(record)
