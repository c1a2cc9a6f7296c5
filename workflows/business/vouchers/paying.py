"""What the vouchers of an enterprise would pay of a price: the best one, by category, share and balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workflows.business.vouchers.policy import MENU
from workflows.business.vouchers.queries import usable_vouchers
from workflows.business.vouchers.values import VoucherView
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PayingVoucher:
    """A voucher, and what it would pay of a price: never more than it still has."""

    voucher: VoucherView
    pays: Decimal
    price: Decimal


def vouchers_to_use(
    work: Work, viewer: Viewer, organisations: Iterable[OrganisationView]
) -> tuple[VoucherView, ...]:
    """Return the vouchers of organisations that the viewer may use now, the next to end first.

    As many statements for many vouchers as for one.
    """
    own = [one.id for one in organisations if may_work_in(viewer, one, MENU)]
    return usable_vouchers(work, own) if own else ()


def best_voucher(
    vouchers: Iterable[VoucherView],
    lowest: Decimal | None,
    highest: Decimal | None,
    categories: tuple[str, ...],
) -> PayingVoucher | None:
    """Return which voucher would pay the most of a product's price, None if none pays anything.

    Of the lowest price; where that is free, of the highest: there is something to pay. Of two that pay the
    same, the one that ends first.
    """
    price = lowest or highest
    if not price:
        return None
    offers = [
        PayingVoucher(one, min(one.available, one.programme.pays(price, categories)), price)
        for one in vouchers
    ]
    paying = [one for one in offers if one.pays > 0]
    return min(paying, key=lambda one: (-one.pays, one.voucher.valid_until, one.voucher.id), default=None)
