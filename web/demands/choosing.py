"""The page on which an enterprise chooses an offer, a bid or an answer to an invitation, and orders it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import Problems
from web.form_steps import led_to
from web.viewers import own_of_kind
from workflows.business.demands.policy import MENU
from workflows.business.orders.checkout import obstacles
from workflows.business.orders.quoting import NO_VOUCHER
from workflows.business.orders.values import OrderQuote
from workflows.ground.work import Work

MOST_CHARACTERS = 64


def voucher() -> str:
    """Return the voucher that was chosen, "" for none yet."""
    return request.values.get("voucher", "")[:MOST_CHARACTERS]


def choice_page(
    work: Work,
    title: str,
    quote: OrderQuote,
    *,
    back: tuple[str, str],
    problems: Problems,
    status: int,
) -> Response:
    """Return the page with the order that choosing would place; its form is sent to its own address.

    `back`: the address and the name of the page before.
    """
    page = render_template(
        "demands/choose.html",
        title=title,
        back=back,
        address=request.path,
        quote=quote,
        obstacles=obstacles(work, own_of_kind(work, "enterprise", MENU, "demands.not_yours")),
        no_voucher=NO_VOUCHER,
        values=request.form,
        problems=problems,
    )
    return make_response(page, status)


def chosen(number: str) -> Response:
    """Lead on to the order that was placed."""
    said = _("Chosen: the order is placed, and the deposit is back in the wallet.")
    return led_to(url_for("orders.order", number=number), said)
