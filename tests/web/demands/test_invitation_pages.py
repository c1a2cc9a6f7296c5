"""The pages of invitations: from a provider's page to the order; a refusal keeps everything typed."""

from __future__ import annotations

import io

import pytest

from tests.factories.demands import published
from tests.factories.orders import Market
from tests.web.orders.conftest import SignIn
from tests.workflows.business.orders.test_milestones import PDF

pytestmark = pytest.mark.prepared


def test_a_provider_is_invited_answers_and_is_chosen(at: Market, as_owner: SignIn) -> None:
    number = published(at.platform, at.buyer)
    buyer, seller = as_owner(at.buyer), as_owner(at.seller)
    company = f"/providers/{at.seller.organisation_id}"
    form = f"/demands/invite/{at.seller.organisation_id}"
    assert (form in buyer.get(company).text, form in seller.get(company).text) == (True, False)
    assert number in buyer.get(form).text
    refused = buyer.post(form, data={"demand": number, "message": ""})
    assert (refused.status_code, "请填写留言。" in refused.text) == (422, True)
    page = buyer.post(form, data={"demand": number, "message": "<b>请报价"}).headers["Location"]
    at.run()
    assert "机加工车间设备联网" in seller.get("/demands/invitations?state=invited").text
    assert "&lt;b&gt;请报价" in seller.get(page).text
    refused = seller.post(f"{page}/accept", data={"price": "-1", "message": "含培训"})
    assert (refused.status_code, "含培训" in refused.text) == (422, True)
    assert (
        seller.post(f"{page}/accept", data={"price": "2800", "message": "含培训"}).headers["Location"] == page
    )
    wrong = {"files": (io.BytesIO(PDF), "方案.pdf"), "message": "长" * 2001}
    refused = buyer.post(f"{page}/say", data=wrong)
    assert (refused.status_code, "方案.pdf" in refused.text) == (422, True)
    assert "方案.pdf" not in seller.get(page).text, "it waits for who has sent it"
    assert buyer.post(f"{page}/say", data={"message": ""}).headers["Location"] == page
    link = seller.get(page).text.partition(f"{page}/files/")[2].partition('"')[0]
    assert seller.get(f"{page}/files/{link}").data == PDF
    assert "¥2,800.00" in buyer.get(f"/demands/{number}").text
    assert "¥2,800.00" in buyer.get(f"{page}/choose").text
    refused = buyer.post(f"{page}/choose", data={"due": "2700", "message": "合作<i>"})
    assert (refused.status_code, "合作&lt;i&gt;" in refused.text) == (409, True)
    order = buyer.post(f"{page}/choose", data={"due": "2800.00", "message": ""}).headers["Location"]
    at.run()
    shown = buyer.get(order).text
    assert (number in shown, "按需求定制" in shown) == (True, True)
    assert order in buyer.get(f"/demands/{number}").text
    assert buyer.post(f"{page}/choose", data={"due": "2800.00"}).status_code == 409


def test_the_list_and_the_page_ask_as_much_for_many_as_for_two(
    at: Market, as_owner: SignIn, statements: list[str]
) -> None:
    seller, form = as_owner(at.seller), f"/demands/invite/{at.seller.organisation_id}"
    buyer, counts, pages = as_owner(at.buyer), [], []
    for more in (2, 3):
        for _number in range(more):
            number = published(at.platform, at.buyer)
            sent = {"demand": number, "message": "请报价"}
            pages.append(buyer.post(form, data=sent).headers["Location"])
            at.run()
        seller.post(f"{pages[0]}/say", data={"message": f"第{more}次留言"})
        for address in ("/demands/invitations", pages[0]):
            seller.get(address)
            statements.clear()
            assert seller.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
