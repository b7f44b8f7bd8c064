"""Role × step × state × own or other unit, through HTTP; schedule, timeline, mail."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from news import desk, services, words, workflow
from news.models import Article, ArticleRevision, ArticleStep, Newsroom
from news.schedule import run_due
from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db

State = ArticleRevision.State
OWN, OTHER = "own", "other"
ROLES = list(Role)
STATES = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED]
STEPS = ["submit", "approve", "return"]

WRITING = {Role.WRITER, Role.EDITOR, Role.WARD_ADMIN}
APPROVING = {Role.EDITOR, Role.WARD_ADMIN, Role.LEADER}


def may(role, step, state):
    """The table: who may take which step with somebody else's article, and when."""
    if step == "submit":
        return role in WRITING and state in {State.DRAFT, State.RETURNED}
    if step == "return":
        return role in APPROVING and state in {State.SUBMITTED, State.APPROVED}
    return role in APPROVING


@pytest.fixture
def wards():
    wards = {OWN: make_ward(name="Kim Liên"), OTHER: make_ward(name="Cửa Nam")}
    for ward in wards.values():
        Newsroom.objects.create(unit=ward, approval=Newsroom.Approval.TWO)
    return wards


@pytest.fixture
def author():
    return make_user(username="author", email="author@example.vn")


def article_in(state, ward, author, **content):
    article = make_article(unit=ward, by=author, **content)
    ArticleRevision.objects.filter(pk=article.working_id).update(state=state)
    article.refresh_from_db()
    return article


def sign_in(client, ward, role):
    user = make_user(username=f"user-{role}", email=f"{role}@example.vn")
    make_membership(user=user, unit=ward, role=role)
    client.force_login(user)
    return user


def take(client, step, article, note="Bỏ tên các hộ."):
    """Take the step over HTTP; say whether the article moved."""
    before = article.steps.count()
    if step == "submit":
        working = article.working
        client.post(
            reverse("admin:news_article_change", args=[article.pk]),
            {
                "section": working.section_id,
                "title": working.title,
                "summary": "Sửa",
                "body": working.body,
                "base": working.number,
                "_submit": "1",
            },
        )
    else:
        client.post(
            reverse("admin:news_article_step", args=[article.pk]),
            {"step": step, "note": note, "version": article.working.number},
        )
    return article.steps.count() > before


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ROLES)
def test_a_step_is_open_to_those_the_table_names(
    client, wards, author, role, step, state
):
    article = article_in(state, wards[OWN], author)
    sign_in(client, wards[OWN], role)

    moved = take(client, step, article)

    # Saving in the form makes a new draft of whatever stood there, so it can be sent.
    expected = role in WRITING if step == "submit" else may(role, step, state)
    assert moved == expected


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ROLES)
def test_no_step_reaches_into_another_unit(client, wards, author, role, step, state):
    article = article_in(state, wards[OTHER], author)
    sign_in(client, wards[OWN], role)

    assert not take(client, step, article)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.WARD_ADMIN])
def test_nobody_approves_their_own_text_where_two_are_required(client, wards, role):
    user = sign_in(client, wards[OWN], role)
    article = article_in(State.SUBMITTED, wards[OWN], user)

    assert not take(client, "approve", article)
    assert not workflow.may_release(user, article)


def test_not_even_a_portal_administrator_approves_their_own_text(wards):
    root = make_user(username="root", is_superuser=True)
    article = article_in(State.SUBMITTED, wards[OWN], root)

    with pytest.raises(PermissionDenied):
        workflow.release(article=article, by=root)


def test_a_trusted_writer_publishes_alone(client, wards):
    Newsroom.objects.update(approval=Newsroom.Approval.ALONE)
    writer = sign_in(client, wards[OWN], Role.WRITER)
    article = article_in(State.DRAFT, wards[OWN], writer)

    workflow.release(article=article, by=writer)

    assert Article.objects.public().get() == article


def test_what_was_approved_stays_public_until_its_successor_is(wards, author):
    editor = make_user(username="editor")
    make_membership(user=editor, unit=wards[OWN], role=Role.EDITOR)
    make_membership(user=author, unit=wards[OWN], role=Role.WRITER)
    article = make_article(unit=wards[OWN], by=author, title="Bản một")
    workflow.submit(article=article, by=author)
    workflow.release(article=article, by=editor)

    content = services.Content(section=article.section, title="Bản hai")
    services.save_working_copy(article=article, content=content, by=author)
    workflow.submit(article=article, by=author)
    article.refresh_from_db()
    assert article.title == "Bản một"

    workflow.release(article=article, by=editor)
    article.refresh_from_db()
    assert article.title == "Bản hai"


