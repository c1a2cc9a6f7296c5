"""Random operations against a model in Python: no money made or lost, whoever crashes and whoever comes too.

Two at once are interleaved by force: the first has written and not committed when the second begins, and
commits (or fails) once the second has finished or waits for a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from threading import Thread
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from tests.waiting import until
from tests.workflows.business.ledger.conftest import CASE
from workflows.bootstrap import Platform
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.holds import capture, release, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import move, open_account, reverse, voucher
from workflows.business.ledger.queries import balances
from workflows.ground.errors import WorkflowsError
from workflows.ground.work import Work

Operation = tuple[str, int, int, int]
KINDS = (
    "recharge",
    "grant",
    "move",
    "move",
    "hold",
    "capture",
    "capture_all",
    "release",
    "release_all",
    "reverse",
)
FORMS = ("do", "do", "do", "crash", "killed", "retry", "otherwise", "beside", "beside_crash", "twice")
OPERATIONS = st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 5), st.integers(1, 400))
STEPS = st.lists(st.tuples(st.sampled_from(FORMS), OPERATIONS, OPERATIONS), min_size=5, max_size=25)
NUMBERS = count()


class PowerCutError(Exception):
    pass


@dataclass
class Done:
    """A transfer of the model: what it moved, holds counted as the accounts that they are of."""

    id: str
    moved: dict[str, int]
    can_be_reversed: bool
    is_reversed: bool = False


@dataclass
class Model:
    """What the books must say."""

    platform: Platform
    accounts: list[str]
    clearing: str
    issue: str
    fen: dict[str, int] = field(default_factory=dict)
    holds: list[list[Any]] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    last: tuple[Operation, str] | None = None

    def account(self, number: int) -> str:
        return self.accounts[number % len(self.accounts)]

    def wallet(self, number: int) -> str:
        return self.accounts[number % 3]

    def run(self, work: Work, operation: Operation, key: str) -> tuple[str, str]:
        """Let the ledger do it; return what it says, and the id of what it made."""
        try:
            made = self._run(work, operation, key)
        except WorkflowsError as refusal:
            return refusal.code.removeprefix("ledger."), ""
        return ("repeated" if getattr(made, "repeated", False) else "ok"), getattr(
            made, "transfer_id", ""
        ) or made.id

    def _run(self, work: Work, operation: Operation, key: str) -> Any:
        kind, a, b, fen = operation
        words: dict[str, Any] = {"key": key, "cause": CASE}
        amount = to_yuan(fen)
        if kind in {"recharge", "grant", "move"}:
            source, target = self._ends(kind, a, b)
            return move(work, kind="payment", source=source, target=target, amount=amount, **words)
        if kind == "hold":
            until = work.now + timedelta(days=1)
            given = {"account_id": self.wallet(a), "purpose": "order", "until": until}
            return reserve(work, amount=amount, **given, **words)
        if kind == "reverse":
            return reverse(work, self.done[a % len(self.done)].id, **words)
        hold_id = self.holds[a % len(self.holds)][0]
        part = None if kind.endswith("_all") else amount
        if kind.startswith("release"):
            return release(work, hold_id, amount=part, **words)
        return capture(work, hold_id, target=self.wallet(b), amount=part, **words)

    def _ends(self, kind: str, a: int, b: int) -> tuple[str, str]:
        return {
            "recharge": (self.clearing, self.wallet(a)),
            "grant": (self.issue, self.accounts[3]),
            "move": (self.account(a), self.account(b)),
        }[kind]

    def possible(self, operation: Operation) -> bool:
        """Tell whether there is what the operation is about."""
        kind = operation[0]
        if kind == "reverse":
            return bool(self.done)
        return bool(self.holds) or not kind.startswith(("capture", "release"))

    def resolved(self, operation: Operation) -> Operation:
        """Say which hold or transfer is meant, before another operation adds more of them."""
        kind, a, b, fen = operation
        if kind == "reverse":
            return kind, a % len(self.done), b, fen
        return (kind, a % len(self.holds), b, fen) if kind.startswith(("capture", "release")) else operation

    def expect(self, operation: Operation) -> tuple[str, Callable[[str], None]]:
        """Return what the ledger must say, and how the books change if it is done."""
        kind, a, b, fen = operation
        if kind in {"recharge", "grant", "move"}:
            source, target = self._ends(kind, a, b)
            return self._expect_move(source, target, fen)
        if kind == "hold":
            return self._expect_hold(self.wallet(a), fen)
        if kind == "reverse":
            return self._expect_reversal(self.done[a % len(self.done)])
        hold = self.holds[a % len(self.holds)]
        target = hold[1] if kind.startswith("release") else self.wallet(b)
        return self._expect_taken(
            hold, target, hold[2] if kind.endswith("_all") else fen, kind.startswith("c")
        )

    def _expect_move(self, source: str, target: str, fen: int) -> tuple[str, Callable[[str], None]]:
        if source == target:
            return "nothing_moves", self._nothing
        if self.accounts[3] in {source, target} and {source, target} & set(self.accounts[:3]):
            return "unbalanced", self._nothing
        if source in self.accounts and self.fen.get(source, 0) < fen:
            return "too_little", self._nothing
        return "ok", lambda made: self._note(made, {source: -fen, target: fen})

    def _expect_hold(self, wallet: str, fen: int) -> tuple[str, Callable[[str], None]]:
        if self.fen.get(wallet, 0) < fen:
            return "too_little", self._nothing

        def change(made: str) -> None:
            self.fen[wallet] -= fen
            self.holds.append([made, wallet, fen])

        return "ok", change

    def _expect_taken(
        self, hold: list[Any], target: str, fen: int, is_capture: bool
    ) -> tuple[str, Callable[[str], None]]:
        if not hold[2]:
            return "hold_closed", self._nothing
        if fen > hold[2]:
            return "held_too_little", self._nothing

        def change(made: str) -> None:
            hold[2] -= fen
            self.fen[target] = self.fen.get(target, 0) + fen
            moved = {} if target == hold[1] else {hold[1]: -fen, target: fen}
            self.done.append(Done(made, moved, is_capture))

        return "ok", change

    def _expect_reversal(self, wanted: Done) -> tuple[str, Callable[[str], None]]:
        if not wanted.can_be_reversed:
            return "hold_is_released", self._nothing
        if not wanted.moved:
            return "nothing_moves", self._nothing
        if wanted.is_reversed:
            return "reversed_already", self._nothing
        back = {account: -fen for account, fen in wanted.moved.items()}
        if any(
            account in self.accounts and self.fen.get(account, 0) + fen < 0 for account, fen in back.items()
        ):
            return "too_little", self._nothing

        def change(made: str) -> None:
            wanted.is_reversed = True
            self._note(made, back)

        return "ok", change

    def _note(self, made: str, moved: dict[str, int]) -> None:
        for account, fen in moved.items():
            self.fen[account] = self.fen.get(account, 0) + fen
        self.done.append(Done(made, moved, True))

    @staticmethod
    def _nothing(_: str) -> None:
        pass


def play(model: Model, form: str, first: Operation, second: Operation) -> None:
    """Do one step, and compare what the ledger says with what the model expects."""
    if not (model.possible(first) and model.possible(second)):
        return
    first, second = model.resolved(first), model.resolved(second)
    key = f"key {next(NUMBERS)}"
    if form in {"retry", "otherwise"}:
        again(model, other=form == "otherwise")
    elif form in {"crash", "killed"}:
        crash(model, first, key, killed=form == "killed")
    elif form == "do":
        with model.platform.begin() as work:
            said = model.run(work, first, key)
        agree(model, first, key, said)
    else:
        second, other = (first, key) if form == "twice" else (second, f"{key}, beside")
        beside(model, (first, key), (second, other), crashes=form == "beside_crash")


def agree(model: Model, operation: Operation, key: str, said: tuple[str, str]) -> None:
    expected, change = model.expect(operation)
    assert said[0] == expected, operation
    if expected == "ok":
        change(said[1])
        model.last = (operation, key)


def again(model: Model, *, other: bool) -> None:
    if model.last is None:
        return
    operation, key = model.last
    if other:
        operation = ("recharge", 0, 0, 123_456)
    with model.platform.begin() as work:
        said, _ = model.run(work, operation, key)
    if other:
        assert said == "key_used_otherwise"
    else:
        assert said == ("ok" if operation[0] == "hold" else "repeated")  # a hold is answered by itself


def crash(model: Model, operation: Operation, key: str, *, killed: bool) -> None:
    def fail() -> None:
        with model.platform.begin() as work:
            model.run(work, operation, key)
            if killed:
                work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
            raise PowerCutError

    with pytest.raises((PowerCutError, OperationalError)):
        fail()


def beside(
    model: Model, first: tuple[Operation, str], second: tuple[Operation, str], *, crashes: bool
) -> None:
    said: dict[str, tuple[str, str]] = {}

    def run_second() -> None:
        with model.platform.begin() as work:
            said["second"] = model.run(work, *second)

    thread = Thread(target=run_second)
    try:
        with model.platform.begin() as work:
            said["first"] = model.run(work, *first)
            thread.start()
            until(lambda: not thread.is_alive() or waits_for_a_lock(model.platform))
            if crashes:
                raise PowerCutError
    except PowerCutError:
        pass
    thread.join()
    if not crashes:
        agree(model, *first, said["first"])
    if said["second"][0] == "repeated" or (first == second and not crashes and first[0][0] == "hold"):
        assert first == second
        assert said["second"][1] == said["first"][1]
    else:
        agree(model, *second, said["second"])


def waits_for_a_lock(platform: Platform) -> bool:
    with psycopg.connect(platform.settings.database_url or "", autocommit=True) as connection:
        rows = connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return rows.fetchone() is not None


def books_agree(model: Model) -> None:
    with model.platform.begin() as work:
        by_account = balances(work, [*model.accounts, model.clearing, model.issue])
    held = {account: sum(left for _, of, left in model.holds if of == account) for account in by_account}
    assert {account: to_fen(one.available) for account, one in by_account.items()} == {
        account: model.fen.get(account, 0) for account in by_account
    }
    assert {account: to_fen(one.held) for account, one in by_account.items()} == held
    assert all(
        one.available >= Decimal(0) for account, one in by_account.items() if account in model.accounts
    )


@pytest.fixture
def model_of(platform: Platform) -> Iterator[Callable[[], Model]]:
    """Make accounts of their own for each example, in one database."""

    def make() -> Model:
        owner, programme = f"owner {next(NUMBERS)}", voucher(f"p{next(NUMBERS)}")
        with platform.begin() as work:
            wallets = [open_account(work, f"{owner}, {n}", "wallet").id for n in range(3)]
            vouchers = open_account(work, owner, "voucher", programme).id
            clearing = open_account(work, f"{PLATFORM}, {owner}", "clearing").id
            issue = open_account(work, PLATFORM, "issue", programme).id
        return Model(platform, [*wallets, vouchers], clearing, issue)

    yield make
    with platform.begin() as work:
        checked = check_books(work, full=True)
    assert checked.differences == ()
    assert checked.transfers > 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_money_is_made_or_lost(model_of: Callable[[], Model], steps: list[Any]) -> None:
    model = model_of()
    for number in range(3):  # something to move
        play(model, "do", ("recharge", number, 0, 500), ("recharge", 0, 0, 1))
    for form, first, second in steps:
        play(model, form, first, second)
        books_agree(model)


@pytest.mark.soak
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_money_is_made_or_lost_in_long_runs(model_of: Callable[[], Model], steps: list[Any]) -> None:
    test_no_money_is_made_or_lost.hypothesis.inner_test(model_of, steps)  # type: ignore[attr-defined]


def test_transfers_across_each_other_do_not_wait_in_a_circle(model_of: Callable[[], Model]) -> None:
    """Both lock in the order of the accounts, whichever way the money goes."""
    model = model_of()
    for number in range(2):
        play(model, "do", ("recharge", number, 0, 500), ("recharge", 0, 0, 1))
    for _ in range(5):
        play(model, "beside", ("move", 0, 1, 7), ("move", 1, 0, 5))
    books_agree(model)


def test_a_hot_account_makes_nobody_wait(model_of: Callable[[], Model]) -> None:
    """Two recharges from one clearing account: the second commits while the first has written and has not."""
    model = model_of()
    said: list[str] = []

    def run_second(taken: int) -> None:
        while not said:
            with model.platform.begin() as work:
                if _shard(work) != taken:  # one in sixteen would wait; ask for the next number then
                    said.append(model.run(work, ("recharge", 1, 0, 7), f"key {next(NUMBERS)}")[0])

    with model.platform.begin() as work:
        model.run(work, ("recharge", 0, 0, 5), f"key {next(NUMBERS)}")
        thread = Thread(target=run_second, args=(_shard(work),))
        thread.start()
        until(lambda: not thread.is_alive())
    thread.join()
    assert said == ["ok"]
    with model.platform.begin() as work:
        assert to_fen(balances(work, [model.clearing])[model.clearing].available) == -12


def _shard(work: Work) -> int:
    row = work.transaction.row("SELECT mod(pg_current_xact_id()::text::bigint, 16) AS shard")
    assert row is not None
    return int(row["shard"])
