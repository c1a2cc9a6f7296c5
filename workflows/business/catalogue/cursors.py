"""Where a list of products goes on: the last row's place, made fit for an address."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from workflows.business.catalogue.publication_models import PRICED_LAST

Sort = Literal["relevance", "newest", "cheapest"]


def written(parts: Sequence[str]) -> str:
    """Return a cursor of these parts; only the last one may contain a tilde."""
    return base64.urlsafe_b64encode("~".join(parts).encode()).decode().rstrip("=")


def parts(cursor: str | None, count: int) -> list[str]:
    """Return the `count` parts of a cursor; none if it is not one with as many."""
    try:
        told = base64.urlsafe_b64decode((cursor or "").encode("ascii") + b"==").decode()
    except (UnicodeError, binascii.Error):
        return []
    texts = told.replace("\x00", "").split("~", count - 1)
    return texts if len(texts) == count else []


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


def read(sort: Sort, cursor: str | None) -> tuple[Any, ...] | None:
    """Return the keys of the row that a cursor of this order stands for; None if it is not one."""
    if sort == "cheapest":
        unpriced, unit, *rest = parts(cursor, 4) or ("", "")
        price = price_and_id(rest) if unpriced in {"0", "1"} else None
        return (unpriced == "1", unit, *price) if price else None
    if sort == "newest":
        return moment_and_id(parts(cursor, 2))
    told = parts(cursor, 3)
    place = moment_and_id(told[1:])
    return (int(told[0]), *place) if place and told[0] in {"0", "1"} else None
