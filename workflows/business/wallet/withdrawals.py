"""Withdrawals 提现: held when asked for, paid into a certified card, given back when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select

from workflows.approvals.cases.submitting import submit
from workflows.business.ledger.holds import release, reserve
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import Cause
from workflows.business.payments import queries as payments
from workflows.business.payments.gateways import SANDBOX
from workflows.business.payments.pay_outs import create_pay_out
from workflows.business.payments.values import PayOutOrder
from workflows.business.wallet import cards
from workflows.business.wallet.models import Withdrawal
from workflows.business.wallet.policy import own_organisation, own_to_pay_from
from workflows.business.wallet.values import WithdrawalState, WithdrawalView
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.held_rows import held_row
from workflows.ground.messages import Locale
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

PROCESS = "withdrawal"
BANKS = "card_banks"
"""The banks by which the form names that of the card: those of the process of cards."""
LEAST, MOST = Decimal("0.01"), Decimal("1000000.00")
"""Of one withdrawal, in yuan."""
HELD_FOR = timedelta(days=365)
"""Far beyond the time that two decisions and a gateway can take: it ends by what became of it."""
SHOWN = 10


def ask(work: Work, viewer: Viewer, organisation_id: str, *, card_id: str, amount: Decimal) -> str:
    """Hold an amount of the wallet, and ask finance to pay it into a card; return the case's number.

    Raises: NotFound; Forbidden; Invalid: at the fields, or there is too little.
    """
    own = own_to_pay_from(work, viewer, organisation_id)
    if not (amount.is_finite() and LEAST <= amount <= MOST and amount == round(amount, 2)):
        raise Invalid("wallet.invalid", [FieldProblem("amount", "payments.amount", {})])
    wallet = open_account(work, own.id, "wallet")
    available = balance(work, wallet.id).available
    if amount > available:
        said_of = {"available": f"{available:,.2f}"}
        raise Invalid("wallet.invalid", [FieldProblem("amount", "wallet.too_little", said_of)])
    card = cards.usable(work, own.id, card_id)
    row = Withdrawal(
        organisation_id=own.id, card_id=card.id, amount_fen=to_fen(amount), hold_id="", state="asked",
        reason="", asked_by=viewer.user_id, asked_at=work.now, changed_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    said = {"amount": f"{amount:.2f}", "bank": card.bank, "tail": card.tail, "holder": card.holder}
    row.case_number = submit(work, viewer, PROCESS, said, organisation_id=own.id, subject_id=row.id).number
    row.hold_id = reserve(
        work, key=f"withdrawal:{row.id}", cause=Cause("case", row.case_number), purpose="withdrawal",
        account_id=wallet.id, amount=amount, until=work.now + HELD_FOR,
    ).id  # fmt: skip
    work.session.flush()
    return row.case_number


def form_context(work: Work, _subject_id: str, locale: Locale) -> dict[str, Any]:
    """Return the banks by which the form names the one of the card, in the reader's language."""
    return {BANKS: [{"value": value, "label": label} for value, label in cards.banks(work, locale).items()]}


def latest(work: Work, viewer: Viewer, organisation_id: str) -> Sequence[WithdrawalView]:
    """Return the latest withdrawals of an organisation, the newest first. Raises: NotFound; Forbidden."""
    own = own_organisation(work, viewer, organisation_id)
    rows = select(Withdrawal).where(Withdrawal.organisation_id == own.id)
    newest = rows.order_by(Withdrawal.asked_at.desc(), Withdrawal.id).limit(SHOWN)
    return tuple(map(_view, work.session.scalars(newest)))


def _view(row: Withdrawal) -> WithdrawalView:
    amount, state = to_yuan(row.amount_fen), cast("WithdrawalState", row.state)
    return WithdrawalView(row.case_number, amount, state, in_words(row.reason), row.asked_at)


def locked(work: Work, withdrawal_id: str) -> Withdrawal:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Withdrawal, withdrawal_id, "wallet.withdrawal_not_found")


def withdrawn(work: Work, withdrawal_id: str) -> None:
    """The applicant takes it back. Raises: InvalidState: finance has released it already."""
    row = locked(work, withdrawal_id)
    if row.state != "asked":
        raise InvalidState("wallet.released_already")
    _give_back(work, row, "wallet.taken_back")


def ended(work: Work, withdrawal_id: str, _state: str, _data: Any) -> None:
    """The case is over: what nobody has decided, because it was cancelled, goes back to the wallet."""
    row = locked(work, withdrawal_id)
    if row.state == "asked":
        _give_back(work, row, "wallet.case_ended")


def pay(work: Work, withdrawal_id: str) -> str:
    """Let the gateway pay it into the card; return the number of the pay-out."""
    row = locked(work, withdrawal_id)
    if row.pay_out is None:
        card = cards.locked(work, row.card_id)  # certified when it was asked for
        order = PayOutOrder(
            f"withdrawal:{row.id}", row.organisation_id, to_yuan(row.amount_fen), card.holder, card.bank_name,
            card.number, "通办平台钱包提现", row.hold_id,
        )  # fmt: skip
        row.pay_out, row.state, row.changed_at = create_pay_out(work, SANDBOX, order), "paying", work.now
        work.session.flush()
    return row.pay_out


def finish(work: Work, withdrawal_id: str) -> None:
    """Note that it has arrived; what was held has been captured with the gateway's notice."""
    row = locked(work, withdrawal_id)
    row.state, row.changed_at = "paid", work.now
    work.session.flush()


def refuse(work: Work, withdrawal_id: str, unpaid: str) -> str:
    """Give back what is held, unless the failed payment has done so already; return why.

    `unpaid`: the reason if it has not come to a payment.
    """
    row = locked(work, withdrawal_id)
    if row.pay_out is None:
        _give_back(work, row, unpaid)
        return unpaid
    row.state, row.reason, row.changed_at = "returned", payments.pay_out(work, row.pay_out).reason, work.now
    work.session.flush()
    return row.reason


def _give_back(work: Work, row: Withdrawal, reason: str) -> None:
    cause = Cause("case", row.case_number or row.id)
    release(work, row.hold_id, key=f"withdrawal_returned:{row.id}", cause=cause)
    row.state, row.reason, row.changed_at = "returned", reason, work.now
    work.session.flush()
