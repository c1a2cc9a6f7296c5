"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from forms import Text

Mode = Literal["year", "month", "quantity"]
MODES: tuple[Mode, ...] = get_args(Mode)
_UNITS: Mapping[Mode, tuple[Text, Text, Text]] = {
    "year": (Text("年", "year"), Text("年", "years"), Text("年", "year")),
    "month": (Text("个月", "month"), Text("个月", "months"), Text("月", "month")),
    "quantity": (Text("件", "piece"), Text("件", "pieces"), Text("件", "piece")),
}
"""What is counted, by the way in which it is bought: one, several, and behind a price."""


def unit(mode: Mode, quantity: int) -> Text:
    """Return what is counted, as it stands behind its number."""
    one, several, _ = _UNITS[mode]
    return one if quantity == 1 else several


def price_unit(mode: Mode) -> Text:
    """Return what a price is for, as it stands behind a slash."""
    return _UNITS[mode][2]


MOST_QUANTITY = 999
MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class PurchaseChoice:
    """A specification of a product, how it is bought, and how many years, months or pieces of it."""

    specification: str
    mode: Mode
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class ProductOffer:
    """A product on sale, as its provider offers it now. `prices`: of one unit, by specification and way."""

    product_id: str
    number: str
    name: str
    kind: str
    provider_id: str
    provider_name: str
    categories: tuple[str, ...]
    prices: Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line of a cart with what it costs now; `offer` and `price` are None where it is not offered any more.

    `seen` is what one unit cost when the line was put there.
    """

    id: str
    product_id: str
    choice: PurchaseChoice
    seen: Decimal
    offer: ProductOffer | None
    price: Decimal | None

    @property
    def provider_name(self) -> str:
        """Return who offers it, "" where nobody does any more."""
        return self.offer.provider_name if self.offer is not None else ""

    @property
    def amount(self) -> Decimal:
        """Return what the line costs now, nothing for what is not offered."""
        return (self.price or Decimal(0)) * self.choice.quantity

    @property
    def price_changed(self) -> bool:
        """Return whether one unit costs something else than when it was put there."""
        return self.price is not None and self.price != self.seen


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart: its lines in the order in which they were put there."""

    id: str | None
    revision: int
    lines: tuple[CartLineView, ...]
