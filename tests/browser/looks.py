"""How a page looks: whether it fits, and what axe finds, in more than one dress."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations"
WIDE = (
    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
)
# What can be pressed and how large it is; a label presses its checkbox.
TARGETS = """() => {
  const size = (e) => e.getBoundingClientRect();
  const all = "a, button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(all)]
    .filter((e) => e.checkVisibility() && !e.closest("p, thead, .skip-to-content-link"))
    .filter((e) => getComputedStyle(e).clipPath === "none")
    .map((e) => [e.outerHTML.slice(0, 120), size(e.closest("label") ?? e).height])
    .filter(([, height]) => height < 44);
}"""


def violations(page):
    """Return what axe finds, as short lines; a page takes axe in only once."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(RUN)
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


# Narrow and wide, by day and by night. The last is the one in which a page is left.
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
