"""Secrets that are kept encrypted, so that a copy of the database alone opens nothing."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Safe:
    """Encrypts secrets of one purpose with a key made of the installation's."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        """Derive the key, which serves nothing else."""
        derived = HKDF(SHA256(), 32, salt=None, info=f"tongban {purpose}".encode()).derive(
            secret_key.encode()
        )
        self._cipher = Fernet(base64.urlsafe_b64encode(derived))

    def lock(self, secret: str) -> bytes:
        """Return the secret encrypted."""
        return self.lock_bytes(secret.encode())

    def lock_bytes(self, secret: bytes) -> bytes:
        """Return the secret encrypted."""
        return self._cipher.encrypt(secret)

    def unlock(self, kept: bytes) -> str | None:
        """Return the secret, or None if it was locked with the key of another installation."""
        secret = self.unlock_bytes(kept)
        return secret.decode() if secret is not None else None

    def unlock_bytes(self, kept: bytes) -> bytes | None:
        """Return the secret, or None if it was locked with the key of another installation."""
        try:
            return self._cipher.decrypt(kept)
        except InvalidToken:
            return None
