"""The cart and its checkout over HTTP: what is typed stays, what has changed is said, nothing is twice."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.factories import publication
from tests.factories.orders import Market, specification
from tests.factories.people import applicant
from tests.web.orders.conftest import SignIn
from tests.workflows.business.orders.test_checkout import voucher
from workflows.business.carts import operations as carts
from workflows.business.carts.models import CartLine
from workflows.business.catalogue import product_lifecycle
from workflows.business.catalogue.models import Product

pytestmark = pytest.mark.prepared


def number_of(at: Market, product_id: str) -> str:
    with at.platform.begin() as work:
        return work.session.get_one(Product, product_id).number


def hidden(page: str) -> dict[str, str]:
    """Return what the form of the checkout sends by itself."""
    names = re.findall(r'name="(revision|due-[^"]+)" value="([^"]*)"', page)
    return dict(names)


def test_a_product_goes_from_its_page_into_the_cart(at: Market, as_owner: SignIn) -> None:
    client, number = as_owner(at.buyer), number_of(at, at.product_id)
    page = client.get(f"/catalogue/{number}").text
    assert 'value="quantity:标准版"' in page
    answer = client.post(
        "/cart/lines", data={"product": number, "choice": "quantity:标准版", "quantity": "２"}
    )
    assert answer.headers["Location"] == "/cart"
    cart = client.get("/cart").text
    assert "轻量级生产执行系统" in cart
    assert "¥6,000.00" in cart


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"choice": "quantity:标准版", "quantity": "0"}, "1 至 999"),
        ({"choice": "quantity:标准版", "quantity": "many"}, "1 至 999"),
        ({"choice": "year:标准版", "quantity": "1"}, "已不再提供"),
        ({"choice": "weekly:标准版", "quantity": "1"}, "已不再提供"),
        ({"choice": "quantity:'; DROP TABLE orders", "quantity": "1"}, "已不再提供"),
    ],
)
def test_what_cannot_be_bought_so_is_said_on_the_page_of_the_product(
    at: Market, as_owner: SignIn, sent: dict[str, str], said: str
) -> None:
    client, number = as_owner(at.buyer), number_of(at, at.product_id)
    answer = client.post("/cart/lines", data={"product": number, **sent}, follow_redirects=True)
    assert said in answer.text
    assert answer.request.path == f"/catalogue/{number}"


def test_a_wrong_quantity_stays_typed_and_is_refused_at_its_line(at: Market, as_owner: SignIn) -> None:
    at.wants()
    with at.platform.begin() as work:
        line = work.session.query(CartLine).one().id
    client = as_owner(at.buyer)
    answer = client.post(f"/cart/lines/{line}", data={"quantity": "1000"})
    assert answer.status_code == 422
    assert 'value="1000"' in answer.text
    assert "1 至 999" in answer.text
    assert client.post(f"/cart/lines/{line}", data={"quantity": "3"}).status_code == 302
    assert "¥9,000.00" in client.get("/cart").text
    assert client.post(f"/cart/lines/{line}/remove").status_code == 302
    assert "购物车是空的" in client.get("/cart").text


def test_the_checkout_proposes_a_voucher_and_orders_once(at: Market, as_owner: SignIn) -> None:
    voucher(at, "5000.00")
    at.wants()
    client = as_owner(at.buyer)
    page = client.get("/cart/checkout").text
    assert "−¥1,500.00" in page
    sent = hidden(page)
    first, second = (client.post("/cart/checkout", data=sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    order = client.get(first.headers["Location"]).text
    for said in ("待接单", "服务券抵扣", "¥1,500.00", "已冻结"):
        assert said in order
    client.post("/cart/checkout", data=sent)  # the back button
    assert client.get("/orders/purchases").text.count("/orders/DD-") == 1
    movement = client.get(re.findall(r"/vouchers/[\w-]{36}", order)[0]).text
    assert first.headers["Location"] in movement


def test_another_voucher_changes_the_sum_and_is_shown_before_it_is_ordered(
    at: Market, as_owner: SignIn
) -> None:
    voucher(at, "5000.00")
    at.wants()
    client, provider = as_owner(at.buyer), at.seller.organisation_id
    sent = hidden(client.get("/cart/checkout").text) | {f"voucher-{provider}": "none"}
    answer = client.post("/cart/checkout", data=sent)
    assert answer.status_code == 409
    assert "金额已重新计算" in answer.text
    assert hidden(answer.text)[f"due-{provider}"] == "3000.00"
    shown = client.get(f"/cart/checkout?voucher-{provider}=none").text
    sent = hidden(shown) | {f"voucher-{provider}": "none"}
    number = client.post("/cart/checkout", data=sent).headers["Location"].rpartition("/")[2]
    assert at.look(number).order.deducted == Decimal(0)


def test_a_changed_price_is_said_in_the_cart_and_at_the_checkout(at: Market, as_owner: SignIn) -> None:
    at.wants()
    client = as_owner(at.buyer)
    sent = hidden(client.get("/cart/checkout").text)
    with at.platform.begin() as work:
        data = publication.listing(specifications=[specification("标准版", "3500.00")])
        product_lifecycle.publish(work, at.product_id, data)
    answer = client.post("/cart/checkout", data=sent)
    assert answer.status_code == 409
    assert "放入时为 ¥3,000.00" in answer.text
    assert "放入购物车时单价为 ¥3,000.00" in client.get("/cart").text


def test_what_is_missing_is_said_with_the_way_there(at: Market, as_owner: SignIn) -> None:
    newcomer = applicant(at.platform, "enterprise")
    client = as_owner(newcomer)
    number = number_of(at, at.product_id)
    client.post("/cart/lines", data={"product": number, "choice": "quantity:标准版", "quantity": "1"})
    page = client.get("/cart/checkout").text
    assert 'href="/workbench/organisation"' in page
    assert "须有有效的企业签章" in page
    assert "disabled" in page
    answer = client.post("/cart/checkout", data=hidden(page))
    assert answer.status_code == 409
    assert "尚未通过认证" in answer.text


def test_a_visitor_signs_in_first_and_a_provider_is_not_offered_the_cart(
    at: Market, as_owner: SignIn
) -> None:
    number = number_of(at, at.product_id)
    assert "登录后订购" in as_owner(at.buyer).application.test_client().get(f"/catalogue/{number}").text
    assert "加入购物车" not in as_owner(at.seller).get(f"/catalogue/{number}").text
    assert as_owner(at.seller).get("/cart").status_code == 403


def test_the_cart_and_the_checkout_cost_the_same_for_many_providers(
    at: Market, as_owner: SignIn, statements: list[str]
) -> None:
    at.wants()
    client, counts = as_owner(at.buyer), []
    for many in range(2):
        for number in range(many * 4):
            other = publication.provider(at.platform, f"第 {number} 家服务机构", "430100")
            at.wants(at.sells(f"产品 {number}", other, specifications=[specification("标准版", "10.00")]))
        for path in ("/cart", "/cart/checkout"):
            client.get(path)
            statements.clear()
            assert client.get(path).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
    assert carts.MOST_LINES == 50
