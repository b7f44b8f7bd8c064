from django.template import Context, Template

from gallery.models import Photo


def rendered(tag, **context):
    return Template("{% load gallery %}" + tag).render(Context(context))


def some_photo(**fields):
    return Photo(
        **{
            "token": "a" * 32,
            "width": 1200,
            "height": 800,
            "widths": [480, 960, 1200],
            "alt": "Lễ ký",
            **fields,
        }
    )


def test_a_photo_has_all_widths_its_size_and_its_description():
    html = rendered('{% photo p sizes="50vw" class="photo big" %}', p=some_photo())

    base = f"/media/photos/{'a' * 32}"
    assert html == (
        f'<img src="{base}/960.webp" srcset="{base}/480.webp 480w, {base}/960.webp'
        f' 960w, {base}/1200.webp 1200w" sizes="50vw" width="1200" height="800"'
        ' alt="Lễ ký" class="photo big" loading="lazy" decoding="async">'
    )


def test_an_ornament_has_an_empty_description():
    assert ' alt="" ' in rendered('{% photo p alt="" %}', p=some_photo())


def test_a_picture_of_the_first_screen_is_not_lazy():
    html = rendered("{% photo p lazy=False %}", p=some_photo())

    assert "loading" not in html
    assert 'fetchpriority="high"' in html


def test_a_description_is_escaped():
    html = rendered("{% photo p %}", p=some_photo(alt='"><script>alert(1)</script>'))

    assert "<script>" not in html
    assert 'alt="&quot;&gt;&lt;script&gt;' in html


def test_a_small_picture_is_its_own_largest_width():
    small = some_photo(width=300, widths=[300])

    assert small.url(960).endswith("/300.webp")
    assert small.thumb.endswith("/300.webp")
    assert rendered("{{ p|largest }}", p=small).endswith("/300.webp")
