"""Role × action × own or other unit, through the admin's own addresses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news import services
from news.models import Article, Section
from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from units.models import Role, Succession

pytestmark = pytest.mark.django_db

OWN, OTHER = "own", "other"

# What each role may do with an article of its own unit. In another unit: nothing.
MAY = {
    Role.WRITER: {"list", "view", "history", "add", "change", "publish"},
    Role.EDITOR: {"list", "view", "history", "add", "change", "publish", "delete"},
    Role.WARD_ADMIN: {"list", "view", "history", "add", "change", "publish", "delete"},
    Role.LEADER: {"list", "view", "history"},
    Role.REVIEWER: {"list", "view", "history"},
}
ACTIONS = ["list", "view", "history", "add", "change", "publish", "delete"]


@pytest.fixture
def wards():
    return {OWN: make_ward(name="Kim Liên"), OTHER: make_ward(name="Cửa Nam")}


@pytest.fixture
def articles(wards):
    return {
        where: make_article(unit=ward, title=f"Bài của {where}")
        for where, ward in wards.items()
    }


def sign_in(client, wards, role):
    user = make_user(username=f"user-{role}")
    make_membership(user=user, unit=wards[OWN], role=role)
    client.force_login(user)
    return user


def form_data(unit, section, **changes):
    return {
        "unit": unit.pk,
        "section": section.pk,
        "title": "Tiêu đề mới",
        "summary": "",
        "body": "<p>Nội dung</p>",
        "author_line": "",
        "source": "",
        "published_at_0": "",
        "published_at_1": "",
        **changes,
    }


def attempt(client, action, article):
    """Do `action` through the admin as the signed-in user; say whether it worked."""
    address = {
        name: reverse(f"admin:news_article_{name}", args=[article.pk])
        for name in ("change", "history", "delete")
    }
    section = article.working.section
    data = form_data(article.unit, section, base=article.working.number)
    if action == "list":
        response = client.get(reverse("admin:news_article_changelist"))
        return article.working.title in response.text
    if action == "view":
        return client.get(address["change"]).status_code == 200
    if action == "history":
        return client.get(address["history"]).status_code == 200
    if action == "add":
        client.post(reverse("admin:news_article_add"), data)
        return article.unit.articles.filter(working__title="Tiêu đề mới").exists()
    if action == "change":
        client.post(address["change"], data)
        return article.revisions.filter(title="Tiêu đề mới").exists()
    if action == "publish":
        client.post(address["change"], data | {"_publish": "1"})
        return Article.objects.public().filter(pk=article.pk).exists()
    client.post(address["delete"], {"post": "yes"})
    return not Article.objects.filter(pk=article.pk).exists()


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", list(MAY))
def test_a_role_may_do_in_its_own_unit_what_the_table_says(
    client, wards, articles, role, action
):
    sign_in(client, wards, role)

    worked = attempt(client, action, articles[OWN])

    assert worked == (action in MAY[role])


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", list(MAY))
def test_no_role_reaches_into_another_unit(client, wards, articles, role, action):
    sign_in(client, wards, role)

    assert not attempt(client, action, articles[OTHER])


@pytest.mark.parametrize("action", ACTIONS)
def test_a_portal_administrator_may_do_everything_everywhere(client, articles, action):
    client.force_login(make_user(username="root", is_superuser=True))

    assert attempt(client, action, articles[OTHER])


@pytest.mark.parametrize(
    ("first_day", "last_day"), [(-10, -1), (1, None)], ids=["ended", "not begun"]
)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_membership_outside_its_period_opens_nothing(
    client, wards, articles, action, first_day, last_day
):
    today = timezone.localdate()
    user = make_user(username="former")
    make_membership(
        user=user,
        unit=wards[OWN],
        role=Role.WARD_ADMIN,
        valid_from=today + timedelta(days=first_day),
        valid_to=today + timedelta(days=last_day) if last_day else None,
    )
    client.force_login(user)

    assert not attempt(client, action, articles[OWN])


def test_a_role_taken_away_is_gone_at_the_next_request(client, wards, articles):
    user = sign_in(client, wards, Role.WRITER)
    assert attempt(client, "view", articles[OWN])

    user.memberships.all().delete()

    assert not attempt(client, "view", articles[OWN])


@pytest.mark.parametrize("action", ["publish_selected", "withdraw_selected"])
def test_a_bulk_action_leaves_articles_of_other_units_alone(
    client, wards, articles, action
):
    sign_in(client, wards, Role.WARD_ADMIN)
    if action == "withdraw_selected":
        for article in articles.values():
            services.publish(article=article, by=None)
    before = articles[OTHER].status

    client.post(
        reverse("admin:news_article_changelist"),
        {"action": action, "_selected_action": [one.pk for one in articles.values()]},
    )

    for article in articles.values():
        article.refresh_from_db()
    assert articles[OWN].status != "draft"
    assert articles[OTHER].status == before


def test_bulk_deletion_leaves_articles_of_other_units_alone(client, wards, articles):
    sign_in(client, wards, Role.WARD_ADMIN)

    client.post(
        reverse("admin:news_article_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [one.pk for one in articles.values()],
            "post": "yes",
        },
    )

    assert list(Article.objects.all()) == [articles[OTHER]]


@pytest.mark.parametrize("role", list(MAY))
def test_autocomplete_offers_no_section_of_another_unit(client, wards, role):
    for ward in wards.values():
        make_section(unit=ward, name=f"Mặt trận {ward.full_name}")
    sign_in(client, wards, role)

    response = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "news",
            "model_name": "article",
            "field_name": "section",
            "term": "mat tran",
        },
    )

    offered = [one["text"] for one in response.json()["results"]]
    assert len(offered) == 1
    assert "Kim Liên" in offered[0]


def test_filters_name_no_section_and_no_unit_of_others(client, wards):
    for where, ward in wards.items():
        for number in (1, 2):
            make_article(
                unit=ward,
                section=make_section(unit=ward, name=f"Mục {where} {number}"),
            )
    sign_in(client, wards, Role.EDITOR)

    page = client.get(reverse("admin:news_article_changelist")).text

    assert "Mục own 1" in page
    assert "Mục other" not in page
    assert "Cửa Nam" not in page


@pytest.mark.parametrize(
    "lookup",
    [
        "created_by__password__startswith",
        "unit__memberships__user__password__startswith",
        "working__made_by__email__contains",
        "unit__memberships__role",
        "working__section__unit__slug",
    ],
)
def test_the_query_string_cannot_walk_along_relations(client, wards, articles, lookup):
    sign_in(client, wards, Role.WARD_ADMIN)

    response = client.get(reverse("admin:news_article_changelist"), {lookup: "a"})

    assert response.status_code == 400


def test_filters_of_the_list_itself_work(client, wards, articles):
    sign_in(client, wards, Role.EDITOR)
    address = reverse("admin:news_article_changelist")
    section = articles[OWN].working.section

    found = client.get(address, {"working__section__id__exact": section.pk}).text
    missed = client.get(address, {"status__exact": "published"}).text

    assert "Bài của own" in found
    assert "Bài của own" not in missed


def test_a_filter_by_another_unit_s_section_finds_nothing(client, wards, articles):
    sign_in(client, wards, Role.EDITOR)
    section = articles[OTHER].working.section

    response = client.get(
        reverse("admin:news_article_changelist"),
        {"working__section__id__exact": section.pk},
    )

    assert "Bài của" not in response.text


def test_another_unit_forced_into_the_form_is_refused_at_the_field(client, wards):
    sign_in(client, wards, Role.WRITER)
    section = make_section(unit=wards[OTHER])

    response = client.post(
        reverse("admin:news_article_add"), form_data(wards[OTHER], section)
    )

    errors = response.context["adminform"].errors
    assert response.status_code == 200
    assert set(errors) == {"unit", "section"}
    assert "Tiêu đề mới" in response.text
    assert not Article.objects.exists()


def test_another_unit_forced_into_a_change_does_not_move_the_article(
    client, wards, articles
):
    sign_in(client, wards, Role.WRITER)
    article = articles[OWN]

    client.post(
        reverse("admin:news_article_change", args=[article.pk]),
        form_data(wards[OTHER], article.working.section),
    )

    article.refresh_from_db()
    assert article.unit == wards[OWN]


@pytest.mark.parametrize("field", ["status", "slug", "created_by", "working"])
def test_fields_that_are_not_in_the_form_cannot_be_set(client, wards, articles, field):
    sign_in(client, wards, Role.WRITER)
    article = articles[OWN]
    before = getattr(article, field)

    client.post(
        reverse("admin:news_article_change", args=[article.pk]),
        form_data(article.unit, article.working.section, **{field: "published"}),
    )

    article.refresh_from_db()
    if field == "working":
        assert article.working.article == article
    else:
        assert getattr(article, field) == before


@pytest.mark.parametrize("role", list(MAY))
@pytest.mark.parametrize("model", ["user", "membership", "unit"])
def test_ward_staff_reach_neither_accounts_nor_units(client, wards, role, model):
    sign_in(client, wards, role)

    response = client.get(reverse(f"admin:units_{model}_changelist"))

    assert response.status_code == 403


def test_the_administrator_of_the_successor_cares_for_an_ended_unit(client, wards):

    yesterday = timezone.localdate() - timedelta(days=1)
    ended = make_ward(name="Khương Thượng", ended_on=yesterday)
    Succession.objects.create(
        old=ended, new=wards[OWN], extent="whole", effective_on=timezone.localdate()
    )
    article = make_article(unit=ended, on=yesterday)
    sign_in(client, wards, Role.WARD_ADMIN)

    assert not attempt(client, "add", article)
    assert attempt(client, "view", article)
    assert attempt(client, "change", article)


def test_a_writer_of_the_successor_does_not_reach_the_ended_unit(client, wards):

    yesterday = timezone.localdate() - timedelta(days=1)
    ended = make_ward(name="Khương Thượng", ended_on=yesterday)
    Succession.objects.create(
        old=ended, new=wards[OWN], extent="whole", effective_on=timezone.localdate()
    )
    article = make_article(unit=ended, on=yesterday)
    sign_in(client, wards, Role.WRITER)

    assert not attempt(client, "view", article)


@pytest.mark.parametrize(
    ("action", "kind"), [("change", "section"), ("delete", "section")]
)
def test_a_section_of_another_unit_is_out_of_reach(client, wards, action, kind):
    section = make_section(unit=wards[OTHER])
    sign_in(client, wards, Role.WARD_ADMIN)

    client.post(
        reverse(f"admin:news_{kind}_{action}", args=[section.pk]),
        {"post": "yes", "name": "Đổi tên", "kind": "news", "slug": "x", "order": 1},
    )

    assert Section.objects.get(pk=section.pk).name == section.name


def test_the_list_asks_the_database_equally_often_for_few_and_many(
    client, wards, django_assert_num_queries
):
    section = make_section(unit=wards[OWN])
    sign_in(client, wards, Role.EDITOR)
    address = reverse("admin:news_article_changelist")
    make_article(unit=wards[OWN], section=section, title="Bài số 0")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(1, 12):
        make_article(unit=wards[OWN], section=section, title=f"Bài số {number}")

    with django_assert_num_queries(len(few)):
        page = client.get(address).text

    assert page.count("Bài số") >= 12
    assert len(few) <= 20


def test_a_section_s_address_in_use_is_told_at_its_field_when_it_is_changed(
    client, wards
):
    make_section(unit=wards[OWN], slug="doi-song")
    section = make_section(unit=wards[OWN], slug="mat-tran")
    sign_in(client, wards, Role.EDITOR)

    response = client.post(
        reverse("admin:news_section_change", args=[section.pk]),
        {"kind": "news", "name": "Mặt trận", "slug": "doi-song", "order": 1},
    )

    section.refresh_from_db()
    assert list(response.context["adminform"].form.errors) == ["slug"]
    assert section.slug == "mat-tran"
