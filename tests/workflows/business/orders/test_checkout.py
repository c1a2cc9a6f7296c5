"""Checkout: one order for each provider, vouchers by themselves, and never anything that was not shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.factories import publication
from tests.factories.orders import Market, market, specification
from tests.factories.people import viewer
from tests.workflows.business.vouchers.conftest import granted, opened
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.catalogue import product_lifecycle
from workflows.business.orders.models import ServiceOrder
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.queries import voucher_of
from workflows.business.vouchers.values import VoucherView
from workflows.ground.errors import Conflict, Forbidden, InvalidState
from workflows.people.organisations.models import Organisation

pytestmark = pytest.mark.prepared


def voucher(at: Market, yuan: str = "600.00", number: str = "PE-1", **programme: object) -> VoucherView:
    with at.platform.begin() as work:
        of = opened(
            work, number=f"QZ-{number}", budget=Decimal("99999.00"), most=Decimal("9000.00"), **programme
        )
        return granted(work, of.id, at.buyer.organisation_id, yuan, number)


def left(at: Market, one: VoucherView) -> tuple[Decimal, Decimal, Decimal]:
    """Return what is available, held and used of a voucher."""
    with at.platform.begin() as work:
        now = voucher_of(work, one.id)
    return now.available, now.held, now.used


def test_each_provider_gets_one_order_with_all_its_lines(at: Market) -> None:
    second = publication.provider(at.platform, "岳麓检测有限公司", "430100")
    at.wants(quantity=2)
    at.wants(at.sells("设备体检", specifications=[specification("基础版", None)]), "基础版")
    at.wants(
        at.sells("材料检测", second, specifications=[specification("一年", "98.50", "year")]),
        "一年",
        "year",
        3,
    )
    numbers = at.orders()
    assert len(numbers) == 2
    first, other = (at.look(number).order for number in numbers)
    assert (first.total, first.due, len(first.lines)) == (Decimal("6000.00"), Decimal("6000.00"), 2)
    assert (other.total, other.lines[0].mode, other.lines[0].quantity) == (Decimal("295.50"), "year", 3)
    assert other.provider_name == "岳麓检测有限公司"
    assert at.shown().shown == {}


def test_the_best_voucher_is_proposed_and_pays_within_its_share(at: Market) -> None:
    small, large = voucher(at, "600.00"), voucher(at, "5000.00", "PE-2")
    at.wants()
    (number,) = at.orders()
    order = at.look(number).order
    assert (order.deducted, order.due, order.voucher_id) == (Decimal("1500.00"), Decimal("1500.00"), large.id)
    assert left(at, large) == (Decimal("3500.00"), Decimal("1500.00"), Decimal("0.00"))
    assert left(at, small)[1] == Decimal(0)
    at.act(number, "accept")
    at.pay(number)
    for action in ("start", "finish", "approve"):
        at.act(number, action)  # type: ignore[arg-type]
    assert left(at, large) == (Decimal("3500.00"), Decimal("0.00"), Decimal("1500.00"))
    at.check()


def test_a_voucher_larger_than_the_sum_pays_all_of_it(at: Market) -> None:
    voucher(at, "9000.00", share_percent=100)
    at.wants()
    (number,) = at.orders()
    at.act(number, "accept")
    assert (at.look(number).order.due, at.state(number)) == (Decimal("0.00"), "awaiting_start")


def test_one_voucher_pays_of_two_orders_no_more_than_it_has(at: Market) -> None:
    one = voucher(at, "2000.00")
    second = publication.provider(at.platform, "岳麓检测有限公司", "430100")
    at.wants()
    at.wants(at.sells("材料检测", second, specifications=[specification("标准版", "3000.00")]))
    numbers = at.orders()
    deducted = [at.look(number).order.deducted for number in numbers]
    assert deducted == [Decimal("1500.00"), Decimal("500.00")]
    assert left(at, one)[:2] == (Decimal("0.00"), Decimal("2000.00"))


def test_a_voucher_can_be_kept_and_another_chosen(at: Market) -> None:
    small, _ = voucher(at, "600.00"), voucher(at, "5000.00", "PE-2")
    at.wants()
    provider = at.seller.organisation_id
    assert at.shown({provider: "none"}).shown == {provider: Decimal("3000.00")}
    (number,) = at.orders(at.shown({provider: small.id}))
    assert at.look(number).order.voucher_id == small.id


def test_a_voucher_of_other_categories_is_not_offered(at: Market) -> None:
    voucher(at, "5000.00", categories=("quality",))
    at.wants()
    (number,) = at.orders()
    assert at.look(number).order.deducted == Decimal(0)


def test_what_an_order_held_of_an_expired_voucher_goes_back_and_expires(
    at: Market, clock: FixedClock
) -> None:
    one = voucher(at, "600.00", valid_until=clock.now + timedelta(days=2))
    at.wants()
    (number,) = at.orders()
    clock.pass_time(days=8)
    at.run()
    assert at.state(number) == "cancelled"
    with at.platform.begin() as work:
        look_at_ends(work)
    assert left(at, one) == (Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))
    at.check()


def test_the_same_page_twice_and_two_pages_at_once_order_once(at: Market) -> None:
    at.wants()
    asked = at.shown()
    with ThreadPoolExecutor(2) as two:
        answers = [one.result() for one in [two.submit(at.orders, asked) for _ in range(2)]]
    assert answers[0] == answers[1] == at.orders(asked)
    with at.platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(ServiceOrder)) == 1


def test_an_older_page_says_that_the_cart_has_changed(at: Market) -> None:
    at.wants()
    asked = at.shown()
    at.wants(quantity=2)
    with pytest.raises(Conflict, match="changed on another page"):
        at.orders(asked)


def test_a_price_that_has_changed_is_said_and_nothing_is_charged(at: Market) -> None:
    at.wants()
    asked = at.shown()
    with at.platform.begin() as work:
        data = publication.listing(specifications=[specification("标准版", "3500.00")])
        product_lifecycle.publish(work, at.product_id, data)
    with pytest.raises(Conflict, match="worked out anew"):
        at.orders(asked)
    assert at.shown().shown == {at.seller.organisation_id: Decimal("3500.00")}


def test_a_product_off_sale_has_to_be_removed_first(at: Market) -> None:
    at.wants()
    asked = at.shown()
    with at.platform.begin() as work:
        product_lifecycle.leave_sale(work, product_lifecycle.locked(work, at.product_id))
    with pytest.raises(Conflict, match="not offered any more"):
        at.orders(asked)


def test_without_certification_or_seal_nothing_is_ordered(platform: Platform) -> None:
    at = market(platform)
    at.wants()
    asked = at.shown()
    with platform.begin() as work:
        work.session.get_one(Organisation, at.buyer.organisation_id).name = "改名后的公司"
    with pytest.raises(InvalidState, match="seal"):
        at.orders(asked)
    with platform.begin() as work:
        work.session.get_one(Organisation, at.buyer.organisation_id).certification = "in_review"
    with pytest.raises(InvalidState, match="certified"):
        at.orders(asked)


def test_a_provider_has_no_cart(at: Market) -> None:
    at.buyer = replace(at.seller)
    assert viewer(at.platform, at.buyer.user_id).acts_for(at.buyer.organisation_id)
    with pytest.raises(Forbidden):
        at.wants()
