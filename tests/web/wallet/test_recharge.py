"""Online recharge with each way in which a gateway's notices can go wrong, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import select

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, market
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import certified_provider
from workflows.business.payment_sandbox.models import SandboxNotice
from workflows.business.payments import operations
from workflows.business.payments.gateway import GatewayAway, GatewayRefused
from workflows.business.payments.gateways import gateway_named
from workflows.business.payments.models import PaymentNotice, PaymentOrder
from workflows.ground.clock import SHANGHAI
from workflows.ground.settings import Settings
from workflows.notices.models import Message
from workflows.outside.pursuits import ASK_EVERY

YUAN = Decimal("100.00")


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        yield served


def answers(at: Market) -> list[str]:
    with at.platform.begin() as work:
        return list(work.session.scalars(select(SandboxNotice.answer).order_by(SandboxNotice.due_at)))


def test_a_notice_at_once_credits_and_tells(at: Market) -> None:
    number = at.order("100.00")
    assert "待支付" in at.owner.get(f"/wallet/recharge/{number}").text
    at.pay(number, "good")
    assert (at.available(), at.state(number), at.outcomes()) == (YUAN, "paid", ["credited"])
    assert answers(at) == ["success"]
    page = at.owner.get(f"/wallet/recharge/{number}").text
    assert "已到账" in page
    assert "/sandbox/pay" not in page, "what is paid is not paid again"
    assert number in at.owner.get("/wallet").text
    with at.platform.begin() as work:
        assert work.session.scalar(select(Message.template)) == "payment_received"


def test_the_browser_that_comes_back_proves_nothing(at: Market) -> None:
    number = at.order("100.00")
    at.open(number)
    for words in ("", "?state=paid&amount=100.00", "?part=1"):
        assert "待支付" in at.owner.get(f"/wallet/recharge/{number}{words}").text
    assert at.available() == 0


def test_a_late_notice_finds_what_the_platform_has_asked_for(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "late")
    assert at.available() == 0
    at.clock.pass_time(minutes=2)
    at.ask_by_itself()
    assert (at.available(), at.state(number)) == (YUAN, "paid")
    at.run(minutes=9)
    assert (at.available(), at.outcomes()) == (YUAN, ["late"])


def test_two_notices_credit_once(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "twice")
    assert (at.available(), at.outcomes(), answers(at)) == (YUAN, ["credited"], ["success", "success"])


def test_a_pending_one_after_it_changes_nothing(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "reordered")
    at.run(minutes=2)
    assert (at.available(), at.state(number)) == (YUAN, "paid")
    assert at.outcomes() == ["credited", "late"]


def test_a_forged_one_is_refused_and_nothing_is_kept(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "forged")
    assert answers(at) == ["fail"]
    at.clock.pass_time(minutes=2)
    at.ask_by_itself()
    assert (at.available(), at.state(number), at.outcomes()) == (Decimal(0), "pending", [])


def test_another_amount_credits_nothing_and_finance_is_told(at: Market) -> None:
    finance = staff(at.platform, "finance")
    number = at.order("100.00")
    at.pay(number, "other_amount")
    assert (at.available(), at.state(number), answers(at)) == (Decimal(0), "in_question", ["success"])
    at.clock.pass_time(minutes=20)
    at.ask_by_itself()
    assert at.available() == 0
    assert "核实中" in at.owner.get(f"/wallet/recharge/{number}").text
    with at.platform.begin() as work:
        told = work.session.scalars(select(Message).where(Message.user_id == finance)).all()
    assert [one.template for one in told] == ["payment_in_question"]
    assert told[0].params["amount"] == "99.99"


def test_without_any_notice_the_platform_asks_by_itself(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "never")
    at.ask_by_itself()
    assert at.available() == 0, "not before it is due"
    at.clock.pass_time(minutes=2)
    at.ask_by_itself()
    assert (at.available(), at.outcomes()) == (YUAN, [])


def test_a_refused_payment_is_told_and_pays_nothing(at: Market) -> None:
    number = at.order("100.00")
    page = at.open(number)
    assert at.app.test_client().post(page, data={"act": "fail"}).status_code == 302
    at.run()
    assert (at.available(), at.state(number)) == (Decimal(0), "failed")
    assert "本次未支付成功" in at.owner.get(f"/wallet/recharge/{number}").text


def test_what_nobody_pays_is_asked_about_for_a_day_and_then_closed(at: Market) -> None:
    number = at.order("100.00")
    asked = 0
    with at.platform.begin() as work:
        begun = work.now
    for _ in range(60):
        at.clock.pass_time(minutes=30)
        with at.platform.begin() as work:
            asked += len(operations.due_orders(work, 50))
    assert at.state(number) == "closed"
    with at.platform.begin() as work:
        order = work.session.get_one(PaymentOrder, number)
        assert order.next_ask_at is None
        assert order.settled_at is not None
        assert order.settled_at - begun < operations.ASK_UNTIL + ASK_EVERY * 2
    assert 25 <= asked <= 30


def test_what_was_not_paid_in_time_says_so_and_what_then(at: Market) -> None:
    number = at.order("100.00")
    page = at.owner.get(f"/wallet/recharge/{number}").text
    assert "hx-get" in page
    at.clock.pass_time(minutes=31)
    page = at.owner.get(f"/wallet/recharge/{number}").text
    assert "超时未支付" in page
    assert "如未支付，请重新发起充值" in page
    assert "hx-get" not in page
    assert "超时未支付" in at.owner.get("/wallet/recharge").text


def test_a_changed_field_a_strange_gateway_and_nonsense_are_refused(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "good")
    with at.platform.begin() as work:
        raw = work.session.scalars(select(PaymentNotice.raw)).one()
    stranger = at.app.test_client()
    for name, value in (("amount", "900.00"), ("order_no", "CZ1"), ("merchant", "other"), ("sign", "AAAA")):
        fields = {**dict(parse_qsl(raw)), name: value}
        answer = stranger.post("/payments/notices/sandbox", data=urlencode(fields))
        assert (answer.status_code, answer.text) == (400, "fail"), name
    for body in (b"", b"\xff\xfe", b"a=1&a", b"x" * 100, b"&".join([b"a=b"] * 100)):
        assert stranger.post("/payments/notices/sandbox", data=body).status_code == 400
    assert stranger.post("/payments/notices/sandbox", data=b"x" * 20_000).status_code == 413
    assert stranger.post("/payments/notices/other", data=raw).status_code == 404
    again = stranger.post("/payments/notices/sandbox", data=raw)
    assert (again.text, at.available()) == ("success", YUAN)


def test_a_notice_for_an_order_that_is_none_is_kept_and_told(at: Market) -> None:
    finance = staff(at.platform, "finance")
    number = at.order("100.00")
    page = at.open(number)
    with at.platform.begin() as work:
        work.session.delete(work.session.get_one(PaymentOrder, number))
    at.app.test_client().post(page, data={"bank": "icbc", "behaviour": "good"})
    at.run()
    assert (at.outcomes(), at.available()) == (["unknown"], 0)
    with at.platform.begin() as work:
        assert work.session.scalars(select(Message.user_id)).all() == [finance]


def test_amounts_and_limits_are_refused_in_words(at: Market) -> None:
    for said, amounts in (
        ("0.01 至 1,000,000.00 元之间", ("", "0", "-5", "0.001", "1000000.01", "9" * 30)),
        ("请输入数字", ("NaN", "1e3e", "$5")),
        ("千位分隔符须每三位一个", ("1,5", "8，5", "1 2", "1.234,56")),
    ):
        for typed in amounts:
            answer = at.owner.post("/wallet/recharge", data={"amount": typed})
            assert answer.status_code == 422, typed
            assert said in answer.text, typed
            assert f'value="{typed}"' in answer.text, typed
    for typed, read in (("￥１，０００．５０", "1,000.50"), ("¥ 12 000", "12,000.00"), ("7元", "7.00")):
        assert read in at.owner.get(f"/wallet/recharge/{at.order(typed)}").text, typed
    page = at.open(at.order("60,000.00"))
    refused = at.app.test_client().post(page, data={"bank": "icbc", "behaviour": "good"})
    assert refused.status_code == 422
    assert "超过该银行的单笔限额 50,000.00 元" in refused.text
    assert at.app.test_client().post(page, data={"bank": "moon", "behaviour": "good"}).status_code == 422
    for _ in range(operations.MOST_PENDING - 4):
        at.order("1")
    assert "尚未完成" in at.owner.post("/wallet/recharge", data={"amount": "1"}).text


def test_nobody_sees_the_recharge_of_another(at: Market) -> None:
    number = at.order("100.00")
    stranger = certified_provider(at.platform).owner.user_id
    client = signed_in(at.app, at.platform, stranger)
    assert client.get(f"/wallet/recharge/{number}").status_code == 404
    assert number not in client.get("/wallet/recharge").text
    member = signed_in(at.app, at.platform, at.team.add("products").user_id)
    assert member.get("/wallet/recharge").status_code in (302, 403)


def test_the_payment_page_takes_only_what_the_merchant_has_signed(at: Market) -> None:
    stranger = at.app.test_client()
    assert stranger.get("/sandbox/pay?merchant=tongban&order_no=1&amount=5").status_code == 400
    assert stranger.get("/sandbox/payments/none").status_code == 404
    assert stranger.post("/sandbox/gateway", data={"method": "query"}).status_code == 400


def test_refunds_closing_and_the_daily_file(at: Market) -> None:
    first, second, third = (at.order(amount) for amount in ("100.00", "30.50", "7.00"))
    at.pay(first, "good")
    at.pay(second, "good")
    at.open(third)
    with at.platform.begin() as work:
        gateway = gateway_named(work, at.platform.settings, "sandbox")
        today: date = work.now.astimezone(SHANGHAI).date()
    gateway.refund(first, "R-1", Decimal("40.00"))
    gateway.refund(first, "R-1", Decimal("40.00"))
    for number, amount in (("R-1", "41.00"), ("R-2", "60.01")):
        with pytest.raises(GatewayRefused):
            gateway.refund(first, number, Decimal(amount))
    gateway.close(third)
    with pytest.raises(GatewayRefused):
        gateway.close(first)
    known = gateway.query(third)
    assert known is not None
    assert known.state == "closed"
    assert gateway.query("CZ-none") is None
    rows = gateway.statement(today)
    assert sorted((row.kind, row.order_no, str(row.amount)) for row in rows) == sorted(
        [("payment", first, "100.00"), ("payment", second, "30.50"), ("refund", first, "-40.00")]
    )


def test_a_gateway_that_is_away_is_asked_again_later(at: Market) -> None:
    number = at.order("100.00")
    at.pay(number, "never")
    with at.platform.begin() as work:
        from dataclasses import replace

        away = replace(at.platform.settings, base_url="http://127.0.0.1:9")
        with pytest.raises(GatewayAway):
            gateway_named(work, away, "sandbox").query(number)
    at.clock.pass_time(minutes=2)
    at.ask_by_itself()
    assert at.available() == YUAN
