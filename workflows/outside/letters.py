"""A signed notice to somebody outside: named fields, posted as a form, repeated until they say `success`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from workflows.ground.signing_keys.signatures import signed
from workflows.outside.addresses import Unreachable
from workflows.outside.posting import NO_ANSWER, post

SUCCESS = "success"
REPEATED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (4, 10, 10, 60, 120, 360, 900))
"""As Alipay does: eight times in 25 hours."""
TIME_LIMIT_SECONDS = 10.0
_ANSWER_BYTES = 200


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A form that is signed already, and where it goes."""

    address: str
    body: bytes


def letter_to(address: str, fields: Mapping[str, str], *, private_pem: str) -> SignedLetter:
    """Return the fields as a letter, signed now."""
    return SignedLetter(address, urlencode(signed(private_pem, fields)).encode())


def deliver(letter: SignedLetter) -> str:
    """Return what is answered, or why nothing; the reader has signed the address, so a private one counts."""
    host = urlsplit(letter.address).hostname or ""
    try:
        said = post(
            letter.address,
            letter.body,
            {"Content-Type": "application/x-www-form-urlencoded"},
            time_limit_seconds=TIME_LIMIT_SECONDS,
            private_hosts=frozenset({host}),
        )
    except (Unreachable, *NO_ANSWER) as error:
        return f"{type(error).__name__}: {error}"[:_ANSWER_BYTES]
    return (said.body or b"")[:_ANSWER_BYTES].decode("utf-8", "replace").strip()
