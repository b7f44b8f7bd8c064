"""A record on the desk: role × action × own or other unit, its rows and its steps."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gallery.picture_field import PictureData
from meetings import desk, public_files, records
from meetings.models import (
    Clause,
    ClauseReview,
    Conference,
    Figure,
    GroupReport,
    RecordRules,
    State,
)
from tests.factories import (
    make_article,
    make_body,
    make_campaign,
    make_conference,
    make_district,
    make_group,
    make_membership,
    make_opinion,
    make_photo,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db

OWN, OTHER = "own", "other"
ENTERS = {"list", "read", "history", "pick", "begin", "change", "announce", "submit"}
MAY = {
    Role.WRITER: ENTERS | {"recall"},
    Role.EDITOR: ENTERS | {"recall", "send_up"},
    Role.WARD_ADMIN: ENTERS | {"recall", "send_up", "delete", "rules"},
    # A leader answers opinions but enters none, so picks no record for one.
    Role.LEADER: ENTERS - {"begin"} | {"recall", "send_up", "approve", "send_back"},
    Role.REVIEWER: ENTERS | {"recall", "send_up"},
}
ACTIONS = [
    "list",
    "read",
    "history",
    "pick",
    "begin",
    "change",
    "delete",
    "announce",
    "submit",
    "send_back",
    "approve",
    "send_up",
    "recall",
    "rules",
]
LIST = reverse("admin:meetings_conference_changelist")
ADD = reverse("admin:meetings_conference_add")
# The state in which each step is tried.
STATE = {
    "submit": State.DRAFT,
    "send_back": State.SUBMITTED,
    "approve": State.SUBMITTED,
    "send_up": State.APPROVED,
    "recall": State.SUBMITTED,
}


@pytest.fixture
def both():
    wards = {OWN: make_ward(name="Kim Liên"), OTHER: make_ward(name="Cửa Nam")}
    return {
        where: make_conference(
            unit=ward,
            title=f"Hội nghị {where}",
            held_on="2024-02-28",
            place="Hội trường",
        )
        for where, ward in wards.items()
    }


def sign_in(client, unit, role, **fields):
    user = make_user()
    make_membership(user=user, unit=unit, role=role, **fields)
    client.force_login(user)
    return user


def page_of(record):
    return reverse("admin:meetings_conference_change", args=[record.pk])


def take(client, record, step, note="Xem lại số hộ.", *, follow=False, **more):
    place = reverse("admin:meetings_conference_step", args=[record.pk])
    return client.post(place, {"step": step, "note": note, **more}, follow=follow)


def form_data(client, record, **changes):
    """What the record's page would send, untouched but for `changes`."""
    context = client.get(page_of(record)).context
    data = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            shown = field.field.prepare_value(value)
            if isinstance(value, PictureData):
                shown = [entry.photo_id for entry in value.entries]
            if isinstance(shown, list):
                data[field.html_name] = [getattr(one, "pk", one) for one in shown]
            elif shown is not None and shown is not False:
                data[field.html_name] = shown
    return data | changes


def save(client, record, **changes):
    data = form_data(client, record, **changes)
    return client.post(page_of(record), data)


def row_of(client, record, measure, counted):
    """The prefix of the form's row for a figure."""
    context = client.get(page_of(record)).context
    for inline in context["inline_admin_formsets"]:
        if inline.opts.model is Figure:
            for form in inline.formset.forms:
                if form.pair == (measure, counted):
                    return form.prefix
    raise AssertionError(f"no row for {measure}")


def begin_data(unit, **changes):
    return {
        "unit": unit.pk,
        "tier": "commune",
        "kind": "dialogue",
        "year": "2024",
        "campaign": "",
        "title": "",
        "held_on": "",
        **changes,
    }


def attempt(client, action, record):
    if action in STATE:
        Conference.objects.filter(pk=record.pk).update(state=STATE[action])
        take(client, record, action)
        return Conference.objects.get(pk=record.pk).state != STATE[action]
    return globals()[f"may_{action}"](client, record)


def may_list(client, record):
    return record.title in client.get(LIST).text


def may_read(client, record):
    response = client.get(page_of(record))
    return response.status_code == 200 and record.title in response.text


def may_history(client, record):
    place = reverse("admin:meetings_conference_history", args=[record.pk])
    response = client.get(place)
    return response.status_code == 200 and record.title in response.text


