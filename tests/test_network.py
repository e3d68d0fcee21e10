"""The guard that keeps tests on this machine."""

from __future__ import annotations

import socket
from urllib.request import urlopen

import pytest

from tests.network import EgressDenied, is_local


def test_another_machine_is_out_of_reach() -> None:
    with socket.socket() as stranger, pytest.raises(EgressDenied, match=r"192\.0\.2\.1"):
        stranger.connect(("192.0.2.1", 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger, pytest.raises(EgressDenied):
        stranger.sendto(b"", ("192.0.2.1", 53))


def test_names_of_other_machines_are_not_even_looked_up() -> None:
    with pytest.raises(EgressDenied, match=r"city\.example"):
        urlopen("http://city.example/")


def test_loopback_and_local_sockets_are_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
    left, right = socket.socketpair()
    left.close()
    right.close()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        (b"localhost", True),
        (None, True),
        ("0.0.0.0", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1%eth0", False),
        ("localhost.city.example", False),
    ],
)
def test_what_counts_as_this_machine(host: object, local: bool) -> None:
    assert is_local(host) is local
