"""What a cart would cost now: one order for each provider, with the vouchers that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from workflows.business.carts.values import CartLineView
from workflows.business.orders.terms import order_terms
from workflows.business.orders.values import OrderQuote, VoucherOffer
from workflows.business.vouchers.paying import vouchers_to_use
from workflows.business.vouchers.values import VoucherView
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

NO_VOUCHER = "none"
"""Chosen where somebody wants to keep their vouchers."""


def quotes(
    work: Work,
    viewer: Viewer,
    own: OrganisationView,
    lines: Iterable[CartLineView],
    chosen: Mapping[str, str],
) -> tuple[OrderQuote, ...]:
    """Return the orders that the offered lines of a cart would become, in the order of the cart.

    `chosen` is {provider: voucher id or NO_VOUCHER}; where nothing is chosen, or what does not fit, the best
    voucher is proposed. What one order takes of a voucher is not there for the next one.
    """
    by_provider: dict[str, list[CartLineView]] = {}
    for line in lines:
        if line.offer is not None and line.price is not None:
            by_provider.setdefault(line.offer.provider_id, []).append(line)
    usable = vouchers_to_use(work, viewer, [own]) if by_provider else ()
    left = {one.id: one.available for one in usable}
    made = []
    for provider_id, some in by_provider.items():
        fitting = _fitting(usable, some, left)
        taken = _taken(fitting, chosen.get(provider_id, ""))
        if taken is not None:
            left[taken.voucher.id] -= taken.pays
        made.append((provider_id, tuple(some), fitting, taken))
    totals = [sum((line.amount for line in some), Decimal("0.00")) for _, some, _, _ in made]
    dues = [
        total - (one[3].pays if one[3] is not None else 0) for total, one in zip(totals, made, strict=True)
    ]
    return tuple(
        OrderQuote(provider_id, some[0].provider_name, some, total, fitting, taken, terms)
        for (provider_id, some, fitting, taken), total, terms in zip(
            made, totals, order_terms(work, dues), strict=True
        )
    )


def _taken(fitting: tuple[VoucherOffer, ...], wanted: str) -> VoucherOffer | None:
    """Return the voucher that was chosen if it fits; else the best one, unless they want to keep them."""
    first = None if wanted == NO_VOUCHER else next(iter(fitting), None)
    return next((one for one in fitting if one.voucher.id == wanted), first)


def _fitting(
    usable: Iterable[VoucherView], lines: list[CartLineView], left: Mapping[str, Decimal]
) -> tuple[VoucherOffer, ...]:
    """Return the vouchers that pay something of an order, the one that pays most first.

    Of two that pay the same, the one that ends first. Each line is paid for within the programme's share and
    its categories, all of them together by no more than the voucher has left.
    """
    offers = [
        VoucherOffer(voucher, min(left[voucher.id], sum((_pays(voucher, one) for one in lines), Decimal(0))))
        for voucher in usable
    ]
    paying = [one for one in offers if one.pays > 0]
    return tuple(sorted(paying, key=lambda one: (-one.pays, one.voucher.valid_until, one.voucher.id)))


def _pays(voucher: VoucherView, line: CartLineView) -> Decimal:
    return voucher.programme.pays(line.amount, line.offer.categories if line.offer is not None else ())
