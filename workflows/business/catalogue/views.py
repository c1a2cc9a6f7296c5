"""What others see of a product, built from what they may read of its form: on the portal and in the preview.

A preview shows what is half typed, so whatever is missing or is none is left out instead of being refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from forms.numbers import read_number_or_none
from workflows.business.catalogue import taxonomy
from workflows.ground.messages import Locale

Data = Mapping[str, Any]
PURCHASE_MODES = ("year", "month", "quantity")
CASES = 3
PRICE_UNITS = ("", "deal", *PURCHASE_MODES)
"""What a price is for: a deal as it was made before, a year, a month, one piece; nothing where it is free."""
_BETWEEN_TAGS = re.compile(r"[,，、;；]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A value of the taxonomy and how people call it."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A parameter of a featured product."""

    name: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A customer case."""

    customer: str
    delivery_months: Decimal | None
    effect: str


@dataclass(frozen=True, slots=True)
class ShownSpecification:
    """A specification with the price in yuan of each way to buy it; free ones cost nothing in any."""

    name: str
    free: bool
    prices: tuple[tuple[str, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class ShownContact:
    """Whom to ask."""

    name: str
    mobile: str
    email: str


@dataclass(frozen=True, slots=True)
class ShownProvider:
    """Who offers the product; `products` is how many it has on sale."""

    organisation_id: str
    name: str
    kind: str
    provider_type: str | None
    region: str
    association_member: bool
    products: int


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product as its page shows it. Files are ids; prices are yuan; `contact` is None where not told."""

    number: str
    kind: str
    name: str
    summary: str
    catalogue: Named | None
    categories: tuple[Named, ...]
    industries: tuple[Named, ...]
    tags: tuple[str, ...]
    picture_id: str | None
    banner_id: str | None
    screenshot_ids: tuple[str, ...]
    video_id: str | None
    price_from: Decimal | None
    price_to: Decimal | None
    price_unit: str
    delivery_days: Decimal | None
    delivery_effort: Decimal | None
    parameters: tuple[ShownParameter, ...]
    highlights: tuple[tuple[str, str], ...]
    description: str
    cases: tuple[ShownCase, ...]
    service_support: str
    specifications: tuple[ShownSpecification, ...]
    related: Named | None
    contact: ShownContact | None
    provider: ShownProvider | None
    listed_at: datetime | None

    @property
    def file_ids(self) -> frozenset[str]:
        """The files that the page shows, which everybody may fetch while the product is on sale."""
        single = (self.picture_id, self.banner_id, self.video_id)
        return frozenset(one for one in (*single, *self.screenshot_ids) if one)


def shown_product(
    data: Data,
    locale: Locale,
    *,
    number: str = "",
    provider: ShownProvider | None = None,
    listed_at: datetime | None = None,
    related: Named | None = None,
) -> ShownProduct:
    """Return the page of these disclosed `data`; `related` is number and name of what it belongs to."""
    low, high, unit = price_span(data)
    return ShownProduct(
        number=number,
        kind=_text(data, "kind"),
        name=_text(data, "name"),
        summary=_text(data, "summary"),
        catalogue=next(iter(_named("catalogues", [data.get("catalogue")], locale)), None),
        categories=_named("categories", data.get("categories"), locale),
        industries=_named("industries", data.get("industries"), locale),
        tags=tags_of(data),
        picture_id=_first_file(data, "picture"),
        banner_id=_first_file(data, "banner"),
        screenshot_ids=_files(data, "screenshots"),
        video_id=_first_file(data, "video"),
        price_from=low,
        price_to=high,
        price_unit=unit,
        delivery_days=_decimal(data, "delivery_days"),
        delivery_effort=_decimal(data, "delivery_effort"),
        parameters=_parameters(data),
        highlights=_highlights(data),
        description=_text(data, "description"),
        cases=tuple(_case(row) for row in _rows(data, "cases")[:CASES] if _text(row, "customer")),
        service_support=_text(data, "service_support"),
        specifications=_specifications(data),
        related=related,
        contact=_contact(data),
        provider=provider,
        listed_at=listed_at,
    )


