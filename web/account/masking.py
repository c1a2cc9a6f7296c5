"""Addresses as their owners know them again, and nobody else learns them."""

from __future__ import annotations


def masked(address: str) -> str:
    """Return a mobile number or a mail address with most of it hidden."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    number = address.removeprefix("+86")
    return f"{number[:3]}****{number[-4:]}"
