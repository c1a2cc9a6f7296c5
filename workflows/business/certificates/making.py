"""Keys and certificates as such: what they contain, how long they count, who signs them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from workflows.business.certificates.values import Purpose

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_VALID: dict[Purpose, timedelta] = {
    "authority": timedelta(days=20 * 365),
    "platform": timedelta(days=5 * 365),
    "time_stamp": timedelta(days=5 * 365),
    "organisation": timedelta(days=3 * 365),
}
_TOLERANCE = timedelta(minutes=5)
"""So much may the clock of who reads a new certificate be slow."""
_LONGEST_NAME = 64
"""X.520 lets no name have more characters."""
_RSA_BITS = 3072


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate with its private key, both as PEM."""

    serial: str
    fingerprint: str
    pem: str
    private_pem: str = field(repr=False)
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs certificates."""

    certificate: x509.Certificate
    key: PrivateKey


def issuer_of(certificate_pem: str, private_pem: str) -> Issuer:
    """Return an authority from what is kept of it."""
    return Issuer(x509.load_pem_x509_certificate(certificate_pem.encode()), _key(private_pem))


def make(purpose: Purpose, name: str, code: str, *, now: datetime, issuer: Issuer | None) -> Made:
    """Return a new certificate with a key of its own; without an issuer it signs itself.

    `code`: the unified social credit code of an organisation, empty for the platform's own.
    """
    # Time stamps are made with RSA: that is the only kind that all readers of PDF know.
    key: PrivateKey = (
        rsa.generate_private_key(65_537, _RSA_BITS)
        if purpose == "time_stamp"
        else ec.generate_private_key(ec.SECP256R1())
    )
    subject = _subject(name, code)
    serial = x509.random_serial_number()
    begins, ends = now - _TOLERANCE, now + _VALID[purpose]
    if issuer is not None:
        ends = min(ends, issuer.certificate.not_valid_after_utc)
    signing = issuer.key if issuer is not None else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer is not None else subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    for extension, critical in _extensions(purpose, key, signing):
        builder = builder.add_extension(extension, critical)
    made = builder.sign(signing, SHA256())
    return Made(
        f"{serial:x}",
        made.fingerprint(SHA256()).hex(),
        made.public_bytes(Encoding.PEM).decode(),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        begins,
        ends,
    )


def _extensions(
    purpose: Purpose, key: PrivateKey, signing: PrivateKey
) -> list[tuple[x509.ExtensionType, bool]]:
    """Return what a certificate says beside its names, and whether who does not know it has to refuse."""
    is_authority = purpose == "authority"
    said: list[tuple[x509.ExtensionType, bool]] = [
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), False),
        (x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), True),
        (_usage(purpose), True),
    ]
    if purpose == "time_stamp":
        said.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
    return said


def revocation_list(issuer: Issuer, revoked: list[tuple[str, datetime]], *, now: datetime) -> bytes:
    """Return the list of revoked certificates (serial, since when), signed by the authority, as DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - _TOLERANCE)
        .next_update(now + timedelta(days=7))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    )
    for serial, since in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


def _key(private_pem: str) -> PrivateKey:
    key = load_pem_private_key(private_pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return key


def _subject(name: str, code: str) -> x509.Name:
    named = name[:_LONGEST_NAME]
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    with warnings.catch_warnings():
        # The library counts bytes where X.520 counts characters: 22 of Chinese would be too many.
        warnings.simplefilter("ignore", UserWarning)
        attributes += [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, named, _validate=False),
            x509.NameAttribute(NameOID.COMMON_NAME, named, _validate=False),
        ]
    if code:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, code[:_LONGEST_NAME]))
    return x509.Name(attributes)


def _usage(purpose: Purpose) -> x509.KeyUsage:
    signs_documents = purpose != "authority"
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
