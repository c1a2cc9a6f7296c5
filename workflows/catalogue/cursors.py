"""Where a list of the catalogue goes on: the last row's place, made fit for an address."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from workflows.catalogue.shelf_models import PRICED_LAST


def written(parts: Sequence[str]) -> str:
    """Return a cursor of these parts; only the last one may contain a tilde."""
    return base64.urlsafe_b64encode("~".join(parts).encode()).decode().rstrip("=")


def parts(cursor: str | None, count: int) -> list[str]:
    """Return the `count` parts of a cursor; none if it is not one with as many."""
    try:
        told = base64.urlsafe_b64decode((cursor or "").encode("ascii") + b"==").decode()
    except (UnicodeError, binascii.Error):
        return []
    found = told.replace("\x00", "").split("~", count - 1)
    return found if len(found) == count else []


def moment_and_id(parts: Sequence[str]) -> tuple[datetime, str] | None:
    """Return an aware moment and an id; None if they are not."""
    try:
        moment, row_id = datetime.fromisoformat(parts[0]), parts[1]
    except (ValueError, IndexError):
        return None
    return (moment, row_id) if moment.tzinfo else None


def price_and_id(parts: Sequence[str]) -> tuple[Decimal, str] | None:
    """Return a price in yuan and an id; None if they are not."""
    try:
        price, row_id = Decimal(parts[0]), parts[1]
    except (InvalidOperation, IndexError):
        return None
    return (price, row_id) if price.is_finite() and abs(price) <= PRICED_LAST else None
