"""A public page sees the parameters it has named, and no others."""

from django.http import HttpResponse

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