def may_pick(client, record):
    query = urlencode(
        {
            "app_label": "meetings",
            "model_name": "opinion",
            "field_name": "conference",
            "term": "2024",
        }
    )
    response = client.get(f"{reverse('admin:autocomplete')}?{query}")
    if response.status_code != 200:
        return False
    return record.title in [one["text"] for one in response.json()["results"]]


def may_begin(client, record):
    before = Conference.objects.filter(unit=record.unit).count()
    client.post(ADD, begin_data(record.unit))
    return Conference.objects.filter(unit=record.unit).count() > before


def may_change(client, record):
    if client.get(page_of(record)).status_code != 200:
        client.post(page_of(record), {"place": "Nhà văn hóa"})
    else:
        save(client, record, place="Nhà văn hóa")
    return Conference.objects.filter(pk=record.pk, place="Nhà văn hóa").exists()


def may_delete(client, record):
    place = reverse("admin:meetings_conference_delete", args=[record.pk])
    client.post(place, {"post": "yes"})
    return not Conference.objects.filter(pk=record.pk).exists()


def may_announce(client, record):
    take(client, record, "announce")
    return Conference.objects.public().filter(pk=record.pk).exists()


def may_rules(client, record):
    place = reverse("admin:meetings_recordrules_add")
    client.post(place, {"unit": record.unit_id, "approver": "ubnd"})
    return RecordRules.objects.filter(unit=record.unit).exists()


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", list(MAY))
def test_a_role_may_do_in_its_own_unit_what_the_table_says(client, both, role, action):
    sign_in(client, both[OWN].unit, role)

    assert attempt(client, action, both[OWN]) == (action in MAY[role])


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", [Role.WARD_ADMIN, Role.LEADER])
def test_no_role_reaches_into_another_unit(client, both, role, action):
    sign_in(client, both[OWN].unit, role)

    assert not attempt(client, action, both[OTHER])


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_does_nothing(client, both, action):
    assert not attempt(client, action, both[OWN])


def test_the_wrong_person_is_refused_and_another_units_record_is_missing(client, both):
    sign_in(client, both[OWN].unit, Role.WRITER)
    Conference.objects.update(state=State.SUBMITTED)

    assert take(client, both[OWN], "approve").status_code == 403
    assert take(client, both[OTHER], "approve").status_code == 404


def test_a_leader_of_another_body_than_the_rules_name_is_refused(client, both):
    record = both[OWN]
    RecordRules.objects.create(unit=record.unit, approver="ubnd")
    front = make_body(unit=record.unit, kind="ubmttq")
    sign_in(client, record.unit, Role.LEADER, body=front)
    Conference.objects.update(state=State.SUBMITTED)

    assert take(client, record, "approve").status_code == 403


def test_steps_go_through_the_buttons_and_stand_in_the_timeline(client, both):
    record = both[OWN]
    sign_in(client, record.unit, Role.EDITOR)
    take(client, record, "submit", note="Đủ số liệu")
    sign_in(client, record.unit, Role.LEADER)
    take(client, record, "send_back", note="Thiếu số phiếu")
    page = client.get(page_of(record)).text

    assert "Đủ số liệu" in page
    assert page.count("Thiếu số phiếu") == 2  # on top, and in the timeline


def test_a_leader_sees_the_sums_and_one_way_back(client, both):
    record = make_conference(unit=make_ward(), tier="group", state=State.SUBMITTED)
    for place, attended in enumerate((1200, 235), start=1):
        GroupReport.objects.create(
            conference=record,
            group=make_group(parent=record.unit, name=str(place)),
            held_on="2024-02-28",
            households_attended=attended,
        )
    sign_in(client, record.unit, Role.LEADER)

    page = client.get(page_of(record)).content.decode()

    assert "<dt>Hộ tham dự</dt><dd>1.435</dd>" in page
    assert "<dt>Ý kiến</dt><dd>chưa rõ</dd>" in page
    assert 'value="send_back"' in page
    assert 'value="recall"' not in page
    assert "hãy trả lại kèm nhận xét" in page


def test_a_writer_is_told_who_takes_back_what_was_sent(client, both):
    record = make_conference(unit=make_ward(), state=State.SENT)
    sign_in(client, record.unit, Role.WRITER)

    page = client.get(page_of(record)).content.decode()

    assert "đề nghị lãnh đạo phường rút lại" in page


