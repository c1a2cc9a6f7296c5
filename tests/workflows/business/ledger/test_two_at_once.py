"""Two that exclude each other, interleaved by force: the second waits, and is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.waiting import until
from tests.workflows.business.ledger.conftest import CASE, Books
from tests.workflows.business.ledger.test_random_operations import waits_for_a_lock
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.holds import capture, release, reserve
from workflows.business.ledger.operations import reverse
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work

Act = Callable[[Work, str], object]


def second_refused(books: Books, act: Act) -> str:
    """Let two do the same, the second while the first has written and not committed."""

    def second() -> str:
        with books.platform.begin() as work, pytest.raises(InvalidState) as refused:
            act(work, "two")
        return refused.value.code

    with ThreadPoolExecutor(1) as pool:
        with books.platform.begin() as work:
            act(work, "one")
            said = pool.submit(second)
            until(lambda: waits_for_a_lock(books.platform))
        code = said.result()
    with books.platform.begin() as work:
        assert check_books(work, full=True).differences == ()
    return code


def test_a_transfer_is_reversed_once(books: Books) -> None:
    recharge = books.recharge("50").transfer_id
    assert second_refused(books, lambda work, key: reverse(work, recharge, key=key, cause=CASE)) == (
        "ledger.reversed_already"
    )
    assert books.balance(books.buyer).available == Decimal(0)


@pytest.mark.parametrize("last", ["capture", "release"])
def test_a_hold_that_closes_while_one_waits(books: Books, last: str) -> None:
    books.recharge("50")
    with books.platform.begin() as work:
        until_then = work.now + timedelta(days=1)
        hold = reserve(
            work, key="hold", cause=CASE, account_id=books.buyer, amount=Decimal(20), purpose="order",
            until=until_then,
        )  # fmt: skip

    def act(work: Work, key: str) -> object:
        if last == "release":
            return release(work, hold.id, key=key, cause=CASE, amount=Decimal(20))
        return capture(work, hold.id, key=key, cause=CASE, target=books.seller, amount=Decimal(20))

    assert second_refused(books, act) == "ledger.hold_closed"
