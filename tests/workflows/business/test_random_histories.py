"""Random histories of wallets and vouchers against a model: no money made or lost, no voucher twice.

The primitives of the ledger are in `ledger/test_random_operations.py`; these are what people and the clock
begin: recharge, withdraw, take back, pay out, fail, grab, hold, release, expire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

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
from workflows.business.ledger.holds import release, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account, voucher
from workflows.business.ledger.queries import balances
from workflows.business.ledger.values import Cause
from workflows.business.payments.gateway import GatewayPayOut
from workflows.business.payments.pay_outs import follow
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.models import VoucherGrant
from workflows.business.wallet import withdrawals
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.ground.errors import Invalid, InvalidState
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
    "grab",
    "grab",
    "hold",
    "release",
    "expire",
)
FORMS = ("do", "do", "do", "crash", "killed", "twice")
STEP = st.tuples(st.sampled_from(FORMS), st.sampled_from(KINDS), st.integers(0, 5), st.integers(1, 9_000))
STEPS = st.lists(STEP, min_size=4, max_size=14)
NUMBERS = count()


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
    """A voucher of the model."""

    account: str
    fen: int
    holds: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class History:
    """What is done to the platform, and what its books must say."""

    platform: Platform
    people: list[Applicant]
    wallets: list[str]
    cards: list[str]
    programme_id: str
    campaign_id: str
    fen: list[int]
    asked: list[Paid] = field(default_factory=list)
    vouchers: dict[int, Voucher] = field(default_factory=dict)

    def play(self, form: str, kind: str, number: int, fen: int) -> None:
        """Do one step; what crashes leaves nothing, and what is done twice at once counts once."""
        step: Callable[[Work, int, int], Callable[[], None]] = getattr(self, f"_{kind}")
        if form in {"crash", "killed"}:
            with pytest.raises((PowerCutError, OperationalError)):
                self._cut(step, number, fen, killed=form == "killed")
        elif form == "twice" and kind == "grab":
            self._grab_twice(number)
        else:
            with self.platform.begin(self._actor(number), **self._at(kind)) as work:
                change = step(work, number, fen)
            change()
            if form == "twice" and kind == "expire":
                self.play("do", kind, number, fen)

    def _cut(self, step: Any, number: int, fen: int, *, killed: bool) -> None:
        with self.platform.begin(self._actor(number), **self._at(step.__name__.removeprefix("_"))) as work:
            step(work, number, fen)
            if killed:
                work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
            raise PowerCutError

    def _actor(self, number: int) -> str:
        return self.people[number % PEOPLE].user_id

    def _at(self, kind: str) -> dict[str, Any]:
        return {"now": self.platform.clock() + LATER} if kind == "expire" else {}

    def _recharge(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        receive(work, self.people[who].organisation_id, f"{to_yuan(fen):.2f}", f"H-{next(NUMBERS)}")
        return lambda: self._add(who, fen)

    def _add(self, who: int, fen: int) -> None:
        self.fen[who] += fen

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

    def _grab(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        answer = claim(work, viewer(self.platform, self.people[who].user_id), self.campaign_id)
        is_left = len(self.vouchers) < STOCK
        assert answer.outcome == ("claimed" if who in self.vouchers or is_left else "sold_out")
        assert answer.repeated == (who in self.vouchers)
        if answer.claim is None or answer.repeated:
            return _nothing
        account = work.session.get_one(VoucherGrant, answer.claim.voucher_id).account_id
        return lambda: self.vouchers.update({who: Voucher(account, FACE)})

    def _grab_twice(self, number: int) -> None:
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
        for who in got.keys() - self.vouchers.keys():
            self.vouchers[who] = Voucher(got[who], FACE)

    def _hold(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        one = self.vouchers.get(number % PEOPLE)
        if one is None or one.fen < fen:
            return _nothing
        until = work.now + timedelta(days=1)
        made = reserve(
            work, key=f"hold {next(NUMBERS)}", cause=Cause("case", "DD-1"), account_id=one.account,
            amount=to_yuan(fen), purpose="order", until=until,
        )  # fmt: skip

        def change() -> None:
            one.fen -= fen
            one.holds.append((made.id, fen))

        return change

    def _release(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        one = self.vouchers.get(number % PEOPLE)
        if one is None or not one.holds:
            return _nothing
        hold, fen = one.holds[-1]
        release(work, hold, key=f"release {next(NUMBERS)}", cause=Cause("case", "DD-1"))

        def change() -> None:
            one.holds.pop()
            one.fen += fen

        return change

    def _expire(self, work: Work, _number: int, _fen: int) -> Callable[[], None]:
        """Take back what is available of every voucher; what an order holds stays held until a later look."""
        for row in work.session.scalars(select(VoucherGrant)):
            row.next_look_at = work.now
        work.session.flush()
        look_at_ends(work)

        def change() -> None:
            for one in self.vouchers.values():
                one.fen = 0

        return change

    def agrees(self) -> None:
        """Compare every balance with the model, and add the books up again."""
        accounts = [*self.wallets, *(one.account for one in self.vouchers.values())]
        with self.platform.begin() as work:
            has = balances(work, accounts)
            assert check_books(work, full=True).differences == ()
        for who, wallet in enumerate(self.wallets):
            held = sum(one.fen for one in self.asked if one.owner == who and one.state == "asked")
            assert (to_fen(has[wallet].available), to_fen(has[wallet].held)) == (self.fen[who], held)
        for one in self.vouchers.values():
            held = sum(fen for _, fen in one.holds)
            assert (to_fen(has[one.account].available), to_fen(has[one.account].held)) == (one.fen, held)


def _nothing() -> None:
    pass


@pytest.fixture
def begin_history(platform: Platform) -> Iterator[Callable[[], History]]:
    """Make a campaign of its own for each example, among the same enterprises."""
    platform.prepare()
    people = [certified_enterprise(platform) for _ in range(PEOPLE)]
    cards = [_card(platform, person.organisation_id) for person in people]
    with platform.begin() as work:
        wallets = [open_account(work, person.organisation_id, "wallet").id for person in people]

    def make() -> History:
        number = next(NUMBERS)
        with platform.begin() as work:
            of = opened(work, number=f"QZ-{number}")
            drawn_up = draft_of(work, of.id, stock=STOCK, face_value=to_yuan(FACE))
            campaign_id = open_campaign(work, drawn_up, case_number=f"HD-{number}")
            has = balances(work, wallets)
        fen = [to_fen(has[wallet].available) for wallet in wallets]
        held = [to_fen(has[wallet].held) for wallet in wallets]
        assert held == [0] * PEOPLE
        return History(platform, people, wallets, cards, of.id, campaign_id, fen)

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
    for _ in [
        one for one in history.asked if one.state == "asked"
    ]:  # nothing stays held for the next example
        history.play("do", "failed", 0, 1)
    history.agrees()
    with history.platform.begin() as work:
        budget = open_account(work, PLATFORM, "budget", voucher(history.programme_id))
        left = balances(work, [budget.id])[budget.id]
    assert left.available == Decimal("1000.00") - to_yuan(FACE) * STOCK, "the stock was set aside, no more"


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
