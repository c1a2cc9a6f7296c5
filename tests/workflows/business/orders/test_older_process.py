"""An order that was placed with a version of the process without milestones, under today's platform."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories.orders import Market
from tests.factories.people import Applicant
from tests.workflows.business.orders.test_checkout import voucher
from workflows.ground.errors import InvalidState
from workflows.packages import package_files

pytestmark = pytest.mark.prepared

OLDER = Path(__file__).with_name("older_service_order.bpmn").read_bytes()


@pytest.fixture
def begun(at: Market) -> str:
    """Return an order in service by the older version, with a voucher; the newest version is today's."""
    voucher(at, "1000.00")
    newest = package_files("service_order")
    with at.platform.begin() as work:
        work.repository.deploy({**newest, "process.bpmn": OLDER}, source="test")
    number = at.ordered("3000.00")
    with at.platform.begin() as work:
        work.repository.deploy(newest, source="test")
    at.act(number, "accept")
    assert at.pay(number) is None
    at.act(number, "start")
    return number


@pytest.mark.parametrize("by", ["buyer", "seller"])
def test_what_it_does_not_know_is_neither_offered_nor_done(at: Market, begun: str, by: str) -> None:
    who: Applicant = getattr(at, by)
    assert not {"dispute", "propose_end"} & set(at.look(begun, who).actions)
    with pytest.raises(InvalidState, match="older version"):
        at.proposed(begun, who, "0.00")
    with pytest.raises(InvalidState, match="older version"):
        at.dispute(begun, who)
    assert at.state(begun) == "in_service"
    at.check()


def test_it_is_returned_confirmed_and_paid_out(at: Market, begun: str) -> None:
    at.act(begun, "finish", "已上线")
    assert at.state(begun) == "awaiting_completion"
    at.act(begun, "return", "缺少验收单")
    at.act(begun, "finish", "已补")
    at.act(begun, "approve")
    shown = at.look(begun)
    assert (shown.order.state, shown.order.released, shown.order.fee) == (
        "completed",
        Decimal("2000.00"),
        Decimal("40.00"),
    )
    assert [(one.state, one.accepted_as) for one in shown.milestones] == [("accepted", "enterprise")]
    assert at.wallet(at.seller).available == Decimal("1960.00")
    at.check()


def test_the_provider_cancels_it_and_everything_goes_back(at: Market, begun: str) -> None:
    at.cancel(begun, at.seller)
    assert (at.state(begun), at.wallet(at.buyer).available) == ("cancelled", Decimal("20000.00"))
    at.check()