def test_nobody_approves_what_the_page_did_not_show(client, both):
    record = both[OWN]
    writer = make_membership(unit=record.unit, role=Role.EDITOR).user
    records.submit(conference=record, by=writer)
    sign_in(client, record.unit, Role.LEADER)
    seen = client.get(page_of(record)).context["step_seen"]
    records.recall(conference=record, by=writer, note="Nhập nhầm.")
    records.submit(conference=record, by=writer)

    page = take(client, record, "approve", seen=seen, follow=True)
    record.refresh_from_db()
    assert record.state == State.SUBMITTED
    assert "Hãy xem lại" in page.text

    seen = page.context["step_seen"]
    take(client, record, "approve", seen=seen)
    record.refresh_from_db()
    assert record.state == State.APPROVED


def test_a_step_without_its_remark_is_refused_and_the_typed_text_kept(client, both):
    record = both[OWN]
    Conference.objects.update(state=State.SUBMITTED)
    sign_in(client, record.unit, Role.LEADER)

    take(client, record, "send_back", note=" ")

    assert Conference.objects.get(pk=record.pk).state == State.SUBMITTED


@pytest.mark.parametrize("step", ["", "publish", "accepted"])
def test_what_is_no_step_changes_nothing(client, both, step):
    sign_in(client, both[OWN].unit, Role.WARD_ADMIN)

    response = take(client, both[OWN], step)

    assert response.status_code == 302
    assert not both[OWN].steps.exists()


@pytest.mark.parametrize(
    "state", [State.SUBMITTED, State.APPROVED, State.SENT, State.ACCEPTED]
)
def test_nothing_is_typed_into_a_record_that_is_on_its_way(client, both, state):
    record = both[OWN]
    sign_in(client, record.unit, Role.WARD_ADMIN)
    data = form_data(client, record, place="Nhà văn hóa")
    Conference.objects.update(state=state)

    page = client.get(page_of(record)).text
    response = client.post(page_of(record), data)

    assert 'name="place"' not in page
    assert 'name="figures-0-value"' not in page
    assert response.status_code == 403
    assert Conference.objects.get(pk=record.pk).place == "Hội trường"


def test_the_unit_state_and_publicity_cannot_be_set_by_a_form(client, both):
    record, other = both[OWN], both[OTHER]
    sign_in(client, record.unit, Role.WARD_ADMIN)

    save(
        client,
        record,
        unit=other.unit_id,
        tier="group",
        state="accepted",
        announced_at_0="01/01/2024",
        public="1",
        place="Nhà văn hóa",
    )

    record.refresh_from_db()
    assert (record.place, record.tier) == ("Nhà văn hóa", "commune")
    assert record.unit != other.unit
    assert record.state == State.DRAFT
    assert not record.is_public


def test_a_record_is_not_begun_in_another_unit(client, both):
    sign_in(client, both[OWN].unit, Role.WARD_ADMIN)

    response = client.post(ADD, begin_data(both[OTHER].unit))

    assert response.status_code == 200
    assert Conference.objects.count() == 2


def test_usual_figures_are_asked_for_and_read_the_vietnamese_way(client, both):
    record = both[OWN]
    sign_in(client, record.unit, Role.WRITER)
    invited = row_of(client, record, "invited", "delegate")
    share = row_of(client, record, "vote_share", "percent")

    save(client, record, **{f"{invited}-value": "1.435", f"{share}-value": "98,6%"})

    stored = {(row.measure, row.counted): row.value for row in record.figures.all()}
    assert {pair: float(value) for pair, value in stored.items()} == {
        ("invited", "delegate"): 1435,
        ("vote_share", "percent"): 98.6,
    }


@pytest.mark.parametrize("typed", ["1.43", "12%", "68,6", "hai"])
def test_a_number_that_could_mean_two_things_is_refused_and_kept(client, both, typed):
    record = both[OWN]
    sign_in(client, record.unit, Role.WRITER)
    row = row_of(client, record, "invited", "delegate")

    response = save(client, record, **{f"{row}-value": typed})

    assert response.status_code == 200
    assert f'value="{typed}"' in response.text
    assert not record.figures.exists()


