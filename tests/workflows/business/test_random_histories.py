"""Random histories of wallets and vouchers against a model: no money made or lost, no voucher twice.

The primitives of the ledger are in `ledger/test_random_operations.py`; these are what people and the clock
begin: recharge, withdraw, take back, pay out, fail, grant, grab, hold, capture, release, refund, expire. Each
is done, or breaks off before its commit (an error, a lost backend, a process ended by SIGKILL), or is done by
two at once; the last one is done again with its own key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.business.campaigns.conftest import draft_of
from tests.workflows.business.histories.playing import NUMBERS, PEOPLE
from tests.workflows.business.histories.voucher_steps import FACE, STOCK, VoucherSteps
from tests.workflows.business.histories.wallet_steps import WalletSteps
from tests.workflows.business.vouchers.conftest import certified_enterprise, opened
from workflows.bootstrap import Platform
from workflows.business.campaigns.operations import open_campaign
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account, voucher
from workflows.business.ledger.queries import balances
from workflows.business.wallet.models import BankCard

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


@dataclass(kw_only=True)
class History(WalletSteps, VoucherSteps):
    """What is done to the platform, and what its books must say."""

    wallets: list[str]

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
        return History(
            platform=platform, people=people, wallets=wallets, cards=cards, programme_id=of.id,
            campaign_id=campaign_id, spent=spent,
        )  # fmt: skip

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
