"""Reading certificates; private keys leave this domain only as signing material."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from workflows.business.certificates.models import Certificate
from workflows.business.certificates.values import CertificateView, Purpose
from workflows.ground.errors import NotFound
from workflows.ground.work import Work


def certificate(work: Work, serial: str) -> CertificateView:
    """Return a certificate. Raises: NotFound."""
    row = work.session.get(Certificate, serial, populate_existing=True)
    if row is None:
        raise NotFound("certificates.not_found")
    return view(row)


def authorities(work: Work) -> list[CertificateView]:
    """Return the certificates of the platform's authority, the newest first: usually one."""
    rows = select(Certificate).where(Certificate.purpose == "authority")
    return [view(row) for row in work.session.scalars(rows.order_by(Certificate.made_at.desc()))]


def view(row: Certificate) -> CertificateView:
    """Return a row as a value, without its private key."""
    return CertificateView(
        row.serial,
        cast("Purpose", row.purpose),
        row.owner,
        row.subject,
        row.fingerprint,
        row.pem,
        row.valid_from,
        row.valid_until,
        row.revoked_at,
    )
