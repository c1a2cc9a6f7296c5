"""What the vouchers of a signed-in enterprise would pay: on the page of a product, and on every card."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import publication
from tests.web.people_at_work import signed_in
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from workflows.bootstrap import Platform
from workflows.business.vouchers.values import GrantSource, VoucherView

pytestmark = pytest.mark.prepared

SIMPLE = {
    "specification": "标准版", "pricing_mode": "simple", "purchase_modes": ["month"], "price_month": "900.00"
}  # fmt: skip
TRIAL = {"specification": "体验版", "pricing_mode": "free", "purchase_modes": ["month"]}
ONE = {"specifications": [SIMPLE], "lowest_price": "900", "highest_price": "900"}
FEW, MANY = 1, 20
PRODUCTS = 50


def voucher(platform: Platform, organisation_id: str, number: str, **of: object) -> VoucherView:
    with platform.begin() as work:
        programme = opened(work, number=number, **{"name": f"券种 {number}", **of})
        return granted(
            work, programme.id, organisation_id, "500.00", number=f"PE-{number}",
            source=GrantSource("quota", f"PE-{number}"),
        )  # fmt: skip


def test_the_best_voucher_is_offered_and_costs_the_same_for_many(
    app: Flask, platform: Platform, statements: list[str]
) -> None:
    path = f"/catalogue/{publication.listed(platform, publication.provider(platform).organisation_id, **ONE)}"
    buyer = certified_enterprise(platform)
    client, counts = signed_in(app, platform, buyer.user_id), []
    assert "服务券可抵" not in client.get(path).text
    for number, share in (("QZ-1", 10), ("QZ-2", 60), ("QZ-3", 20)):
        voucher(platform, buyer.organisation_id, number, share_percent=share)
        client.get(path)
        statements.clear()
        page = client.get(path).text
        counts.append(len(statements))
    assert len(set(counts)) == 1
    assert "服务券可抵 ¥500.00" in page  # 60 % would be 540.00: no more than it has
    assert "券种 QZ-2" in page
    assert "服务券可抵" not in app.test_client().get(path).text


def test_a_voucher_of_another_category_pays_nothing(app: Flask, platform: Platform) -> None:
    path = f"/catalogue/{publication.listed(platform, publication.provider(platform).organisation_id, **ONE)}"
    buyer = certified_enterprise(platform)
    voucher(platform, buyer.organisation_id, "QZ-1", categories=("certification",))
    assert "服务券可抵" not in signed_in(app, platform, buyer.user_id).get(path).text


def test_of_a_product_that_begins_free_the_highest_price_counts(app: Flask, platform: Platform) -> None:
    seller = publication.provider(platform).organisation_id
    number = publication.listed(platform, seller, specifications=[TRIAL, SIMPLE])
    buyer = certified_enterprise(platform)
    voucher(platform, buyer.organisation_id, "QZ-1")
    client = signed_in(app, platform, buyer.user_id)
    page = client.get(f"/catalogue/{number}").text
    assert "服务券可抵 ¥450.00" in page
    assert "（按最高价 ¥900.00 计算）" in page
    assert "服务券可抵 ¥450.00" in client.get("/catalogue").text


def test_every_list_says_what_a_voucher_would_pay(app: Flask, platform: Platform) -> None:
    seller = publication.provider(platform).organisation_id
    publication.on_sale(platform, seller, price="300", categories=("quality_control",), featured=True)
    shown = publication.on_sale(platform, seller, price="900", categories=("data",))
    like = publication.listed(platform, seller, **ONE, categories=["data"])
    buyer = certified_enterprise(platform)
    voucher(platform, buyer.organisation_id, "QZ-1", categories=("data",))
    client = signed_in(app, platform, buyer.user_id)
    for path in ("/", "/catalogue", f"/providers/{seller}", f"/catalogue/{like}"):
        page = client.get(path).text
        assert shown.name in page
        assert "服务券可抵 ¥450.00" in page, path
        assert "服务券可抵 ¥150.00" not in page, path
        assert "服务券可抵" not in app.test_client().get(path).text


@pytest.mark.parametrize("address", ["/catalogue", "/catalogue?voucher={0}"])
def test_a_list_costs_the_same_for_many_products_and_vouchers(
    app: Flask, platform: Platform, statements: list[str], address: str
) -> None:
    seller = publication.provider(platform).organisation_id
    buyer = certified_enterprise(platform)
    client, counts = signed_in(app, platform, buyer.user_id), []
    for products, vouchers in ((range(1), range(FEW)), (range(1, PRODUCTS), range(FEW, MANY))):
        for _ in products:
            publication.on_sale(platform, seller, price="900", categories=("data",))
        last = [voucher(platform, buyer.organisation_id, f"QZ-{number}") for number in vouchers][-1]
        path = address.format(last.id)
        client.get(path)
        statements.clear()
        page = client.get(path).text
        counts.append(len(statements))
        assert page.count("服务券可抵 ¥450.00") == min(len(products), 24)
    assert counts[0] == counts[1]


def test_a_voucher_leads_to_exactly_what_it_pays_for(app: Flask, platform: Platform) -> None:
    seller = publication.provider(platform).organisation_id
    put = {
        category: publication.on_sale(platform, seller, price="900", categories=(category,)).name
        for category in ("quality_control", "data", "production")
    }
    buyer = certified_enterprise(platform)
    of = voucher(platform, buyer.organisation_id, "QZ-1", categories=("quality_control", "data"))
    voucher(platform, buyer.organisation_id, "QZ-2", share_percent=90)
    client = signed_in(app, platform, buyer.user_id)
    path = f"/catalogue?voucher={of.id}"
    assert f'href="{path}"' in client.get("/vouchers").text
    assert f'href="{path}"' in client.get(f"/vouchers/{of.id}").text
    page = client.get(path).text
    assert [put[one] in page for one in put] == [True, True, False]
    assert "正在使用服务券" in page
    assert "券种 QZ-1" in page
    assert "共 2 个产品" in page
    assert "服务券可抵 ¥450.00" in page  # of the voucher that is used, whatever another would pay
    assert "可抵扣以下类别的产品：质量管控、" in page
    one = client.get(f"{path}&category=data").text
    assert [put[name] in one for name in put] == [False, True, False]
    for visitor in (app.test_client(), signed_in(app, platform, certified_enterprise(platform).user_id)):
        foreign = visitor.get(path).text
        assert "券种 QZ-1" not in foreign
        assert "共 3 个产品" in foreign


def test_a_voucher_that_nothing_fits_says_why(app: Flask, platform: Platform) -> None:
    seller = publication.provider(platform).organisation_id
    publication.on_sale(platform, seller, price="900", categories=("data",))
    buyer = certified_enterprise(platform)
    of = voucher(platform, buyer.organisation_id, "QZ-1", categories=("quality_control",))
    page = signed_in(app, platform, buyer.user_id).get(f"/catalogue?voucher={of.id}").text
    assert "暂无此券可抵扣的在售产品" in page
    assert page.count("可抵扣以下类别的产品：质量管控") == 2


def test_a_voucher_whose_time_is_not_come_pays_nothing_yet(app: Flask, platform: Platform) -> None:
    seller = publication.provider(platform).organisation_id
    publication.on_sale(platform, seller, price="900", categories=("data",))
    buyer = certified_enterprise(platform)
    with platform.begin() as work:
        begins = work.now.replace(year=work.now.year + 1)
    of = voucher(
        platform, buyer.organisation_id, "QZ-1", valid_from=begins,
        valid_until=begins.replace(year=begins.year + 1),
    )  # fmt: skip
    page = signed_in(app, platform, buyer.user_id).get(f"/catalogue?voucher={of.id}").text
    assert "尚不可用，开始使用时间：" in page
    assert "服务券可抵" not in page
