"""Which addresses may be asked: public hosts over TLS, private ones only where the operator allows it.

The address that was checked is the one that is connected to: a name that resolves to something else a moment
later reaches nobody.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

PORTS = {"https": 443, "http": 80}
MOST_CHARACTERS = 500


class Unreachable(Exception):
    """An address that must not be asked, or that leads nowhere; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is: what to connect to, and what to call it there."""

    parts: SplitResult
    host: str
    port: int
    address: str
    """The numeric address that was checked."""


def split(address: str, *, hosts: frozenset[str], private_hosts: frozenset[str]) -> SplitResult:
    """Return the parts of an address that may be registered; nobody is asked for it yet.

    `hosts`: the only ones allowed; empty: any. Raises: ValueError: the code of its sentence.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError("bad_address") from None
    host = (parts.hostname or "").lower()
    if not host or parts.scheme not in PORTS or parts.username is not None or parts.fragment or port == 0:
        raise ValueError("bad_address")
    if len(address) > MOST_CHARACTERS or not address.isascii() or any(c <= " " for c in address):
        raise ValueError("bad_address")
    if hosts and host not in hosts | private_hosts:
        raise ValueError("host_not_allowed")
    if parts.scheme == "http" and host not in private_hosts:
        raise ValueError("not_encrypted")
    if _is_private_number(host) and host not in private_hosts:
        raise ValueError("private_address")
    return parts


def _is_private_number(host: str) -> bool:
    try:
        return not _public(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return False


def locate(parts: SplitResult, *, private_hosts: frozenset[str]) -> Place:
    """Return where to connect. Raises: Unreachable: unknown, or private and not allowed."""
    host = (parts.hostname or "").lower()
    port = parts.port or PORTS[parts.scheme]
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(f"Expected the address of {host}, but it has none: {error}") from error
    numbers = [str(entry[4][0]) for entry in entries]
    if host not in private_hosts:
        for number in numbers:
            if not _public(ipaddress.ip_address(number.partition("%")[0])):
                raise Unreachable(f"Expected a public address of {host}, but it is {number}.")
    return Place(parts, host, port, numbers[0])


def _public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    if inner is not None and not inner.is_global:
        return False
    return number.is_global and not number.is_multicast
