"""What Django's admin would offer, and the desk does not."""

import pytest
from django.contrib.contenttypes.models import ContentType

from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_stored_file,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_stored_file, make_photo, make_article])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_no_shortcut_leads_to_rows_of_other_units(client, make, is_superuser):
    row = make(unit=make_ward(name="Láng"))
    user = make_user(is_superuser=is_superuser)
    make_membership(user=user, role=Role.WARD_ADMIN)
    client.force_login(user)
    kind = ContentType.objects.get_for_model(row)

    response = client.get(f"/quan-tri/r/{kind.pk}/{row.pk}/")

    assert response.status_code == 404
    assert "Location" not in response


def test_no_form_of_the_desk_links_to_the_shortcut(client):
    stored = make_stored_file()
    client.force_login(make_user(is_superuser=True))

    for path in [f"documents/storedfile/{stored.pk}", f"units/unit/{stored.unit_id}"]:
        page = client.get(f"/quan-tri/{path}/change/").content.decode()
        assert "/quan-tri/r/" not in page


def test_the_form_of_a_unit_leads_straight_to_its_page(client):
    ward = make_ward()
    client.force_login(make_user(is_superuser=True))

    page = client.get(f"/quan-tri/units/unit/{ward.pk}/change/").content.decode()

    assert 'href="/kim-lien/" class="viewsitelink"' in page


def test_groups_give_no_rights_so_the_desk_has_none(client):
    client.force_login(make_user(is_superuser=True))

    assert client.get("/quan-tri/auth/group/").status_code == 404
    assert "auth/group" not in client.get("/quan-tri/").content.decode()
