"""Cases that are acted on elsewhere lead there, and promise no withdrawal that is always refused."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.factories.demands import published, tendered
from tests.factories.orders import Market
from tests.factories.people import viewer
from tests.web.orders.conftest import SignIn, as_owner, at
from workflows.approvals.models import Case
from workflows.business.demands import inviting

__all__ = ["as_owner", "at"]


def numbers(at: Market, process_id: str) -> list[str]:
    with at.platform.begin() as work:
        return list(work.session.scalars(select(Case.number).where(Case.process_id == process_id)))


def ordered(at: Market) -> None:
    at.wants()
    at.orders()


def asked(at: Market) -> None:
    number = published(at.platform, at.buyer)
    with at.platform.begin(at.buyer.user_id) as work:
        buyer = viewer(at.platform, at.buyer.user_id)
        inviting.invite(work, buyer, number, at.seller.organisation_id, "请报价")


def put_out(at: Market) -> None:
    tendered(at.platform, at.buyer)


@pytest.mark.parametrize(
    ("begin", "process_id", "place"),
    [
        (ordered, "service_order", "/orders/"),
        (asked, "invitation", "/demands/invitations/"),
        (put_out, "tender", "/demands/mine"),
    ],
)
def test_what_is_ended_elsewhere_leads_there_and_is_not_under_review(
    at: Market, as_owner: SignIn, begin: object, process_id: str, place: str
) -> None:
    begin(at)  # type: ignore[operator]
    (number,) = numbers(at, process_id)
    buyer = as_owner(at.buyer)
    listed = buyer.get("/workbench/applications").text
    (row,) = [one for one in re.findall(r"<tr.*?</tr>", listed, re.DOTALL) if number in one]
    page = buyer.get(f"/cases/{number}").text
    for shown in (row, page):
        assert f'href="{place}' in shown
        assert "进行中" in shown
        assert "审核中" not in shown
        assert "/withdraw" not in shown
    assert buyer.get(f"/cases/{number}/withdraw").status_code == 302
    refused = buyer.post(f"/cases/{number}/withdraw")
    assert refused.status_code == 409
    assert "请在其所属页面办理" in refused.text


def test_what_is_reviewed_is_withdrawn_on_the_page_of_its_case(at: Market, as_owner: SignIn) -> None:
    published(at.platform, at.buyer)
    (number,) = numbers(at, "demand_publication")
    page = as_owner(at.buyer).get(f"/cases/{number}").text
    assert f'href="/demands/{number}"' in page
    assert "已通过" in page
