"""How a run's tests are shared out among its processes.

Tests of a file named here share something costly, such as a whole portal, and stay in
one process; every other test goes wherever there is time. What takes long begins
first, so that the processes end together.

(pytest-xdist's own groups, `--dist loadgroup`, do nothing under pytest 9.2: it writes
them into a name of the test that pytest no longer reads. `test_sharing` holds ours to
their promise.)
"""

from xdist.scheduler import LoadScopeScheduling

# The longest first. Whoever is the only one to use something needs no place here.
TOGETHER = (
    "tests/civicportal/test_launcher.py",  # a portal with its demonstration
    "tests/civicportal/test_crawl.py",  # the demonstration, crawled
    "tests/civicportal/test_postgres.py",  # a database server
    "tests/units/test_country.py",  # all units of the country
    "tests/civicportal/test_demo_programmes.py",  # its programmes, loaded once
)


def file_of(name):
    """Return the file of a test's name, `tests/news/test_x.py::test_y[1]`."""
    return name.partition("::")[0]


def in_order(items):
    """Return the tests with those of TOGETHER first; otherwise as they were.

    pytest-django puts those last that empty the database when they are done.
    """
    places = {file: place for place, file in enumerate(TOGETHER)}
    return sorted(items, key=lambda one: places.get(file_of(one.nodeid), len(places)))


class Sharing(LoadScopeScheduling):
    """Hands out files of TOGETHER whole, and everything else test by test."""

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False  # ours is the better order
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        file = file_of(nodeid)
        return file if file in TOGETHER else nodeid
