"""What would have been sent by mail and SMS, codes included; only where the platform is demonstrated."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.paging import PAGE_ROWS, address_filters, listed, place
from web.work import begin
from workflows.notices import queries

CHANNELS = ("mail", "sms")

blueprint = Blueprint("mailbox", __name__, template_folder="templates")


@blueprint.get("")
def home() -> str:
    """List mail and SMS, the newest first; everybody may look, for a visitor needs the code to sign up."""
    filters = address_filters("to", "channel")
    if filters["channel"] not in CHANNELS:
        filters["channel"] = ""
    with begin() as work:
        rows = queries.outbox(
            work,
            to=filters["to"] or None,
            channel=filters["channel"] or None,
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        return render_template(
            "mailbox/home.html", page=listed("mailbox.home", rows, filters, lambda sent: sent.id)
        )
