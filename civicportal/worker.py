"""The one background process: what happens with time and not with a request.

Any number of workers may run, on any machine: each job here is safe to run twice, at
once or again after it was killed half way. A job that fails is logged and comes round
again; the worker goes on, also while the database is away.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO

from axes.handlers.proxy import AxesProxyHandler
from django.core.management import call_command
from django.db import close_old_connections

from meetings.programme_index import remember_missing as mend_programmes
from meetings.programme_mails import send_due as remind_of_programmes
from meetings.public_index import remember_missing as mend_records
from meetings.reminders import send_due as send_reminders
from meetings.words import erase_due
from news.fingerprints import remember_missing
from news.link_checks import ask_due, forget_old
from news.readers import comments as readers_comments
from news.related import remember_missing as find_topics
from news.schedule import run_due
from news.search_index import count_words
from news.search_index import remember_missing as index_missing
from news.writing import forms as sent_forms
from traffic import limits
from traffic.folding import fold

logger = logging.getLogger(__name__)

HOUR = 60 * 60.0
DAY = 24 * HOUR
YEAR_IN_DAYS = 365


@dataclass(frozen=True)
class Job:
    """Something to do every so many seconds."""

    name: str
    every: float
    run: Callable[[], object]
    first_after: float = 0.0


def _forget_ended_sessions() -> None:
    call_command("clearsessions")


def _forget_old_sign_ins() -> None:
    AxesProxyHandler.reset_logs(age_days=YEAR_IN_DAYS)


def _mend_stores() -> None:
    call_command("sync_public_files", stdout=StringIO())


JOBS = (
    Job("publish and withdraw on time", 5, run_due),
    Job("fold counts", 10, fold),
    Job("ask links of articles", 15, ask_due),
    Job("mail of reminders", 15, send_reminders),
    Job("forget old links", DAY, forget_old, HOUR),
    Job("fingerprints of old texts", HOUR, remember_missing, 60.0),
    Job("topics of old texts", HOUR, find_topics, 90.0),
    Job("forget comments nobody reads", DAY, readers_comments.forget_old, HOUR),
    Job("words of old articles for search", 5 * 60.0, index_missing, 5.0),
    Job("public faces of records", 5 * 60.0, mend_records, 20.0),
    Job("words of programmes", 5 * 60.0, mend_programmes, 25.0),
    Job("count words for near misses", DAY, count_words, 10 * 60.0),
    Job("mend the stores of files", HOUR, _mend_stores, 60),
    Job("forget ended sessions", DAY, _forget_ended_sessions, HOUR),
    Job("forget forms sent days ago", DAY, sent_forms.forget_old, HOUR),
    Job("remove personal data of old words", HOUR, erase_due, 2 * 60.0),
    Job("remind of programmes", 5 * 60.0, remind_of_programmes, 3 * 60.0),
    Job("forget what was sent yesterday", HOUR, limits.forget_old, HOUR),
    Job("forget sign-ins of a year ago", DAY, _forget_old_sign_ins, HOUR),
)


def work(stop: threading.Event, jobs: Sequence[Job] = JOBS) -> None:
    """Run each job at its interval until `stop` is set."""
    started = time.monotonic()
    due = {job: started + job.first_after for job in jobs}
    while not stop.is_set():
        for job in jobs:
            if not stop.is_set() and time.monotonic() >= due[job]:
                run_once(job)
                due[job] = time.monotonic() + job.every
        stop.wait(max(0.0, min(due.values()) - time.monotonic()))


def run_once(job: Job) -> bool:
    """Run a job; say whether it went well. Whatever it raises is logged."""
    close_old_connections()  # one that the server has closed would fail each time
    try:
        job.run()
    except Exception:  # a worker outlives any fault of one job
        logger.exception("Job %s failed", job.name)
        return False
    finally:
        close_old_connections()
    return True
