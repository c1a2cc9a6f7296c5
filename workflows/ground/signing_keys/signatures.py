"""RSA signatures over named fields, as gateways make them: SHA-256, PKCS #1 v1.5, Base64 (“RSA2”).

What is signed is `name=value` of every field that has a value, in the order of the names, joined by `&`;
the field of the signature itself is left out.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

FIELD = "sign"
_MOST_CHARACTERS = 1_024
_PARTIES = 16
"""How many keys are kept as read: to check that one is a key takes as long as a hundred signatures."""


def signed(private_pem: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields with the signature of who holds the private key."""
    signature = _private_key(private_pem).sign(_content(fields), PKCS1v15(), SHA256())
    return {**fields, FIELD: base64.b64encode(signature).decode()}


def is_signed(public_pem: str, fields: Mapping[str, str]) -> bool:
    """Tell whether the fields are signed by who holds the other half of the key, and none was changed."""
    key = load_pem_public_key(public_pem.encode())
    assert isinstance(key, RSAPublicKey)
    said = fields.get(FIELD, "")
    if len(said) > _MOST_CHARACTERS:
        return False
    try:
        key.verify(base64.b64decode(said, validate=True), _content(fields), PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@lru_cache(_PARTIES)
def _private_key(private_pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(private_pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def _content(fields: Mapping[str, str]) -> bytes:
    pairs = sorted((name, value) for name, value in fields.items() if value and name != FIELD)
    return "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")
