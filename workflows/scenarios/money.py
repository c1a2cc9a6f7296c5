"""What scenarios of money need: a bank card, and a gateway that tells what became of a pay-out."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.ledger.money import to_yuan
from workflows.business.payments.gateway import GatewayPayOut, PayOutState
from workflows.business.payments.models import PayOut
from workflows.business.payments.pay_outs import follow
from workflows.business.wallet import cards
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of

SUBJECTS = frozenset({"bank_card"})
"""Subjects of cases that are begun in the wallet."""
PAID = "what the gateway paid"
"""Stands in a scenario for the amount of the last pay-out."""


def begin(work: Work, secret_key: str, organisation_id: str, chance: random.Random) -> str:
    """Begin the case of a new bank card, as the actor; return its id."""
    number = "".join(str(chance.randrange(10)) for _ in range(15)) + "1234"
    begun = cards.add(work, viewer_of(work), secret_key, organisation_id, bank="ccb", number=number)
    return work.session.scalars(select(Case.id).where(Case.number == begun)).one()


def gateway_says(work: Work, organisation_id: str, said: Mapping[str, Any]) -> Decimal:
    """Let the last pay-out of an organisation follow what the gateway says; return its amount."""
    latest = select(PayOut).where(PayOut.owner == organisation_id).order_by(PayOut.created_at.desc())
    row = work.session.scalars(latest.limit(1)).one()
    amount, reason = to_yuan(row.amount_fen), str(said.get("reason") or "")
    state: PayOutState = "paid" if said["says"] == "paid" else "failed"
    follow(work, row.gateway, GatewayPayOut(row.number, f"SO{row.number}", amount, state, reason, work.now))
    return amount
