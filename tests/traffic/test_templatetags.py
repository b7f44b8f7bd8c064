from django.template import Context, Template
from django.test import SimpleTestCase

from .conftest import LEAFLET


def test_a_page_names_what_it_shows_to_script_and_to_noscript():
    template = Template('{% load traffic %}{% count_view "leaflet.sheet" number %}')

    html = template.render(Context({"number": 12345}))

    SimpleTestCase().assertInHTML(
        '<span data-count-view="/dem/" hidden'
        f' data-kind="{LEAFLET}" data-object-id="12345"></span>',
        html,
    )
    assert f'<noscript><img src="/dem/{LEAFLET}/12345.gif"' in html
    assert '<script type="module" src="/static/js/modules/count-view.js">' in html
