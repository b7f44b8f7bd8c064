"""The panel of advice on the article's form, through HTTP."""

import pytest
from django.urls import reverse

from news.models import Article
from tests.factories import (
    make_article,
    make_membership,
    make_photo,
    make_section,
    make_user,
    make_ward,
)
from tests.publishing.encoders import TCVN3, encode
from units.models import Role

pytestmark = pytest.mark.django_db

OLD = encode("Sáng nay, đại biểu nhân dân dự hội nghị ở phường Khương Thượng", TCVN3)
NEW = "Sáng nay, đại biểu nhân dân dự hội nghị ở phường Khương Thượng"


@pytest.fixture
def editor(client, ward):
    user = make_user(username="editor")
    make_membership(user=user, unit=ward, role=Role.EDITOR)
    client.force_login(user)
    return user


def page_of(client, article):
    address = reverse("admin:news_article_change", args=[article.pk])
    return client.get(address).text


def typed(article, **fields):
    working = article.working
    return {
        "base": working.number,
        "unit": article.unit_id,
        "section": working.section_id,
        "title": working.title,
        "summary": working.summary,
        "body": working.body,
        "author_line": "",
        "source": "",
        "published_at_0": "",
        "published_at_1": "",
    } | fields


def panel(page):
    start = page.index('<section class="advice"')
    return page[start : page.index("</section>", start)]


def test_advice_stands_in_a_list_with_links_to_the_fields(client, editor, ward):
    body = "<p>Tặng quà hộ ông Nguyễn Văn An.</p><h4>Lạc</h4>"
    article = make_article(
        unit=ward, body=body, pictures=[(make_photo(unit=ward, alt=""), "")]
    )

    shown = page_of(client, article)

    assert 'href="#id_body-editor"' in panel(shown)
    assert 'id="id_body-editor"' in shown
    assert 'href="#id_summary"' in panel(shown)
    assert 'id="id_summary"' in shown
    assert 'href="#id_pictures"' in panel(shown)
    assert 'id="id_pictures"' in shown
    assert "hộ ông Nguyễn Văn An" in panel(shown)


def test_a_place_in_the_text_is_shown_as_text(client, editor, ward):
    article = make_article(
        unit=ward, title="<b>TIN</b> VỀ HỘI NGHỊ ĐẠI BIỂU", summary="x"
    )

    assert "&lt;b&gt;TIN&lt;/b&gt;" in panel(page_of(client, article))


def test_an_article_without_fault_says_so(client, editor, ward):
    article = make_article(unit=ward, summary="Tóm tắt", body="<p>Một đoạn.</p>")

    assert "<li" not in panel(page_of(client, article))


def test_a_new_article_has_no_panel(client, editor):
    page = client.get(reverse("admin:news_article_add")).text

    assert 'class="advice"' not in page


def test_who_only_reads_gets_no_panel(client, ward):
    leader = make_user()
    make_membership(user=leader, unit=ward, role=Role.LEADER)
    client.force_login(leader)

    page = page_of(client, make_article(unit=ward))

    assert 'class="advice"' not in page


def test_advice_never_stands_in_the_way_of_publishing(client, editor, ward):
    article = make_article(
        unit=ward, title="TIN VỀ HỘI NGHỊ ĐẠI BIỂU", body=f"<p>{OLD}</p>"
    )
    address = reverse("admin:news_article_change", args=[article.pk])

    client.post(address, typed(article, _publish="1"))

    assert Article.objects.get().is_public


def test_the_button_makes_a_further_version_in_unicode(client, editor, ward):
    photo = make_photo(unit=ward)
    article = make_article(
        unit=ward,
        title=encode("Hội nghị đại biểu", TCVN3),
        summary="Tóm tắt đã đúng",
        body=f"<p>{OLD} <strong>{OLD}</strong></p>",
        pictures=[(photo, OLD)],
        cover=photo,
    )
    address = reverse("admin:news_article_change", args=[article.pk])
    offered = panel(page_of(client, article))

    data = typed(article, _to_unicode="1", pictures=[photo.pk])
    data[f"pictures-caption-{photo.pk}"] = OLD
    response = client.post(address, data)

    article.refresh_from_db()
    assert 'name="_to_unicode"' in offered
    assert response.url == address
    assert article.working.number == 2
    assert article.working.title == "Hội nghị đại biểu"
    assert article.working.summary == "Tóm tắt đã đúng"
    assert article.working.body == f"<p>{NEW} <strong>{NEW}</strong></p>"
    assert article.working.album.entries.get().caption == NEW
    assert (
        article.revisions.get(number=1).body
        == f"<p>{stored()} <strong>{stored()}</strong></p>"
    )
    assert "old-encoding" not in page_of(client, article)


def stored():
    """The old text as it is kept: its soft hyphens are letters by then."""
    return OLD.replace("\xad", "ư")


def test_what_was_typed_since_is_saved_before_it_is_converted(client, editor, ward):
    article = make_article(unit=ward, body=f"<p>{OLD}</p>")
    address = reverse("admin:news_article_change", args=[article.pk])

    client.post(address, typed(article, title="Tiêu đề vừa sửa", _to_unicode="1"))

    article.refresh_from_db()
    assert article.working.title == "Tiêu đề vừa sửa"
    assert article.working.body == f"<p>{NEW}</p>"


def test_the_button_changes_nothing_where_nothing_is_old(client, editor, ward):
    article = make_article(unit=ward, body="<p>Một đoạn.</p>")
    address = reverse("admin:news_article_change", args=[article.pk])

    client.post(address, typed(article, _to_unicode="1"))

    article.refresh_from_db()
    assert article.working.number == 1


def test_the_button_is_no_way_into_another_unit(client, editor):
    foreign = make_article(unit=make_ward(name="Cửa Nam"), body=f"<p>{OLD}</p>")
    address = reverse("admin:news_article_change", args=[foreign.pk])

    client.post(address, typed(foreign, _to_unicode="1"))

    foreign.refresh_from_db()
    assert foreign.working.number == 1


def test_enter_in_a_field_saves_and_does_not_convert(client, editor, ward):
    """A browser answers Enter with the first button of the form."""
    page = page_of(client, make_article(unit=ward, body=f"<p>{OLD}</p>"))

    assert page.index('name="_continue"') < page.index('name="_to_unicode"')


def test_the_panel_costs_the_same_for_a_long_article(
    client, editor, ward, django_assert_max_num_queries
):
    section = make_section(unit=ward)
    links = "".join(
        f'<p><a href="https://a{n}.vn/">a</a> 09123456{n}</p>' for n in range(10, 40)
    )
    article = make_article(section=section, body=links)

    with django_assert_max_num_queries(40):
        page_of(client, article)
