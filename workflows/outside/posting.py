"""One POST to an address that was checked, with an end to all of it and a bound to what is read."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit, urlunsplit

from workflows.ground.cut_off import cut_off_after
from workflows.outside.addresses import Place, locate

MOST_BYTES = 262_144
"""How long an answer may be."""
CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Posted:
    """What was answered. `body` is None if it is longer than anybody reads."""

    status: int
    headers: Message
    body: bytes | None


NO_ANSWER = (OSError, http.client.HTTPException, ValueError)
"""What `post` raises when nobody answers, or not as HTTP wants it."""


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    time_limit_seconds: float,
    private_hosts: frozenset[str],
) -> Posted:
    """Return what the address answers. Raises: Unreachable: it must not be asked; `NO_ANSWER`."""
    place = locate(urlsplit(address), private_hosts=private_hosts)
    connection = _Connection(place, time_limit_seconds)
    path = urlunsplit(("", "", place.parts.path or "/", place.parts.query, ""))
    try:
        with cut_off_after(time_limit_seconds, connection):
            connection.request("POST", path, body, {"User-Agent": "Tongban", **headers})
            response = connection.getresponse()
            said = response.read(MOST_BYTES + 1)
    finally:
        connection.close()
    return Posted(response.status, response.headers, said if len(said) <= MOST_BYTES else None)


class _Connection(http.client.HTTPConnection):
    """A connection to the number that was checked, under the name that was asked for."""

    def __init__(self, place: Place, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self._place = place

    def connect(self) -> None:
        """Connect, and see whose certificate it is."""
        limit = min(self.timeout or CONNECT_SECONDS, CONNECT_SECONDS)
        self.sock = socket.create_connection((self._place.address, self._place.port), limit)
        if self._place.parts.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._place.host)
        self.sock.settimeout(self.timeout)
