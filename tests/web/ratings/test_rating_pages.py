"""The pages of ratings: of an order, one's own lists, and what visitors read."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.people import applicant
from tests.web.orders.conftest import SignIn
from tests.workflows.business.ratings.conftest import RatedMarket
from workflows.business.orders.models import OrderLine, ServiceOrder

pytestmark = pytest.mark.prepared
GOOD = {"quality": "5", "promptness": "4", "communication": "4"}


def product_number(at: RatedMarket, number: str) -> str:
    with at.platform.begin() as work:
        lines = select(OrderLine.product_number).join(ServiceOrder, ServiceOrder.id == OrderLine.order_id)
        return work.session.scalars(lines.where(ServiceOrder.number == number)).one()


def test_both_sides_rate_on_the_page_of_the_order_and_one_answers(
    at: RatedMarket, as_owner: SignIn, app: Flask
) -> None:
    number = at.settled()
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/ratings/of/{number}"
    order = buyer.get(f"/orders/{number}").text
    assert f'href="{page}"' in order
    assert "待评价" in order
    assert "评价即关闭，订单完成" in order
    refused = buyer.post(page, data={"quality": "4", "promptness": "9", "words": "还不错"})
    assert refused.status_code == 422
    assert refused.text.count("请选择 1 至 5 星。") == 2
    assert "还不错</textarea>" in refused.text
    assert re.search(r'value="4"\s+required\s+checked', refused.text)
    assert buyer.post(page, data={**GOOD, "words": "<b>专业</b>"}).headers["Location"] == page
    assert "贵单位已评价" in buyer.get(f"/orders/{number}").text
    shown = seller.get(page).text
    assert "&lt;b&gt;专业" in shown
    address = re.search(rf"{page}/[\w-]+/answer", shown)
    assert address is not None
    assert seller.post(address[0], data={"answer": ""}).status_code == 422
    assert seller.post(address[0], data={"answer": "感谢认可"}).status_code == 302
    assert seller.post(page, data={**GOOD, "words": "付款及时"}).status_code == 302
    at.run()
    assert at.state(number) == "completed"
    again = seller.post(page, data={**GOOD, "words": "又一次"})
    assert (again.status_code, "只能评价一次" in again.text) == (409, True)
    assert "感谢认可" in buyer.get("/ratings/given").text
    assert "付款及时" in buyer.get("/ratings").text
    assert "客户评价" in seller.get("/ratings").text
    assert "查看评价" in seller.get(f"/orders/{number}").text
    assert as_owner(applicant(at.platform)).get(page).status_code == 404


def test_a_rating_is_reported_on_the_page_and_the_finding_stands_there(
    at: RatedMarket, as_owner: SignIn
) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 1, words="加微信有优惠")
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/ratings/of/{number}"
    address = re.search(rf"{page}/([\w-]+)/report", seller.get(page).text)
    assert address is not None
    assert "/report" not in buyer.get(page).text
    refused = seller.post(address[0], data={"reason": " "})
    assert (refused.status_code, "请填写内容。" in refused.text) == (422, True)
    assert seller.post(address[0], data={"reason": "广告"}).status_code == 302
    waiting = seller.get(page).text
    assert "平台正在审核" in waiting
    case = re.search(r'href="(/cases/PJ[^"]+)"', waiting)
    assert case is not None
    assert "评价审核" in seller.get(case[1]).text
    assert "广告" not in buyer.get(page).text
    at.find(address[1], "hide")
    for client in (buyer, seller):
        shown = client.get(page).text
        assert ("已被平台屏蔽" in shown, "经核对评价内容" in shown) == (True, True)
    assert "加微信有优惠" not in as_owner(at.buyer).get(f"/providers/{at.seller.organisation_id}").text


def test_visitors_read_ratings_of_product_provider_and_enterprise_without_names(
    at: RatedMarket, app: Flask
) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 5, 4, 4, words="上线很快")
    at.rate(number, at.seller, 5, words="验收及时")
    visitor, product = app.test_client(), product_number(at, number)
    for path in (
        f"/catalogue/{product}",
        f"/providers/{at.seller.organisation_id}",
        f"/ratings/products/{product}",
        f"/ratings/providers/{at.seller.organisation_id}",
    ):
        page = visitor.get(path).text
        assert "上线很快" in page, path
        assert "4.3" in page, path
        assert "浏阳***" in page, path
        assert "浏阳花炮机械" not in page, path
        assert number not in page, path
    enterprise = visitor.get(f"/enterprises/{at.buyer.organisation_id}").text
    assert ("验收及时" in enterprise, "完成订单 1 项" in enterprise) == (True, True)
    assert "验收及时" in visitor.get(f"/ratings/enterprises/{at.buyer.organisation_id}").text
    assert visitor.get("/ratings/providers/nobody").status_code == 404
    assert visitor.get("/ratings").status_code == 302


def test_a_page_of_ratings_leads_to_the_next(
    at: RatedMarket, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.ratings.routes.PAGE_ROWS", 1)
    for words in ("第一笔", "第二笔"):
        at.rate(at.settled("1000.00"), at.buyer, 4, words=words)
    visitor, path = app.test_client(), f"/ratings/providers/{at.seller.organisation_id}"
    first = visitor.get(path).text
    following = re.search(rf'href="({path}\?after=[^"]+)"', first)
    assert following is not None
    assert ("第二笔" in first, "第一笔" in first) == (True, False)
    assert "第一笔" in visitor.get(following[1]).text
