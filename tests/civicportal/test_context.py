import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/khong-co/", "/quan-tri/", "/healthz"])
def test_a_host_that_is_not_ours_is_a_bad_request(settings, path):
    settings.DEBUG = False
    client = Client(raise_request_exception=False)

    response = client.get(path, headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
    assert "evil.example" not in response.content.decode()
