"""Pay-outs with each way in which a gateway can misbehave, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.people import staff
from tests.web.wallet.sandbox import Market, market
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from workflows.business.ledger.holds import reserve
from workflows.business.ledger.queries import balance, find_account
from workflows.business.ledger.values import Cause
from workflows.business.payment_sandbox.models import SandboxNotice, SandboxPayOut
from workflows.business.payments.card_numbers import lock_card
from workflows.business.payments.gateway import GatewayPayOut, PayOutRequest
from workflows.business.payments.gateways import gateway_named
from workflows.business.payments.models import PaymentNotice, PayOut
from workflows.business.payments.pay_outs import create_pay_out, due_pay_outs, follow
from workflows.business.payments.values import PayOutOrder
from workflows.ground.clock import SHANGHAI
from workflows.ground.settings import Settings
from workflows.notices.models import Message

HAS, PAYS = Decimal("100.00"), Decimal("30.00")
CARD = "621700292011{}"


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        yield served


def ordered(at: Market, tail: str = "1234", key: str = "withdrawal:1") -> str:
    """Let 30 of 100 yuan be paid into a card, without waiting for anything; return the number."""
    owner = at.team.owner.organisation_id
    with at.platform.begin() as work:
        wallet, cause = receive(work, owner, str(HAS)), Cause("case", "TX-1")
        hold = reserve(
            work, key=f"hold {key}", cause=cause, account_id=wallet, amount=PAYS, purpose="withdrawal",
            until=work.now.replace(year=work.now.year + 1),
        )  # fmt: skip
        card = lock_card(at.platform.settings.secret_key, CARD.format(tail))
        order = PayOutOrder(key, owner, PAYS, "湘江检测", "建设银行", card, "钱包提现", hold.id)
        return create_pay_out(work, "sandbox", order)


def money(at: Market) -> tuple[Decimal, Decimal]:
    """Return what the wallet has at its disposal, and what of it is held."""
    with at.platform.begin() as work:
        account = find_account(work, at.team.owner.organisation_id, "wallet")
        assert account is not None
        has = balance(work, account.id)
        return has.available, has.held


def stands(at: Market, number: str) -> tuple[str, str]:
    with at.platform.begin() as work:
        row = work.session.get_one(PayOut, number)
        return row.state, row.reason


def outcomes(at: Market, number: str) -> list[str]:
    with at.platform.begin() as work:
        kept = select(PaymentNotice.outcome).where(PaymentNotice.order_no == number)
        return list(work.session.scalars(kept.order_by(PaymentNotice.id)))


def answers(at: Market) -> list[str]:
    with at.platform.begin() as work:
        return list(work.session.scalars(select(SandboxNotice.answer).order_by(SandboxNotice.due_at)))


def ask_by_itself(at: Market, **later: float) -> None:
    at.clock.pass_time(**later)
    with at.platform.begin() as work:
        work.jobs.begin_periodic("pay_out.ask_due")
    at.platform.engine.run_due_jobs()


BACK, GONE, HELD = (HAS, Decimal(0)), (HAS - PAYS, Decimal(0)), (HAS - PAYS, PAYS)


def test_a_notice_takes_what_is_held_and_the_bank_shows_it(at: Market) -> None:
    number = ordered(at)
    assert (money(at), stands(at, number)) == (HELD, ("created", ""))
    at.run()
    assert (money(at), stands(at, number), outcomes(at, number)) == (GONE, ("paid", ""), ["paid_out"])
    visitor = at.app.test_client()
    assert "¥30.00" in visitor.post("/sandbox/bank", data={"card": "6217 0029 2011 1234"}).text
    assert "¥30.00" not in visitor.post("/sandbox/bank", data={"card": "6217002920119999"}).text
    assert visitor.post("/sandbox/bank", data={"card": "12"}).status_code == 422


@pytest.mark.parametrize(
    ("tail", "reason"), [("0002", "payments.account_closed"), ("0003", "payments.holder_differs")]
)
def test_what_fails_comes_back_with_the_reason(at: Market, tail: str, reason: str) -> None:
    number = ordered(at, tail)
    at.run()
    assert (money(at), stands(at, number)) == (BACK, ("failed", reason))


def test_a_late_notice_holds_the_money_until_it_comes(at: Market) -> None:
    number = ordered(at, "0004")
    at.run()
    assert (money(at), stands(at, number)) == (HELD, ("pending", ""))
    ask_by_itself(at, minutes=2)
    assert money(at) == HELD
    at.run(minutes=9)
    assert (money(at), outcomes(at, number)) == (GONE, ["paid_out"])


def test_two_notices_take_once(at: Market) -> None:
    number = ordered(at, "0005")
    at.run()
    assert (money(at), outcomes(at, number), answers(at)) == (GONE, ["paid_out"], ["success", "success"])


def test_without_any_notice_the_platform_asks_by_itself(at: Market) -> None:
    number = ordered(at, "0006")
    at.run()
    assert money(at) == HELD
    ask_by_itself(at, minutes=2)
    assert (money(at), stands(at, number), outcomes(at, number)) == (GONE, ("paid", ""), [])


def test_a_forged_one_moves_nothing_and_the_truth_comes_by_asking(at: Market) -> None:
    number = ordered(at, "0007")
    at.run()
    assert (money(at), answers(at), outcomes(at, number)) == (HELD, ["fail"], [])
    ask_by_itself(at, minutes=12)
    assert (money(at), stands(at, number)) == (BACK, ("failed", "payments.bank_refused"))


def test_another_amount_moves_nothing_and_finance_is_told(at: Market) -> None:
    finance = staff(at.platform, "finance")
    number = ordered(at, "0008")
    at.run()
    assert (money(at), stands(at, number)[0], outcomes(at, number)) == (HELD, "in_question", ["in_question"])
    with at.platform.begin() as work:
        told = work.session.scalars(select(Message.template).where(Message.user_id == finance)).all()
    assert list(told) == ["pay_out_in_question"]


def test_the_same_key_is_one_pay_out(at: Market) -> None:
    number = ordered(at)
    with at.platform.begin() as work:
        row = work.session.get_one(PayOut, number)
        again = PayOutOrder(row.key, row.owner, PAYS, row.holder, row.bank, row.card, row.remark, row.hold_id)
        assert create_pay_out(work, "sandbox", again) == number
    at.run()
    with at.platform.begin() as work:
        assert len(work.session.scalars(select(SandboxPayOut)).all()) == 1


def test_an_answer_that_got_lost_is_asked_for_again_and_paid_once(at: Market) -> None:
    number = ordered(at)
    with at.platform.begin() as work:
        gateway = gateway_named(work, at.platform.settings, "sandbox")
    request = PayOutRequest(
        number, PAYS, "湘江检测", "建设银行", CARD.format("1234"), "钱包提现",
        f"{at.address}/payments/notices/sandbox",
    )  # fmt: skip
    assert gateway.pay_out(request).state == "pending"
    assert gateway.query_pay_out("FK-nobody") is None
    at.run()
    assert (money(at), stands(at, number)) == (GONE, ("paid", ""))
    lines = gateway.statement(at.clock().astimezone(SHANGHAI).date())
    assert [(one.kind, one.amount) for one in lines if one.order_no == number] == [("pay_out", -PAYS)]


def test_after_days_without_an_answer_it_is_left_to_finance(at: Market) -> None:
    finance, number = staff(at.platform, "finance"), ordered(at)
    at.clock.pass_time(days=4)
    with at.platform.begin() as work:
        assert due_pay_outs(work, 50) == []
        told = work.session.scalars(select(Message.template).where(Message.user_id == finance)).all()
    assert (stands(at, number)[0], money(at), list(told)) == ("in_question", HELD, ["pay_out_in_question"])
    with at.platform.begin() as work:
        said = GatewayPayOut(number, "SO1", PAYS, "paid", "", work.now)
        assert follow(work, "sandbox", said) == "paid_out", "what comes after that still counts"
    assert money(at) == GONE


def test_nothing_of_the_number_is_kept_in_the_open(at: Market) -> None:
    number = ordered(at)
    at.run()
    with at.platform.begin() as work:
        row = work.session.get_one(PayOut, number)
        assert CARD.format("1234").encode() not in row.card
        kept = work.session.scalars(select(PaymentNotice.raw)).all()
    assert not any(CARD.format("1234") in one for one in kept)
