"""Which fields of a form differ from what was approved before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def changed_keys(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """Return the fields whose values differ; all that are filled in where nothing was approved before."""
    old = before or {}
    return sorted(key for key in old.keys() | after.keys() if _said(old.get(key)) != _said(after.get(key)))


def _said(value: Any) -> Any:
    """Nothing is nothing, whichever way a form leaves it out."""
    return None if value in ("", [], False) else value
