"""The safety net of tests/conftest.py, itself under test."""

import http.client
import socket
import urllib.request

import pytest

from tests.conftest import OutsideError

ELSEWHERE = "192.0.2.1"  # reserved for documentation: nobody is there


def test_a_socket_to_another_machine_is_refused():
    with socket.socket() as attempt, pytest.raises(OutsideError):
        attempt.connect((ELSEWHERE, 80))


def test_a_socket_that_reports_errors_as_numbers_is_refused_too():
    with socket.socket() as attempt, pytest.raises(OutsideError):
        attempt.connect_ex((ELSEWHERE, 80))


def test_the_name_of_another_machine_is_not_even_looked_up():
    with pytest.raises(OutsideError):
        socket.getaddrinfo("example.com", 443)


def test_libraries_cannot_get_out_either():
    with pytest.raises(OutsideError):
        urllib.request.urlopen("http://example.com/")


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)

        connection.connect()

        assert connection.sock.getpeername() == ("127.0.0.1", port)
        connection.close()
