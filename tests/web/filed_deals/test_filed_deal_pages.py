"""Lists of both sides with their files, the page where the customer answers, and who reads the contract."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import publication
from tests.factories.filed_deals import filed, said
from tests.factories.orders import Market
from tests.web.orders.conftest import SignIn
from workflows.business.catalogue.models import Product

pytestmark = pytest.mark.prepared


def test_both_sides_list_their_deals_and_the_page_keeps_what_is_refused(
    at: Market, as_owner: SignIn, app: Flask, statements: list[str]
) -> None:
    seller, buyer, counts = as_owner(at.seller), as_owner(at.buyer), []
    number = filed(at.platform, at.seller, at.buyer.organisation_id, title="<b>采集改造")
    for _ in range(2):
        for client in (seller, buyer):
            client.get("/filed-deals")
            statements.clear()
            assert number in client.get("/filed-deals").text
            counts.append(len(statements))
        for _more in range(2):
            filed(at.platform, at.seller, at.buyer.organisation_id)
    assert counts[:2] == counts[2:]
    assert "&lt;b&gt;采集改造" in buyer.get(f"/filed-deals/{number}").text
    assert number not in buyer.get("/filed-deals?state=on_file").text
    assert number in seller.get("/filed-deals?q=采集改造&from=2026-09-30&to=2026-09-30").text
    table = buyer.get("/filed-deals/list.csv")
    assert (table.status_code, number in table.text, "52000.00" in table.text) == (200, True, True)
    assert buyer.get("/filed-deals/list.xlsx").status_code == 200
    refused = buyer.post(f"/filed-deals/{number}/object", data={"words": "长" * 1001})
    assert (refused.status_code, "长" * 1001 in refused.text) == (422, True)
    assert seller.post(f"/filed-deals/{number}/confirm").status_code == 403
    assert app.test_client().get("/filed-deals").status_code == 302


def test_the_form_offers_the_products_of_the_provider_alone(at: Market, as_owner: SignIn) -> None:
    other = publication.provider(at.platform, "别家服务有限公司")
    publication.listed(at.platform, other.organisation_id, name="别家的产品")
    with at.platform.begin() as work:
        own = work.session.get_one(Product, at.product_id)
    seller, start = as_owner(at.seller), "/services/transaction_filing"
    page = seller.get(start).text
    assert (f"{own.name}（{own.number}）" in page, "别家的产品" in page) == (True, False)
    typed = said(at.platform, at.buyer.organisation_id, product_number=own.number)
    refused = seller.post(start, data=typed | {"then": "check", "title": ""})
    assert (refused.status_code, f'value="{own.number}" selected' in refused.text) == (422, True)
