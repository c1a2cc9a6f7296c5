"""Opening accounts, moving, taking back: idempotent, in words, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import transaction
from tests.workflows.business.ledger.conftest import CASE, Books
from workflows.bootstrap import Platform
from workflows.business.ledger.holds import release, reserve
from workflows.business.ledger.kinds import CNY
from workflows.business.ledger.operations import move_to_new_account, open_account, reverse, transfer, voucher
from workflows.business.ledger.queries import accounts_of, balance, balances, get_account
from workflows.business.ledger.values import BalanceView, Cause, Movement, TransferOrder
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.ground.work import Work


def code(act: Callable[[], Any], kind: type[WorkflowsError]) -> str:
    with pytest.raises(kind) as error:
        act()
    assert error.value.message("zh-CN") != error.value.message("en")
    return error.value.code


def test_an_owner_has_one_account_of_a_kind_and_commodity(platform: Platform, books: Books) -> None:
    with platform.begin() as work:
        assert open_account(work, "buyer", "wallet").id == books.buyer
        by_account = accounts_of(work, "buyer")
    assert [(one.kind, one.commodity) for one in by_account] == [("voucher", "voucher:p1"), ("wallet", CNY)]


@pytest.mark.parametrize(
    ("kind", "commodity"), [("purse", CNY), ("hold", CNY), ("wallet", "EUR"), ("voucher", "voucher:a b")]
)
def test_no_account_of_an_unknown_kind(platform: Platform, kind: str, commodity: str) -> None:
    with platform.begin() as work:
        assert code(lambda: open_account(work, "me", kind, commodity), Invalid).startswith("ledger.unknown_")


def test_an_unknown_account_is_not_found(platform: Platform) -> None:
    with platform.begin() as work:
        assert code(lambda: get_account(work, "?"), NotFound) == "ledger.account_not_found"
        assert code(lambda: balance(work, "?"), NotFound) == "ledger.account_not_found"
        assert balances(work, ["?"]) == {}


def test_money_moves_and_none_is_made(books: Books) -> None:
    books.recharge("100")
    books.move(books.buyer, books.seller, "30.01")
    assert books.balance(books.buyer) == BalanceView(Decimal("69.99"), Decimal("0.00"))
    assert books.balance(books.seller).available == Decimal("30.01")
    assert books.balance(books.clearing).available == Decimal("-100.00")


def test_the_same_key_moves_once(books: Books) -> None:
    first = books.recharge("100")
    again = books.recharge("100")
    assert (again.transfer_id, first.repeated, again.repeated) == (first.transfer_id, False, True)
    assert books.balance(books.buyer).available == Decimal("100.00")


def test_a_retry_is_known_although_the_money_is_gone(books: Books) -> None:
    books.recharge("100")
    first = books.move(books.buyer, books.seller, "100")
    assert books.move(books.buyer, books.seller, "100").transfer_id == first.transfer_id


@pytest.mark.parametrize(
    "other",
    [{"yuan": "99"}, {"kind": "refund"}, {"cause": Cause("task", "QY-1")}, {"source": "seller"}],
    ids=["amount", "kind", "cause", "account"],
)
def test_a_key_stands_for_one_transfer(books: Books, other: dict[str, Any]) -> None:
    books.recharge("100")
    books.recharge("100", books.seller, key="second")
    books.move(books.buyer, books.clearing, "10", key="k")
    source = books.seller if other.pop("source", None) else books.buyer
    given = {"yuan": "10", "key": "k"} | other
    assert code(lambda: books.move(source, books.clearing, **given), Conflict) == "ledger.key_used_otherwise"


def to_new(work: Work, source: str, yuan: str, **other: Any) -> str:
    given = {"key": "new", "owner": "newcomer", "account_kind": "wallet", "commodity": CNY} | other
    return move_to_new_account(
        work, kind="payment", cause=CASE, source=source, amount=Decimal(yuan), **given
    )  # fmt: skip


def test_a_transfer_opens_the_account_that_it_goes_to(platform: Platform, books: Books) -> None:
    books.recharge("100")
    with platform.begin() as work:
        opened = to_new(work, books.buyer, "30.01")
        account = get_account(work, opened)
    assert (account.owner, account.kind, account.commodity, account.limited) == (
        "newcomer",
        "wallet",
        CNY,
        True,
    )
    assert books.balance(opened).available == Decimal("30.01")
    assert books.balance(books.buyer).available == Decimal("69.99")


@pytest.mark.parametrize(
    ("yuan", "other", "kind", "refusal"),
    [
        ("100.01", {}, InvalidState, "ledger.too_little"),
        ("0", {}, Invalid, "ledger.not_positive"),
        ("-1", {}, Invalid, "ledger.not_positive"),
        ("1", {"account_kind": "voucher", "commodity": "voucher:p1"}, Invalid, "ledger.mixed"),
        ("1", {"account_kind": "purse"}, Invalid, "ledger.unknown_kind"),
        ("1", {"key": "before"}, Conflict, "ledger.key_used_otherwise"),
    ],
)
def test_what_cannot_move_opens_nothing(
    platform: Platform, books: Books, yuan: str, other: dict[str, str], kind: Any, refusal: str
) -> None:
    books.recharge("100", key="before")
    with platform.begin() as work:
        assert code(lambda: to_new(work, books.buyer, yuan, **other), kind) == refusal
        assert accounts_of(work, "newcomer") == ()
        assert code(lambda: to_new(work, "?", "1"), NotFound) == "ledger.account_not_found"
        to_new(work, books.buyer, "100")  # the transaction goes on
    assert books.balance(books.buyer).available == Decimal("0.00")


def test_a_closed_hold_opens_nothing(platform: Platform, books: Books) -> None:
    books.recharge("100")
    with platform.begin() as work:
        hold = reserve(
            work, key="hold", cause=CASE, account_id=books.buyer, amount=Decimal(5), purpose="order",
            until=work.now + timedelta(days=1),
        )  # fmt: skip
        release(work, hold.id, key="over", cause=CASE)
        assert code(lambda: to_new(work, hold.id, "1"), InvalidState) == "ledger.hold_closed"
        assert accounts_of(work, "newcomer") == ()


def test_what_is_not_there_cannot_be_taken(books: Books) -> None:
    books.recharge("10")
    refusal = "ledger.too_little"
    assert code(lambda: books.move(books.buyer, books.seller, "10.01"), InvalidState) == refusal
    assert books.balance(books.buyer).available == Decimal("10.00")


def test_a_refusal_leaves_the_transaction_to_the_caller(books: Books) -> None:
    with books.platform.begin() as work:
        order = TransferOrder("k", "payment", CASE, _pair(books.buyer, books.seller, "1"))
        assert code(lambda: transfer(work, order), InvalidState) == "ledger.too_little"
        first = (Movement(books.clearing, Decimal(-1)), Movement(books.buyer, Decimal(1)))
        transfer(work, TransferOrder("r", "recharge", CASE, first))
        transfer(work, order)
    assert books.balance(books.seller).available == Decimal("1.00")


def _pair(source: str, target: str, yuan: str) -> tuple[Movement, Movement]:
    return Movement(source, -Decimal(yuan)), Movement(target, Decimal(yuan))


def test_nothing_is_left_of_a_transaction_that_fails(books: Books) -> None:
    class PowerCutError(Exception):
        pass

    def fail() -> None:
        with books.platform.begin() as work:
            transfer(work, TransferOrder("r", "recharge", CASE, _pair(books.clearing, books.buyer, "1")))
            raise PowerCutError

    with pytest.raises(PowerCutError):
        fail()
    assert books.balance(books.buyer).available == Decimal("0.00")
    assert not books.recharge("1", key="r").repeated


@pytest.mark.parametrize(
    ("refusal", "change"),
    [
        ("unknown_kind", {"kind": "whim"}),
        ("key_missing", {"key": ""}),
        ("key_missing", {"key": "k" * 201}),
        ("key_missing", {"cause": Cause("case", "")}),
        ("not_positive", {"yuan": "0"}),
        ("not_positive", {"yuan": "-1"}),
        ("fraction_of_fen", {"yuan": "0.001"}),
        ("amount_too_large", {"yuan": "NaN"}),
    ],
)
def test_what_is_no_transfer_is_refused(books: Books, refusal: str, change: dict[str, Any]) -> None:
    given = {"yuan": "1"} | change
    assert code(lambda: books.move(books.clearing, books.buyer, **given), Invalid) == f"ledger.{refusal}"


def test_a_transfer_balances_each_commodity(books: Books) -> None:
    def ask(movements: tuple[Movement, ...], exchange: bool = False) -> Callable[[], Any]:
        order = TransferOrder("k", "adjustment", CASE, movements, exchange)
        return lambda: transfer(work, order)

    cash = _pair(books.clearing, books.buyer, "3")
    vouchers = _pair(books.issue, books.vouchers, "5")
    with books.platform.begin() as work:
        assert code(ask(cash[:1]), Invalid) == "ledger.unbalanced"
        assert code(ask((cash[0], vouchers[1]), exchange=True), Invalid) == "ledger.unbalanced"
        assert code(ask(cash + vouchers), Invalid) == "ledger.mixed"
        assert code(ask(()), Invalid) == "ledger.nothing_moves"
        assert code(ask(_pair(books.buyer, books.buyer, "3")), Invalid) == "ledger.nothing_moves"
        ask(cash + vouchers, exchange=True)()
    assert books.balance(books.vouchers).available == Decimal("5.00")


def test_a_transfer_is_taken_back_once(books: Books) -> None:
    receipt = books.recharge("10")
    with books.platform.begin() as work:
        back = reverse(work, receipt.transfer_id, key="back", cause=CASE)
        assert reverse(work, receipt.transfer_id, key="back", cause=CASE).transfer_id == back.transfer_id
        other = lambda: reverse(work, receipt.transfer_id, key="again", cause=CASE)  # noqa: E731
        assert code(other, InvalidState) == "ledger.reversed_already"
        assert code(lambda: reverse(work, "?", key="x", cause=CASE), NotFound) == "ledger.transfer_not_found"
    assert books.balance(books.buyer).available == Decimal("0.00")
    assert books.balance(books.clearing).available == Decimal("0.00")


def test_what_was_spent_cannot_be_taken_back(books: Books) -> None:
    receipt = books.recharge("10")
    books.move(books.buyer, books.seller, "1")
    with books.platform.begin() as work:
        refusal = code(lambda: reverse(work, receipt.transfer_id, key="b", cause=CASE), InvalidState)
    assert refusal == "ledger.too_little"


def test_a_programme_is_a_commodity(books: Books) -> None:
    assert voucher("2026-general") == "voucher:2026-general"
    assert code(lambda: voucher("x'; --"), Invalid) == "ledger.unknown_commodity"


def test_a_transfer_is_one_statement(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round trip costs as much as all that the database does in it: half of the floor hangs on this."""
    executed: list[str] = []
    real = transaction._execute

    def note(cursor: Any, statement: Any, parameters: Any) -> Any:
        executed.append(statement)
        return real(cursor, statement, parameters)

    monkeypatch.setattr(transaction, "_execute", note)
    books.recharge("10")
    assert len(executed) == 1
    books.recharge("10")  # the same key again: what was written is read
    assert len(executed) == 3
