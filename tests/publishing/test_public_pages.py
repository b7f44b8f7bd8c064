"""A public page sees the parameters it has named, and no others."""

from django.http import HttpResponse, HttpResponsePermanentRedirect

from publishing.public_pages import public_page


@public_page("trang", "muc")
def page(request):
    return HttpResponse(request.GET.urlencode())


def test_a_page_sees_only_what_it_named_in_one_order(rf):
    response = page(rf.get("/", {"utm_source": "x", "trang": "2", "muc": ["a", "b"]}))

    assert response.content == b"muc=a&muc=b&trang=2"
    assert page.public_parameters == ("muc", "trang")


def test_a_public_page_is_only_read(rf):
    assert page(rf.post("/")).status_code == 405


def test_a_redirect_is_asked_for_again_because_a_title_may_change_back(rf):
    moved = public_page()(lambda request: HttpResponsePermanentRedirect("/moi/"))

    response = moved(rf.get("/cu/"))

    assert response.status_code == 301
    assert "max-age=0" in response["Cache-Control"]
    assert "must-revalidate" in response["Cache-Control"]
