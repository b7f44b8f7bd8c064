"""Tags and pins on their way: typed, saved, compared, taken up again, published."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news import history, services, tagging
from news.models import ArticleRevision, Tag
from news.models.tag import parted, tag_address
from tests.factories import make_article, make_membership, make_section, make_ward
from tests.news.test_article_form import (  # noqa: F401 - the same form
    send,
    typed,
    writer,
)
from units.models import Role

pytestmark = pytest.mark.django_db


def names(tags):
    return [tag.name for tag in tags.all()]


def edit(article, **changes):
    content = services.current_content(article)
    values = {**content.__dict__, **changes}
    return services.save_working_copy(
        article=article, content=services.Content(**values), by=None
    )


def test_the_public_sees_the_tags_of_the_published_version_alone():
    article = make_article(tags=["đô thị"], published=True)

    edit(article, tags=["giao thông"])
    assert names(article.tags) == ["đô thị"]
    services.publish(article=article, by=None)

    assert names(article.tags) == ["giao thông"]


def test_another_spelling_is_the_same_tag_in_the_one_already_used():
    unit = make_ward()
    make_article(unit=unit, tags=["Hoà bình"])
    second = make_article(unit=unit, tags=["hòa BÌNH", "Hoa binh"])

    assert names(second.working.tags) == ["Hoà bình"]
    assert Tag.objects.count() == 1


def test_two_units_have_each_their_own_tags():
    make_article(tags=["đô thị"])
    make_article(unit=make_ward(name="Láng"), tags=["đô thị"])

    assert Tag.objects.count() == 2


def test_saving_the_same_tags_again_makes_no_new_version():
    article = make_article(tags=["đô thị", "chợ"])

    edit(article, tags=["Chợ", "Đô thị"])
    assert article.revisions.count() == 1
    edit(article, tags=["Chợ"])

    assert article.revisions.count() == 2


def test_an_earlier_version_is_taken_up_again_with_its_tags_and_its_day():
    day = timezone.localdate() + timedelta(days=3)
    article = make_article(tags=["đô thị"], pinned_until=day)
    edit(article, tags=[], pinned_until=None)
    first = article.revisions.get(number=1)

    services.save_working_copy(
        article=article, content=services.content_of(first), by=None
    )

    assert names(article.working.tags) == ["đô thị"]
    assert article.working.pinned_until == day


def test_the_history_names_tags_and_pins_that_changed():
    article = make_article(tags=["đô thị"])
    edit(article, tags=["đô thị", "chợ"], pinned_until=timezone.localdate())
    second, first = history.listed_versions(article)

    found = history.compare(*history.whole_versions(article).order_by("number"))

    assert history.changed_parts(first, second) == [
        "Ghim lên đầu đến hết ngày",
        "Chủ đề",
    ]
    change = next(one for one in found.fields if one.label == "Chủ đề")
    assert "chợ" in "".join(piece.text for piece in change.pieces)


@pytest.mark.parametrize("count", [1, 10])
def test_the_history_costs_the_same_for_many_versions(count, django_assert_num_queries):
    article = make_article(tags=["đô thị"])
    for number in range(count):
        edit(article, title=f"Bài {number}", tags=[f"chủ đề {number}"])

    with django_assert_num_queries(3):
        versions = list(history.listed_versions(article))
        [history.changed_parts(a, b) for a, b in pairwise(reversed(versions))]


def test_a_line_is_parted_at_commas_and_each_tag_counts_once():
    assert parted(" đô thị ,chợ;; Đô Thị,\n") == ["đô thị", "chợ"]
    assert parted("") == []
    assert tag_address("Ngày hội, lần thứ 5") == "ngay-hoi-lan-thu-5"
    assert len(tag_address("a " * 90)) <= 80


def test_a_tag_keeps_its_word_and_may_change_its_spelling():
    tag = Tag(unit=make_ward(), name="đô thị")
    tag.full_clean()
    tag.save()

    tag.name = "Đô thị"
    tag.full_clean()
    tag.name = "Nông thôn"
    with pytest.raises(ValidationError) as caught:
        tag.full_clean()

    assert "name" in caught.value.message_dict


def test_the_form_stores_tags_and_the_day(client, writer, typed):  # noqa: F811
    day = timezone.localdate() + timedelta(days=7)
    typed |= {"tags": "đô thị, Chợ dân sinh", "pinned_until": day.strftime("%d/%m/%Y")}

    send(client, typed)

    revision = ArticleRevision.objects.get()
    assert names(revision.tags) == ["Chợ dân sinh", "đô thị"]
    assert revision.pinned_until == day


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("tags", "x" * 61, "quá dài"),
        ("tags", "!!!", "ít nhất một chữ cái"),
        ("tags", ",".join(f"từ {n}" for n in range(11)), "Nhiều nhất 10"),
        ("pinned_until", "01/01/2020", "đã qua"),
    ],
)
def test_the_form_says_what_is_wrong_at_the_field(
    client,
    writer,  # noqa: F811
    typed,  # noqa: F811
    name,
    value,
    told,
):
    typed[name] = value

    response = send(client, typed)

    form = response.context["adminform"].form
    assert told in " ".join(form.errors[name])
    assert not Tag.objects.exists()


def test_the_form_names_the_tags_used_before_in_ones_own_units(
    client,
    writer,  # noqa: F811
    ward,
):
    make_article(section=make_section(unit=ward), tags=["đô thị"])
    make_article(unit=make_ward(name="Láng"), tags=["của nơi khác"])

    text = client.get("/quan-tri/news/article/add/").content.decode()

    assert "Đã dùng: đô thị." in text
    assert "của nơi khác" not in text


def test_a_pin_that_is_over_does_not_stand_in_the_way(client, writer, ward):  # noqa: F811
    yesterday = timezone.localdate() - timedelta(days=1)
    article = make_article(unit=ward, pinned_until=yesterday)

    response = client.get(f"/quan-tri/news/article/{article.pk}/change/")

    assert response.context["adminform"].form.initial["pinned_until"] is None


def test_the_spelling_is_mended_by_an_editor_of_the_unit_alone(client, ward):
    make_article(unit=ward, tags=["do thi"])
    tag = Tag.objects.get()
    path = f"/quan-tri/news/tag/{tag.pk}/change/"
    editor = make_membership(unit=ward, role=Role.EDITOR).user
    stranger = make_membership(unit=make_ward(name="Láng"), role=Role.EDITOR).user

    client.force_login(stranger)
    refused = client.post(path, {"name": "Đô thị"})
    client.force_login(editor)
    client.post(path, {"name": "Đô thị"})

    assert refused.status_code in {302, 403, 404}
    assert Tag.objects.get().name == "Đô thị"
    assert client.get("/quan-tri/news/tag/add/").status_code == 403
    assert "Đô thị" in client.get("/quan-tri/news/tag/").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_tags_costs_the_same_for_many(
    client,
    ward,
    count,
    django_assert_max_num_queries,
):
    make_article(unit=ward, tags=["đô thị"])
    for number in range(count):
        Tag.objects.create(unit=ward, name=f"Từ {number}", slug=f"tu-{number}")
    client.force_login(make_membership(unit=ward, role=Role.EDITOR).user)

    with django_assert_max_num_queries(16):
        assert client.get("/quan-tri/news/tag/").status_code == 200


def test_new_tags_are_made_in_one_order_so_that_no_two_writers_wait_in_a_ring():
    unit = make_ward()

    tagging.tags_of(unit.pk, ["xuân", "hè", "thu", "đông", "mưa", "nắng", "gió", "bão"])

    made = list(Tag.objects.order_by("pk").values_list("slug", flat=True))
    assert len(made) == 8
    assert made == sorted(made)
