"""Invitations: answered, negotiated with files, one chosen with an order, the others told."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories import publication
from tests.factories.demands import published, state
from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from tests.workflows.business.orders.test_milestones import PDF
from workflows.business.demands import actions, invitation_queries, inviting
from workflows.business.demands.values import InvitationPage
from workflows.business.ledger.values import BalanceView
from workflows.business.orders.checkout import CheckoutRequest
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.files.sent_files import SentFile
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.notices.models import Message

pytestmark = pytest.mark.prepared
PRICE = Decimal("3000.00")


def act(at: Market, who: Applicant, command: object, *said: object) -> object:
    """Let somebody do something with an invitation; what is due runs after it."""
    with at.platform.begin(who.user_id) as work:
        done = command(work, viewer(at.platform, who.user_id), *said)  # type: ignore[operator]
    at.run()
    return done


def invite(at: Market, number: str, provider: Applicant, message: str = "请报价") -> str:
    return str(act(at, at.buyer, inviting.invite, number, provider.organisation_id, message))


def look(at: Market, who: Applicant, invitation_id: str) -> InvitationPage:
    with at.platform.begin(who.user_id) as work:
        return invitation_queries.invitation(work, viewer(at.platform, who.user_id), invitation_id)


def shown(at: Market, provider: Applicant, due: str) -> CheckoutRequest:
    return CheckoutRequest(0, {provider.organisation_id: Decimal(due)}, {})


def told(at: Market, who: Applicant) -> int:
    with at.platform.begin() as work:
        rows = select(Message.template).where(Message.user_id == who.user_id)
        return sum("invitation_news" in one for one in work.session.scalars(rows))


def test_of_two_that_accept_one_is_chosen_and_ordered_from(at: Market) -> None:
    number = published(at.platform, at.buyer)
    other = publication.provider(at.platform, "衡阳软件有限公司", "430400")
    first, second = invite(at, number, at.seller), invite(at, number, other)
    with pytest.raises(Conflict):
        invite(at, number, at.seller)
    act(at, at.seller, inviting.accept, first, PRICE, "含培训")
    act(at, other, inviting.accept, second, Decimal("2500.00"), "")
    act(at, at.seller, inviting.offer, first, Decimal("2800.00"), "可优惠")
    file = SentFile("方案.pdf", io.BytesIO(PDF))
    act(at, at.seller, inviting.say, first, "方案见附件", [file])
    thread = look(at, at.buyer, first).thread
    assert [one.kind for one in thread] == ["invite", "accept", "offer", "say"]
    assert [one.price for one in thread] == [None, PRICE, Decimal("2800.00"), None]
    (kept,) = thread[-1].files
    with at.platform.begin(at.buyer.user_id) as work:
        who = viewer(at.platform, at.buyer.user_id)
        assert invitation_queries.open_file(work, who, first, kept.id)[1] == PDF
    with pytest.raises(Conflict):
        act(at, at.buyer, inviting.choose, first, shown(at, at.seller, "3000.00"), "")
    ordered = str(act(at, at.buyer, inviting.choose, first, shown(at, at.seller, "2800.00"), "合作愉快"))
    assert at.state(ordered) == "awaiting_acceptance"
    with at.platform.begin() as work:
        line = work.session.scalars(
            select(OrderLine)
            .join(ServiceOrder, ServiceOrder.id == OrderLine.order_id)
            .where(ServiceOrder.number == ordered)
        ).one()
        assert (line.product_number, line.product_kind, line.amount_fen) == (number, "demand", 280_000)
    assert state(at.platform, number) == "awarded"
    assert (look(at, at.seller, first).of.state, look(at, other, second).of.state) == ("selected", "dropped")
    assert at.wallet(at.buyer) == BalanceView(Decimal("20000.00"), Decimal("0.00"))
    with pytest.raises(Conflict):
        act(at, at.buyer, inviting.choose, first, shown(at, at.seller, "2800.00"), "")
    assert (told(at, other), told(at, at.seller)) == (2, 2)
    at.act(ordered, "accept")
    assert at.pay(ordered) is None
    assert at.state(ordered) == "awaiting_start"


def test_one_who_declines_or_is_dropped_is_out_and_can_be_asked_again(at: Market) -> None:
    number = published(at.platform, at.buyer)
    first = invite(at, number, at.seller)
    act(at, at.seller, inviting.decline, first, "排期已满")
    assert look(at, at.buyer, first).of.state == "declined"
    with pytest.raises(Conflict):
        act(at, at.seller, inviting.accept, first, PRICE, "")
    again = invite(at, number, at.seller)
    act(at, at.seller, inviting.accept, again, PRICE, "")
    act(at, at.buyer, inviting.drop, again, "价格偏高")
    assert look(at, at.seller, again).thread[-1].text == "价格偏高"
    assert look(at, at.seller, again).actions == frozenset()
    assert state(at.platform, number) == "published"


def test_withdrawing_the_demand_ends_what_still_runs(at: Market) -> None:
    number = published(at.platform, at.buyer)
    first = invite(at, number, at.seller)
    act(at, at.buyer, actions.withdraw, number, "预算调整")
    assert (state(at.platform, number), look(at, at.seller, first).of.state) == ("withdrawn", "lapsed")
    with pytest.raises(Invalid):
        act(at, at.seller, inviting.invite, number, at.seller.organisation_id, "请报价")
    with pytest.raises(Conflict):
        invite(at, number, at.seller)
    assert at.wallet(at.buyer).held == Decimal("0.00")


def test_each_side_does_its_own_and_nobody_else_sees_it(at: Market) -> None:
    number = published(at.platform, at.buyer)
    first = invite(at, number, at.seller)
    stranger = publication.provider(at.platform, "衡阳软件有限公司", "430400")
    for who, command, said, refusal in (
        (at.buyer, inviting.accept, (PRICE, ""), Forbidden),
        (at.seller, inviting.drop, ("不要",), Forbidden),
        (at.seller, inviting.decline, ("",), Invalid),
        (at.seller, inviting.accept, (Decimal(0), ""), Invalid),
        (at.seller, inviting.accept, (Decimal("NaN"), ""), Invalid),
        (at.seller, inviting.offer, (PRICE, ""), Conflict),
        (at.seller, inviting.say, ("字" * 2001,), Invalid),
        (at.seller, inviting.say, ("", [SentFile("a.exe", io.BytesIO(b"MZ"))]), Invalid),
        (stranger, inviting.say, ("你好",), NotFound),
        (stranger, inviting.accept, (PRICE, ""), NotFound),
        (at.buyer, inviting.choose, (shown(at, at.seller, "3000.00"), ""), Conflict),
    ):
        with pytest.raises(refusal):
            act(at, who, command, first, *said)
    with pytest.raises(NotFound):
        look(at, stranger, first)
    with pytest.raises(Invalid):
        act(at, at.buyer, inviting.invite, number, at.buyer.organisation_id, "请报价")
