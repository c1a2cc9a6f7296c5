"""An order from checkout to pay-out: its states, its money, and what each side may do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.orders import PASSWORD, Market
from tests.workflows.conftest import FixedClock
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.queries import balance, find_account
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.people.identity.values import AttemptRefused

pytestmark = pytest.mark.prepared


def test_a_paid_order_goes_to_its_end_and_the_provider_is_paid(at: Market) -> None:
    number = at.ordered("3000.00")
    assert at.look(number).actions == ("cancel",)
    assert at.look(number, at.seller).actions == ("accept", "refuse")
    at.act(number, "accept")
    assert at.state(number) == "awaiting_payment"
    assert isinstance(at.pay(number, password="Wrong-2026x"), AttemptRefused)
    assert at.pay(number) is None
    assert at.state(number) == "awaiting_start"
    assert (at.wallet(at.buyer).available, at.wallet(at.buyer).held) == (
        Decimal("17000.00"),
        Decimal("3000.00"),
    )
    at.act(number, "start")
    at.act(number, "finish")
    at.act(number, "return")
    assert at.state(number) == "in_service"
    at.act(number, "finish")
    assert at.state(number) == "awaiting_completion"
    at.act(number, "approve")
    shown = at.look(number)
    assert (shown.order.state, shown.order.fee, shown.actions) == ("awaiting_rating", Decimal("60.00"), ())
    assert [one.kind for one in shown.events] == [
        "place", "accept", "pay", "start", "finish", "return", "finish", "approve", "settle",
    ]  # fmt: skip
    assert at.wallet(at.seller).available == Decimal("2940.00")
    assert at.wallet(at.buyer).total == Decimal("17000.00")
    with at.platform.begin() as work:
        fees = find_account(work, PLATFORM, "fees")
        assert fees is not None
        assert balance(work, fees.id).available == Decimal("60.00")
    at.check()


def test_a_free_order_takes_the_short_way(at: Market) -> None:
    number = at.ordered(None)
    at.act(number, "accept")
    assert at.state(number) == "awaiting_start"
    for action in ("start", "finish", "approve"):
        at.act(number, action)  # type: ignore[arg-type]
    assert at.state(number) == "awaiting_rating"
    at.check()


def test_a_first_part_is_paid_before_the_start_and_the_balance_before_the_end(at: Market) -> None:
    number = at.ordered("8000.00")
    at.act(number, "accept")
    assert at.pay(number, part=True) is None
    assert at.wallet(at.buyer).held == Decimal("2400.00")
    at.act(number, "start")
    at.act(number, "finish")
    assert at.look(number).actions == ("pay", "return", "dispute", "propose_end")
    with pytest.raises(InvalidState, match="balance of 5,600"):
        at.act(number, "approve")
    assert at.pay(number) is None
    assert at.wallet(at.buyer).held == Decimal("8000.00")
    at.act(number, "approve")
    assert at.wallet(at.seller).available == Decimal("7840.00")
    at.check()


def test_silence_of_the_provider_cancels(at: Market, clock: FixedClock) -> None:
    number = at.ordered()
    clock.pass_time(days=8)
    at.run()
    shown = at.look(number)
    assert (shown.order.state, shown.order.cancelled_by) == ("cancelled", "platform")
    assert shown.events[-1].kind == "lapse"


def test_silence_of_the_enterprise_counts_as_done_but_not_before_the_balance_is_paid(
    at: Market, clock: FixedClock
) -> None:
    whole, parts = at.ordered("3000.00"), at.ordered("8000.00")
    for number in (whole, parts):
        at.act(number, "accept")
        assert at.pay(number, part=True) is None
        at.act(number, "start")
        at.act(number, "finish")
    clock.pass_time(days=25)
    at.run()
    assert at.state(whole) == "awaiting_rating"
    assert at.state(parts) == "awaiting_completion"
    assert at.pay(parts) is None
    at.act(parts, "approve")
    assert at.state(parts) == "awaiting_rating"
    at.check()


def test_the_other_side_and_strangers_are_refused(at: Market) -> None:
    number = at.ordered()
    at.act(number, "accept")
    with pytest.raises(Conflict):
        at.act(number, "accept")
    other = at.ordered()
    with pytest.raises(Invalid):
        at.act(other, "refuse", " ")
    buyer, at.buyer = at.buyer, at.seller
    with pytest.raises(Forbidden):
        at.pay(number)
    at.buyer = buyer
    stranger = at.seller
    at.seller = type(at.buyer)(at.buyer.user_id, at.buyer.organisation_id)
    with pytest.raises(Forbidden):
        at.act(other, "accept")
    at.seller = stranger


def test_too_little_in_the_wallet_is_said_and_nothing_moves(at: Market) -> None:
    numbers = [at.ordered("10000.00") for _ in range(3)]
    for number in numbers:
        at.act(number, "accept")
    assert at.pay(numbers[0]) is None
    assert at.pay(numbers[1], password=PASSWORD) is None
    with pytest.raises(InvalidState, match="recharge first"):
        at.pay(numbers[2])
    assert at.state(numbers[2]) == "awaiting_payment"
    at.check()


def test_an_unknown_number_is_not_found(at: Market) -> None:
    with pytest.raises(NotFound):
        at.look("DD-2026-999999")
    with pytest.raises(NotFound):
        at.act("DD-2026-999999\x00"[:-1], "accept")
