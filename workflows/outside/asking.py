"""Asking a service over HTTP: one POST of JSON, to the address that was checked, with an end to all of it."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from urllib.parse import urlsplit, urlunsplit

from workflows.ground import case_json
from workflows.ground.cut_off import cut_off_after
from workflows.outside.addresses import Place, Unreachable, locate
from workflows.outside.signatures import HEADER, sign
from workflows.outside.values import Inquiry, Reply

MOST_BYTES = 262_144
"""How long an answer may be."""
MOST_WAIT_SECONDS = 3_600
CONNECT_SECONDS = 5.0


def ask(inquiry: Inquiry) -> Reply:
    """Return what the service says, or why it says nothing; never raises for what is wrong on its side."""
    body = json.dumps(inquiry.body, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        place = locate(urlsplit(inquiry.address), private_hosts=inquiry.private_hosts)
    except Unreachable as refused:
        return Reply(None, error=str(refused))
    try:
        return _post(place, inquiry, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Reply(None, error=f"{type(error).__name__}: {error}"[:300])


def _post(place: Place, inquiry: Inquiry, body: bytes) -> Reply:
    connection = _Connection(place, inquiry.time_limit_seconds)
    path = urlunsplit(("", "", place.parts.path or "/", place.parts.query, ""))
    try:
        with cut_off_after(inquiry.time_limit_seconds, connection):
            connection.request("POST", path, body, _headers(inquiry, body))
            response = connection.getresponse()
            said = response.read(MOST_BYTES + 1)
    finally:
        connection.close()
    if len(said) > MOST_BYTES:
        return Reply(response.status, error=f"Expected at most {MOST_BYTES} bytes, but the answer is longer.")
    return _read(response, said)


def _headers(inquiry: Inquiry, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "Tongban",
        "Idempotency-Key": inquiry.key,
        "X-Tongban-Answer-To": inquiry.answer_to,
        HEADER: sign(inquiry.secret, inquiry.asked_at, body),
    }


def _read(response: http.client.HTTPResponse, said: bytes) -> Reply:
    wait = (response.headers.get("Retry-After") or "").strip()
    is_number = wait.isascii() and wait.isdecimal() and len(wait) < 8
    seconds = min(int(wait), MOST_WAIT_SECONDS) if is_number else None
    try:
        value = case_json.read(said) if said.strip() else None
    except ValueError as problem:
        if 200 <= response.status < 300 and response.status != 202:
            return Reply(response.status, error=str(problem))
        value = None
    return Reply(response.status, value, retry_after_seconds=seconds)


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
