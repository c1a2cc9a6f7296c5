"""What the payer does at the sandbox: opens a payment, pays it, lets it fail; and the notices that follow."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.ledger.money import to_yuan
from workflows.business.payment_sandbox.banks import BANKS, BEHAVIOURS, NOW
from workflows.business.payment_sandbox.models import SandboxNotice, SandboxPayment
from workflows.business.payment_sandbox.requests import MERCHANT, fen, insist_on_merchant, moment
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work

NOTIFY = "sandbox.notify"
SHOWN_NOTICES = 20
_LONGEST = {"order_no": 64, "subject": 200, "notify_url": 500, "return_url": 500}


def open_payment(work: Work, secret_key: str, fields: Mapping[str, str]) -> SandboxPayment:
    """Return the payment that a merchant sends its customer to; asked twice it is the same one.

    Raises: Invalid: not signed by a known merchant, or something is missing.
    """
    insist_on_merchant(work, secret_key, fields)
    if any(not 0 < len(fields.get(name, "")) <= most for name, most in _LONGEST.items()):
        raise Invalid("payment_sandbox.unreadable")
    amount_fen = fen(fields.get("amount", ""))
    values = {name: fields[name] for name in _LONGEST} | {
        "gateway_txn": f"SB{work.now:%Y%m%d}{secrets.token_hex(8).upper()}",
        "amount_fen": amount_fen, "paid_fen": 0, "refunded_fen": 0, "bank": "", "state": "pending",
        "created_at": work.now, "changed_at": work.now, "expires_at": moment(fields.get("expires_at", "")),
    }  # fmt: skip
    work.session.execute(insert(SandboxPayment).values(**values).on_conflict_do_nothing())
    row = payment(work, fields["order_no"])
    if row.amount_fen != amount_fen:
        raise Invalid("payment_sandbox.unreadable")
    return row


def payment(work: Work, order_no: str) -> SandboxPayment:
    """Return a payment. Raises: NotFound."""
    row = work.session.get(SandboxPayment, order_no, populate_existing=True)
    if row is None:
        raise NotFound("payment_sandbox.not_found")
    return row


def payment_to_end(work: Work, order_no: str) -> SandboxPayment:
    """Return a payment that waits to be paid, locked. Raises: NotFound; InvalidState: it is over."""
    row = work.session.get(SandboxPayment, order_no, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("payment_sandbox.not_found")
    if row.state != "pending":
        raise InvalidState("payment_sandbox.over")
    if row.expires_at <= work.now:
        raise InvalidState("payment_sandbox.expired")
    return row


def notices(work: Work, order_no: str) -> list[SandboxNotice]:
    """Return the notices about a payment, in the order in which they go out."""
    rows = select(SandboxNotice).where(SandboxNotice.order_no == order_no)
    return list(
        work.session.scalars(rows.order_by(SandboxNotice.due_at, SandboxNotice.id).limit(SHOWN_NOTICES))
    )


def pay(work: Work, order_no: str, *, bank: str, behaviour: str) -> SandboxPayment:
    """Pay with a bank, and send the notices that the behaviour says.

    Raises: NotFound; Invalid: no such bank or behaviour, or above the bank's limit; InvalidState: over.
    """
    if bank not in BANKS or behaviour not in BEHAVIOURS:
        raise Invalid("payment_sandbox.unreadable")
    row, chosen = payment_to_end(work, order_no), BEHAVIOURS[behaviour]
    if to_yuan(row.amount_fen) > BANKS[bank].limit:
        limit = f"{BANKS[bank].limit:,.2f}"
        problem = FieldProblem("bank", "payment_sandbox.over_the_limit", {"limit": limit})
        raise Invalid("payment_sandbox.unreadable", [problem])
    if not chosen.forged:
        row.state, row.bank, row.paid_fen = "paid", bank, max(row.amount_fen + chosen.other_fen, 1)
        row.changed_at = work.now
    send_notices(work, "payment", row.order_no, chosen.notices, forged=chosen.forged)
    return row


def fail(work: Work, order_no: str) -> SandboxPayment:
    """Let the bank refuse a payment, and tell the merchant. Raises: NotFound; InvalidState: over."""
    row = payment_to_end(work, order_no)
    row.state, row.changed_at = "failed", work.now
    send_notices(work, "payment", row.order_no, (("failed", NOW),), forged=False)
    return row


def send_notices(
    work: Work, about: str, number: str, notices: Iterable[tuple[str, timedelta]], *, forged: bool
) -> None:
    """Let the merchant hear of a payment or a pay-out, each notice after its time."""
    for state, wait in notices:
        notice = SandboxNotice(
            about=about,
            order_no=number,
            state=state,
            forged=forged,
            due_at=work.now + wait,
            tried=0,
            answer="",
        )
        work.session.add(notice)
        work.session.flush()
        work.jobs.defer(NOTIFY, {"notice": notice.id}, run_at=notice.due_at)


def said_of(row: SandboxPayment) -> dict[str, str]:
    """Return what the sandbox says of a payment, not signed yet."""
    return {
        "merchant": MERCHANT,
        "order_no": row.order_no,
        "gateway_txn": row.gateway_txn,
        "amount": f"{to_yuan(row.paid_fen or row.amount_fen):.2f}",
        "state": row.state,
        "occurred_at": row.changed_at.isoformat(),
    }
