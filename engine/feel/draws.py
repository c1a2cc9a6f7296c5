"""Chance in expressions: what a step draws follows from its seed, so that it can be played again."""

from __future__ import annotations

import hashlib
import secrets


class Draws:
    """What is drawn one after the other from a seed; nobody who does not know the seed can tell the next."""

    def __init__(self, seed: str | None = None) -> None:
        self._seed = seed
        self._count = 0

    @property
    def used_seed(self) -> str | None:
        """Return the seed if something was drawn, to be kept with the step."""
        return self._seed if self._count else None

    def draw(self) -> bytes:
        """Return 32 bytes."""
        if self._seed is None:
            self._seed = secrets.token_hex(32)
        self._count += 1
        return hashlib.sha256(f"{self._seed}:{self._count}".encode()).digest()
