"""Products on the shelf for tests, without the case that brings them there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tests.factories.people import Applicant, applicant
from workflows.bootstrap import Platform
from workflows.catalogue.shelf import ShelfEntry, put
from workflows.organisations import operations as organisations
from workflows.organisations.reference import load_reference

_numbers = count(1)


def provider(platform: Platform, name: str = "湘江数字科技有限公司", region: str | None = None) -> Applicant:
    """Make a certified provider of this name."""
    owner = applicant(platform, "provider")
    with platform.begin() as work:
        load_reference(work)
        row = organisations.locked(work, owner.organisation_id)
        row.name, row.region_code = name, region
        organisations.certify(work, owner.organisation_id, {"name": name})
    return owner


def entry(organisation_id: str, platform: Platform, **values: Any) -> ShelfEntry:
    """Return a product that goes on sale a minute after the one before; `price` sets both prices."""
    number = next(_numbers)
    price = values.pop("price", None)
    prices = {} if price is None else {"price_from": Decimal(price), "price_to": Decimal(price)}
    told = {
        "product_id": f"product-{number}",
        "number": f"SP-2026-{number:06d}",
        "organisation_id": organisation_id,
        "kind": "solution",
        "name": f"生产执行系统{number}",
        "listed_at": platform.clock() + timedelta(minutes=number),
        **prices,
    }
    return ShelfEntry(**(told | values))


def on_sale(platform: Platform, organisation_id: str, **values: Any) -> ShelfEntry:
    """Put a product on the shelf."""
    made = entry(organisation_id, platform, **values)
    with platform.begin() as work:
        put(work, made)
    return made
