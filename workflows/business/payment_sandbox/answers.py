"""What the sandbox answers the merchant's questions: about a payment, closing, refunds, the daily file."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.business.payment_sandbox import pay_outs
from workflows.business.payment_sandbox.models import SandboxPayment, SandboxRefund
from workflows.business.payment_sandbox.operations import payment, payment_to_end, said_of
from workflows.business.payment_sandbox.requests import fen, insist_on_merchant, moment
from workflows.business.payment_sandbox.statement import statement_file
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Invalid, InvalidState, NotFound
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.signing_keys.signatures import signed
from workflows.ground.work import Work

OWN_KEY = "payment sandbox"
_REFUND_NO_CHARACTERS = 64


def answer(work: Work, secret_key: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the signed answer to a question of the merchant.

    Raises: Invalid: not signed by a known merchant.
    """
    insist_on_merchant(work, secret_key, fields)
    method = _METHODS.get(fields.get("method", ""))
    try:
        said = {"result": "ok", **method(work, fields)} if method is not None else _refused("no such method")
    except (NotFound, InvalidState, Invalid) as refused:
        said = _refused(str(refused))
    return signed(key_pair(work, secret_key, OWN_KEY).private_pem, said)


def _refused(reason: str) -> dict[str, str]:
    return {"result": "refused", "reason": reason[:200]}


def _query(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    return said_of(payment(work, fields.get("order_no", "")))


def _close(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    row = payment_to_end(work, fields.get("order_no", ""))
    row.state, row.changed_at = "closed", work.now
    return said_of(row)


def _refund(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    number, amount_fen = fields.get("refund_no", ""), fen(fields.get("amount", ""))
    if not 0 < len(number) <= _REFUND_NO_CHARACTERS:
        raise Invalid("payment_sandbox.unreadable")
    order_no = fields.get("order_no", "")
    row = work.session.get(SandboxPayment, order_no, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("payment_sandbox.not_found")
    known = work.session.get(SandboxRefund, number)
    if known is not None:
        if (known.order_no, known.amount_fen) != (row.order_no, amount_fen):
            raise InvalidState("payment_sandbox.refund_number_used")
        return said_of(row)
    if row.refunded_fen + amount_fen > row.paid_fen:
        raise InvalidState("payment_sandbox.refund_too_much")
    row.refunded_fen += amount_fen
    refund = SandboxRefund(refund_no=number, order_no=row.order_no, amount_fen=amount_fen, made_at=work.now)
    work.session.add(refund)
    work.session.flush()
    return said_of(row)


def _statement(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    day = moment(f"{fields.get('day', '')}T00:00:00+08:00").astimezone(SHANGHAI).date()
    return {"file": statement_file(work, day)}


def _query_pay_out(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    return pay_outs.said_of(work, pay_outs.pay_out(work, fields.get("number", "")))


_METHODS = {
    "query": _query,
    "close": _close,
    "refund": _refund,
    "pay_out": pay_outs.take,
    "query_pay_out": _query_pay_out,
    "statement": _statement,
}
