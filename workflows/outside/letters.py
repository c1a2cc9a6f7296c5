"""Signed forms to and from somebody outside, as gateways and identity services want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from workflows.ground.signing_keys.signatures import is_signed, signed
from workflows.outside.addresses import Unreachable
from workflows.outside.posting import NO_ANSWER, Posted, post

SUCCESS = "success"
REPEATED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (4, 10, 10, 60, 120, 360, 900))
"""As Alipay does: eight times in 25 hours."""
TIME_LIMIT_SECONDS = 10.0
MOST_FIELDS = 32
_ANSWER_BYTES = 200
_ERROR_CHARACTERS = 300


class LetterRefused(Exception):
    """Raised if what came cannot be read, or is not signed by whom it should be."""


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A form that is signed already, and where it goes."""

    address: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The platform's side of an exchange of signed forms: `own_name` is what the other side knows it by.

    `own_name` is a field and its value, such as `("merchant", "tongban")`: it stands in every form.
    """

    own_name: tuple[str, str]
    private_pem: str = field(repr=False)
    their_public_pem: str
    private_hosts: frozenset[str] = frozenset()

    def link(self, address: str, fields: Mapping[str, str]) -> str:
        """Return the address with the fields in its query, signed now: where a browser is sent."""
        return f"{address}?{urlencode(self._signed(fields))}"

    def ask(self, address: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Return the fields of the signed answer. Raises: LetterRefused: none, or not theirs."""
        host = urlsplit(address).hostname or ""  # the address is the installation's own choice
        letter = SignedLetter(address, urlencode(self._signed(fields)).encode())
        try:
            answer = _posted(letter, self.private_hosts | {host})
        except (Unreachable, *NO_ANSWER) as error:
            raise LetterRefused(_reason(error)[:_ERROR_CHARACTERS]) from error
        if answer.status != 200 or answer.body is None:
            raise LetterRefused(f"Expected an answer, but its status is {answer.status}.")
        return self._theirs(
            dict(parse_qsl(answer.body.decode("ascii", "replace"), max_num_fields=MOST_FIELDS))
        )

    def read(self, raw: bytes) -> dict[str, str]:
        """Return the fields of a notice that is for the platform. Raises: LetterRefused."""
        try:
            fields = dict(parse_qsl(raw.decode("ascii"), max_num_fields=MOST_FIELDS, strict_parsing=True))
        except ValueError as error:
            raise LetterRefused("Expected a form of named fields, but it cannot be read.") from error
        name, value = self.own_name
        if self._theirs(fields).get(name) != value:
            raise LetterRefused(f"Expected a notice for this {name}, but it is for another.")
        return fields

    def _signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        name, value = self.own_name
        return signed(self.private_pem, {name: value, **fields})

    def _theirs(self, fields: dict[str, str]) -> dict[str, str]:
        if not is_signed(self.their_public_pem, fields):
            raise LetterRefused("Expected the signature of the other side, but it is not.")
        return fields


def letter_to(address: str, fields: Mapping[str, str], *, private_pem: str) -> SignedLetter:
    """Return the fields as a letter, signed now."""
    return SignedLetter(address, urlencode(signed(private_pem, fields)).encode())


def deliver(letter: SignedLetter) -> str:
    """Return what is answered, or why nothing; the reader has signed the address, so a private one counts."""
    try:
        said = _posted(letter, frozenset({urlsplit(letter.address).hostname or ""}))
    except (Unreachable, *NO_ANSWER) as error:
        return _reason(error)[:_ANSWER_BYTES]
    return (said.body or b"")[:_ANSWER_BYTES].decode("utf-8", "replace").strip()


def _posted(letter: SignedLetter, private_hosts: frozenset[str]) -> Posted:
    return post(
        letter.address,
        letter.body,
        {"Content-Type": "application/x-www-form-urlencoded"},
        time_limit_seconds=TIME_LIMIT_SECONDS,
        private_hosts=private_hosts,
    )


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
