"""The pages of tenders: from the project hall to a sealed bid, the opening and the order."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import publication
from tests.factories.demands import PLAN, bids, opened, tender_of, tendered
from tests.factories.orders import Market
from tests.web.orders.conftest import SignIn
from tests.workflows.business.orders.test_milestones import PDF
from tests.workflows.conftest import FixedClock
from workflows.business.demands.tender_values import WAITING
from workflows.files.models import WaitingFile

pytestmark = pytest.mark.prepared


def test_a_provider_bids_and_is_chosen(at: Market, as_owner: SignIn, clock: FixedClock) -> None:
    number = tendered(at.platform, at.buyer, minimum=0)
    buyer, seller = as_owner(at.buyer), as_owner(at.seller)
    demand, form, room = (f"/demands/{number}{page}" for page in ("", "/bid", "/tender"))
    hall = seller.get("/demands").text
    assert ("竞标" in hall, "投标截止时间" in hall, "个月后截止" in hall) == (True, True, False)
    assert (form in seller.get(demand).text, form in buyer.get(demand).text) == (True, False)
    assert room in buyer.get(demand).text
    assert seller.get(room).status_code == 404
    wrong = {"price": "-1", "plan": f"<b>{PLAN}", "files": (io.BytesIO(PDF), "方案.pdf")}
    refused = seller.post(form, data=wrong)
    assert (refused.status_code, f"&lt;b&gt;{PLAN}" in refused.text) == (422, True)
    assert "方案.pdf" in seller.get(form).text, "what was sent waits for the next try"
    with at.platform.begin() as work:
        waits = work.session.scalars(select(WaitingFile)).one()
        assert (b"%PDF" in waits.content, "方案".encode() in waits.name) == (False, False), "and is locked"
    sent = {"price": "2800", "plan": f"<b>{PLAN}"}
    assert seller.post(form, data=sent).headers["Location"] == room
    at.run()
    for reader in (seller, buyer):
        shown = reader.get(room)
        assert (PLAN in shown.text, "2,800" in shown.text) == (False, False)
        assert shown.headers["Cache-Control"] == "no-store"
    listed = seller.get("/demands/bids?state=sealed").text
    assert ("待开标" in listed, "密封，开标后可见" in listed) == (True, True)

    opened(at.platform, clock, number)
    buyer, seller = as_owner(at.buyer), as_owner(at.seller)  # three days later
    shown = buyer.get(room).text
    assert (f"&lt;b&gt;{PLAN}" in shown, "¥2,800.00" in shown) == (True, True)
    link = shown.partition("/demands/bids/")[2].partition('"')[0]
    choice = f"/demands/bids/{link.partition('/')[0]}/choose"
    file = shown.partition("/files/")[2].partition('"')[0]
    assert seller.get(f"/demands/bids/{link.partition('/')[0]}/files/{file}").data == PDF
    assert "¥2,800.00" in buyer.get(choice).text
    assert buyer.post(choice, data={"due": "2700"}).status_code == 409
    order = buyer.post(choice, data={"due": "2800.00", "message": ""}).headers["Location"]
    at.run()
    assert number in buyer.get(order).text
    assert order in buyer.get(room).text
    assert "中选" in seller.get(room).text
    assert buyer.post(choice, data={"due": "2800.00"}).status_code == 409


def test_the_fee_is_shown_and_confirmed(at: Market, as_owner: SignIn) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000.00")
    buyer, room = as_owner(at.buyer), f"/demands/{number}/tender"
    shown = buyer.get(room).text
    assert ("¥100.00" in shown, "¥900.00" in shown, 'name="fee" value="100.00"' in shown) == (
        True,
        True,
        True,
    )
    refused = buyer.post(f"{room}/end", data={"fee": "100.00", "reason": ""})
    assert (refused.status_code, "请说明原因。" in refused.text) == (422, True)
    refused = buyer.post(f"{room}/end", data={"fee": "0", "reason": "预算<调整"})
    assert (refused.status_code, "预算&lt;调整" in refused.text) == (409, True)
    assert buyer.post(f"{room}/end", data={"fee": "100.00", "reason": "预算调整"}).headers["Location"] == room
    assert "¥100.00" in buyer.get(f"/demands/{number}").text


def test_a_bid_is_taken_back_in_the_room(at: Market, as_owner: SignIn) -> None:
    number = tendered(at.platform, at.buyer)
    seller = as_owner(at.seller)
    bids(at.platform, at.seller, number, "3000.00")
    assert seller.post(f"/demands/{number}/bid/take-back").headers["Location"] == "/demands/bids"
    assert "已撤回" in seller.get("/demands/bids").text
    assert seller.post(f"/demands/{number}/bid/take-back").status_code == 409
    assert seller.get("/demands/XQ-2026-000000/bid").status_code == 404


def test_the_room_and_the_list_ask_as_much_for_many_as_for_two(
    at: Market, as_owner: SignIn, clock: FixedClock, statements: list[str]
) -> None:
    counts = []
    for more in (2, 4):
        number = tendered(at.platform, at.buyer)
        for name in range(more):
            provider = publication.provider(at.platform, f"衡阳软件{more}{name}号有限公司", "430400")
            bids(at.platform, provider, number, "3000.00")
        opened(at.platform, clock, number)
        buyer = as_owner(at.buyer)
        buyer.get(f"/demands/{number}/tender")
        statements.clear()
        assert buyer.get(f"/demands/{number}/tender").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_none_is_chosen_for_a_fee_then_a_new_opening_with_too_few_and_a_free_end(
    at: Market, as_owner: SignIn, clock: FixedClock
) -> None:
    number = tendered(at.platform, at.buyer, minimum=1)
    bids(at.platform, at.seller, number, "3000.00")
    opened(at.platform, clock, number)
    buyer, seller, room = as_owner(at.buyer), as_owner(at.seller), f"/demands/{number}/tender"
    assert 'name="fee" value="300.00"' in buyer.get(room).text
    refused = buyer.post(f"{room}/give-up", data={"fee": "0", "reason": "均<不合适"})
    assert (refused.status_code, "均&lt;不合适" in refused.text) == (409, True)
    gone = buyer.post(f"{room}/give-up", data={"fee": "300.00", "reason": "均<不合适"})
    assert gone.headers["Location"] == room
    at.run()
    assert "均&lt;不合适" in seller.get(room).text
    for typed in ("明天", f"{clock.now:%Y-%m-%dT%H:%M}"):
        refused = buyer.post(f"{room}/reopen", data={"opens_at": typed})
        assert (refused.status_code, typed in refused.text) == (422, True)
    new_time = f"{clock.now + timedelta(hours=60):%Y-%m-%dT%H:%M}"
    assert buyer.post(f"{room}/reopen", data={"opens_at": new_time}).headers["Location"] == room
    at.run()
    assert "该投标继续参加重新开标" in seller.get(room).text
    assert seller.post(f"/demands/{number}/bid/take-back").status_code == 302
    opened(at.platform, clock, number)
    buyer = as_owner(at.buyer)
    assert 'name="fee" value="0.00"' in buyer.get(room).text
    assert buyer.post(f"{room}/end", data={"fee": "0.00", "reason": "结束"}).status_code == 409
    for page in ("give-up", "end"):
        assert buyer.post(f"{room}/{page}", data={"fee": "0.00", "reason": "无人投标"}).status_code == 302
        at.run()
    assert "¥300.00" in buyer.get(f"/demands/{number}").text
    assert at.wallet(at.buyer).held == 0


def test_the_room_is_asked_for_anew_when_the_waiting_time_has_come(
    at: Market, as_owner: SignIn, clock: FixedClock
) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000.00")
    address = f"/demands/{number}/tender/online"
    assert address in as_owner(at.buyer).get(f"/demands/{number}/tender").text
    before = as_owner(at.seller).post(address, data={"shown": "no"})
    assert ("开标前半小时起" in before.text, "HX-Trigger" in before.headers) == (True, False)
    clock.now = tender_of(at.platform, number).opens_at - WAITING
    told = as_owner(at.seller).post(address, data={"shown": "no"})
    assert told.headers["HX-Trigger"] == "room:changed"
    shown = as_owner(at.buyer).post(address, data={"shown": "yes"})
    assert ("湘江数字科技有限公司" in shown.text, "HX-Trigger" in shown.headers) == (True, False)
