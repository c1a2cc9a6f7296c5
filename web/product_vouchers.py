"""What the vouchers of the signed-in person would pay of products, wherever these are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_login import current_user

from web.viewers import current_viewer, own_organisations
from workflows.business.catalogue.browsing import ProductCard
from workflows.business.vouchers.paying import PayingVoucher, best_voucher, vouchers_to_use
from workflows.business.vouchers.values import VoucherView
from workflows.ground.work import Work


def own_vouchers(work: Work) -> tuple[VoucherView, ...]:
    """Return the vouchers that the signed-in person may use now; none for a visitor."""
    if not current_user.is_authenticated:
        return ()
    return vouchers_to_use(work, current_viewer(work), own_organisations(work))


def paying(cards: Iterable[ProductCard], vouchers: Iterable[VoucherView]) -> Mapping[str, PayingVoucher]:
    """Return the best of the vouchers for each product that one would pay for, by the products' ids."""
    known = tuple(vouchers)
    best = ((one, best_voucher(known, one.price_from, one.price_to, one.categories)) for one in cards)
    return {card.product_id: voucher for card, voucher in best if voucher is not None}
