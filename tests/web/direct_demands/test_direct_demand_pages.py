"""The pages of direct demands: from the provider's page to the outcome; a refusal keeps everything typed."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import publication
from tests.factories.direct_demands import asked, said
from tests.factories.orders import Market
from tests.factories.people import applicant, staff
from tests.web.orders.conftest import SignIn
from tests.web.people_at_work import signed_in
from workflows.business.direct_demands.values import OPEN, STATES

pytestmark = pytest.mark.prepared


def test_an_enterprise_asks_and_the_provider_notes_the_outcome(
    at: Market, as_owner: SignIn, app: Flask
) -> None:
    buyer, seller, visitor = as_owner(at.buyer), as_owner(at.seller), app.test_client()
    of = at.seller.organisation_id
    page, form = f"/providers/{of}", f"/direct-demands/to/provider/{of}"
    assert [form in one.get(page).text for one in (visitor, buyer, seller)] == [True, True, False]
    product = publication.listed(at.platform, of, kind="featured")
    assert f"/direct-demands/to/product/{product}" in visitor.get(f"/catalogue/{product}").text
    waiting = as_owner(applicant(at.platform, "enterprise")).get(form)
    assert waiting.status_code == 403
    assert "尚未通过认证" in waiting.text
    assert "/workbench/organisation" in waiting.text
    assert "服务机构不能提出" in seller.get(form).text
    refused = buyer.post(form, data=said(description="太短", title="<b>咨询"))
    assert (refused.status_code, "&lt;b&gt;咨询" in refused.text) == (422, True)
    assert buyer.post(form, data=said()).headers["Location"].endswith("check=1")
    assert "主轴预测维护咨询" in buyer.get(f"{form}?check=1").text
    shown = buyer.post(form, data={"then": "hand_in"}).headers["Location"]
    assert buyer.post(form, data={"then": "hand_in"}).headers["Location"] == shown
    at.run()
    assert "待处理" in seller.get("/direct-demands?state=sent").text
    refused = seller.post(f"{shown}/decline", data={"words": ""})
    assert (refused.status_code, "请填写说明。" in refused.text) == (422, True)
    assert seller.post(f"{shown}/accept", data={"words": "<i>本周"}).headers["Location"] == shown
    assert "&lt;i&gt;本周" in buyer.get(shown).text
    refused = seller.post(f"{shown}/order", data={"order": "DD-1", "words": "线下<i>"})
    assert (refused.status_code, "DD-1" in refused.text, "线下&lt;i&gt;" in refused.text) == (422, True, True)
    assert seller.post(f"{shown}/not_agreed", data={"words": "预算"}).status_code == 302
    assert seller.post(f"{shown}/not_agreed", data={"words": "其他"}).status_code == 409
    assert "未达成" in buyer.get("/direct-demands?state=not_agreed").text


@pytest.mark.parametrize("state", STATES)
def test_who_asked_opens_the_page_in_every_state(at: Market, as_owner: SignIn, state: str) -> None:
    ended_at = None if state in OPEN else at.platform.clock()
    number = asked(at.platform, at.buyer, at.seller.organisation_id, state=state, ended_at=ended_at)
    assert as_owner(at.buyer).get(f"/direct-demands/{number}").status_code == 200
    assert as_owner(at.seller).get(f"/direct-demands/{number}").status_code == 200


def test_lists_figures_and_files_ask_as_much_for_many_as_for_two(
    at: Market, as_owner: SignIn, app: Flask, statements: list[str]
) -> None:
    operator = signed_in(app, at.platform, staff(at.platform, "operator"))
    buyer, seller, counts = as_owner(at.buyer), as_owner(at.seller), []
    assert buyer.get("/direct-demands/figures").status_code == 403
    for more in (2, 3):
        for _number in range(more):
            number = asked(at.platform, at.buyer, at.seller.organisation_id)
        for client, address in (
            (operator, "/direct-demands"),
            (seller, "/direct-demands?q=主轴&addressee=provider&from=2020-01-01&to=x"),
            (operator, "/direct-demands/figures"),
            (seller, f"/direct-demands/{number}"),
        ):
            client.get(address)
            statements.clear()
            assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:4] == counts[4:]
    listed = operator.get("/direct-demands/list.csv?state=sent").data.decode("utf-8-sig").splitlines()
    assert len(listed) == 6
    assert operator.get("/direct-demands/figures.xlsx").data.startswith(b"PK")
    assert operator.get("/direct-demands/figures.pdf").status_code == 404
