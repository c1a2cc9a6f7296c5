"""The client of the delivered sandbox: signed fields over HTTP, as Alipay and its like want them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast, get_args

from workflows.business.payments.gateway import (
    GatewayAway,
    GatewayPayment,
    GatewayPayOut,
    GatewayRefused,
    NoticeRefused,
    PaymentRequest,
    PaymentState,
    PayOutRequest,
    PayOutState,
    StatementRow,
)
from workflows.outside.letters import Correspondence, LetterRefused

_REASON_CHARACTERS = 200
_REASONS = {
    "ACCOUNT_CLOSED": "payments.account_closed",
    "NAME_MISMATCH": "payments.holder_differs",
    "BANK_REFUSED": "payments.bank_refused",
}
"""What the platform calls the reasons that the gateway names; another one stays as it was said."""
_MOST_YUAN = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class SandboxGateway:
    """The sandbox at `address`, to which the platform writes signed forms."""

    address: str
    letters: Correspondence
    name: str = "sandbox"

    def prepare(self, request: PaymentRequest) -> str:
        """Return the signed address to which the payer's browser goes."""
        fields = {
            "order_no": request.order_no,
            "amount": f"{request.amount:.2f}",
            "subject": request.subject,
            "notify_url": request.notify_url,
            "return_url": request.return_url,
            "expires_at": request.expires_at.isoformat(),
        }
        return self.letters.link(f"{self.address}/pay", fields)

    def parse_notice(self, raw: bytes) -> GatewayPayment | GatewayPayOut:
        """Return what a notice says. Raises: NoticeRefused."""
        try:
            fields = self.letters.read(raw)
            return _pay_out(fields) if fields.get("about") == "pay_out" else _payment(fields)
        except (LetterRefused, ValueError) as error:
            raise NoticeRefused(str(error)) from error

    def query(self, order_no: str) -> GatewayPayment | None:
        """Return what the gateway knows of a payment, None if nothing. Raises: GatewayAway."""
        try:
            return _payment(self._ask("query", order_no=order_no))
        except GatewayRefused:
            return None
        except ValueError as error:
            raise GatewayAway(str(error)) from error

    def close(self, order_no: str) -> None:
        """Let nobody pay it any more. Raises: GatewayAway; GatewayRefused: it was paid."""
        self._ask("close", order_no=order_no)

    def refund(self, order_no: str, refund_no: str, amount: Decimal) -> None:
        """Give an amount of it back, once for each `refund_no`. Raises: GatewayAway; GatewayRefused."""
        self._ask("refund", order_no=order_no, refund_no=refund_no, amount=f"{amount:.2f}")

    def pay_out(self, request: PayOutRequest) -> GatewayPayOut:
        """Pay into a card, once for each number. Raises: GatewayAway; GatewayRefused."""
        said = self._ask(
            "pay_out",
            number=request.number,
            amount=f"{request.amount:.2f}",
            holder=request.holder,
            bank=request.bank,
            card=request.card,
            remark=request.remark,
            notify_url=request.notify_url,
        )
        return self._pay_out_in(said)

    def query_pay_out(self, number: str) -> GatewayPayOut | None:
        """Return what the gateway knows of a pay-out, None if nothing. Raises: GatewayAway."""
        try:
            return self._pay_out_in(self._ask("query_pay_out", number=number))
        except GatewayRefused:
            return None

    @staticmethod
    def _pay_out_in(fields: Mapping[str, str]) -> GatewayPayOut:
        try:
            return _pay_out(fields)
        except ValueError as error:
            raise GatewayAway(str(error)) from error

    def statement(self, day: date) -> tuple[StatementRow, ...]:
        """Return what the gateway has booked on a day of Shanghai. Raises: GatewayAway."""
        lines = list(csv.reader(io.StringIO(self._ask("statement", day=day.isoformat())["file"])))
        *rows, totals = lines[1:]
        try:
            booked = tuple(_row(row) for row in rows)
            complete = (len(booked), sum((one.amount for one in booked), Decimal())) == (
                int(totals[1]),
                Decimal(totals[4]),
            )
        except (ValueError, InvalidOperation, IndexError) as error:
            raise GatewayAway("Expected a statement file of six columns, but it is not.") from error
        if not complete:
            raise GatewayAway("Expected the totals of the statement file, but its lines add up to others.")
        return booked

    def _ask(self, method: str, **said: str) -> Mapping[str, str]:
        try:
            fields = self.letters.ask(f"{self.address}/gateway", {"method": method, **said})
        except LetterRefused as error:
            raise GatewayAway(str(error)) from error
        if fields.get("result") != "ok":
            raise GatewayRefused(fields.get("reason", "refused")[:300])
        return fields


def _payment(fields: Mapping[str, str]) -> GatewayPayment:
    """Return what signed fields say of a payment. Raises: ValueError: something is missing or impossible."""
    amount, moment = _agreed(fields, "order_no", get_args(PaymentState))
    state = cast("PaymentState", fields["state"])
    return GatewayPayment(fields["order_no"], fields["gateway_txn"], amount, state, moment)


def _pay_out(fields: Mapping[str, str]) -> GatewayPayOut:
    """Return what signed fields say of a pay-out. Raises: ValueError: something is missing or impossible."""
    amount, moment = _agreed(fields, "number", get_args(PayOutState))
    state, said = cast("PayOutState", fields["state"]), fields.get("reason", "")[:_REASON_CHARACTERS]
    reason = _REASONS.get(said, said)
    return GatewayPayOut(fields["number"], fields["gateway_txn"], amount, state, reason, moment)


def _agreed(fields: Mapping[str, str], number: str, states: tuple[str, ...]) -> tuple[Decimal, datetime]:
    """Return amount and moment of fields that say everything that is agreed. Raises: ValueError."""
    missing = [name for name in (number, "gateway_txn") if not 0 < len(fields.get(name, "")) <= 64]
    if missing:
        raise ValueError(f"Expected {missing[0]} of 1 to 64 characters, but it is not.")
    if fields.get("state") not in states:
        raise ValueError("Expected a state that is agreed, but it is another.")
    amount, moment = _amount(fields.get("amount", "")), datetime.fromisoformat(fields.get("occurred_at", ""))
    if moment.tzinfo is None:
        raise ValueError("Expected a moment with its zone, but it has none.")
    return amount, moment


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("Expected an amount in yuan, but it is none.") from error
    if not (amount.is_finite() and 0 < amount < _MOST_YUAN and amount == round(amount, 2)):
        raise ValueError("Expected an amount above zero in whole fen, but it is not.")
    return amount


def _row(cells: list[str]) -> StatementRow:
    at, order_no, gateway_txn, kind, amount, fee = cells
    return StatementRow(
        datetime.fromisoformat(at), order_no, gateway_txn, kind, Decimal(amount), Decimal(fee)
    )
