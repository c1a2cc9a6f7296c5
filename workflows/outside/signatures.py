"""Signatures of what is asked and of what is answered later: HMAC-SHA256 over moment and body.

The header reads `t=<seconds since 1970>,v1=<hex>`; what is signed is `<t>.` and the bytes of the body.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256

HEADER = "X-Tongban-Signature"
AGE_SECONDS = 300
"""How old a signature may be, and how far clocks may differ."""
_MOST_DIGITS = 12


def sign(secret: str, moment: datetime, body: bytes) -> str:
    """Return the header for `body`, signed at `moment`."""
    seconds = str(int(moment.timestamp()))
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def is_signed(header: str, secret: str, now: datetime, body: bytes) -> bool:
    """Tell whether `header` signs `body` with the secret, not long ago."""
    said = dict(part.partition("=")[::2] for part in header.split(",", 4))
    seconds, signature = said.get("t", ""), said.get("v1", "")
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= _MOST_DIGITS):
        return False
    fresh = abs(now.timestamp() - float(seconds)) <= AGE_SECONDS
    return hmac.compare_digest(signature.encode(), _digest(secret, seconds, body).encode()) and fresh


def _digest(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
