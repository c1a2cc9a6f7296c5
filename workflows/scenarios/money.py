"""What scenarios of money need: a bank card, and a gateway that tells what became of a pay-out."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.business.payments.gateway import GatewayPayOut, PayOutState
from workflows.business.payments.models import PayOut
from workflows.business.payments.pay_outs import follow
from workflows.business.wallet import cards, withdrawals
from workflows.business.wallet.models import BankCard
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.people.organisations.queries import names
from workflows.people.viewer_loader import viewer_of

SUBJECTS = frozenset({"bank_card", "withdrawal"})
"""Subjects of cases that are begun in the wallet."""
PAID = "what the gateway paid"
"""Stands in a scenario for the amount of the last pay-out."""


def begin(work: Work, secret_key: str, process_id: str, organisation_id: str, chance: random.Random) -> str:
    """Begin the case of a new bank card or of a withdrawal, as the actor; return its id."""
    if process_id == withdrawals.PROCESS:
        begun = _withdrawal(work, organisation_id)
        return work.session.scalars(select(Case.id).where(Case.number == begun)).one()
    number = "".join(str(chance.randrange(10)) for _ in range(15)) + "1234"
    begun = cards.add(work, viewer_of(work), secret_key, organisation_id, bank="ccb", number=number)
    return work.session.scalars(select(Case.id).where(Case.number == begun)).one()


def pay_in(work: Work, organisation_id: str, yuan: str) -> None:
    """Let an amount come into the wallet of an organisation, as if it had recharged."""
    clearing, wallet = open_account(work, PLATFORM, "clearing"), open_account(work, organisation_id, "wallet")
    move(
        work, key=f"scenario:{new_id()}", kind="recharge", cause=Cause("notice", "scenario"),
        source=clearing.id, target=wallet.id, amount=Decimal(yuan),
    )  # fmt: skip


def _withdrawal(work: Work, organisation_id: str) -> str:
    pay_in(work, organisation_id, "250.00")
    holder = names(work, [organisation_id])[organisation_id]
    card = BankCard(
        organisation_id=organisation_id, bank="ccb", bank_name="中国建设银行", holder=holder, number=b"",
        tail="1234", state="certified", reason="", tries=1, added_by=work.actor, added_at=work.now,
        changed_at=work.now,
    )  # fmt: skip
    work.session.add(card)
    work.session.flush()
    return withdrawals.ask(work, viewer_of(work), organisation_id, card_id=card.id, amount=Decimal("100.00"))


def gateway_says(work: Work, organisation_id: str, said: Mapping[str, Any]) -> Decimal:
    """Let the last pay-out of an organisation follow what the gateway says; return its amount."""
    latest = select(PayOut).where(PayOut.owner == organisation_id).order_by(PayOut.created_at.desc())
    row = work.session.scalars(latest.limit(1)).one()
    amount, reason = to_yuan(row.amount_fen), str(said.get("reason") or "")
    state: PayOutState = "paid" if said["says"] == "paid" else "failed"
    follow(work, row.gateway, GatewayPayOut(row.number, f"SO{row.number}", amount, state, reason, work.now))
    return amount
