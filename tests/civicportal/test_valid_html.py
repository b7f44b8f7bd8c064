"""HTML that no crawl reaches: pages for faults, and the desk where it is ours.

Forms of the desk are left out: Django's own required lists begin with no empty choice.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from tests.factories import (
    make_article,
    make_membership,
    make_section,
    make_user,
    make_ward,
)
from tests.validity import faults
from units.models import Role

pytestmark = pytest.mark.django_db


def test_pages_for_faults_and_for_signing_in_are_valid(client, tmp_path):
    pages = {
        name: get_template(name).render()
        for name in ["400.html", "403.html", "403_csrf.html"]
    }
    for file in (settings.BASE_DIR / "static" / "errors").glob("*.html"):
        pages[file.name] = file.read_text()
    for path in ["/khong-co/", reverse("admin:login")]:
        pages[path] = client.get(path).content.decode()

    assert not (found := faults(pages, tmp_path)), "\n".join(found)


def test_the_pages_of_the_desk_that_are_ours_are_valid(client, tmp_path):
    ward = make_ward()
    article = make_article(section=make_section(unit=ward), published=True)
    user = make_user(is_superuser=True)
    make_membership(user=user, unit=ward, role=Role.WARD_ADMIN)
    client.force_login(user)
    pages = {}
    for name, arguments in [
        ("admin:index", []),
        ("admin:news_article_changelist", []),
        ("admin:news_article_history", [article.pk]),
        ("admin:news_section_changelist", []),
        ("admin:password_change", []),
    ]:
        path = reverse(name, args=arguments)
        pages[path] = client.get(path).content.decode()

    assert not (found := faults(pages, tmp_path)), "\n".join(found)


def test_no_template_writes_a_time_that_html_does_not_allow(settings):
    """Microseconds, that is: the filter `vn_machine` leaves them out."""
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")

    wrong = [str(one) for one in templates if re.search(r"date:.c\b", one.read_text())]

    assert wrong == []
