"""Pay-outs at the sandbox: taken once, settled by what the card's last digits say, told as they say."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.ledger.money import to_yuan
from workflows.business.payment_sandbox.banks import CARD_BEHAVIOURS, GOOD_CARD
from workflows.business.payment_sandbox.models import SandboxPayOut
from workflows.business.payment_sandbox.operations import send_notices
from workflows.business.payment_sandbox.requests import MERCHANT, fen
from workflows.ground.errors import Invalid, InvalidState, NotFound
from workflows.ground.work import Work

SHOWN = 20
_LONGEST = {"number": 64, "holder": 200, "bank": 100, "remark": 100, "notify_url": 500}
_CARD = re.compile(r"[0-9]{8,30}", re.ASCII)
_TAIL = 4


def take(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    """Take a pay-out; return how it stands, asked twice the same one.

    Raises: Invalid: something is missing; InvalidState: the number stands for another amount or card.
    """
    if any(not 0 < len(fields.get(name, "")) <= most for name, most in _LONGEST.items()):
        raise Invalid("payment_sandbox.unreadable")
    card, amount_fen = digits(fields.get("card", "")), fen(fields.get("amount", ""))
    if card is None:
        raise Invalid("payment_sandbox.unreadable")
    chosen = CARD_BEHAVIOURS.get(card[-_TAIL:], GOOD_CARD)
    values = {name: fields[name] for name in _LONGEST} | {
        "gateway_txn": f"SO{work.now:%Y%m%d}{secrets.token_hex(8).upper()}",
        "amount_fen": amount_fen, "paid_fen": max(amount_fen + chosen.other_fen, 1), "card": digest(card),
        "outcome": chosen.outcome, "reason": chosen.reason,
        "created_at": work.now, "settles_at": work.now + chosen.wait,
    }  # fmt: skip
    made = insert(SandboxPayOut).values(**values).on_conflict_do_nothing().returning(SandboxPayOut.number)
    is_new = work.session.scalar(made) is not None
    row = pay_out(work, fields["number"])
    if (row.amount_fen, row.card) != (amount_fen, digest(card)):
        raise InvalidState("payment_sandbox.pay_out_number_used")
    if is_new:
        send_notices(work, "pay_out", row.number, chosen.notices, forged=chosen.forged)
    return {**said_of(work, row), "state": "pending"} if is_new else said_of(work, row)


def digits(typed: str) -> str | None:
    """Return the number of a card as people type it, None if it cannot be one."""
    number = re.sub(r"[ \-\u3000]", "", typed)
    return number if _CARD.fullmatch(number) else None


def digest(card: str) -> str:
    """Return by what the sandbox knows a card again."""
    return hashlib.sha256(f"sandbox card {card}".encode()).hexdigest()


def pay_out(work: Work, number: str) -> SandboxPayOut:
    """Return a pay-out. Raises: NotFound."""
    row = work.session.get(SandboxPayOut, number, populate_existing=True)
    if row is None:
        raise NotFound("payment_sandbox.not_found")
    return row


def arrivals(work: Work, card: str) -> Sequence[SandboxPayOut]:
    """Return what has come in on a card, as its owner's bank shows it, the newest first."""
    rows = select(SandboxPayOut).where(
        SandboxPayOut.card == digest(card),
        SandboxPayOut.outcome == "paid",
        SandboxPayOut.settles_at <= work.now,
    )
    return work.session.scalars(rows.order_by(SandboxPayOut.settles_at.desc()).limit(SHOWN)).all()


def said_of(work: Work, row: SandboxPayOut) -> dict[str, str]:
    """Return what the sandbox says of a pay-out, not signed yet."""
    is_settled = row.settles_at <= work.now
    return {
        "merchant": MERCHANT,
        "about": "pay_out",
        "number": row.number,
        "gateway_txn": row.gateway_txn,
        "amount": f"{to_yuan(row.paid_fen if is_settled else row.amount_fen):.2f}",
        "state": row.outcome if is_settled else "pending",
        "reason": row.reason if is_settled else "",
        "occurred_at": (row.settles_at if is_settled else row.created_at).isoformat(),
    }
