"""What no browser sends is refused with a page, never with a fault of ours."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from civicportal import wsgi
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the test's transaction open between requests, as the Client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(path="/", query="", body=b"", **environ):
    """Ask the application as a server does; return status and headers."""
    environ |= {
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
    }
    environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    setup_testing_defaults(environ)
    answer = []
    parts = validator(wsgi.application)(environ, lambda *given: answer.extend(given))
    page = b"".join(parts).decode()
    parts.close()
    return int(answer[0][:3]), dict(answer[1]), page


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=base64",
        "text/plain; charset=rot13",
        "text/plain; charset=punycode",
        "text/plain; charset=utf-16",
        "text/plain; charset=no-such",
        "text/plain; charset*=nowhere''utf-8",
        "text/plain; name*=nowhere''%41",
    ],
)
@pytest.mark.parametrize("path", ["/", "/dem/", "/quan-tri/login/", "/khong-co/"])
def test_an_encoding_that_is_not_utf_8_is_refused(path, content_type):
    for method in ("GET", "POST"):
        status, headers, page = ask(
            path, "a=1", b"a=1", CONTENT_TYPE=content_type, REQUEST_METHOD=method
        )

        assert status == 400
        assert "<h1>" in page
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/x-www-form-urlencoded",
        'text/plain; charset="UTF-8"',
        "multipart/form-data; boundary=----WebKitFormBoundaryAbc123",
    ],
)
def test_what_browsers_send_is_read(content_type):
    status, _headers, _page = ask("/", "a=1", CONTENT_TYPE=content_type)

    assert status == 200


@pytest.mark.parametrize(
    "address", ["/quan-tri/?a=%00", "/quan-tri/units/unit/?q=a%00b", "/quan-tri/?a=\0"]
)
def test_nul_in_a_query_of_the_desk_is_refused(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "CONNECT"])
@pytest.mark.parametrize("path", ["/", "/kim-lien/", "/quan-tri/", "/quan-tri/login/"])
def test_methods_that_no_page_has_are_refused(client, method, path):
    make_article(published=True)

    assert client.generic(method, path).status_code == 405


def test_public_pages_are_only_read(client):
    article = make_article(published=True)
    pages = [
        "/",
        article.unit.get_absolute_url(),
        article.get_absolute_url(),
        article.section.get_absolute_url(),
        f"{article.unit.get_absolute_url()}tin-tuc/",
    ]

    assert [client.post(page).status_code for page in pages] == [405] * 5
    assert [client.head(page).status_code for page in pages] == [200] * 5