def test_returning_needs_a_remark(client, wards, author):
    article = article_in(State.SUBMITTED, wards[OWN], author)
    sign_in(client, wards[OWN], Role.EDITOR)

    assert not take(client, "return", article, note="  ")


def test_the_timeline_says_who_when_and_why(client, wards, author):
    article = article_in(State.SUBMITTED, wards[OWN], author)
    editor = sign_in(client, wards[OWN], Role.EDITOR)

    take(client, "return", article, note="Thêm mô tả ảnh.")

    step = article.steps.get()
    page = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    assert (step.action, step.by, step.note) == ("returned", editor, "Thêm mô tả ảnh.")
    assert "Thêm mô tả ảnh." in page


def test_a_returned_article_stands_first_on_its_writer_s_desk(client, wards):
    writer = sign_in(client, wards[OWN], Role.WRITER)
    article = article_in(State.SUBMITTED, wards[OWN], writer)
    editor = make_user(username="editor")
    make_membership(user=editor, unit=wards[OWN], role=Role.EDITOR)
    workflow.send_back(article=article, by=editor, note="Bỏ số điện thoại.")

    page = client.get(reverse("admin:index")).text

    assert [group.code for group in desk.groups(writer)] == ["returned"]
    assert "Bỏ số điện thoại." in page
    assert desk.waiting(writer) == 1


def test_only_what_others_wrote_waits_for_an_editor(wards, author):
    editor = make_user(username="editor")
    make_membership(user=editor, unit=wards[OWN], role=Role.EDITOR)
    theirs = article_in(State.SUBMITTED, wards[OWN], author)
    article_in(State.SUBMITTED, wards[OWN], editor)
    article_in(State.SUBMITTED, wards[OTHER], author)

    groups = {group.code: group.rows for group in desk.groups(editor)}

    assert groups["to-approve"] == [theirs]


@pytest.mark.parametrize("many", [1, 60])
def test_the_desk_asks_equally_often_for_few_and_many(
    client, wards, many, django_assert_max_num_queries
):
    writer = sign_in(client, wards[OWN], Role.WRITER)
    section = make_section(unit=wards[OWN])
    for number in range(many):
        make_article(unit=wards[OWN], section=section, by=writer, title=f"Bài {number}")

    with django_assert_max_num_queries(26):
        page = client.get(reverse("admin:index"))

    assert f'<span class="count">{many}</span>' in page.text


@pytest.mark.parametrize("many", [1, 200])
def test_the_list_of_articles_costs_the_same_for_one_and_for_many(
    client, wards, author, many, django_assert_max_num_queries
):
    sign_in(client, wards[OWN], Role.EDITOR)
    section = make_section(unit=wards[OWN])
    for number in range(many):
        make_article(unit=wards[OWN], section=section, by=author, title=f"Bài {number}")

    with django_assert_max_num_queries(19):
        page = client.get(reverse("admin:news_article_changelist"))

    assert f"{many} bài viết" in page.text


def mails():
    return {(one.to[0], one.subject.split(":")[0]) for one in mail.outbox}


def test_people_concerned_get_mail_and_nobody_else(
    wards, author, django_capture_on_commit_callbacks
):
    make_membership(user=author, unit=wards[OWN], role=Role.WRITER)
    editor = make_user(username="editor", email="editor@example.vn")
    make_membership(user=editor, unit=wards[OWN], role=Role.EDITOR)
    elsewhere = make_user(username="elsewhere", email="elsewhere@example.vn")
    make_membership(user=elsewhere, unit=wards[OTHER], role=Role.EDITOR)
    article = make_article(unit=wards[OWN], by=author, title="Bài\u2028mới")

    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(article=article, by=author)
    assert [one.to for one in mail.outbox] == [["editor@example.vn"]]

    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.send_back(article=article, by=editor, note="Sửa tiêu đề.")
    assert [one.to for one in mail.outbox] == [["author@example.vn"]]
    assert "Sửa tiêu đề." in mail.outbox[0].body
    assert (
        reverse("admin:news_article_change", args=[article.pk]) in mail.outbox[0].body
    )


# On time

SEVEN = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # 07:00 in Hà Nội


