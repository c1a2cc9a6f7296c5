"""Masking in texts what may be another person's, or opens money: numbers of people and cards, addresses.

Texts that a person wrote or got name others now and then. The last digits stay, so that a line is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from workflows.people.identity.contacts import email_of, key_of, mobile_of

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z-])(?:"
    r"(?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"  # a mobile number
    r"|\d(?:[ -]?\d){11,29}[Xx]?"  # a bank account or an identity card, also in groups
    r")(?![0-9A-Za-z-])"
)
LAST = 4


class Masking:
    """Masks everybody's numbers and addresses but the own ones, which are given in any spelling."""

    def __init__(self, own: Collection[str]) -> None:
        """Leave `own` mobile numbers and e-mail addresses as they are."""
        self._mobiles = {mobile_of(one) for one in own} - {None}
        self._emails = {key_of(one) for one in own}

    def text(self, text: str) -> str:
        """Return `text` with what is masked in it."""
        masked = _EMAIL.sub(lambda hit: self._email(hit[0]), text)
        return _NUMBER.sub(lambda hit: self._number(hit[0]), masked)

    def value(self, value: Any) -> Any:
        """Return a value for JSON with every text in it masked."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(one) for one in value]
        return value

    def _email(self, address: str) -> str:
        if key_of(email_of(address) or address) in self._emails:
            return address
        return f"{address[0]}***@{address.rpartition('@')[2]}"

    def _number(self, number: str) -> str:
        if mobile_of(number) in self._mobiles:
            return number
        return f"***{re.sub('[ -]', '', number)[-LAST:]}"
