"""Issuing, revoking, and what signing takes. The private half of a key is never kept as it is.

`making` is imported where it is needed: few requests issue a certificate, and every process starts faster.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Select, func, select, update

from workflows.business.certificates.models import Certificate
from workflows.business.certificates.queries import view
from workflows.business.certificates.values import CertificateView, Purpose, SigningMaterial
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.safe import Safe
from workflows.ground.work import Work

PLATFORM = "platform"
"""The owner of what is the platform's own."""
SAFE = "certificates"
_OWN_NAMES: dict[Purpose, str] = {
    "authority": "通办平台电子签章根证书",
    "platform": "通办平台",
    "time_stamp": "通办平台时间戳服务",
}
_LOCK = 0x5EA1
"""Of the authority, while it is made: two that need it for the first time agree on one."""


def issue(work: Work, secret_key: str, organisation_id: str, *, name: str, code: str) -> CertificateView:
    """Certify an organisation under its name and credit code.

    Raises: InvalidState: it has a certificate already.
    """
    live = select(Certificate.serial).where(
        Certificate.purpose == "organisation",
        Certificate.owner == organisation_id,
        Certificate.revoked_at.is_(None),
        Certificate.replaced_at.is_(None),
    )
    if work.session.scalar(live) is not None:
        raise InvalidState("certificates.has_one")
    return view(_made(work, secret_key, "organisation", _Holder(organisation_id, name, code)))


def revoke(work: Work, serial: str) -> None:
    """Let a certificate count no more from now on, and destroy its private key. Raises: NotFound."""
    row = work.session.get(Certificate, serial, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("certificates.not_found")
    if row.revoked_at is None:
        row.revoked_at, row.private_key = work.now, None
        work.session.flush()


def replace(work: Work, serial: str) -> None:
    """Let a certificate that has run out make room for another; what it has signed still counts."""
    ended = update(Certificate).where(Certificate.serial == serial, Certificate.replaced_at.is_(None))
    work.session.execute(ended.values(replaced_at=work.now, private_key=None))


def own_certificate(work: Work, secret_key: str, purpose: Purpose) -> CertificateView:
    """Return the platform's own certificate for a purpose, made at its first use and when it has run out."""
    return view(_own(work, secret_key, purpose))


def signing_material(work: Work, secret_key: str, serial: str) -> SigningMaterial:
    """Return what signs in the name of a certificate.

    Raises: NotFound; InvalidState: it is revoked, has run out, or its key was encrypted by another
        installation.
    """
    row = work.session.get(Certificate, serial, populate_existing=True)
    if row is None:
        raise NotFound("certificates.not_found")
    private = _private(secret_key, row)
    if private is None or row.revoked_at is not None or row.valid_until <= work.now:
        raise InvalidState("certificates.cannot_sign")
    issuer = work.session.get_one(Certificate, row.issuer_serial)
    return SigningMaterial(private, row.pem, issuer.pem)


def revocation_list(work: Work, secret_key: str) -> bytes:
    """Return the authority's list of what it has revoked, signed now, as DER."""
    from workflows.business.certificates import making  # noqa: PLC0415

    authority = _own(work, secret_key, "authority")
    private = _private(secret_key, authority)
    assert private is not None
    rows = work.session.execute(
        select(Certificate.serial, Certificate.revoked_at)
        .where(Certificate.issuer_serial == authority.serial, Certificate.revoked_at.is_not(None))
        .order_by(Certificate.serial)
    )
    revoked = [(serial, since) for serial, since in rows if since is not None]
    return making.revocation_list(making.issuer_of(authority.pem, private), revoked, now=work.now)


def _own(work: Work, secret_key: str, purpose: Purpose) -> Certificate:
    """Return the row of the platform's own certificate; one that cannot sign any more is replaced."""
    row = work.session.scalar(_current(purpose))
    if row is None or _is_spent(work, secret_key, row):
        work.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        row = work.session.scalar(_current(purpose).execution_options(populate_existing=True))
        if row is not None and _is_spent(work, secret_key, row):
            replace(work, row.serial)
            row = None
    return (
        row if row is not None else _made(work, secret_key, purpose, _Holder(PLATFORM, _OWN_NAMES[purpose]))
    )


def _current(purpose: Purpose) -> Select[Certificate]:
    return select(Certificate).where(
        Certificate.purpose == purpose,
        Certificate.owner == PLATFORM,
        Certificate.revoked_at.is_(None),
        Certificate.replaced_at.is_(None),
    )


def _is_spent(work: Work, secret_key: str, row: Certificate) -> bool:
    return row.valid_until <= work.now or _private(secret_key, row) is None


class _Holder(NamedTuple):
    owner: str
    name: str
    code: str = ""


def _made(work: Work, secret_key: str, purpose: Purpose, holder: _Holder) -> Certificate:
    from workflows.business.certificates import making  # noqa: PLC0415

    issuer, issuer_serial = None, None
    if purpose != "authority":
        authority = _own(work, secret_key, "authority")
        private = _private(secret_key, authority)
        assert private is not None
        issuer, issuer_serial = making.issuer_of(authority.pem, private), authority.serial
    made = making.make(purpose, holder.name, holder.code, now=work.now, issuer=issuer)
    row = Certificate(
        serial=made.serial, purpose=purpose, owner=holder.owner, subject=holder.name,
        issuer_serial=issuer_serial, fingerprint=made.fingerprint, pem=made.pem,
        private_key=Safe(secret_key, SAFE).lock(made.private_pem),
        valid_from=made.valid_from, valid_until=made.valid_until, made_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


def _private(secret_key: str, row: Certificate) -> str | None:
    return None if row.private_key is None else Safe(secret_key, SAFE).unlock(row.private_key)