@pytest.fixture
def scheduled(wards):
    Newsroom.objects.update(approval=Newsroom.Approval.ALONE)
    writer = make_user(username="writer", email="writer@example.vn")
    make_membership(user=writer, unit=wards[OWN], role=Role.WRITER)
    article = make_article(
        unit=wards[OWN],
        by=writer,
        title="Lịch tiếp công dân",
        published_at=SEVEN,
        expires_at=SEVEN + timedelta(days=30),
    )
    workflow.release(article=article, by=writer, now=SEVEN - timedelta(days=4))
    return article


def test_a_scheduled_article_is_hidden_before_its_minute_and_public_after(scheduled):
    run_due(SEVEN - timedelta(seconds=1))
    assert not Article.objects.public().exists()

    run_due(SEVEN)

    article = Article.objects.public().get()
    assert article.published_at == SEVEN
    assert article.steps.first().by is None


def test_the_desk_says_in_words_what_will_happen(scheduled, time_machine):
    time_machine.move_to(SEVEN - timedelta(days=1))
    scheduled.refresh_from_db()

    assert words.outlook(scheduled) == ["Sẽ đăng lúc 07:00 ngày 25/11/2026."]


def test_an_expired_article_is_withdrawn_and_kept(scheduled):
    run_due(SEVEN)

    changed = run_due(SEVEN + timedelta(days=30))

    scheduled.refresh_from_db()
    assert changed == 1
    assert scheduled.status == "withdrawn"
    assert scheduled.revisions.exists()


def test_a_clock_set_back_withdraws_nothing(scheduled):
    run_due(SEVEN)

    assert run_due(SEVEN - timedelta(days=2)) == 0
    assert Article.objects.public().exists()


def test_running_twice_publishes_once(scheduled):
    run_due(SEVEN)
    run_due(SEVEN)

    published = scheduled.steps.filter(action=ArticleStep.Action.PUBLISHED)
    assert published.count() == 1


def test_what_was_approved_appears_on_time_though_a_newer_draft_was_begun(scheduled):
    content = services.Content(section=scheduled.working.section, title="Bản sau")
    services.save_working_copy(article=scheduled, content=content, by=None)

    run_due(SEVEN)

    article = Article.objects.public().get()
    assert article.title == "Lịch tiếp công dân"
    assert article.has_unpublished_changes


def test_withdrawing_calls_off_what_was_to_come(scheduled):
    writer = scheduled.created_by
    run_due(SEVEN)
    content = services.Content(
        section=scheduled.working.section,
        title="Bản sau",
        published_at=SEVEN + timedelta(days=2),
    )
    services.save_working_copy(article=scheduled, content=content, by=writer)
    workflow.release(article=scheduled, by=writer, now=SEVEN + timedelta(hours=1))

    workflow.withdraw(article=scheduled, by=writer)
    run_due(SEVEN + timedelta(days=3))

    assert not Article.objects.public().exists()


def test_a_page_past_its_review_date_is_on_the_desk(wards):
    writer = make_user(username="writer")
    make_membership(user=writer, unit=wards[OWN], role=Role.WRITER)
    page = make_article(unit=wards[OWN], published=True, review_on=timezone.localdate())
    make_article(
        unit=wards[OWN],
        published=True,
        review_on=timezone.localdate() + timedelta(days=1),
    )

    groups = {group.code: group.rows for group in desk.groups(writer)}

    assert groups["to-review"] == [page]


def test_an_earlier_version_comes_back_as_a_new_draft(wards, author):
    make_membership(user=author, unit=wards[OWN], role=Role.WRITER)
    article = make_article(unit=wards[OWN], by=author, title="Bản một")
    first = article.working
    content = services.Content(section=first.section, title="Bản hai")
    services.save_working_copy(article=article, content=content, by=author)

    workflow.restore(revision=first, by=author)

    article.refresh_from_db()
    assert article.working.title == "Bản một"
    assert article.revisions.count() == 3
    assert article.steps.get().action == ArticleStep.Action.RESTORED


def test_a_version_that_readers_see_is_not_published_again(wards):
    Newsroom.objects.update(approval=Newsroom.Approval.ALONE)
    writer = make_user(username="writer")
    make_membership(user=writer, unit=wards[OWN], role=Role.WRITER)
    article = make_article(unit=wards[OWN], by=writer)
    workflow.release(article=article, by=writer)

    with pytest.raises(ValidationError):
        workflow.release(article=article, by=writer)
