"""What people do with the wallet that moves money: each asks for their own payment password first.

Where it was wrong the answer is a value, so that the failed attempt is committed.
"""

from __future__ import annotations

from decimal import Decimal

from workflows.business.wallet import cards, withdrawals
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.values import AttemptRefused
from workflows.people.viewer import Viewer

FIELD = "payment_password"
"""Where a wrong one is complained about."""


def add_card(
    work: Work,
    viewer: Viewer,
    secret_key: str,
    organisation_id: str,
    *,
    bank: str,
    number: str,
    password: str,
) -> str | AttemptRefused:
    """Add a card, and begin its verification; return the case's number. Raises: as `cards.add`."""
    if (refused := _refused(work, password)) is not None:
        return refused
    return cards.add(work, viewer, secret_key, organisation_id, bank=bank, number=number)


def withdraw(
    work: Work, viewer: Viewer, organisation_id: str, *, card_id: str, amount: Decimal, password: str
) -> str | AttemptRefused:
    """Ask for a withdrawal; return the case's number. Raises: as `withdrawals.ask`."""
    if (refused := _refused(work, password)) is not None:
        return refused
    return withdrawals.ask(work, viewer, organisation_id, card_id=card_id, amount=amount)


def _refused(work: Work, password: str) -> AttemptRefused | None:
    """Return at which field what was typed is refused, None if it is the actor's payment password."""
    checked = payment_passwords.check(work, password)
    return None if checked == "right" else AttemptRefused((payment_passwords.refusal_at(FIELD, checked),))