def test_a_number_is_typed_with_the_hedge_of_its_source(client, both):
    record = both[OWN]
    sign_in(client, record.unit, Role.WRITER)
    invited = row_of(client, record, "invited", "delegate")

    save(client, record, **{f"{invited}-value": "300"})
    again = row_of(client, record, "invited", "delegate")
    save(client, record, **{f"{again}-value": " Gần  300", "threshold": "50%"})

    record.refresh_from_db()
    figure = record.figures.get()
    assert (figure.value, figure.qualifier) == (300, "almost")
    assert record.threshold == 50


def test_a_number_that_is_taken_away_becomes_unknown(client, both):
    record = both[OWN]
    Figure.objects.create(
        conference=record, measure="invited", counted="delegate", value=120
    )
    sign_in(client, record.unit, Role.WRITER)
    row = row_of(client, record, "invited", "delegate")

    save(client, record, **{f"{row}-value": ""})

    assert not record.figures.exists()


def test_a_zero_is_a_number(client, both):
    record = both[OWN]
    sign_in(client, record.unit, Role.WRITER)
    row = row_of(client, record, "votes_against", "delegate")

    save(client, record, **{f"{row}-value": "0"})

    assert record.figures.get().value == 0


def test_last_years_clauses_are_the_first_page(client, both):
    before = both[OWN]
    clause = Clause.objects.create(conference=before, number=1, text="Mỗi tổ một ngõ")
    sign_in(client, before.unit, Role.WRITER)

    client.post(ADD, begin_data(before.unit, kind="peoples_conference", year="2025"))
    record = Conference.objects.get(year=2025)
    review = record.clause_reviews.get()
    save(
        client,
        record,
        **{"clause_reviews-0-outcome": "partly", "clause_reviews-0-note": "Còn 2 tổ"},
    )

    assert record.previous == before
    assert review.clause == clause
    review.refresh_from_db()
    assert (review.outcome, review.note) == ("partly", "Còn 2 tổ")


def test_an_outcome_that_is_not_done_needs_its_sentence(client, both):
    before = both[OWN]
    Clause.objects.create(conference=before, number=1, text="Mỗi tổ một ngõ")
    user = sign_in(client, before.unit, Role.WRITER)
    record = records.begin(conference=Conference(unit=before.unit, year=2025), by=user)

    response = save(client, record, **{"clause_reviews-0-outcome": "not_done"})

    assert response.status_code == 200
    assert ClauseReview.objects.get().outcome == ""


def test_a_clause_written_later_reaches_the_record_that_follows(client, both):
    before = both[OWN]
    user = sign_in(client, before.unit, Role.WRITER)
    record = records.begin(conference=Conference(unit=before.unit, year=2025), by=user)

    save(client, before, **{"clauses-0-text": "Lắp đèn ngõ cụt"})

    assert before.clauses.get().number == 1
    assert record.clause_reviews.get().clause.text == "Lắp đèn ngõ cụt"


def test_whoever_saves_second_is_told_once_and_loses_nothing(client, both):
    record = both[OWN]
    sign_in(client, record.unit, Role.WRITER)
    mine = form_data(client, record, place="Nhà văn hóa")
    save(client, record, place="Trường tiểu học")

    told = client.post(page_of(record), mine)
    again = mine | {"seen": told.context["adminform"].form.data["seen"]}

    assert told.status_code == 200
    assert "Nhà văn hóa" in told.text
    assert Conference.objects.get(pk=record.pk).place == "Trường tiểu học"
    assert client.post(page_of(record), again).status_code == 302
    assert Conference.objects.get(pk=record.pk).place == "Nhà văn hóa"


def test_what_contradicts_itself_is_pointed_out_beside_the_form(client, both):
    record = both[OWN]
    for measure, value in (("invited", 100), ("attended", 120)):
        Figure.objects.create(
            conference=record, measure=measure, counted="delegate", value=value
        )
    article = make_article(unit=record.unit, body="<p>102 đại biểu tham dự</p>")
    record.articles.add(article)
    sign_in(client, record.unit, Role.EDITOR)

    page = client.get(page_of(record)).text
    beside = client.get(reverse("admin:news_article_change", args=[article.pk])).text

    assert "nhiều hơn số được mời" in page
    assert "102 đại biểu" in page
    assert "Bài viết ghi “102 đại biểu”" in beside


