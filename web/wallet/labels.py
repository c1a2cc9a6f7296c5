"""The ledger's words, as pages of wallets show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from forms import Text
from web.i18n import locale_tag
from workflows.business.ledger.kinds import ACCOUNT_KINDS, HOLD_PURPOSES, TRANSFER_KINDS
from workflows.business.ledger.values import Cause
from workflows.business.orders.queries import numbers_of_cases
from workflows.business.payments.values import PaymentOrderView
from workflows.ground.work import Work

ORDER_STATES: dict[str, tuple[Any, str]] = {
    "pending": (_l("Waiting for the payment"), "info"),
    "paid": (_l("Arrived"), "success"),
    "failed": (_l("Failed"), "danger"),
    "closed": (_l("Closed"), "secondary"),
    "in_question": (_l("Being checked"), "warning"),
    "expired": (_l("Not paid in time"), "warning"),
}
"""How a recharge is shown, with the tone of its badge."""


def order_state(order: PaymentOrderView, now: datetime) -> str:
    """Return how a recharge is shown: one that waits although it cannot be paid any more has expired."""
    return "expired" if order.state == "pending" and order.expires_at <= now else order.state


OFFLINE_STATES: dict[str, tuple[Any, str]] = {
    "in_review": (_l("Being checked"), "info"),
    "returned": (_l("To correct"), "warning"),
    "approved": (_l("Arrived"), "success"),
    "rejected": (_l("Failed"), "danger"),
    "withdrawn": (_l("Withdrawn"), "secondary"),
    "cancelled": (_l("Closed"), "secondary"),
    "completed": (_l("Closed"), "secondary"),
}
"""How a recharge by transfer stands, by the state of its case."""

CARD_STATES: dict[str, tuple[Any, str]] = {
    "checking": (_l("Being checked"), "info"),
    "certified": (_l("Certified"), "success"),
    "failed": (_l("Payment failed"), "danger"),
    "locked": (_l("Locked after three wrong amounts"), "danger"),
    "expired": (_l("Expired"), "secondary"),
    "withdrawn": (_l("Withdrawn"), "secondary"),
    "removed": (_l("Removed"), "secondary"),
}
"""How a card stands, with the tone of its badge."""


def line_labels() -> dict[str, Any]:
    """Return what the lines of a statement and the holds are called, in the language of the request."""
    return {
        "kinds": _said(TRANSFER_KINDS),
        "accounts": _said({name: kind.label for name, kind in ACCOUNT_KINDS.items()}),
        "purposes": _said(HOLD_PURPOSES),
    }


def order_numbers(work: Work, causes: Iterable[Cause]) -> frozenset[str]:
    """Return which causes of movements are orders, by their numbers: each has a page for both its sides."""
    return numbers_of_cases(work, sorted({one.id for one in causes if one.kind == "case"}))


def _said(texts: Mapping[str, Text]) -> dict[str, str]:
    return {name: text.say(locale_tag()) for name, text in texts.items()}
