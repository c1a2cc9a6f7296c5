"""All writes of pay-outs: making one, and what follows from what a gateway says of it.

A pay-out is made once for each key, and the gateway gets the same number however often it is asked. Money
leaves the books when the gateway has signed that it was paid, and goes back to where it was held from when
it has signed that it failed; what does not fit moves nothing, and finance is told.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.ledger.holds import capture, release
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.business.payments import differences
from workflows.business.payments.gateway import GatewayPayOut
from workflows.business.payments.models import PayOut
from workflows.business.payments.values import Difference, Outcome, PayOutOrder
from workflows.ground.clock import SHANGHAI
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.outside.pursuits import next_ask_at
from workflows.people.identity.queries import members_of

PURSUE, TELL = "pay_out.pursue", "pay_out.tell"
"""Jobs: ask the gateway about one pay-out; tell the process that waits for it."""
ASK_UNTIL = timedelta(days=3)
"""By then finance is told that the gateway says nothing, and looks itself."""
_REASON_CHARACTERS = 200


def create_pay_out(work: Work, gateway_name: str, order: PayOutOrder) -> str:
    """Make a pay-out, and let it be asked for; return its number, the same one for the same key."""
    number = f"FK{work.now.astimezone(SHANGHAI):%Y%m%d}{secrets.token_hex(6).upper()}"
    made = work.session.scalar(
        insert(PayOut)
        .values(
            number=number, key=order.key, owner=order.owner, gateway=gateway_name,
            amount_fen=to_fen(order.amount), holder=order.holder, bank=order.bank, card=order.card,
            remark=order.remark, hold_id=order.hold_id, state="created", reason="", created_by=work.actor,
            created_at=work.now, asked=0, next_ask_at=next_ask_at(work.now, asked=0),
        )
        .on_conflict_do_nothing(index_elements=[PayOut.key])
        .returning(PayOut.number)
    )  # fmt: skip
    if made is None:
        return work.session.scalars(select(PayOut.number).where(PayOut.key == order.key)).one()
    work.jobs.defer(PURSUE, {"number": number})
    return number


def follow(work: Work, gateway_name: str, said: GatewayPayOut) -> Outcome:
    """Let a pay-out follow what its gateway says, signed: states only go forward, and money moves once."""
    row = work.session.get(PayOut, said.number, with_for_update=True, populate_existing=True)
    if row is None or row.gateway != gateway_name:
        _tell_finance(work, gateway_name, said, None)
        return "unknown"
    if row.state in {"paid", "failed"}:
        return _after_the_end(work, row, said)
    row.gateway_txn = said.gateway_txn
    if said.state == "pending":
        row.state = "pending" if row.state == "created" else row.state
        work.session.flush()
        return "noted"
    if to_fen(said.amount) != row.amount_fen:
        return _in_question(work, row, said)
    if said.state == "paid":
        _paid(work, row)
        return "paid_out"
    _failed(work, row, said.reason)
    return "noted"


def _after_the_end(work: Work, row: PayOut, said: GatewayPayOut) -> Outcome:
    """What comes after the end changes nothing; what contradicts it is for finance."""
    if said.state in {"pending", row.state} and said.gateway_txn == row.gateway_txn:
        return "late"
    _tell_finance(work, row.gateway, said, row)
    return "in_question"


def _paid(work: Work, row: PayOut) -> None:
    key, cause = f"pay_out:{row.number}", Cause("notice", row.number)
    clearing = open_account(work, PLATFORM, "clearing")
    if row.hold_id is not None:
        capture(work, row.hold_id, key=key, cause=cause, target=clearing.id)
    else:
        fees = open_account(work, PLATFORM, "fees")
        amount = to_yuan(row.amount_fen)
        move(work, key=key, kind="card_check", cause=cause, source=fees.id, target=clearing.id, amount=amount)
    _settle(work, row, "paid", "")


def _failed(work: Work, row: PayOut, reason: str) -> None:
    if row.hold_id is not None:
        release(work, row.hold_id, key=f"pay_out_failed:{row.number}", cause=Cause("notice", row.number))
    _settle(work, row, "failed", reason)


def _settle(work: Work, row: PayOut, state: str, reason: str) -> None:
    row.state, row.reason, row.settled_at, row.next_ask_at = state, reason, work.now, None
    work.session.flush()
    work.jobs.defer(TELL, {"number": row.number})


def _in_question(work: Work, row: PayOut, said: GatewayPayOut) -> Outcome:
    if row.state != "in_question":
        row.state, row.next_ask_at = "in_question", None
        work.session.flush()
        _tell_finance(work, row.gateway, said, row)
    return "in_question"


def put_in_question(work: Work, number: str, reason: str) -> None:
    """Leave a pay-out to finance, because the gateway will not or does not say what became of it."""
    row = work.session.get_one(PayOut, number, with_for_update=True, populate_existing=True)
    if row.state not in {"created", "pending"}:
        return
    row.state, row.reason, row.next_ask_at = "in_question", reason[:_REASON_CHARACTERS], None
    work.session.flush()
    amount = to_yuan(row.amount_fen)
    _note(work, row.gateway, row.number, row.gateway_txn or "", (amount, None))
    why = in_words(row.reason)
    params = {
        "number": row.number,
        "amount": f"{amount:.2f}",
        "reason": why.zh,
        "reason_en": why.en,
    }
    send_messages(work, sorted(members_of(work, "finance")), "pay_out_in_question", params)


def _note(
    work: Work, gateway: str, number: str, txn: str, amounts: tuple[Decimal | None, Decimal | None]
) -> None:
    """Let finance clear it up: a case of theirs, with the amount here and there."""
    day = work.now.astimezone(SHANGHAI).date()
    differences.note(work, Difference(gateway, number, "in_question", day, txn, *amounts))


def _tell_finance(work: Work, gateway: str, said: GatewayPayOut, row: PayOut | None) -> None:
    here = None if row is None else to_yuan(row.amount_fen)
    _note(work, gateway, said.number, said.gateway_txn, (here, said.amount))
    expected = f"{to_yuan(row.amount_fen):.2f}" if row is not None else "—"
    reason = f"{said.gateway_txn} · {said.state} {said.amount:.2f} / {expected}"
    params = {"number": said.number, "amount": f"{said.amount:.2f}", "reason": reason, "reason_en": reason}
    send_messages(work, sorted(members_of(work, "finance")), "pay_out_in_question", params)


def due_pay_outs(work: Work, limit: int) -> list[str]:
    """Return pay-outs about which the platform asks now, and note when it asks again.

    About which the gateway has said nothing for days is left to finance, and asked about no more.
    """
    rows = work.session.scalars(
        select(PayOut)
        .where(PayOut.next_ask_at <= work.now)
        .order_by(PayOut.next_ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.asked += 1
        row.next_ask_at = next_ask_at(work.now, row.asked)
        if work.now >= row.created_at + ASK_UNTIL:
            put_in_question(work, row.number, "payments.no_answer")
    work.session.flush()
    return [row.number for row in rows if row.next_ask_at is not None]
