"""Bank cards: those that are there, a new one, and one taken away."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.form_input import secret
from web.form_problems import Problems, at_fields, problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import current_viewer
from web.wallet.blueprint import blueprint
from web.wallet.labels import CARD_STATES
from web.wallet.paying import own_to_pay_from
from web.work import begin, current_platform
from workflows.business.payments.gateways import is_open
from workflows.business.wallet import cards as bank_cards
from workflows.business.wallet.operations import FIELD, add_card
from workflows.ground.errors import Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.values import AttemptRefused

_MOST_CHARACTERS = 60


@blueprint.get("/cards")
def cards() -> Response:
    """Show the cards of the organisation, and the form for another one."""
    with begin() as work:
        return _page(work)


def _page(work: Work, problems: Problems | None = None) -> Response:
    own = own_to_pay_from(work)
    open_ = is_open(current_platform().settings)
    page = render_template(
        "wallet/cards.html",
        own=own,
        cards=bank_cards.cards(work, current_viewer(work), own.id),
        states=CARD_STATES,
        banks=bank_cards.banks(work, locale_tag()),
        open=open_,
        payment_password=payment_passwords.state(work, current_user.id),
        problems=problems or {},
        values=request.form,
    )
    response = make_response(page, 422 if problems else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/cards")
@limiter.limit("30 per hour")
def add() -> Response:
    """Add a card, and lead to the case in which it is checked."""
    settings = current_platform().settings
    try:
        with begin() as work:
            own = own_to_pay_from(work)
            if not is_open(settings):
                raise InvalidState("payments.no_gateway")
            added = add_card(
                work,
                current_viewer(work),
                settings.secret_key,
                own.id,
                bank=request.form.get("bank", "")[:_MOST_CHARACTERS],
                number=request.form.get("number", "")[:_MOST_CHARACTERS],
                password=secret(FIELD),
            )
            if isinstance(added, AttemptRefused):
                return _page(work, at_fields(added.problems))
    except Invalid as refusal:
        with begin() as work:
            return _page(work, problems_of(refusal))
    flash(
        _("The platform pays a small amount into the card. Type it here as soon as it has come."), "success"
    )
    return make_response(redirect(url_for("cases.case", number=added)))


@blueprint.post("/cards/<card_id>/remove")
@limiter.limit("30 per hour")
def remove_card(card_id: str) -> Response:
    """Take a certified card away."""
    with begin() as work:
        own = own_to_pay_from(work)
        bank_cards.remove(work, current_viewer(work), own.id, card_id[:64])
    flash(_("The card is removed."), "success")
    return make_response(redirect(url_for("wallet.cards")))
