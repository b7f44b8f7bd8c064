from wsgiref.util import is_hop_by_hop

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from civicportal.body_limit import BodyLimitMiddleware, limit_for

LARGEST = 60_000_000
LARGEST_PUBLIC = 1_000_000
LARGEST_SIGN_IN = 64_000


def answer(path, **headers):
    """Return the status of a POST that only claims to carry a body."""
    request = RequestFactory().post(path)
    request.META.pop("CONTENT_LENGTH", None)
    request.META.update(headers)
    return BodyLimitMiddleware(lambda request: HttpResponse("read"))(request)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/dem/", LARGEST_PUBLIC, 200),
        ("/dem/", LARGEST_PUBLIC + 1, 413),
        ("/quan-tri/news/article/add/", LARGEST_PUBLIC + 1, 200),
        ("/quan-tri/news/article/add/", LARGEST, 200),
        ("/quan-tri/news/article/add/", LARGEST + 1, 413),
        ("/quan-tri/login/", LARGEST_SIGN_IN, 200),
        ("/quan-tri/login/", LARGEST_SIGN_IN + 1, 413),
        ("/quan-tri", LARGEST_PUBLIC + 1, 413),
        ("/quan-tri-gia/", LARGEST_PUBLIC + 1, 413),
        ("/", LARGEST + 1, 413),
        ("/", 0, 200),
    ],
)
def test_a_body_over_the_limit_is_refused_unread(path, length, status):
    assert answer(path, CONTENT_LENGTH=str(length)).status_code == status


def test_a_body_of_unknown_length_is_refused():
    assert answer("/quan-tri/", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.parametrize("length", ["-1", "1e9", "+5", "ten", "１"])
def test_a_length_that_is_no_number_is_refused(length):
    assert answer("/dem/", CONTENT_LENGTH=length).status_code == 400


def test_the_refusal_is_a_plain_page_in_vietnamese(client):
    response = client.post("/dem/", b"x" * (LARGEST_PUBLIC + 1), "text/plain")

    assert response.status_code == 413
    page = response.content.decode()
    assert '<html lang="vi">' in page
    assert "Too much" not in page
    assert "no-store" in response["Cache-Control"]


def test_the_refusal_has_the_headers_of_every_page(client, settings):
    settings.SECURE_HSTS_SECONDS = 60

    response = client.post("/dem/", b"x" * (LARGEST_PUBLIC + 1), "a/b", secure=True)

    assert response.status_code == 413
    assert "frame-ancestors" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Strict-Transport-Security"].startswith("max-age=60")


def test_the_refusal_leaves_the_connection_to_the_server(client):
    response = client.post("/dem/", b"x" * (LARGEST_PUBLIC + 1), "text/plain")

    assert not [name for name in response.headers if is_hop_by_hop(name)]


def test_it_stands_before_everything_that_could_read_the_body(settings):
    here = settings.MIDDLEWARE.index("civicportal.body_limit.BodyLimitMiddleware")

    before = [path.rpartition(".")[2] for path in settings.MIDDLEWARE[:here]]

    assert before == [
        "StaffCachingMiddleware",
        "TrustedProxyMiddleware",
        "SecurityMiddleware",
        "WhiteNoiseMiddleware",
        "CSPMiddleware",
        "PermissionsPolicyMiddleware",
        "XFrameOptionsMiddleware",
    ]


def test_what_staff_paste_reaches_the_form(settings):
    assert limit_for(settings.STAFF_PATH) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
