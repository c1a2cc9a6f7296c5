"""Money that a provider gives back: from its wallet as far as that reaches. What is missing stays owed.

The rule: what is there is given back at once, to the fen. What is missing is a claim of the enterprise
against the provider, which the platform does not advance: it is collected from the wallet every night and
whenever the provider pays, oldest case first, until it is paid or an operator gives it up with a reason.
Nothing is ever taken beyond what is available: money held for withdrawals or orders is left alone.
"""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.after_sales.timeline import note
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import Cause
from workflows.business.orders.models import ServiceOrder
from workflows.ground.work import Work

CLAIM_PAID = "after_sales_claim_paid"
"""What the process waits for while money is owed; the key is the case's id."""


def collect(work: Work, row: AfterSalesCase, order: ServiceOrder) -> None:
    """Move what is owed from the provider's wallet to the enterprise's, as far as it is there."""
    owed = row.refund_fen - row.collected_fen
    source = open_account(work, order.provider_id, "wallet")
    taken = min(owed, to_fen(balance(work, source.id).available))
    if taken <= 0:
        return
    move(
        work, key=f"after_sales:{row.id}:{row.collected_fen}", kind="refund",
        cause=Cause("case", row.number or row.id), source=source.id,
        target=open_account(work, order.enterprise_id, "wallet").id, amount=to_yuan(taken),
    )  # fmt: skip
    row.collected_fen += taken
    note(work, row, "provider", "collected", amount_fen=taken)


def owing(work: Work) -> list[str]:
    """Return the ids of the cases in which money is owed, the oldest first."""
    rows = select(AfterSalesCase.id).where(AfterSalesCase.state == "claimed").order_by(AfterSalesCase.id)
    return list(work.session.scalars(rows))
