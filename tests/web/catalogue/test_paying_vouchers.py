"""What the vouchers of a signed-in enterprise would pay, on the page of a product."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask

from tests.factories import publication
from tests.web.people_at_work import signed_in
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from workflows.bootstrap import Platform
from workflows.business.vouchers.values import GrantSource

SIMPLE = {
    "specification": "标准版", "pricing_mode": "simple", "purchase_modes": ["month"], "price_month": "900.00"
}  # fmt: skip
ONE = {"specifications": [SIMPLE], "lowest_price": "900", "highest_price": "900"}


def test_the_best_voucher_is_offered_and_costs_the_same_for_many(
    app: Flask, platform: Platform, statements: list[str]
) -> None:
    path = f"/catalogue/{publication.listed(platform, publication.provider(platform).organisation_id, **ONE)}"
    buyer = certified_enterprise(platform)
    client, counts = signed_in(app, platform, buyer.user_id), []
    assert "服务券可抵" not in client.get(path).text
    for number, share in (("QZ-1", 10), ("QZ-2", 60), ("QZ-3", 20)):
        with platform.begin() as work:
            of = opened(work, number=number, name=f"券种 {number}", share_percent=share)
            source = GrantSource("quota", f"PE-{number}")
            granted(work, of.id, buyer.organisation_id, "500.00", number=f"PE-{number}", source=source)
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
    with platform.begin() as work:
        of = opened(work, categories=("certification",), budget=Decimal(1000))
        granted(work, of.id, buyer.organisation_id)
    assert "服务券可抵" not in signed_in(app, platform, buyer.user_id).get(path).text
