"""The carts of a person who is gone are emptied."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.carts.models import Cart
from workflows.business.carts.operations import empty
from workflows.ground.work import Work
from workflows.people.departures import Departure


def _erase(work: Work, user_id: str) -> None:
    for row in work.session.scalars(select(Cart).where(Cart.user_id == user_id)):
        empty(work, row)


DEPARTURE = Departure(erase=_erase)
