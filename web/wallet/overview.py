"""What an organisation has, what is held of it, and what moved in a period, as page and as file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import BinaryIO

from flask import Response, make_response, render_template, request, url_for
from flask_login import current_user

from web.form_problems import in_words
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import place
from web.request_values import as_day
from web.spreadsheets import saved_table
from web.viewers import current_viewer, own_to_settle
from web.wallet.blueprint import blueprint
from web.wallet.labels import line_labels, order_numbers
from web.work import begin
from workflows.business.ledger.statements import period_of
from workflows.business.wallet import queries
from workflows.business.wallet.policy import MENU
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Invalid
from workflows.ground.spreadsheets import FileKind
from workflows.people.identity import payment_passwords

USUAL_DAYS = 30


def asked_days(now: datetime) -> tuple[date, date]:
    """Return the first and the last day of the address, in Shanghai; usually the last thirty days."""
    last = as_day(request.args.get("last", "")) or now.astimezone(SHANGHAI).date()
    return as_day(request.args.get("first", "")) or last - timedelta(days=USUAL_DAYS - 1), last


@blueprint.get("")
def home() -> Response:
    """Show balance, holds and the statement of a period."""
    refused = ""
    with begin() as work:
        own, viewer = own_to_settle(work, MENU), current_viewer(work)
        first, last = asked_days(work.now)
        try:
            period = period_of(first, last)
        except Invalid as refusal:
            refused, statement = in_words(refusal), None
        else:
            statement = queries.wallet_statement(work, viewer, own.id, period, after=place())
        purse = queries.wallet(work, viewer, own.id)
        causes = [hold.cause for hold in purse.holds]
        causes += [line.cause for line in statement.lines] if statement is not None else []
        page = render_template(
            "wallet/home.html",
            own=own,
            wallet=purse,
            order_numbers=order_numbers(work, causes),
            pays=not viewer.is_agent_of(own.id),
            payment_password=payment_passwords.state(work, current_user.id),
            statement=statement,
            refused=refused,
            days={"first": first.isoformat(), "last": last.isoformat()},
            narrowed="first" in request.args or "last" in request.args,
            first_url=url_for("wallet.home", first=first, last=last) if place() else None,
            **line_labels(),
        )
    return make_response(page, 422 if refused else 200)


@blueprint.get("/statement.<kind>")
@limiter.limit("60 per hour")
def export(kind: str) -> Response:
    """Give the statement of a period as CSV or XLSX, to be saved."""
    with begin() as work:
        own = own_to_settle(work, MENU)
        viewer, (first, last) = current_viewer(work), asked_days(work.now)

        def write(file_kind: FileKind, target: BinaryIO) -> None:
            queries.export_statement(
                work,
                viewer,
                own.id,
                period_of(first, last),
                kind=file_kind,
                target=target,
                locale=locale_tag(),
            )

        return saved_table(f"wallet-{first:%Y%m%d}-{last:%Y%m%d}", kind, write)
