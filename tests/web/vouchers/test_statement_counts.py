"""What the pages of vouchers and programmes ask of the database does not grow with what stands in them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from flask import Flask

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared

FEW, MANY = 2, 9
SIZES = ("micro", "small", "medium", "large")
OWN = {
    "/vouchers": "第 0 种",
    "/vouchers/{voucher}": "PE-0",
    "/catalogue?voucher={voucher}": "第 0 种",
}
OVERSEEN = {
    "/vouchers/programmes": "第 0 种",
    "/vouchers/programmes/QZ-0": "第 0 种",
    "/vouchers/programmes/QZ-0/figures.csv": "微型",
}


@pytest.mark.parametrize("path", [*OWN, *OVERSEEN])
def test_a_page_costs_the_same_whatever_stands_in_it(
    app: Flask, platform: Platform, statements: list[str], path: str
) -> None:
    owner = certified_enterprise(platform)
    who = owner.user_id if path in OWN else staff(platform, "operator")
    client, counts, voucher = signed_in(app, platform, who), [], ""
    for many in (range(FEW), range(FEW, MANY)):
        with platform.begin() as work:
            for number in many:
                of = opened(
                    work,
                    number=f"QZ-{number}",
                    name=f"第 {number} 种",
                    budget=Decimal(100_000),
                    categories=("data",),
                )
                one = granted(work, of.id, owner.organisation_id, number=f"PE-{number}")
                voucher = voucher or one.id
        for number in many:  # of the first programme, to others in all classes
            other = certified_enterprise(platform)
            with platform.begin() as work:
                size = SIZES[number % len(SIZES)]
                granted(work, "QZ-0", other.organisation_id, number=f"PF-{number}", size_class=size)
        address = path.format(voucher=voucher)
        client.get(address)
        statements.clear()
        page = client.get(address)
        assert page.status_code == 200
        assert {**OWN, **OVERSEEN}[path] in page.text
        counts.append(len(statements))
        repeated = [one for one, times in Counter(statements).items() if times > 1 and "SELECT" in one]
        assert not repeated, f"{address} reads the same more than once: {repeated}"
    assert counts[0] == counts[1]
