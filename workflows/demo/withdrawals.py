"""Bank cards of the first enterprise, one certified and one being checked, and withdrawals in all states."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from workflows.approvals.inbox.lists import to_do
from workflows.approvals.models import WorkItem
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import ACTIVE_STATES, Decision
from workflows.business.ledger.money import to_yuan
from workflows.business.payment_sandbox.models import SandboxPayOut
from workflows.business.payment_sandbox.pay_outs import digest
from workflows.business.payments.gateway import GatewayPayOut
from workflows.business.payments.models import PayOut
from workflows.business.payments.pay_outs import follow
from workflows.business.wallet import cards, withdrawals
from workflows.business.wallet.models import BankCard
from workflows.demo.story import Act
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

OWNER, FIRST, SECOND = "enterprise1", "finance", "finance2"
CERTIFIED, CHECKED = "6217002920114302", "6222021901234563"
REASON = "附言与用途不符，请核对后重新申请。"


def acts(secret_key: str) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    yield OWNER, partial(_add, secret_key=secret_key, bank="ccb", number=CERTIFIED)
    yield "system", _arrive
    yield OWNER, _type_amount
    yield OWNER, partial(_ask, yuan="3000.00")
    yield FIRST, partial(_decide, decision=Decision("approve", "账户与金额无误。"))
    yield SECOND, partial(_decide, decision=Decision("approve", "同意放款。"))
    yield "system", _arrive
    yield OWNER, partial(_ask, yuan="800.00")
    yield FIRST, partial(_decide, decision=Decision("reject", REASON))
    yield OWNER, partial(_ask, yuan="1200.00")
    yield FIRST, partial(_decide, decision=Decision("approve", "账户与金额无误。"))
    yield OWNER, partial(_ask, yuan="500.00")
    yield OWNER, partial(_add, secret_key=secret_key, bank="icbc", number=CHECKED)


def _add(work: Work, *, secret_key: str, bank: str, number: str) -> None:
    (own, *_) = organisations_of(work, work.actor)
    cards.add(work, viewer_of(work), secret_key, own.id, bank=bank, number=number)


def _arrive(work: Work) -> None:
    """Let the sandbox have paid what is under way into the certified card, and say so."""
    row = work.session.scalars(select(PayOut).where(PayOut.state.in_(("created", "pending")))).one()
    txn = f"SO{row.number}"
    work.session.add(
        SandboxPayOut(
            number=row.number, gateway_txn=txn, amount_fen=row.amount_fen, paid_fen=row.amount_fen,
            holder=row.holder, bank=row.bank, card=digest(CERTIFIED), remark=row.remark,
            notify_url="http://localhost/", outcome="paid", reason="", created_at=work.now,
            settles_at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    follow(work, row.gateway, GatewayPayOut(row.number, txn, to_yuan(row.amount_fen), "paid", "", work.now))


def _type_amount(work: Work) -> None:
    """Type the amount that came, as the owner of the card reads it at the bank."""
    card = work.session.scalars(select(BankCard).where(BankCard.state == "checking")).one()
    came = work.session.get_one(PayOut, card.pay_out)
    waiting = select(WorkItem).where(WorkItem.assignee == work.actor, WorkItem.state.in_(ACTIVE_STATES))
    item = work.session.scalars(waiting.order_by(WorkItem.opened_at.desc())).first()
    assert item is not None, "the payment has arrived"
    said = {"received_amount": f"{to_yuan(came.amount_fen):.2f}"}
    deciding.decide(work, viewer_of(work), item.task_id, Decision("submit", data=said))


def _ask(work: Work, *, yuan: str) -> None:
    (own, *_) = organisations_of(work, work.actor)
    card = work.session.scalars(select(BankCard).where(BankCard.state == "certified")).one()
    withdrawals.ask(work, viewer_of(work), own.id, card_id=card.id, amount=Decimal(yuan))


def _decide(work: Work, *, decision: Decision) -> None:
    """Decide the step of the newest withdrawal that waits for whoever acts."""
    viewer = viewer_of(work)
    waiting = to_do(work, viewer, sort="newest").items
    own = [one for one in waiting if one.case.process_id == withdrawals.PROCESS]
    newest = max(own, key=lambda one: one.case.number)
    assignment.claim(work, viewer, newest.task_id)
    deciding.decide(work, viewer, newest.task_id, decision)