def test_a_campaigns_record_is_begun_with_one_press(client):
    district = make_district()
    ward = make_ward(parent=district)
    make_group(parent=ward)
    campaign = make_campaign(unit=district, year=timezone.localdate().year)
    sign_in(client, ward, Role.WRITER)

    page = client.get(ADD)
    data = begin_data(ward, campaign=campaign.pk, tier="group", year=campaign.year)
    client.post(ADD, data)

    assert [one["tier"] for one in page.context["expected"]] == ["group", "commune"]
    record = Conference.objects.get()
    assert (record.campaign, record.kind) == (campaign, campaign.kind)
    assert record.group_reports.count() == 1
    assert [one["tier"] for one in client.get(ADD).context["expected"]] == ["commune"]


def test_a_form_sent_twice_begins_one_record(client):
    ward = make_ward()
    sign_in(client, ward, Role.WRITER)

    client.post(ADD, begin_data(ward))
    client.post(ADD, begin_data(ward))

    assert Conference.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_begins_one_record(client):
    ward = make_ward()
    sign_in(client, ward, Role.WRITER)
    hands, both = [Client(), Client()], threading.Barrier(2)

    def send(hand):
        hand.cookies = client.cookies
        both.wait(5)
        try:
            return hand.post(ADD, begin_data(ward)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(send, hands))

    assert codes == [302, 302]
    assert Conference.objects.count() == 1


def test_a_campaign_of_another_district_is_refused(client):
    ward = make_ward()
    stranger = make_campaign(unit=make_district(name="Hai Bà Trưng"))
    sign_in(client, ward, Role.WRITER)

    response = client.post(ADD, begin_data(ward, campaign=stranger.pk))

    assert response.status_code == 200
    assert not Conference.objects.exists()


def test_a_record_begins_from_an_article_with_its_title_and_day(client):
    ward = make_ward()
    article = make_article(
        unit=ward,
        title="Hội nghị đại biểu Nhân dân",
        body="<p>Ngày 20/3, phường tổ chức hội nghị.</p>",
        published_at=timezone.make_aware(timezone.datetime(2024, 3, 22, 8)),
    )
    sign_in(client, ward, Role.WRITER)

    page = client.get(f"{ADD}?article={article.pk}")
    shown = page.context["form"].initial
    data = begin_data(
        ward, article=article.pk, title=shown["title"], held_on="20/03/2024"
    )
    client.post(ADD, data)

    assert str(shown["held_on"]) == "2024-03-20"
    assert list(Conference.objects.get().articles.all()) == [article]


def test_another_units_article_is_not_taken_along(client):
    ward = make_ward()
    article = make_article(unit=make_ward(name="Cửa Nam"))
    sign_in(client, ward, Role.WRITER)

    client.post(ADD, begin_data(ward, article=article.pk))
    save(client, Conference.objects.get(), articles=[article.pk])

    assert not Conference.objects.get().articles.exists()


def test_an_article_begins_from_a_record_and_is_tied_to_it(client, both):
    record = both[OWN]
    for measure, value in (("invited", 130), ("attended", 118)):
        Figure.objects.create(
            conference=record, measure=measure, counted="delegate", value=value
        )
    sign_in(client, record.unit, Role.WRITER)
    place = reverse("admin:meetings_conference_article", args=[record.pk])

    client.post(place)

    article = record.articles.get()
    assert article.working.title == record.title
    assert "28/02/2024" in article.working.summary
    assert "118/130" in article.working.summary
    assert not article.is_public


def test_who_may_not_write_articles_begins_none(client, both):
    sign_in(client, both[OWN].unit, Role.REVIEWER)
    place = reverse("admin:meetings_conference_article", args=[both[OWN].pk])

    assert client.post(place).status_code == 403


def test_the_history_names_what_became_different(client, both):
    record = both[OWN]
    user = sign_in(client, record.unit, Role.WRITER)
    save(client, record, place="Nhà văn hóa")
    place = reverse("admin:meetings_conference_history", args=[record.pk])

    page = client.get(place).text

    assert "<del>Hội trường</del> <ins>Nhà văn hóa</ins>" in page
    assert str(user) in page


def test_what_readers_have_seen_is_not_deleted(client, both):
    record = both[OWN]
    sign_in(client, record.unit, Role.WARD_ADMIN)
    take(client, record, "announce")

    assert not may_delete(client, record)


