"""What the vouchers of an enterprise would pay of a price: the best one, by category, share and balance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workflows.business.vouchers.policy import MENU
from workflows.business.vouchers.queries import usable_vouchers
from workflows.business.vouchers.values import VoucherView
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PayingVoucher:
    """A voucher, and what it would pay of a price: never more than it still has."""

    voucher: VoucherView
    pays: Decimal


def best_voucher(
    work: Work, viewer: Viewer, price: Decimal | None, categories: tuple[str, ...]
) -> PayingVoucher | None:
    """Return which of the viewer's vouchers would pay the most of a price, None if none pays anything.

    Of two that pay the same, the one that ends first. As many statements for many vouchers as for one.
    """
    if not price:
        return None
    own = [one.id for one in organisations_of(work, viewer.user_id) if may_work_in(viewer, one, MENU)]
    offers = [
        PayingVoucher(one, min(one.available, one.programme.pays(price, categories)))
        for one in (usable_vouchers(work, own) if own else ())
    ]
    paying = [one for one in offers if one.pays > 0]
    return min(paying, key=lambda one: (-one.pays, one.voucher.valid_until, one.voucher.id), default=None)
