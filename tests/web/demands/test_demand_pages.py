"""The pages of demands: from the form to the hall, the list, its files, and what is refused."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from flask import Flask

from tests.factories import publication
from tests.factories.demands import decided, demanded, published, said, state
from tests.factories.orders import Market
from tests.web.orders.conftest import SignIn
from tests.workflows.business.wallet.conftest import receive
from workflows.approvals.values import Decision
from workflows.people.organisations.queries import names

pytestmark = pytest.mark.prepared
START = "/services/demand_publication"


def test_a_demand_goes_from_the_form_to_the_hall_and_out_of_it(
    at: Market, as_owner: SignIn, app: Flask
) -> None:
    buyer = as_owner(at.buyer)
    assert 'href="/demands/mine"' in buyer.get("/workbench").text
    with at.platform.begin() as work:
        own = names(work, [at.buyer.organisation_id])[at.buyer.organisation_id]
    assert re.search(rf'name="invoice_name"[^>]*value="{own}"', buyer.get(START).text), "filled in already"
    typed = said(at.platform, title="设备联网<b>")
    refused = buyer.post(START, data=typed | {"budget": "", "then": "check"})
    assert refused.status_code == 422
    assert "设备联网&lt;b&gt;" in refused.text
    assert buyer.post(START, data=typed | {"then": "check"}).status_code == 302
    assert "设备联网&lt;b&gt;" in buyer.get(f"{START}?check=1").text
    begun = buyer.post(START, data={"then": "hand_in"}).headers["Location"]
    number = begun.rpartition("/")[2]
    at.run()
    assert "待审核" in buyer.get("/demands/mine").text
    visitor, page = app.test_client(), f"/demands/{number}"
    assert visitor.get(page).headers["Location"].startswith("/account/sign-in")
    decided(at.platform, number, Decision("approve"))
    assert "设备联网&lt;b&gt;" in visitor.get("/demands").text
    assert "13900001234" not in visitor.get(page).text
    assert "13900001234" in as_owner(at.seller).get(page).text
    assert "保证金 ¥1,000.00 退回钱包" in buyer.get(page).text
    refused = buyer.post(f"{page}/withdraw", data={"reason": ""})
    assert (refused.status_code, "请说明原因。" in refused.text) == (422, True)
    assert buyer.post(f"{page}/withdraw", data={"reason": "预算<i>"}).headers["Location"] == page
    assert "预算&lt;i&gt;" in buyer.get(page).text
    assert buyer.post(f"{page}/withdraw", data={"reason": "再次"}).status_code == 409
    assert visitor.get(page).headers["Location"].startswith("/account/sign-in")


def test_a_short_wallet_is_told_and_the_deposit_held_after_a_recharge(at: Market, as_owner: SignIn) -> None:
    poor = publication.company(at.platform, "enterprise", "常德小厂", "430700")
    client = as_owner(poor)
    client.post(START, data=said(at.platform) | {"then": "check"})
    number = client.post(START, data={"then": "hand_in"}).headers["Location"].rpartition("/")[2]
    at.run()
    page = f"/demands/{number}"
    assert 'href="/wallet/recharge"' in client.get(page).text
    refused = client.post(f"{page}/deposit")
    assert (refused.status_code, "还差 1,000.00 元" in refused.text) == (409, True)
    with at.platform.begin() as work:
        receive(work, poor.organisation_id, "1000.00")
    assert client.post(f"{page}/deposit").headers["Location"] == page
    at.run()
    assert state(at.platform, number) == "in_review"
    assert "需求" in client.get("/wallet").text


def test_lists_narrow_and_their_files_execute_nothing(at: Market, as_owner: SignIn) -> None:
    number = demanded(at.platform, at.buyer, "published", title="=1+1 设备联网")
    other = demanded(at.platform, at.buyer, "rejected", title="质量追溯")
    buyer = as_owner(at.buyer)
    listed = buyer.get("/demands/mine?state=closed").text
    assert (other in listed, number in listed) == (True, False)
    assert "没有符合条件的需求" in buyer.get("/demands/mine?q=无此").text
    assert "'=1+1" in buyer.get("/demands/mine.csv").data.decode("utf-8-sig")
    book = zipfile.ZipFile(io.BytesIO(buyer.get("/demands/mine.xlsx?state=closed").data))
    texts = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "replace")
    assert ("质量追溯" in texts, "=1+1" in texts) == (True, False)
    assert buyer.get("/demands/mine.exe").status_code == 404


def test_pages_ask_as_much_for_many_demands_as_for_two(
    at: Market, as_owner: SignIn, statements: list[str]
) -> None:
    buyer = as_owner(at.buyer)
    published(at.platform, at.buyer)
    demanded(at.platform, at.buyer, "published")
    for address in ("/demands", "/demands/mine"):
        counts = []
        for more in (0, 15):
            for _number in range(more):
                demanded(at.platform, at.buyer, "published")
            buyer.get(address)
            statements.clear()
            assert buyer.get(address).status_code == 200
            counts.append(len(statements))
            assert len(set(statements)) == len(statements), "a statement is repeated"
        assert counts[0] == counts[1]


def test_the_hall_turns_pages(at: Market, app: Flask) -> None:
    numbers = [demanded(at.platform, at.buyer, "published") for _number in range(21)]
    visitor = app.test_client()
    first = visitor.get("/demands").text
    assert (numbers[-1] in first, numbers[0] in first) == (True, False)
    address = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert numbers[0] in visitor.get(address).text
    assert (
        "没有符合" in visitor.get("/demands?from=99999999").text
        or "未找到" in visitor.get("/demands?from=99999999").text
    )
