"""What of products stands in the way when an organisation is left alone: nobody would answer for them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from workflows.business.catalogue.models import Product
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _on_sale(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    offered = select(func.count()).where(
        Product.organisation_id == organisation_id, Product.state == "on_sale"
    )
    if count := work.session.scalar(offered):
        yield InTheWay("catalogue.still_on_sale", "/my-products", {"count": count})


DEPARTURE = Departure(of_organisation=_on_sale)
