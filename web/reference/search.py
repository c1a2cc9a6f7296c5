"""The words that somebody looks for in the reference."""

from __future__ import annotations

MOST_WORDS = 6
MOST_CHARACTERS = 100


def words_of(text: str) -> list[str]:
    """Return the words of what was typed, as they are compared."""
    return text[:MOST_CHARACTERS].casefold().split()[:MOST_WORDS]
