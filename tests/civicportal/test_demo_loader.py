"""Loading the demonstration: through the real services, once, and only where allowed."""

import json
import stat

import pytest
from django.core.management import CommandError, call_command

from civicportal.demo import accounts, loader
from civicportal.demo.catalogue import read_all
from gallery.models import Photo
from news.models import Article, ArticleRevision, Section
from traffic.models import DailyCount
from units.models import Body, Contact, Membership, Role, Unit, UnitName, User

from ..factories import make_article, make_body, make_user, make_ward, shared_province
from ..stores import public_names, stores

__all__ = ["stores"]

pytestmark = pytest.mark.django_db
NGO_QUYEN, KHUONG_THUONG = "ngo-quyen-son-tay", "khuong-thuong"
LAST_DAY = "2025-06-30"


@pytest.fixture
def portal(settings, tmp_path, stores):
    """The units of the content, without the rest of the country, and empty folders."""
    settings.VAR_DIR = tmp_path
    settings.DEMO_NOTICE = True
    shared_province()
    for slug in ("kim-lien", "hai-ba-trung"):
        make_ward(slug=slug, founded_on="2025-07-01")
    for content in read_all():
        if not Unit.objects.filter(slug=content.slug).exists():
            make_ward(slug=content.slug, ended_on=LAST_DAY)
    for kind in ("ubnd", "ubmttq", "cong-an"):
        make_body(kind=kind, unit=shared_province())
    return tmp_path


def rows():
    """How many rows of each kind there are, and the file of accounts."""
    models = (
        Unit, UnitName, User, Membership, Section, Contact, Body, Article,
        ArticleRevision, Photo, DailyCount,
    )  # fmt: skip
    counts = {model.__name__: model.objects.count() for model in models}
    return counts, accounts.accounts_file().read_text(encoding="utf-8")


def test_an_article_is_published_with_its_date_pictures_and_readers(
    portal, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        loader.load(only=[KHUONG_THUONG])

    article = Article.objects.public().get(title__startswith="Phường Khương Thượng")
    pictures = article.album.photos.all()
    assert article.published_at.isoformat() == "2024-02-29T08:51:00+00:00"
    assert article.cover == pictures.order_by("album_entries__position").first()
    assert all(photo.alt and photo.credit == loader.CREDIT for photo in pictures)
    assert set(article.cover.files()) <= set(public_names())
    counted = DailyCount.objects.filter(object_id=article.pk)
    assert counted.totals()[article.pk] == 63


def test_residential_groups_are_numbered_for_their_days(portal):
    loader.load(only=[KHUONG_THUONG])

    unit = Unit.objects.get(slug=KHUONG_THUONG)
    names = UnitName.objects.filter(group_of=unit)
    assert {name.name for name in names} == {str(number) for number in range(1, 19)}
    assert {str(name.valid_to) for name in names} == {LAST_DAY}


def test_a_living_ward_gets_sections_contacts_and_undated_information(portal):
    loader.load(only=["hai-ba-trung"])

    unit = Unit.objects.get(slug="hai-ba-trung")
    information = Section.objects.get(unit=unit, kind=Section.Kind.INFORMATION)
    assert information.name == "Thông tin cần biết"
    assert Article.objects.public().filter(section=information).count() == 2
    assert Contact.objects.filter(unit=unit, office_hours__gt="").count() == 4
    assert not Contact.objects.filter(unit=unit).exclude(name="").exists()
    assert set(unit.articles.values_list("created_by__username", flat=True)) == {
        "writer2"
    }


def test_loading_again_changes_nothing(portal):
    loader.load(only=[NGO_QUYEN])
    before = rows()

    again = loader.load(only=[NGO_QUYEN])

    assert rows() == before
    assert (again.units, again.articles, again.pictures, again.accounts) == (
        0,
        0,
        0,
        [],
    )


def test_an_article_that_was_given_another_title_is_not_loaded_again(portal):
    loader.load(only=[NGO_QUYEN])
    Article.objects.update(title="Tên khác")

    again = loader.load(only=[NGO_QUYEN])

    assert again.articles == 0


def test_the_accounts_can_sign_in_with_the_passwords_of_the_file(portal, client):
    loader.load(only=[])

    entries = json.loads(accounts.accounts_file().read_text(encoding="utf-8"))
    assert [entry["username"] for entry in entries] == [
        "admin", "writer", "editor", "wardadmin", "leader", "writer2", "reviewer",
    ]  # fmt: skip
    for entry in entries:
        answer = client.post(entry["sign_in"], entry, follow=True)
        assert answer.wsgi_request.user.username == entry["username"]
        client.logout()


def test_the_accounts_have_their_roles_in_their_units(portal):
    loader.load(only=[])

    memberships = Membership.objects.values_list("user__username", "role", "unit__slug")
    assert set(memberships) == {
        ("writer", Role.WRITER, "kim-lien"),
        ("editor", Role.EDITOR, "kim-lien"),
        ("wardadmin", Role.WARD_ADMIN, "kim-lien"),
        ("leader", Role.LEADER, "kim-lien"),
        ("writer2", Role.WRITER, "hai-ba-trung"),
        ("reviewer", Role.REVIEWER, "ha-noi"),
    }
    assert User.objects.get(is_superuser=True).username == "admin"


def test_nobody_but_its_owner_reads_the_file_of_passwords(portal):
    loader.load(only=[])

    mode = stat.S_IMODE(accounts.accounts_file().stat().st_mode)
    assert mode == 0o600
    assert [path.name for path in portal.glob("*.json*")] == [accounts.FILE_NAME]


def test_an_account_that_was_there_keeps_its_password(portal):
    make_user(username="admin", password="của một người thật")

    added = loader.load(only=[])

    assert "admin" not in added.accounts
    assert User.objects.get(username="admin").check_password("của một người thật")


def test_the_command_refuses_a_portal_that_does_not_mark_its_pages(portal, settings):
    settings.DEMO_NOTICE = False

    with pytest.raises(CommandError, match="DEMO_NOTICE"):
        call_command("load_demo")

    assert not User.objects.exists()


@pytest.mark.parametrize("marked", [True, False])
def test_if_empty_does_nothing_where_there_are_articles_or_no_mark(
    portal, settings, capsys, marked
):
    settings.DEMO_NOTICE = marked
    if marked:
        make_article(unit=Unit.objects.get(slug="kim-lien"))
    before = Article.objects.count()

    call_command("load_demo", "--if-empty")

    assert Article.objects.count() == before
    assert not User.objects.exists()
    assert capsys.readouterr().out
