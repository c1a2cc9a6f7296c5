"""The pages of a change of plan: proposed, refused with everything typed, answered, signed and paid."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.factories.contracts import Parties
from tests.factories.orders import PASSWORD, Market
from tests.factories.people import staff
from tests.web.orders.conftest import SignIn
from tests.web.people_at_work import signed_in
from tests.workflows.business.orders.test_plan_changes import later, newest, propose, serving, signed_by_both
from workflows.business.contracts import templates

pytestmark = pytest.mark.prepared


def served(at: Market) -> str:
    with at.platform.begin() as work:
        templates.load_delivered(work)
    return serving(at, at.parties())


def typed(client: FlaskClient, page: str) -> dict[str, str]:
    """Return what the form shows, as a browser would send it back."""
    text = client.get(f"{page}/plan").text
    return dict(
        re.findall(r'name="((?:amount|due)-\d+)"\s+type="\w+"\s+inputmode="\w+"\s+value="([^"]*)"', text)
    )


def test_a_change_goes_from_its_form_to_its_signed_supplement(at: Market, as_owner: SignIn) -> None:
    number = served(at)
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/orders/{number}"
    assert f'href="{page}/plan"' in seller.get(page).text
    form = typed(seller, page)
    assert sorted(form) == [f"{what}-{place}" for what in ("amount", "due") for place in range(1, 6)]
    wrong = {**form, "amount-2": "六千", "due-3": "", "reason": "<b>增加接口</b>"}
    refused = seller.post(f"{page}/plan", data=wrong)
    assert refused.status_code == 422
    assert 'value="六千"' in refused.text
    assert "&lt;b&gt;增加接口" in refused.text
    refused = seller.post(f"{page}/plan", data={**wrong, "amount-2": "6000"})
    assert (refused.status_code, "请填写完成日期" in refused.text) == (422, True)
    unchanged = seller.post(f"{page}/plan", data={**form, "reason": "没有变化"})
    assert (unchanged.status_code, "计划没有变化" in unchanged.text) == (422, True)
    good = {**wrong, "amount-2": "¥7,500.00", "due-3": form["due-3"]}
    assert seller.post(f"{page}/plan", data=good).headers["Location"] == page
    change_id = newest(at, number).id
    shown = buyer.get(page).text
    assert "对方提议变更里程碑计划" in shown
    assert "总金额增加 ¥1,500.00。" in shown
    assert seller.get(f"{page}/plan").status_code == 409
    empty = buyer.post(f"{page}/plan/{change_id}/return", data={"reason": " "})
    assert (empty.status_code, "请填写说明" in empty.text) == (422, True)
    assert buyer.post(f"{page}/plan/{change_id}/agree").headers["Location"] == page
    at.run()
    about = newest(at, number).supplement
    assert about is not None
    assert f"/contracts/{about.id}" in seller.get(page).text
    assert "补充协议" in seller.get(f"/contracts/{about.id}").text
    assert f'href="{page}"' in seller.get(f"/contracts/{about.id}").text, "the way back to the order"
    signed_by_both(at, Parties(at.platform, at.seller, at.buyer), number)
    assert "支付 ¥1,500.00（平台托管）" in buyer.get(page).text
    wrong_password = buyer.post(f"{page}/plan/{change_id}/pay", data={"payment_password": "Wrong-2026"})
    assert wrong_password.status_code == 422
    paid = buyer.post(f"{page}/plan/{change_id}/pay", data={"payment_password": PASSWORD})
    assert paid.headers["Location"] == page
    done = buyer.get(page).text
    assert "¥13,500.00" in done
    about = newest(at, number).supplement
    assert about is not None
    signed = buyer.get(f"/contracts/{about.id}/documents/{about.document_id}")
    assert signed.data.startswith(b"%PDF-")


def test_a_returned_and_a_taken_back_one_stand_on_the_page(at: Market, as_owner: SignIn) -> None:
    number = served(at)
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/orders/{number}"
    first = propose(at, number, at.seller, later(at, number))
    assert buyer.post(f"{page}/plan/{first}/return", data={"reason": "请按原计划"}).status_code == 302
    assert "请按原计划" in seller.get(page).text
    second = propose(at, number, at.buyer, later(at, number))
    assert buyer.post(f"{page}/plan/{second}/agree").status_code == 403
    assert buyer.post(f"{page}/plan/{second}/take-back").status_code == 302
    shown = buyer.get(page).text
    assert ("已撤回" in shown, "已退回" in shown) == (True, True)
    form = typed(buyer, page)
    grown = {**form, "remove-2": "1", "title-4": "试运行", "amount-4": "100", "due-4": form["due-3"]}
    refused = buyer.post(f"{page}/plan", data={**grown, "title-4": "", "reason": "增减"})
    assert (refused.status_code, "请填写里程碑名称" in refused.text) == (422, True)
    assert re.search(r'name="remove-2"\s+value="1"\s+checked', refused.text), "what was ticked stays ticked"
    assert buyer.post(f"{page}/plan", data={**grown, "reason": "增减"}).status_code == 302
    shown = seller.get(page).text
    assert re.search(r"试运行</div>\s*<div>新增为第 3 项，金额 ¥100.00</div>", shown)


def test_who_oversees_looks_and_changes_nothing(at: Market, as_owner: SignIn) -> None:
    number = served(at)
    change_id = propose(at, number, at.seller, later(at, number))
    operator = signed_in(as_owner(at.buyer).application, at.platform, staff(at.platform, "operator"))
    assert "里程碑计划变更" in operator.get(f"/orders/{number}").text
    assert operator.get(f"/orders/{number}/plan").status_code == 403
    for action in ("", f"/{change_id}/agree", f"/{change_id}/pay"):
        assert operator.post(f"/orders/{number}/plan{action}").status_code in {403, 404}


def test_many_changes_cost_as_much_as_one(at: Market, as_owner: SignIn, statements: list[str]) -> None:
    number, counts = served(at), []
    buyer, page = as_owner(at.buyer), f"/orders/{number}"
    for days in (10, 20, 30, 40):
        change_id = propose(at, number, at.seller, later(at, number, days))
        assert buyer.post(f"{page}/plan/{change_id}/return", data={"reason": "不同意"}).status_code == 302
        buyer.get(page)
        statements.clear()
        assert buyer.get(page).status_code == 200
        counts.append(len(statements))
    assert counts == [counts[0]] * 4
