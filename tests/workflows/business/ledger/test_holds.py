"""Holds: set aside, taken in parts or whole, given back, and over at their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.business.ledger.conftest import CASE, Books
from tests.workflows.conftest import FixedClock
from workflows.business.ledger.holds import capture, get_hold, open_holds, release, reserve
from workflows.business.ledger.operations import reverse
from workflows.business.ledger.values import BalanceView, HoldView
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound, WorkflowsError


def hold(books: Books, yuan: str = "40", **given: Any) -> HoldView:
    words = {"key": "h", "cause": CASE, "account_id": books.buyer, "purpose": "order"} | given
    until = words.pop("until", books.platform.clock() + timedelta(days=3))
    with books.platform.begin("somebody") as work:
        return reserve(work, amount=Decimal(yuan), until=until, **words)


def take(books: Books, act: Callable[..., Any], hold_id: str, key: str, **given: Any) -> Any:
    with books.platform.begin() as work:
        return act(work, hold_id, key=key, cause=CASE, **given)


def code(act: Callable[[], Any], kind: type[WorkflowsError]) -> str:
    with pytest.raises(kind) as error:
        act()
    return error.value.code


@pytest.fixture
def held(books: Books) -> HoldView:
    books.recharge("100")
    return hold(books)


def test_what_is_held_is_there_but_not_at_disposal(books: Books, held: HoldView) -> None:
    assert books.balance(books.buyer) == BalanceView(Decimal("60.00"), Decimal("40.00"))
    assert books.balance(books.buyer).total == Decimal("100.00")
    with books.platform.begin() as work:
        (open_hold,) = open_holds(work, books.buyer)
    assert open_hold == held
    assert (open_hold.purpose, open_hold.remaining, open_hold.cause) == ("order", Decimal("40.00"), CASE)
    assert code(lambda: books.move(books.buyer, books.seller, "60.01"), InvalidState) == "ledger.too_little"


def test_a_part_is_captured_and_the_rest_released(books: Books, held: HoldView) -> None:
    take(books, capture, held.id, "part", target=books.seller, amount=Decimal(15))
    assert take(books, get_hold_of, held.id, "").remaining == Decimal("25.00")
    take(books, release, held.id, "rest")
    assert books.balance(books.buyer) == BalanceView(Decimal("85.00"), Decimal("0.00"))
    assert books.balance(books.seller).available == Decimal("15.00")
    with books.platform.begin() as work:
        assert open_holds(work, books.buyer) == ()
        assert get_hold(work, held.id).closed_at == books.platform.clock()


def get_hold_of(work: Any, hold_id: str, **_: Any) -> HoldView:
    return get_hold(work, hold_id)


@pytest.mark.parametrize("amount", [None, Decimal(40)])
def test_each_step_happens_once(books: Books, held: HoldView, amount: Decimal | None) -> None:
    assert hold(books).id == held.id
    first = take(books, capture, held.id, "all", target=books.seller, amount=amount)
    again = take(books, capture, held.id, "all", target=books.seller, amount=amount)
    assert (again.transfer_id, again.repeated) == (first.transfer_id, True)
    assert hold(books).id == held.id
    assert books.balance(books.seller).available == Decimal("40.00")


@pytest.mark.parametrize("change", [{"purpose": "deposit"}, {"yuan": "41"}])
def test_a_key_stands_for_one_hold(books: Books, held: HoldView, change: dict[str, Any]) -> None:
    assert code(lambda: hold(books, **change), Conflict) == "ledger.key_used_otherwise"


def test_a_key_of_another_transfer_holds_nothing(books: Books, held: HoldView) -> None:
    assert code(lambda: hold(books, key="first"), Conflict) == "ledger.key_used_otherwise"


def test_more_than_is_held_cannot_be_taken(books: Books, held: HoldView) -> None:
    ask = lambda: take(books, capture, held.id, "c", target=books.seller, amount=Decimal("40.01"))  # noqa: E731
    assert code(ask, InvalidState) == "ledger.held_too_little"
    take(books, release, held.id, "r")
    assert code(lambda: take(books, release, held.id, "r2"), InvalidState) == "ledger.hold_closed"
    again = lambda: take(books, capture, held.id, "c", target=books.seller, amount=Decimal(1))  # noqa: E731
    assert code(again, InvalidState) == "ledger.hold_closed"


@pytest.mark.parametrize(
    ("refusal", "change"),
    [
        ("not_positive", {"yuan": "0"}),
        ("unknown_kind", {"purpose": "whim"}),
        ("fraction_of_fen", {"yuan": "1.001"}),
    ],
)
def test_what_is_no_hold_is_refused(books: Books, refusal: str, change: dict[str, Any]) -> None:
    books.recharge("100")
    assert code(lambda: hold(books, **change), Invalid) == f"ledger.{refusal}"


def test_only_what_has_a_limit_can_be_held(books: Books, held: HoldView) -> None:
    for account_id in (books.clearing, held.id):
        refused = code(lambda one=account_id: hold(books, key="h2", account_id=one), Invalid)
        assert refused == "ledger.cannot_be_held"


def test_a_hold_ends_later_than_it_begins(books: Books) -> None:
    books.recharge("100")
    assert code(lambda: hold(books, until=books.platform.clock()), Invalid) == "ledger.until_passed"


def test_a_refused_hold_leaves_nothing_behind(books: Books) -> None:
    with books.platform.begin() as work:
        until = work.now + timedelta(days=1)
        given = {"key": "h", "cause": CASE, "account_id": books.buyer, "purpose": "order", "until": until}
        assert code(lambda: reserve(work, amount=Decimal(1), **given), InvalidState) == "ledger.too_little"
    with books.platform.begin() as work:
        assert work.transaction.rows("SELECT 1 FROM ledger_holds") == []


def test_a_hold_that_is_not_there_is_not_found(books: Books) -> None:
    for act in (release, get_hold_of):
        assert code(lambda act=act: take(books, act, books.buyer, "k"), NotFound) == "ledger.hold_not_found"


def test_at_its_end_a_hold_is_released(books: Books, held: HoldView, clock: FixedClock) -> None:
    take(books, capture, held.id, "part", target=books.seller, amount=Decimal(15))
    clock.pass_time(days=2)
    begin_release(books)
    assert books.balance(books.buyer).held == Decimal("25.00")
    clock.pass_time(days=1)
    late = lambda: take(books, capture, held.id, "late", target=books.seller)  # noqa: E731
    assert code(late, InvalidState) == "ledger.hold_expired"
    assert take(books, capture, held.id, "part", target=books.seller, amount=Decimal(15)).repeated
    begin_release(books)
    assert books.balance(books.buyer) == BalanceView(Decimal("85.00"), Decimal("0.00"))
    with books.platform.begin() as work:
        row = work.transaction.row("SELECT actor, cause_id FROM ledger_transfers ORDER BY id DESC LIMIT 1")
    assert row == {"actor": "system", "cause_id": CASE.id}


def begin_release(books: Books) -> None:
    with books.platform.begin() as work:
        work.jobs.begin_periodic("holds.release_expired")
    books.platform.engine.run_due_jobs()


def test_a_capture_taken_back_goes_where_it_was_held_from(books: Books, held: HoldView) -> None:
    receipt = take(books, capture, held.id, "all", target=books.seller)
    with books.platform.begin() as work:
        reverse(work, receipt.transfer_id, key="back", cause=CASE)
    assert books.balance(books.buyer) == BalanceView(Decimal("100.00"), Decimal("0.00"))


def test_a_reservation_is_released_and_not_reversed(books: Books, held: HoldView) -> None:
    with books.platform.begin() as work:
        row = work.transaction.row("SELECT id FROM ledger_transfers WHERE kind = 'reserve'")
        assert row is not None
        refused = code(lambda: reverse(work, row["id"], key="back", cause=CASE), InvalidState)
    assert refused == "ledger.hold_is_released"
