"""The key pair of a party, made at its first use and kept with its private half encrypted."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy.dialects.postgresql import insert

from workflows.ground.safe import Safe
from workflows.ground.signing_keys.models import SigningKey
from workflows.ground.work import Work

PURPOSE = "signing keys"
_BITS = 2048


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves as PEM."""

    private_pem: str = field(repr=False)
    public_pem: str


def key_pair(work: Work, secret_key: str, owner: str) -> KeyPair:
    """Return the keys of `owner`; two that ask for the first time at once agree on one pair.

    A pair that was locked with the secret of another installation is replaced.
    """
    safe = Safe(secret_key, PURPOSE)
    row = work.session.get(SigningKey, owner)
    private = safe.unlock(row.private_pem) if row is not None else None
    if row is not None and private is not None:
        return KeyPair(private, row.public_pem)
    made = _made()
    values = {"private_pem": safe.lock(made.private_pem), "public_pem": made.public_pem, "made_at": work.now}
    statement = insert(SigningKey).values(owner=owner, **values)
    if row is None:
        work.session.execute(statement.on_conflict_do_nothing())
        row = work.session.get_one(SigningKey, owner, populate_existing=True)
        return KeyPair(safe.unlock(row.private_pem) or made.private_pem, row.public_pem)
    work.session.execute(statement.on_conflict_do_update(index_elements=[SigningKey.owner], set_=values))
    return made


def _made() -> KeyPair:
    key = generate_private_key(public_exponent=65_537, key_size=_BITS)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private.decode(), public.decode())
