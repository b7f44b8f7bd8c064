"""Albums: pictures are public through their article, and in no other way."""

import pytest

from news import services
from tests.factories import make_article, make_photo, make_section, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def news(ward):
    return make_section(unit=ward)


def publish(section, pictures=2, **content):
    photos = [make_photo(unit=section.unit) for _ in range(pictures)]
    named = [(photo, f"Chú thích {number}") for number, photo in enumerate(photos)]
    content = {"cover": photos[0] if photos else None, "pictures": named, **content}
    return make_article(section=section, published=True, **content)


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_album_shows_all_pictures_with_captions_and_leads_to_its_article(
    client, news
):
    article = publish(news, 3, title="Ngày hội")

    text = text_of(client, f"/kim-lien/anh/{article.album_id}/")

    assert text.count("<figure") == 3  # the cover too
    assert "Chú thích 2" in text
    assert f'href="{article.get_absolute_url()}"' in text
    assert 'data-module="gallery"' in text
    assert text.count('.webp" data-caption=') == 3  # plain links to the large pictures


def test_albums_are_listed_with_their_number_of_pictures(client, news):
    publish(news, 3, title="Ngày hội")
    publish(news, 1, title="Một ảnh")
    publish(news, 0, title="Không ảnh")

    text = text_of(client, "/kim-lien/anh/")

    assert "Ngày hội" in text
    assert "3 ảnh" in text
    assert "Một ảnh" not in text
    assert "Không ảnh" not in text


def test_a_unit_without_albums_says_so(client, ward):
    assert "Chưa có ảnh" in text_of(client, "/kim-lien/anh/")


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_the_album_of_what_is_not_public_is_nowhere(client, ward, news, state):
    article = publish(news, title="Bí mật")
    album = article.album_id
    if state == "withdrawn":
        services.withdraw(article=article, by=None)
    else:
        photos = [(make_photo(unit=ward), ""), (make_photo(unit=ward), "")]
        draft = make_article(section=news, title="Nháp", pictures=photos)
        album = draft.working.album_id

    assert client.get(f"/kim-lien/anh/{album}/").status_code == 404
    listed = text_of(client, "/kim-lien/anh/") + text_of(client, "/kim-lien/")
    assert "Nháp" not in listed
    assert ("Bí mật" in listed) == (state == "draft")


def test_an_album_under_another_units_address_leads_to_its_own(client, news):
    article = publish(news)
    make_ward(name="Láng")

    response = client.get(f"/lang/anh/{article.album_id}/")

    assert response.status_code == 301
    assert response["Location"] == f"/kim-lien/anh/{article.album_id}/"


def test_an_album_keeps_its_address_when_its_article_is_edited(client, ward, news):
    article = publish(news, title="Ngày hội")
    content = services.current_content(article)
    pictures = [*content.pictures, (make_photo(unit=ward), "Thêm")]
    changed = services.Content(**{**content.__dict__, "pictures": pictures})
    services.save_working_copy(article=article, content=changed, by=None)
    services.publish(article=article, by=None)

    text = text_of(client, f"/kim-lien/anh/{article.album_id}/")

    assert text.count("<figure") == 3


@pytest.mark.parametrize("count", [1, 14])
def test_a_list_of_albums_costs_the_same_for_many(
    client, news, count, django_assert_num_queries
):
    for _ in range(count):
        publish(news)

    with django_assert_num_queries(6):
        client.get("/kim-lien/anh/")


@pytest.mark.parametrize("count", [2, 12])
def test_an_album_costs_the_same_for_many_pictures(
    client, news, count, django_assert_num_queries
):
    article = publish(news, count)

    with django_assert_num_queries(6):
        client.get(f"/kim-lien/anh/{article.album_id}/")
