"""Where a photograph is shown, and that what shows it keeps it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from gallery import showing
from gallery.models import Photo
from gallery.services import aim_photos, store_photo
from news.services import Content, delete_draft, save_working_copy
from tests.factories import make_article, make_membership, make_photo, make_ward
from tests.pictures import plain_jpeg, upload
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


def text_with(photo):
    return f'<p>Chữ <img src="{photo.url()}" alt="Ảnh"></p>'


def labels(photo):
    return [place.label for place in showing.places([photo])[photo.pk]]


WAYS = {
    "cover": lambda photo: {"cover": photo},
    "album": lambda photo: {"pictures": [(photo, "")]},
    "text": lambda photo: {"body": text_with(photo)},
}


@pytest.mark.parametrize("way", list(WAYS))
def test_a_photograph_is_found_where_a_public_article_shows_it(ward, way):
    photo = make_photo(unit=ward)
    make_article(unit=ward, published=True, **WAYS[way](photo))

    assert labels(photo) == ["“Ngày hội Đại đoàn kết” (người đọc đang thấy)"]


@pytest.mark.parametrize("way", list(WAYS))
def test_a_photograph_of_a_draft_is_found_and_cannot_be_deleted(ward, way):
    photo = make_photo(unit=ward)
    make_article(unit=ward, **WAYS[way](photo))

    assert labels(photo) == ["“Ngày hội Đại đoàn kết” (đang soạn)"]
    assert list(Photo.objects.filter(showing.shown())) == [photo]
    with pytest.raises(ProtectedError):
        photo.delete()


@pytest.mark.parametrize("way", list(WAYS))
def test_a_photograph_of_an_earlier_version_stays_for_it(ward, way):
    photo = make_photo(unit=ward)
    article = make_article(unit=ward, **WAYS[way](photo))
    content = Content(section=article.working.section, title="Không ảnh")
    save_working_copy(article=article, content=content, by=None)

    assert labels(photo) == ["“Không ảnh” (chỉ còn trong các bản lưu cũ)"]
    with pytest.raises(ProtectedError):
        photo.delete()


@pytest.mark.parametrize("way", list(WAYS))
def test_a_deleted_draft_lets_go_of_its_photographs(ward, way):
    photo = make_photo(unit=ward)
    delete_draft(article=make_article(unit=ward, **WAYS[way](photo)))

    assert labels(photo) == []
    assert not Photo.objects.filter(showing.shown()).exists()
    photo.delete()


def test_another_units_photograph_in_a_text_is_not_held(ward):
    foreign = make_photo(unit=make_ward(name="Láng"))
    make_article(unit=ward, body=text_with(foreign))

    assert labels(foreign) == []


def test_places_take_as_many_queries_for_many_photographs_as_for_one(ward):
    photos = [make_photo(unit=ward) for _ in range(9)]
    for photo in photos:
        make_article(
            unit=ward, cover=photo, pictures=[(photo, "")], body=text_with(photo)
        )

    counts = []
    for some in (photos[:1], photos):
        with CaptureQueriesContext(connection) as queries:
            assert all(showing.places(some).values())
        counts.append(len(queries))

    assert counts[0] == counts[1]


# Who may change what readers see


@pytest.mark.parametrize("approval", ["alone", "two"])
@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
@pytest.mark.parametrize("is_public", [True, False])
def test_who_may_exchange_what_readers_see(ward, approval, role, is_public):
    ward.newsrooms.create(approval=approval)
    photo = make_photo(unit=ward)
    make_article(unit=ward, cover=photo, published=is_public)
    user = make_membership(unit=ward, role=role).user

    refused = approval == "two" and role == Role.WRITER and is_public
    assert showing.may_alter(user, photo) == (not refused)


# What a photograph knows


def test_a_photograph_knows_the_event_it_shows(ward):
    file = upload(plain_jpeg())
    event = ("meetings.conference", 7)
    photo = store_photo(unit=ward, file=file, by=None, event=event)
    make_photo(unit=ward)

    assert list(Photo.objects.of_event("meetings.conference", 7)) == [photo]


@pytest.mark.parametrize(
    "half", [{"event_kind": "meetings.conference"}, {"event_id": 7}]
)
def test_an_event_is_named_whole(ward, half):
    photo = make_photo(unit=ward)

    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(**half)


def test_the_main_point_lies_within_the_picture(ward):
    photo = make_photo(unit=ward)

    aim_photos({photo.pk: (0, 100)})
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (0, 100)

    photo.focal_x = 101
    with pytest.raises(ValidationError):
        photo.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        photo.save()


@pytest.mark.parametrize(
    ("point", "classes"),
    [
        ((50, 50), ""),
        ((46, 54), ""),
        ((0, 100), "focal-x-0 focal-y-100"),
        ((14, 15), "focal-x-10 focal-y-20"),
        ((95, 50), "focal-x-100 focal-y-50"),
    ],
)
def test_the_main_point_becomes_the_nearest_class(point, classes):
    assert Photo(focal_x=point[0], focal_y=point[1]).focal_class == classes


# Search


@pytest.mark.parametrize(
    "words", ["le ky ket", "LỄ KÝ", "dai bieu", "thanh ha", "ky thanh", "đại biểu"]
)
def test_search_looks_into_description_caption_and_source(ward, words):
    wanted = make_photo(unit=ward, alt="Lễ ký kết", credit="Thanh Hà")
    make_photo(unit=ward, alt="Tết trồng cây")
    make_article(unit=ward, pictures=[(wanted, "Các đại biểu dự lễ")])
    make_article(unit=ward, pictures=[(wanted, "Các đại biểu dự lễ")])

    assert list(Photo.objects.matching(words)) == [wanted]
