"""Random histories of wallets and vouchers against a model: no money made or lost, no voucher twice.

The primitives of the ledger are in `ledger/test_random_operations.py`; these are what people and the clock
begin: recharge, withdraw, take back, pay out, fail, grant, grab, hold, capture, release, refund, expire. Each
is done, or breaks off before its commit (an error, a lost backend, a process ended by SIGKILL), or is done by
two at once; the last one is done again with its own key.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.factories.people import Applicant, viewer
from tests.workflows.business.campaigns.conftest import draft_of
from tests.workflows.business.vouchers.conftest import certified_enterprise, opened
from tests.workflows.business.wallet.conftest import receive
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.business.campaigns.claiming import claim
from workflows.business.campaigns.operations import open_campaign
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.holds import capture, release, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account, reverse, voucher
from workflows.business.ledger.queries import balances
from workflows.business.ledger.values import Cause, HoldView, Receipt
from workflows.business.payments.gateway import GatewayPayOut
from workflows.business.payments.pay_outs import follow
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.models import VoucherGrant
from workflows.business.vouchers.operations import grant
from workflows.business.vouchers.values import GrantOrder, GrantSource
from workflows.business.wallet import withdrawals
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.ground.errors import Invalid, InvalidState, WorkflowsError
from workflows.ground.work import Work

PEOPLE, STOCK, FACE = 3, 2, 10_000
LATER = timedelta(days=300)
"""Beyond the end of every voucher."""
KINDS = (
    "recharge",
    "withdraw",
    "withdraw",
    "take_back",
    "paid",
    "failed",
    "grant",
    "grab",
    "grab",
    "hold",
    "hold",
    "capture",
    "release",
    "refund",
    "expire",
)
FORMS = ("do", "do", "do", "crash", "killed", "sigkill", "twice", "twice", "retry")
STEP = st.tuples(st.sampled_from(FORMS), st.sampled_from(KINDS), st.integers(0, 5), st.integers(1, 9_000))
STEPS = st.lists(STEP, min_size=4, max_size=14)
NUMBERS = count()
CASE = Cause("case", "DD-1")


class PowerCutError(Exception):
    pass


@dataclass
class Paid:
    """A withdrawal of the model: `state` is asked, paid or back."""

    id: str
    owner: int
    fen: int
    state: str = "asked"


@dataclass
class Voucher:
    """A voucher of the model: what is held of it, by hold, and what was captured, by transfer."""

    account: str
    fen: int
    holds: list[tuple[str, int]] = field(default_factory=list)
    captured: list[tuple[str, int]] = field(default_factory=list)


Source = Literal["campaign", "quota"]
Again = Callable[[Work], object]


@dataclass
class History:
    """What is done to the platform, and what its books must say."""

    platform: Platform
    people: list[Applicant]
    wallets: list[str]
    cards: list[str]
    programme_id: str
    campaign_id: str
    spent: str
    fen: list[int] = field(default_factory=lambda: [0] * PEOPLE)
    asked: list[Paid] = field(default_factory=list)
    vouchers: dict[tuple[Source, int], Voucher] = field(default_factory=dict)
    last: Again | None = None
    """Does the last step again, with the key that it had."""

    def play(self, form: str, kind: str, number: int, fen: int) -> None:
        """Do one step; what breaks off leaves nothing, and what is done twice at once counts once."""
        step: Callable[[Work, int, int], Callable[[], None]] = getattr(self, f"_{kind}")
        twice = getattr(self, f"_{kind}_twice", None)
        if form in {"crash", "killed"}:
            with pytest.raises((PowerCutError, OperationalError)):
                self._cut(step, number, fen, killed=form == "killed")
        elif form == "sigkill":
            self._die(step, number, fen)
        elif form == "retry":
            self._again()
        elif form == "twice" and twice is not None:
            twice(number, fen)
        else:
            with self.platform.begin(self._actor(number), **self._at(kind)) as work:
                change = step(work, number, fen)
            change()
            if form == "twice" and kind == "expire":
                self.play("do", kind, number, fen)

    def _again(self) -> None:
        if self.last is not None:
            with self.platform.begin() as work:
                self.last(work)

    def _cut(self, step: Any, number: int, fen: int, *, killed: bool) -> None:
        with self.platform.begin(self._actor(number), **self._at(step.__name__.removeprefix("_"))) as work:
            step(work, number, fen)
            if killed:
                work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
            raise PowerCutError

    def _die(self, step: Any, number: int, fen: int) -> None:
        """Let a process with connections of its own do the step and be killed before it commits."""
        at, clock = self._at(step.__name__.removeprefix("_")), self.platform.clock
        pid = os.fork()
        if not pid:
            try:
                self.platform = Platform(self.platform.settings, clock=clock)
                with self.platform.begin(self._actor(number), **at) as work:
                    step(work, number, fen)
                    os.kill(os.getpid(), signal.SIGKILL)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL

    def _at_once(self, number: int, act: Callable[[Work, int], Any]) -> list[Any]:
        """Let two do something in transactions of their own; return what each got, or how it was refused."""

        def one(of: int) -> Any:
            try:
                with self.platform.begin(self._actor(number)) as work:
                    return act(work, of)
            except WorkflowsError as refusal:
                return refusal

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, range(2)))

    def _actor(self, number: int) -> str:
        return self.people[number % PEOPLE].user_id

    def _at(self, kind: str) -> dict[str, Any]:
        return {"now": self.platform.clock() + LATER} if kind == "expire" else {}

    def _voucher(self, number: int) -> Voucher | None:
        """Return one of the vouchers that are there, None if there is none."""
        known = [self.vouchers[key] for key in sorted(self.vouchers)]
        return known[number % len(known)] if known else None

    def _recharge(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        again = self._notice(who, fen)
        again(work)
        return lambda: self._add(who, fen, again)

    def _notice(self, who: int, fen: int) -> Again:
        said = (self.people[who].organisation_id, f"{to_yuan(fen):.2f}", f"H-{next(NUMBERS)}")
        return lambda work: receive(work, *said)

    def _recharge_twice(self, number: int, fen: int) -> None:
        """The same notice comes twice at once."""
        notice = self._notice(number % PEOPLE, fen)
        self._at_once(number, lambda work, _: notice(work))
        self._add(number % PEOPLE, fen, notice)

    def _add(self, who: int, fen: int, again: Again) -> None:
        self.fen[who] += fen
        self.last = again

    def _withdraw(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        person = self.people[who]
        words = {"card_id": self.cards[who], "amount": to_yuan(fen)}
        own = viewer(self.platform, person.user_id)
        if fen > self.fen[who]:
            with pytest.raises(Invalid):
                withdrawals.ask(work, own, person.organisation_id, **words)  # type: ignore[arg-type]
            return _nothing
        case = withdrawals.ask(work, own, person.organisation_id, **words)  # type: ignore[arg-type]
        row = work.session.scalars(select(Withdrawal.id).where(Withdrawal.case_number == case)).one()

        def change() -> None:
            self.fen[who] -= fen
            self.asked.append(Paid(row, who, fen))

        return change

    def _withdraw_twice(self, number: int, fen: int) -> None:
        """Two ask at once: both get it if there is enough for both."""
        who = number % PEOPLE
        person, own = self.people[who], viewer(self.platform, self._actor(number))
        card, amount = self.cards[who], to_yuan(fen)

        def ask(work: Work, _: int) -> str:
            return withdrawals.ask(work, own, person.organisation_id, card_id=card, amount=amount)

        said = self._at_once(number, ask)
        cases = [one for one in said if isinstance(one, str)]
        assert len(cases) == min(2, self.fen[who] // fen), said
        with self.platform.begin() as work:
            rows = select(Withdrawal.id).where(Withdrawal.case_number.in_(cases))
            self.asked += [Paid(row, who, fen) for row in work.session.scalars(rows)]
        self.fen[who] -= fen * len(cases)

    def _take_back(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        if not self.asked:
            return _nothing
        one = self.asked[number % len(self.asked)]
        if one.state != "asked":
            with pytest.raises(InvalidState):
                withdrawals.withdrawn(work, one.id)
            return _nothing
        number_of_case = work.session.get_one(Withdrawal, one.id).case_number
        case = work.session.scalars(select(Case.id).where(Case.number == number_of_case)).one()
        withdraw_and_urge.withdraw(work, viewer(self.platform, self.people[one.owner].user_id), case, "")
        return lambda: self._back(one)

    def _back(self, one: Paid) -> None:
        one.state = "back"
        self.fen[one.owner] += one.fen

    def _paid(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        return self._settle(work, number, "paid")

    def _failed(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        return self._settle(work, number, "failed")

    def _settle(self, work: Work, number: int, state: Any) -> Callable[[], None]:
        """Let finance have released it, and the gateway say how it ended, twice."""
        waiting = [one for one in self.asked if one.state == "asked"]
        if not waiting:
            return _nothing
        one = waiting[number % len(waiting)]
        pay_out = withdrawals.pay(work, one.id)
        assert withdrawals.pay(work, one.id) == pay_out
        for _ in range(2):
            said = GatewayPayOut(pay_out, f"SO{pay_out}", to_yuan(one.fen), state, "", work.now)
            follow(work, "sandbox", said)

        def change() -> None:
            if state == "failed":
                self._back(one)
            one.state = state

        return change

    def _grabbed(self) -> set[int]:
        return {who for source, who in self.vouchers if source == "campaign"}

    def _grab(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        answer = claim(work, viewer(self.platform, self.people[who].user_id), self.campaign_id)
        got = self._grabbed()
        assert answer.outcome == ("claimed" if who in got or len(got) < STOCK else "sold_out")
        assert answer.repeated == (who in got)
        if answer.claim is None or answer.repeated:
            return _nothing
        account = work.session.get_one(VoucherGrant, answer.claim.voucher_id).account_id
        return lambda: self.vouchers.update({("campaign", who): Voucher(account, FACE)})

    def _grab_twice(self, number: int, _fen: int) -> None:
        """Two clicks at once of the same enterprise, and one of another beside them."""
        clicks = [number, number, number + 1]

        def click(of: int) -> str:
            who = self._actor(of)
            with self.platform.begin(who) as work:
                return claim(work, viewer(self.platform, who), self.campaign_id).outcome

        with ThreadPoolExecutor(len(clicks)) as pool:
            said = list(pool.map(click, clicks))
        assert set(said) <= {"claimed", "sold_out"}
        owners = [person.organisation_id for person in self.people]
        with self.platform.begin() as work:
            mine = (VoucherGrant.source_id == self.campaign_id, VoucherGrant.organisation_id.in_(owners))
            rows = work.session.scalars(select(VoucherGrant).where(*mine)).all()
            got = {owners.index(row.organisation_id): row.account_id for row in rows}
        assert len(got) == len(rows) <= STOCK
        assert all((of % PEOPLE in got) == (what == "claimed") for of, what in zip(clicks, said, strict=True))
        for who in got.keys() - self._grabbed():
            self.vouchers["campaign", who] = Voucher(got[who], FACE)

    def _quota(self, who: int) -> GrantOrder:
        number = f"{self.programme_id}-{who}"
        source, cause = GrantSource("quota", number), Cause("case", number)
        return GrantOrder(self.programme_id, self.people[who].organisation_id, source, cause, to_yuan(FACE))

    def _grant(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        """Grant what a reviewer has decided; a decision that comes again grants the same voucher."""
        made = grant(work, self._quota(number % PEOPLE))
        account = work.session.get_one(VoucherGrant, made.id).account_id
        return lambda: self._granted(number % PEOPLE, account)

    def _grant_twice(self, number: int, _fen: int) -> None:
        order = self._quota(number % PEOPLE)
        first, second = self._at_once(number, lambda work, _: grant(work, order).id)
        assert first == second
        with self.platform.begin() as work:
            account = work.session.get_one(VoucherGrant, first).account_id
        self._granted(number % PEOPLE, account)

    def _granted(self, who: int, account: str) -> None:
        known = self.vouchers.setdefault(("quota", who), Voucher(account, FACE))
        assert known.account == account
        self.last = lambda work: grant(work, self._quota(who))

    def _hold(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        one = self._voucher(number)
        if one is None:
            return self._grant(work, number, fen)
        if one.fen < fen:
            return _nothing
        again = self._reserving(one, fen)
        made = again(work)

        def change() -> None:
            one.fen -= fen
            one.holds.append((made.id, fen))
            self.last = again

        return change

    def _reserving(self, one: Voucher, fen: int) -> Callable[[Work], HoldView]:
        key, until = f"hold {next(NUMBERS)}", self.platform.clock() + timedelta(days=1)
        return lambda work: reserve(
            work, key=key, cause=CASE, account_id=one.account, amount=to_yuan(fen), purpose="order",
            until=until,
        )  # fmt: skip

    def _hold_twice(self, number: int, fen: int) -> None:
        """Two orders at once: both hold if there is enough for both."""
        one = self._voucher(number)
        if one is None:
            return
        orders = [self._reserving(one, fen) for _ in range(2)]
        said = self._at_once(number, lambda work, of: orders[of](work))
        made = [hold for hold in said if isinstance(hold, HoldView)]
        assert len(made) == min(2, one.fen // fen), said
        one.fen -= fen * len(made)
        one.holds += [(hold.id, fen) for hold in made]

    def _capture(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        one = self._voucher(number)
        if one is None or not one.holds:
            return self._hold(work, number, fen)
        again = self._capturing(one.holds[-1][0])
        made = again(work)

        def change() -> None:
            self._captured(one, made)
            self.last = again

        return change

    def _capturing(self, hold: str) -> Callable[[Work], Receipt]:
        key = f"capture {next(NUMBERS)}"
        return lambda work: capture(work, hold, key=key, cause=CASE, target=self.spent)

    def _captured(self, one: Voucher, made: Receipt) -> None:
        _, fen = one.holds.pop()
        one.captured.append((made.transfer_id, fen))

    def _capture_twice(self, number: int, _fen: int) -> None:
        """Two take the same hold at once: one gets it, the other is told that it is over."""
        one = self._voucher(number)
        if one is None or not one.holds:
            return
        ways = [self._capturing(one.holds[-1][0]) for _ in range(2)]
        said = self._at_once(number, lambda work, of: ways[of](work))
        (made,) = (receipt for receipt in said if isinstance(receipt, Receipt))
        assert [refusal.code for refusal in said if isinstance(refusal, InvalidState)] == [
            "ledger.hold_closed"
        ]
        self._captured(one, made)

    def _refund(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        """Give back what an order has paid; where there is nothing yet, come a step nearer to it."""
        one = self._voucher(number)
        if one is None or not one.captured:
            return self._capture(work, number, fen)
        again = self._refunding(one.captured[-1][0])
        again(work)
        return lambda: self._refunded(one, again)

    def _refunding(self, transfer: str) -> Callable[[Work], Receipt]:
        key = f"refund {next(NUMBERS)}"
        return lambda work: reverse(work, transfer, key=key, cause=CASE)

    def _refunded(self, one: Voucher, again: Again | None) -> None:
        one.fen += one.captured.pop()[1]
        self.last = again

    def _refund_twice(self, number: int, _fen: int) -> None:
        one = self._voucher(number)
        if one is None or not one.captured:
            return
        ways = [self._refunding(one.captured[-1][0]) for _ in range(2)]
        said = self._at_once(number, lambda work, of: ways[of](work))
        assert [refusal.code for refusal in said if isinstance(refusal, InvalidState)] == [
            "ledger.reversed_already"
        ]
        self._refunded(one, None)

    def _release(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        one = self._voucher(number)
        if one is None or not one.holds:
            return _nothing
        (hold, fen), key = one.holds[-1], f"release {next(NUMBERS)}"

        def again(work: Work) -> Receipt:
            return release(work, hold, key=key, cause=CASE)

        again(work)

        def change() -> None:
            one.holds.pop()
            one.fen += fen
            self.last = again

        return change

    def _expire(self, work: Work, _number: int, _fen: int) -> Callable[[], None]:
        """Take back what is available of every voucher; what an order holds stays held until a later look."""
        mine = select(VoucherGrant).where(VoucherGrant.programme_id == self.programme_id)
        for row in work.session.scalars(mine):
            row.next_look_at = self.platform.clock() - LATER  # before those of other examples
        work.session.flush()
        look_at_ends(work)

        def change() -> None:
            for one in self.vouchers.values():
                one.fen = 0

        return change

    def agrees(self) -> None:
        """Compare every balance with the model, and add up what has moved."""
        accounts = [*self.wallets, self.spent, *(one.account for one in self.vouchers.values())]
        with self.platform.begin() as work:
            has = balances(work, accounts)
            assert check_books(work).differences == ()
        for who, wallet in enumerate(self.wallets):
            held = sum(one.fen for one in self.asked if one.owner == who and one.state == "asked")
            assert (to_fen(has[wallet].available), to_fen(has[wallet].held)) == (self.fen[who], held)
        for one in self.vouchers.values():
            held = sum(fen for _, fen in one.holds)
            assert (to_fen(has[one.account].available), to_fen(has[one.account].held)) == (one.fen, held)
        spent = sum(fen for one in self.vouchers.values() for _, fen in one.captured)
        assert to_fen(has[self.spent].available) == spent


def _nothing() -> None:
    pass


@pytest.fixture
def begin_history(platform: Platform) -> Iterator[Callable[[], History]]:
    """Make enterprises and a campaign of their own for each example: one that fails leaves the next alone."""
    platform.prepare()

    def make() -> History:
        number = next(NUMBERS)
        people = [certified_enterprise(platform) for _ in range(PEOPLE)]
        cards = [_card(platform, person.organisation_id) for person in people]
        with platform.begin() as work:
            wallets = [open_account(work, person.organisation_id, "wallet").id for person in people]
            of = opened(work, number=f"QZ-{number}")
            drawn_up = draft_of(work, of.id, stock=STOCK, face_value=to_yuan(FACE))
            campaign_id = open_campaign(work, drawn_up, case_number=f"HD-{number}")
            spent = open_account(work, PLATFORM, "spent", voucher(of.id)).id
        return History(platform, people, wallets, cards, of.id, campaign_id, spent)

    yield make
    with platform.begin() as work:
        assert check_books(work, full=True).differences == ()


def _card(platform: Platform, organisation_id: str) -> str:
    with platform.begin() as work:
        row = BankCard(
            organisation_id=organisation_id, bank="ccb", bank_name="中国建设银行", holder="湘江制造",
            number=b"", tail="1234", state="certified", reason="", tries=1, added_by="", added_at=work.now,
            changed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id


def carry_out(history: History, steps: list[tuple[str, str, int, int]]) -> None:
    for number in range(PEOPLE):
        history.play("do", "recharge", number, 5_000)
    for step in steps:
        history.play(*step)
        history.agrees()
    with history.platform.begin() as work:
        budget = open_account(work, PLATFORM, "budget", voucher(history.programme_id))
        left = balances(work, [budget.id])[budget.id]
    quotas = sum(source == "quota" for source, _ in history.vouchers)
    assert left.available == Decimal("1000.00") - to_yuan(FACE) * (STOCK + quotas), "set aside, and granted"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_money_and_no_voucher_is_made_or_lost(
    begin_history: Callable[[], History], steps: list[tuple[str, str, int, int]]
) -> None:
    carry_out(begin_history(), steps)


@pytest.mark.soak
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_none_is_made_or_lost_in_long_runs(
    begin_history: Callable[[], History], steps: list[tuple[str, str, int, int]]
) -> None:
    carry_out(begin_history(), steps)
