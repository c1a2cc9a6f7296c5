"""What two sides rate each other for: an order that is settled, or a filed deal. One class a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from sqlalchemy import select

from forms import Text
from workflows.approvals.cases.numbers import id_by_number
from workflows.business.filed_deals import deal_lifecycle
from workflows.business.filed_deals import queries as filed_deals
from workflows.business.filed_deals.models import FiledDeal
from workflows.business.filed_deals.values import STATE_NAMES as DEAL_STATE_NAMES
from workflows.business.filed_deals.values import FiledState
from workflows.business.orders import actions, notices
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.order_lifecycle import locked
from workflows.business.orders.policy import side_between
from workflows.business.orders.queries import visible
from workflows.business.orders.timeline import note
from workflows.business.orders.values import STATE_NAMES as ORDER_STATE_NAMES
from workflows.business.orders.values import OrderState, Party, Side
from workflows.business.ratings.values import AboutKind, Stage
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


class Rateable(Protocol):
    """One thing to rate. `sides`: id and name of the organisation of each; `stage`: whether it can be now.

    `state_name`: how people call where it stands.
    """

    kind: AboutKind
    id: str
    number: str
    sides: Mapping[Side, tuple[str, str]]
    stage: Stage
    state_name: Text

    def things(self) -> Mapping[str, str]:
        """Return the names of what it was about, by product id, or by itself where that is no product."""

    def products(self) -> frozenset[str]:
        """Return the ids of the products that it was about."""

    def note(self, party: Party, what: str, said: str = "") -> None:
        """Note in its history who did what."""

    def tell(self, side: Side, what: str) -> None:
        """Tell the people of a side what has happened."""

    def both_rated(self) -> None:
        """Go on, now that both sides have rated each other."""


class RateableOrder:
    """A service order: rated in the step 待评价 of its process, which ends when both have."""

    kind: AboutKind = "service_order"

    def __init__(self, work: Work, row: ServiceOrder) -> None:
        self._work, self._row = work, row
        self.id, self.number = row.id, row.number or ""
        self.sides: Mapping[Side, tuple[str, str]] = {
            "enterprise": (row.enterprise_id, row.enterprise_name),
            "provider": (row.provider_id, row.provider_name),
        }
        self.state_name = ORDER_STATE_NAMES[cast("OrderState", row.state)]
        waits = row.state == "awaiting_rating"
        self.stage: Stage = "over" if row.state == "completed" else "open" if waits else "early"
        if waits and row.pending:
            self.stage = "paused"

    def things(self) -> Mapping[str, str]:
        """Return the names of what was ordered, by product id."""
        lines = select(OrderLine).where(OrderLine.order_id == self.id).order_by(OrderLine.position)
        return {line.product_id: line.product_name for line in self._work.session.scalars(lines)}

    def products(self) -> frozenset[str]:
        """Return the ids of the products that were ordered."""
        return frozenset(self.things())

    def note(self, party: Party, what: str, said: str = "") -> None:
        """Note it in the order's timeline."""
        note(self._work, self._row, party, what, said)

    def tell(self, side: Side, what: str) -> None:
        """Tell the people of a side about the order."""
        notices.tell(self._work, self._row, side, what)

    def both_rated(self) -> None:
        """Let the process of the order end."""
        actions.both_rated(self._work, self._row)


class RateableDeal:
    """A deal made outside the platform: rated once it is on file, until the time for it is over."""

    kind: AboutKind = "filed_deal"

    def __init__(self, work: Work, row: FiledDeal) -> None:
        self._work, self._row = work, row
        self.id, self.number = row.id, deal_lifecycle.number_of(work, row)
        self.sides: Mapping[Side, tuple[str, str]] = {
            "enterprise": (row.enterprise_id, row.enterprise_name),
            "provider": (row.provider_id, row.provider_name),
        }
        self.state_name = DEAL_STATE_NAMES[cast("FiledState", row.state)]
        self.stage: Stage = "early"
        if row.rate_until is not None:
            self.stage = "open" if work.now < row.rate_until else "over"

    def things(self) -> Mapping[str, str]:
        """Return what the deal was about, by product id or its own."""
        return {self._row.product_id or self.id: self._row.title}

    def products(self) -> frozenset[str]:
        """Return the id of its product, if it was about one."""
        return frozenset({self._row.product_id} if self._row.product_id else ())

    def note(self, party: Party, what: str, said: str = "") -> None:
        """Note nothing: its page shows the ratings themselves."""

    def tell(self, side: Side, what: str) -> None:
        """Tell the people of a side about the deal."""
        deal_lifecycle.tell(self._work, self._row, side, what)

    def both_rated(self) -> None:
        """Do nothing: its process was over before."""


def held(work: Work, number: str) -> Rateable:
    """Return what has this number as it is now, held. Raises: NotFound."""
    if kind_of(work, number) == "service_order":
        return RateableOrder(work, locked(work, number=number))
    return RateableDeal(work, deal_lifecycle.locked_by_number(work, number))


def held_by_id(work: Work, kind: AboutKind, about_id: str) -> Rateable:
    """Return what is rated as it is now, held. Raises: NotFound."""
    if kind == "service_order":
        return RateableOrder(work, locked(work, about_id))
    return RateableDeal(work, deal_lifecycle.locked(work, about_id))


def seen(work: Work, viewer: Viewer, number: str) -> Rateable:
    """Return what has this number, for who may see it. Raises: NotFound."""
    if kind_of(work, number) == "service_order":
        return RateableOrder(work, visible(work, viewer, number))
    return RateableDeal(work, filed_deals.visible(work, viewer, number))


def kind_of(work: Work, number: str) -> AboutKind:
    """Return what a number belongs to: numbers of cases are given once."""
    deal_id = id_by_number(work, FiledDeal.id, FiledDeal.case_id, number)
    return "service_order" if deal_id is None else "filed_deal"


def side_of(viewer: Viewer, about: Rateable) -> Side | None:
    """Return on which side the viewer works, None if on neither."""
    return side_between(viewer, about.sides["enterprise"][0], about.sides["provider"][0])
