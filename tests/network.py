"""No test reaches outside this machine (外部への通信を断つ): anything but loopback and local sockets is refused.

An audit hook sees every connection that Python opens, whichever library asks for it. Child processes are not seen:
whoever starts a browser gives it no way out by its own options.
"""

from __future__ import annotations

import ipaddress
import sys

_EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}
_LOCAL_NAMES = frozenset({"", "localhost", "localhost.localdomain"})


class EgressDenied(RuntimeError):
    """A test tried to reach another machine."""


def deny_egress() -> None:
    """Refuses connections to other machines for the rest of this process (an audit hook cannot be taken off)."""
    sys.addaudithook(_hook)


def _hook(event: str, args: tuple[object, ...]) -> None:
    place = _EVENTS.get(event)
    if place is None:
        return
    address = args[place]
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(address, (str, bytes)) and event != "socket.getaddrinfo":
        return  # a local socket's path
    if not is_local(host):
        raise EgressDenied(f"tests stay on this machine, but {event} asked for {host!r}")


def is_local(host: object) -> bool:
    """Whether a host as Python's sockets take it names this machine."""
    if host is None or not isinstance(host, (str, bytes)):
        return True  # nothing to connect to, or a kind of socket that has no host (netlink)
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name.lower() in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