def test_a_list_asks_the_same_number_of_questions_for_many(client):
    ward = make_ward()
    make_group(parent=ward, name="1")
    sign_in(client, ward, Role.WARD_ADMIN)
    make_conference(unit=ward, tier="group")
    client.get(LIST)
    counts = []

    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        counts.append(len(captured))
        for year in range(2010, 2020):
            make_conference(unit=ward, year=year, campaign=make_campaign(year=year))

    assert counts[0] == counts[1]


def test_the_page_asks_the_same_number_of_questions_for_many_rows(client, both):
    record = both[OWN]
    make_body(unit=record.unit)
    sign_in(client, record.unit, Role.WRITER)
    client.get(page_of(record))
    counts = []
    for _round in range(2):
        Clause.objects.create(
            conference=record, number=record.clauses.count() + 1, text="Giữ ngõ sạch"
        )
        record.organisers.create(name="Ủy ban nhân dân phường")
        record.papers.create(role="basis", text="Kế hoạch liên tịch")
        record.papers.create(role="resolution", text="Nghị quyết")
        record.composition.create(name="Tổ trưởng")
        record.agenda.create(text="Báo cáo", position=1)
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(record))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_start_page_names_what_waits_for_whom(client, both):
    record = both[OWN]
    writer = sign_in(client, record.unit, Role.WRITER)
    leader = make_membership(user=make_user(), unit=record.unit, role=Role.LEADER).user
    make_opinion(
        conference=record,
        nature="petition",
        text="Sửa nắp cống ngõ 5",
        due_on=timezone.localdate() - timedelta(days=1),
    )
    records.submit(conference=record, by=writer)
    start = reverse("admin:index")

    client.force_login(leader)
    to_approve = client.get(start).text
    records.send_back(conference=record, by=leader, note="Thiếu số phiếu")
    client.force_login(writer)
    returned = client.get(start).text

    assert "Hồ sơ hội nghị chờ tôi duyệt" in to_approve
    assert "Sửa nắp cống ngõ 5" in to_approve
    assert "Hồ sơ hội nghị bị trả lại" in returned
    assert "Thiếu số phiếu" in returned
    assert both[OTHER].title not in returned


def test_the_list_of_what_waits_agrees_with_who_may_approve(both):
    record = both[OWN]
    Conference.objects.update(state=State.SUBMITTED)
    RecordRules.objects.create(unit=record.unit, approver="ubnd")
    people = [
        make_membership(user=make_user(), unit=record.unit, role=Role.LEADER, body=body)
        for body in (
            None,
            make_body(unit=record.unit, kind="ubnd"),
            make_body(unit=record.unit, kind="ubmttq"),
        )
    ]

    listed = [record in desk.to_approve(one.user) for one in people]

    assert listed == [records.may_approve(one.user, record) for one in people]
    assert listed == [True, True, False]


def test_pictures_are_chosen_on_the_record_and_seen_with_its_approval(client, both):
    record = both[OWN]
    first, second = (make_photo(unit=record.unit) for _one in range(2))
    editor = sign_in(client, record.unit, Role.EDITOR)
    chosen = {
        "pictures": [first.pk, second.pk],
        "pictures-cover": second.pk,
        f"pictures-caption-{first.pk}": "Đại biểu biểu quyết",
        f"pictures-alt-{first.pk}": first.alt,
        f"pictures-alt-{second.pk}": second.alt,
    }

    saved = save(client, record, **chosen)
    again = form_data(client, record)

    assert saved.status_code == 302
    assert again["pictures"] == [second.pk, first.pk]
    record.refresh_from_db()
    assert public_files.pictures(record) == []
    records.submit(conference=record, by=editor)
    leader = make_membership(unit=record.unit, role=Role.LEADER).user
    records.approve(conference=record, by=leader)
    shown = public_files.pictures(record)
    assert [entry.photo for entry in shown] == [second, first]
    assert shown[1].caption == "Đại biểu biểu quyết"


def test_pictures_of_another_ward_are_refused(client, both):
    record = both[OWN]
    foreign = make_photo(unit=both[OTHER].unit)
    sign_in(client, record.unit, Role.EDITOR)

    answer = save(client, record, pictures=[foreign.pk])

    assert answer.status_code == 200
    assert "pictures" in answer.context["adminform"].form.errors
    record.refresh_from_db()
    assert record.album is None
