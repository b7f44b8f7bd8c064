"""Sections on the desk: faults at the field where they were made, and removal."""

import pytest
from django.urls import reverse

from news.models import Section
from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, ward):
    user = make_user(username="quantri")
    make_membership(user=user, unit=ward, role=Role.WARD_ADMIN)
    client.force_login(user)
    return client


def answer_to(desk, ward, **typed):
    data = {"unit": ward.pk, "kind": "news", "name": "", "slug": "", "order": 1}
    return desk.post(reverse("admin:news_section_add"), data | typed)


def faults_of(response):
    return response.context["adminform"].form.errors


def test_a_section_gets_its_address_from_its_name(desk, ward):
    answer_to(desk, ward, name="Đời sống")

    assert Section.objects.get().slug == "doi-song"


def test_a_second_one_is_refused_at_its_name(desk, ward):
    make_section(unit=ward, name="Đời sống", slug="doi-song")

    faults = faults_of(answer_to(desk, ward, name="Đời sống"))

    assert list(faults) == ["name"]
    assert len(faults["name"]) == 1


def test_a_typed_address_that_is_taken_is_refused_at_the_address(desk, ward):
    make_section(unit=ward, name="Đời sống", slug="doi-song")

    faults = faults_of(answer_to(desk, ward, name="Việc phường", slug="doi-song"))

    assert list(faults) == ["slug"]


def test_without_a_name_only_the_name_is_missing(desk, ward):
    make_section(unit=ward, name="Bài viết", slug="bai-viet")

    faults = faults_of(answer_to(desk, ward))

    assert list(faults) == ["name"]


def test_another_ward_may_have_the_same_section(desk, ward):
    make_section(unit=make_ward(name="Đống Đa"), name="Đời sống", slug="doi-song")

    answer_to(desk, ward, name="Đời sống")

    assert ward.sections.count() == 1


def test_a_section_keeps_its_own_address(desk, ward):
    section = make_section(unit=ward, name="Đời sống", slug="doi-song")
    address = reverse("admin:news_section_change", args=[section.pk])
    typed = {"kind": "news", "name": "Đời sống mới", "slug": "doi-song", "order": 1}

    desk.post(address, typed)

    section.refresh_from_db()
    assert (section.name, section.slug) == ("Đời sống mới", "doi-song")


def removal(desk, section):
    address = reverse("admin:news_section_delete", args=[section.pk])
    return desk.get(address).content.decode()


@pytest.mark.parametrize("published", [True, False])
def test_a_section_with_articles_says_how_many_and_what_to_do(desk, ward, published):
    section = make_section(unit=ward, name="Đời sống")
    for title in ("Một", "Hai"):
        make_article(unit=ward, section=section, title=title, published=published)

    page = removal(desk, section)

    assert "đang có 2 bài viết" in page
    assert f"working__section__id__exact={section.pk}" in page
    assert "chuyển các bài này sang chuyên mục khác" in page


def test_an_unused_section_can_be_removed(desk, ward):
    section = make_section(unit=ward, name="Đời sống")
    address = reverse("admin:news_section_delete", args=[section.pk])

    desk.post(address, {"post": "yes"})

    assert not Section.objects.exists()
