"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal[
    "genuine", "incomplete", "changed", "stranger", "revoked", "unsigned", "unreadable", "too_large"
]
"""Exactly as issued and complete; a signature is missing; altered after signing; a certificate of somebody
else's authority; signed after the certificate was revoked, or when it did not count; nothing is signed; no
PDF, or a damaged one; more pages, memory or time than a document may take."""

SignatureState = Literal["valid", "changed", "stranger", "revoked", "untimed"]


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """A field for a signature on the last page; millimetres from its lower left corner."""

    field: str
    left: float
    bottom: float
    edge: float


@dataclass(frozen=True, slots=True)
class SignatureOrder:
    """Which field is signed by which certificate, with the picture of which seal.

    `reference`: the number of the document. The first signature forbids everything but the ones that follow;
    the last makes the document complete.
    """

    field: str
    serial: str
    picture: bytes
    reason: str
    reference: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class SignatureView:
    """One signature: who, when by the time stamp, by which certificate, and how it stands.

    `revoked_at`: since when the certificate counts no more; what it signed before still counts.
    """

    field: str
    signer: str
    code: str
    serial: str
    fingerprint: str
    signed_at: datetime | None
    state: SignatureState
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What is to be said of a document; `reference`: what the platform issued it as, where it did."""

    verdict: Verdict
    sha256: str
    signatures: tuple[SignatureView, ...] = ()
    missing: tuple[str, ...] = ()
    issued_at: datetime | None = None
    reference: str = ""

    @property
    def is_genuine(self) -> bool:
        """Return whether this is exactly what the platform issued, with all its signatures."""
        return self.verdict == "genuine"
