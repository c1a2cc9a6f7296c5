"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Purpose = Literal["authority", "organisation", "platform", "time_stamp"]


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate without its private key; `fingerprint` is the SHA-256 of what it says."""

    serial: str
    purpose: Purpose
    owner: str
    subject: str
    fingerprint: str
    pem: str
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SigningMaterial:
    """What signs: the private key, its certificate and that of the authority, as PEM."""

    private_pem: str = field(repr=False)
    certificate_pem: str
    authority_pem: str
