"""Withdrawals: the form, and the latest ones."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.account.form_input import secret
from web.form_problems import Problems, at_fields, problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.request_values import yuan
from web.viewers import current_viewer
from web.wallet.blueprint import blueprint
from web.wallet.paying import own_to_pay_from
from web.work import begin, current_platform
from workflows.business.payments.gateways import is_open
from workflows.business.wallet import cards as bank_cards
from workflows.business.wallet import operations, queries, withdrawals
from workflows.ground.errors import Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.values import AttemptRefused

STATES = {
    "asked": (_l("Waits for finance"), "info"),
    "paying": (_l("Being paid"), "info"),
    "paid": (_l("Arrived"), "success"),
    "returned": (_l("Returned to the wallet"), "secondary"),
}
"""How a withdrawal stands, with the tone of its badge."""


@blueprint.get("/withdraw")
def withdraw() -> Response:
    """Show the form, and the latest withdrawals."""
    with begin() as work:
        return _page(work)


def _page(work: Work, problems: Problems | None = None) -> Response:
    own, viewer = own_to_pay_from(work), current_viewer(work)
    own_cards = bank_cards.cards(work, viewer, own.id)
    page = render_template(
        "wallet/withdraw.html",
        wallet=queries.wallet(work, viewer, own.id),
        cards=[card for card in own_cards if card.state == "certified"],
        banks=bank_cards.banks(work, locale_tag()),
        latest=withdrawals.latest(work, viewer, own.id),
        states=STATES,
        open=is_open(current_platform().settings),
        payment_password=payment_passwords.state(work, current_user.id),
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/withdraw")
@limiter.limit("30 per hour")
def ask_withdrawal() -> Response:
    """Hold the amount, and lead to the case in which finance decides."""
    try:
        with begin() as work:
            own = own_to_pay_from(work)
            if not is_open(current_platform().settings):
                raise InvalidState("payments.no_gateway")
            asked = operations.withdraw(
                work,
                current_viewer(work),
                own.id,
                card_id=request.form.get("card", "")[:64],
                amount=yuan("amount"),
                password=secret(operations.FIELD),
            )
            if isinstance(asked, AttemptRefused):
                return _page(work, at_fields(asked.problems))
    except Invalid as refusal:
        with begin() as work:
            return _page(work, problems_of(refusal))
    flash(_("The amount is held until finance has decided."), "success")
    return make_response(redirect(url_for("cases.case", number=asked)))
