"""The ranking for everybody, on the page of a provider too; its reasons for who may read them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import publication
from tests.factories.orders import Market
from tests.web.orders.conftest import SignIn
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Ranked

pytestmark = pytest.mark.prepared


def test_everybody_reads_the_ranking_and_the_provider_why(
    at: Market, as_owner: SignIn, app: Flask, statements: list[str]
) -> None:
    visitor, seller, buyer = app.test_client(), as_owner(at.seller), as_owner(at.buyer)
    of, counts = Ranked("provider", at.seller.organisation_id), []
    company, page = f"/providers/{of.id}", f"/rankings/provider/{of.id}"
    assert "还没有积分" in visitor.get("/rankings").text
    for more in (2, 3):
        with at.platform.begin() as work:
            for number in range(more):
                other = publication.provider(at.platform, f"第{more}批{number}号检测")
                award(work, [Ranked("provider", other.organisation_id)], _activity(f"{more}-{number}"))
                award(work, [of], _activity(f"own-{more}-{number}"))
        for client, address in ((visitor, "/rankings?period=all"), (visitor, company), (seller, page)):
            client.get(address)
            statements.clear()
            assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
    shown = visitor.get("/rankings?of=provider&period=2026-13").text
    assert ("湘江数字科技有限公司" in shown, "第2批0号检测" in shown, "备案公益活动" in shown) == (
        True,
        True,
        True,
    )
    assert "第 1 名" in visitor.get(company).text
    assert page in seller.get(company).text
    assert page not in visitor.get(company).text
    reasons = seller.get(page).text
    assert ("HB-1" in reasons, "&lt;b&gt;宣讲" in reasons) == (True, True)
    assert (buyer.get(page).status_code, visitor.get(page).status_code) == (404, 302)
    assert seller.get("/rankings/expert/x").status_code == 404


def _activity(source: str) -> Happening:
    return Happening("activity_filed", source, "HB-1", "<b>宣讲")