def price_span(data: Data) -> tuple[Decimal | None, Decimal | None, str]:
    """Return the lowest and the highest price in yuan, and what they are for (`PRICE_UNITS`).

    Of the specifications those of one way to buy, by the year if there is one: a month's price says nothing
    beside a year's. Without any, what was paid before.
    """
    shown = [_specification(row) for row in _rows(data, "specifications")]
    free = [Decimal(0)] if any(one.free for one in shown) else []
    for unit in PURCHASE_MODES:
        prices = [price for one in shown for mode, price in one.prices if mode == unit and price is not None]
        if prices:
            return min(free + prices), max(prices), unit
    if free:
        return free[0], free[0], ""
    paid = (_decimal(data, "lowest_price"), _decimal(data, "highest_price"))
    deals = [price for price in paid if price is not None]
    return (min(deals), max(deals), "deal") if deals else (None, None, "")


def tags_of(data: Data) -> tuple[str, ...]:
    """Return the tags, each once."""
    told = data.get("tags")
    parts = told if isinstance(told, list) else _BETWEEN_TAGS.split(_text(data, "tags"))
    return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))


def _parameters(data: Data) -> tuple[ShownParameter, ...]:
    told = (
        ShownParameter(_text(row, "parameter"), _text(row, "value"), _text(row, "unit"))
        for row in _rows(data, "parameters")
    )
    return tuple(one for one in told if one.name)


def _highlights(data: Data) -> tuple[tuple[str, str], ...]:
    told = ((_text(row, "title"), _text(row, "text")) for row in _rows(data, "highlights"))
    return tuple(one for one in told if one[0])


def _specifications(data: Data) -> tuple[ShownSpecification, ...]:
    return tuple(one for row in _rows(data, "specifications") if (one := _specification(row)).name)


def _case(row: Data) -> ShownCase:
    return ShownCase(
        customer=_text(row, "customer"),
        delivery_months=_decimal(row, "delivery_months"),
        effect=_text(row, "effect"),
    )


def _specification(row: Data) -> ShownSpecification:
    modes = row.get("purchase_modes")
    offered = [mode for mode in PURCHASE_MODES if isinstance(modes, list) and mode in modes]
    free = row.get("pricing_mode") == "free"
    prices = tuple((mode, None if free else _decimal(row, f"price_{mode}")) for mode in offered)
    return ShownSpecification(_text(row, "specification"), free, prices)


def _contact(data: Data) -> ShownContact | None:
    contact = ShownContact(*(_text(data, f"contact_{key}") for key in ("name", "mobile", "email")))
    return contact if contact.name or contact.mobile or contact.email else None


def _named(sort: taxonomy.Sort, values: Any, locale: Locale) -> tuple[Named, ...]:
    names = taxonomy.names(sort, locale)
    told: Iterable[Any] = values if isinstance(values, list) else ()
    return tuple(Named(value, names[value]) for value in told if isinstance(value, str) and value in names)


def _text(data: Data, key: str) -> str:
    value = data.get(key)
    return value.strip() if isinstance(value, str) else ""


def _decimal(data: Data, key: str) -> Decimal | None:
    value = data.get(key)
    if value is None or isinstance(value, bool):
        return None
    number = read_number_or_none(value) if isinstance(value, str) else Decimal(str(value))
    return number if number is not None and number.is_finite() else None


def _rows(data: Data, key: str) -> list[Data]:
    rows = data.get(key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _files(data: Data, key: str) -> tuple[str, ...]:
    told = data.get(key)
    files = told if isinstance(told, list) else [told]
    return tuple(str(one["id"]) for one in files if isinstance(one, Mapping) and one.get("id"))


def _first_file(data: Data, key: str) -> str | None:
    return next(iter(_files(data, key)), None)
