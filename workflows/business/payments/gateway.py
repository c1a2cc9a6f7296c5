"""What the platform asks of a payment gateway, whichever it is; `docs/gateway.md` maps the calls.

`prepare` and `parse_notice` ask nobody. The others wait for the gateway: they are called outside of every
transaction, by jobs whose queue and time limit are those of services outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

PaymentState = Literal["pending", "paid", "failed", "closed"]
PayOutState = Literal["pending", "paid", "failed"]


class NoticeRefused(Exception):
    """A notice that the gateway has not signed, or that cannot be read: nothing follows from it."""


class GatewayAway(Exception):
    """The gateway did not answer, or not as agreed; the text says why. Asking again may help."""


class GatewayRefused(Exception):
    """The gateway answered that it does not do this; the text says why."""


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What is to be paid. `notify_url` gets the notices, to `return_url` the payer's browser comes back."""

    order_no: str
    amount: Decimal
    subject: str
    notify_url: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """What a gateway says of a payment, in a signed notice or asked for. `gateway_txn` is its own number."""

    order_no: str
    gateway_txn: str
    amount: Decimal
    state: PaymentState
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PayOutRequest:
    """What is to be paid into a card, once for each `number`, which is the platform's."""

    number: str
    amount: Decimal
    holder: str
    bank: str
    card: str = field(repr=False)
    remark: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class GatewayPayOut:
    """What a gateway says of a pay-out, in a signed notice or asked for.

    `reason` says why it failed: the code of a sentence of the platform's, or the gateway's own words.
    """

    number: str
    gateway_txn: str
    amount: Decimal
    state: PayOutState
    reason: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line of a gateway's daily file. `kind`: payment, refund or pay_out; what goes out is below zero."""

    at: datetime
    order_no: str
    gateway_txn: str
    kind: str
    amount: Decimal
    fee: Decimal


class PaymentGateway(Protocol):
    """One gateway, with the keys of both sides."""

    @property
    def name(self) -> str:
        """By which orders and notices name it."""

    def prepare(self, request: PaymentRequest) -> str:
        """Return the signed address to which the payer's browser goes."""

    def parse_notice(self, raw: bytes) -> GatewayPayment | GatewayPayOut:
        """Return what a notice says. Raises: NoticeRefused."""

    def query(self, order_no: str) -> GatewayPayment | None:
        """Return what the gateway knows of a payment, None if nothing. Raises: GatewayAway."""

    def close(self, order_no: str) -> None:
        """Let nobody pay it any more. Raises: GatewayAway; GatewayRefused: it was paid."""

    def refund(self, order_no: str, refund_no: str, amount: Decimal) -> None:
        """Give an amount of it back, once for each `refund_no`. Raises: GatewayAway; GatewayRefused."""

    def pay_out(self, request: PayOutRequest) -> GatewayPayOut:
        """Pay into a card, once for each number; the answer is seldom more than "pending", a notice follows.

        Raises: GatewayAway; GatewayRefused: it will never be paid, or the number stands for something else.
        """

    def query_pay_out(self, number: str) -> GatewayPayOut | None:
        """Return what the gateway knows of a pay-out, None if nothing. Raises: GatewayAway."""

    def statement(self, day: date) -> tuple[StatementRow, ...]:
        """Return what the gateway has booked on a day of Shanghai. Raises: GatewayAway."""
