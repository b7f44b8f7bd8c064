"""What holds for every test: a database of its own, and no way out of the machine."""

import gc
import ipaddress
import os
import socket
import time
from contextlib import closing

import psycopg2
import pytest
from django.db import connection
from psycopg2 import sql

from civicportal import postgres
from meetings import freeze_triggers
from tests import emptying, sharing

LOCAL_NAMES = {"localhost", ""}


class OutsideError(Exception):
    """A test tried to reach another machine."""


def pytest_configure(config: pytest.Config) -> None:
    """Start the test server where DATABASE_URL names none, once for all workers."""
    # Looking for cycles among what a run never lets go of took a tenth of its time.
    gc.set_threshold(100_000, 20, 20)
    is_worker = hasattr(config, "workerinput")
    if is_worker or os.environ.get("DATABASE_URL") or config.option.collectonly:
        return
    server = postgres.in_use(postgres.Cluster.of("test"))
    server.__enter__()
    config.add_cleanup(lambda: server.__exit__(None, None, None))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = sharing.in_order(items)


def pytest_collection_finish() -> None:
    """Keep the collector from what is loaded by now and stays until the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    return sharing.Sharing(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the tests empty what nobody else may; end the database."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("units_auditevent", *freeze_triggers.WHOLE):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_whole")
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            emptying.install(patch)
        yield
    with django_db_blocker.unblock():
        _leave_to_nobody()


def _leave_to_nobody() -> None:
    """End every session of the test database, and let no new one begin.

    The last request of a browser or a listener may still use it in another thread;
    our own session may have been ended by a test, so it isn't asked for anything.
    """
    database = {**connection.get_connection_params(), "dbname": "postgres"}
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), f"{name} is no database of tests"
    connection.close()
    with closing(psycopg2.connect(**database)) as outside:
        outside.autocommit = True
        cursor = outside.cursor()
        cursor.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(
                sql.Identifier(name)
            )
        )
        for _try in range(200):  # an end that was asked for takes its moment
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s",
                [name],
            )
            if not cursor.fetchall():
                return
            time.sleep(0.05)


@pytest.fixture(scope="session", autouse=True)
def _no_way_out() -> None:
    """Let sockets reach this machine alone. The database driver does not use them."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    look_up = socket.getaddrinfo

    def checked_connect(self, address):
        _refuse_outside(self.family, address)
        return connect(self, address)

    def checked_connect_ex(self, address):
        _refuse_outside(self.family, address)
        return connect_ex(self, address)

    def checked_look_up(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host or ""
        _refuse_name(name)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked_connect)
        patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
        patch.setattr(socket, "getaddrinfo", checked_look_up)
        yield


def _refuse_outside(family, address) -> None:
    if family in {socket.AF_INET, socket.AF_INET6}:
        _refuse_name(address[0])


def _refuse_name(host: str) -> None:
    if host in LOCAL_NAMES:
        return
    try:
        is_local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise OutsideError(f"A test tried to reach {host}.")
