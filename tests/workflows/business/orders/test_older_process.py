"""An order that was placed with a version of the process without milestones, under today's platform."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories.orders import Market
from tests.factories.people import Applicant
from tests.workflows.business.orders.test_checkout import voucher
from tests.workflows.conftest import FixedClock
from workflows.ground.errors import InvalidState
from workflows.packages import package_files

pytestmark = pytest.mark.prepared

OLDER = Path(__file__).with_name("older_service_order.bpmn").read_bytes()


def in_service(at: Market, yuan: str, *, part: bool = False) -> str:
    """Return an order in service by the older version; the newest version is today's."""
    newest = package_files("service_order")
    with at.platform.begin() as work:
        work.repository.deploy({**newest, "process.bpmn": OLDER}, source="test")
    number = at.ordered(yuan)
    with at.platform.begin() as work:
        work.repository.deploy(newest, source="test")
    at.act(number, "accept")
    assert at.pay(number, part=part) is None
    at.act(number, "start")
    return number


@pytest.fixture
def begun(at: Market) -> str:
    """Return an order in service by the older version, with a voucher."""
    voucher(at, "1000.00")
    return in_service(at, "3000.00")


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


def test_silence_counts_as_a_confirmation_once_all_is_paid(at: Market, clock: FixedClock, begun: str) -> None:
    at.act(begun, "finish", "已上线")
    clock.pass_time(days=15)
    at.run()
    assert at.look(begun).order.state == "completed"
    assert at.wallet(at.seller).available == Decimal("1960.00")
    at.check()


def test_silence_leaves_an_order_waiting_as_long_as_a_balance_is_due(at: Market, clock: FixedClock) -> None:
    number = in_service(at, "8000.00", part=True)
    at.act(number, "finish", "已上线")
    clock.pass_time(days=15)
    at.run()
    assert at.state(number) == "awaiting_completion"
    with at.platform.begin() as work:
        assert not work.incidents.list()
    assert at.pay(number) is None
    clock.pass_time(days=15)
    at.run()
    assert at.state(number) == "completed"
    assert at.wallet(at.seller).available == Decimal("7840.00")
    at.check()


def test_the_provider_cancels_it_and_everything_goes_back(at: Market, begun: str) -> None:
    at.cancel(begun, at.seller)
    assert (at.state(begun), at.wallet(at.buyer).available) == ("cancelled", Decimal("20000.00"))
    at.check()
