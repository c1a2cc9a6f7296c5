"""Orders that need a contract: nothing is paid before it is signed, and without it everything goes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.contracts import Parties
from tests.factories.orders import Market
from tests.workflows.business.orders.test_checkout import left, voucher
from tests.workflows.conftest import FixedClock
from workflows.business.contracts import answering, drafting, subjects, templates
from workflows.business.contracts.values import Milestone
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT
from workflows.ground.errors import Conflict, InvalidState

pytestmark = pytest.mark.prepared


@pytest.fixture
def both(at: Market) -> Parties:
    """Both sides of the market as parties that can sign."""
    with at.platform.begin() as work:
        templates.load_delivered(work)
    return at.parties()


def contract_of(at: Market, number: str) -> str:
    about = at.look(number).contract
    assert about is not None
    return about.id


def accepted(at: Market, yuan: str = "12000.00") -> str:
    """Return the number of an accepted order that waits for its contract."""
    number = at.ordered(yuan)
    at.act(number, "accept")
    assert at.state(number) == "awaiting_contract"
    return number


def agreed(at: Market, both: Parties, number: str, **changes: object) -> str:
    """Draft the contract of an order and agree on it; return its id."""
    contract_id = contract_of(at, number)
    both.act(both.provider, drafting.offer, contract_id, both.draft(contract_id, **changes))
    both.act(both.enterprise, answering.agree, contract_id, 1)
    return contract_id


def test_once_both_have_signed_the_plan_of_the_contract_holds(at: Market, both: Parties) -> None:
    number = accepted(at)
    contract_id = agreed(at, both, number, payment="instalments", deposit_fen=500_000)
    both.sign(contract_id, both.provider)
    at.run()
    assert at.state(number) == "awaiting_contract"
    both.sign(contract_id, both.enterprise)
    with pytest.raises(Conflict, match="just being processed"):
        at.cancel(number, at.buyer)
    at.run()
    shown = at.look(number)
    assert (shown.order.state, shown.order.deposit) == ("awaiting_payment", Decimal("5000.00"))
    assert shown.contract is not None
    assert (shown.contract.state, bool(shown.contract.document_id)) == ("signed", True)
    assert [one.kind for one in shown.events] == ["place", "accept", "signed"]
    assert at.pay(number, part=True) is None
    assert at.wallet(at.buyer).held == Decimal("5000.00")
    at.act(number, "start")
    for _milestone in range(2):
        at.act(number, "finish")
        at.act(number, "approve")
    at.act(number, "finish")
    assert at.pay(number) is None
    at.act(number, "approve")
    assert at.state(number) == "awaiting_rating"
    assert at.wallet(at.seller).available == Decimal("11820.00")
    at.check()


def test_a_contract_over_the_whole_sum_is_paid_at_once(at: Market, both: Parties) -> None:
    number = accepted(at)
    whole = (Milestone("验收", 1_200_000, date(2026, 6, 1)),)
    contract_id = agreed(at, both, number, milestones=whole)
    for who in (both.provider, both.enterprise):
        both.sign(contract_id, who)
    at.run()
    assert at.look(number).order.deposit == Decimal("12000.00")


def test_a_contract_that_is_refused_cancels_and_everything_goes_back(at: Market, both: Parties) -> None:
    one = voucher(at, "600.00")
    number = accepted(at)
    assert left(at, one)[1] == Decimal("600.00")
    contract_id = contract_of(at, number)
    both.act(both.provider, drafting.offer, contract_id, both.draft(contract_id))
    both.act(both.enterprise, answering.refuse, contract_id, 1, "付款条件不能接受")
    at.run()
    shown = at.look(number)
    assert (shown.order.state, shown.order.cancelled_by) == ("cancelled", "platform")
    assert shown.events[-1].kind == "unsigned"
    assert left(at, one) == (Decimal("600.00"), Decimal("0.00"), Decimal("0.00"))
    assert at.wallet(at.buyer).available == Decimal("20000.00")
    at.check()


@pytest.mark.parametrize("by", ["buyer", "seller"])
def test_cancelling_the_order_ends_its_contract(at: Market, both: Parties, by: str) -> None:
    one = voucher(at, "600.00")
    number = accepted(at)
    contract_id = contract_of(at, number)
    at.cancel(number, getattr(at, by))
    assert at.state(number) == "cancelled"
    ended = both.seen(contract_id)
    assert (ended.state, ended.ended_reason.zh) == ("abandoned", "订单已取消")
    with pytest.raises(InvalidState):
        both.draft(contract_id)
    assert left(at, one)[0] == Decimal("600.00")
    at.check()


def test_silence_while_the_contract_is_drafted_cancels(at: Market, both: Parties, clock: FixedClock) -> None:
    number = accepted(at)
    clock.pass_time(days=20)
    at.run()
    assert at.state(number) == "cancelled"
    assert both.seen(contract_of(at, number)).state == "abandoned"
    at.check()


def test_a_contract_knows_what_it_is_about(at: Market, both: Parties) -> None:
    number = accepted(at)
    contract_id = contract_of(at, number)
    subject_id = both.seen(contract_id).subject_id
    with at.platform.begin() as work:
        about = subjects.subject(work, CONTRACT_SUBJECT, subject_id)
        nothing = subjects.subject(work, CONTRACT_SUBJECT, "nothing")
    assert about is not None
    assert (about.title, about.number, about.amount_fen) == ("轻量级生产执行系统", number, 1_200_000)
    assert nothing is None
