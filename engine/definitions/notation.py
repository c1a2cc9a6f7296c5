"""The `tongban:` elements of any diagram, and what each may say; `Vocabulary.extensions` adds to them."""

from __future__ import annotations

from collections.abc import Mapping

ELEMENTS: Mapping[str, frozenset[str] | None] = {
    "form": frozenset({"variable", "remarks", "shows", "hides", "needs"}),
    "rights": frozenset({"default"}),
    "start": None,  # whoever starts cases checks what it says
    "text": frozenset({"locale", "name", "documentation"}),
    "variables": frozenset({"names"}),
}
"""Attributes by element; None: another check knows them."""
