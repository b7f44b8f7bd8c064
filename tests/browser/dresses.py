"""The dresses in which a page is looked at: narrow and wide, by day and by night."""

from tests.browser.test_look import WIDE, violations

# The last is the one in which the page is left.
DRESSES = [(1280, "dark"), (390, "light")]


AT_ONCE = "() => document.getAnimations().forEach((one) => one.finish())"


def assert_it_fits_and_axe_finds_nothing(page):
    """Look at the open page in every dress: cheaper than opening it in each."""
    for width, theme in DRESSES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        page.evaluate(AT_ONCE)  # links fade from one colour to the other
        assert page.evaluate(WIDE) <= 0, (page.url, width)
        found = violations(page)
        assert not found, "\n".join([theme, *found])
