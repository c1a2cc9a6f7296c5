"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from forms import Text

FiledState = Literal["awaiting_customer", "in_review", "returned", "on_file", "rejected", "withdrawn"]
STATE_NAMES: Mapping[FiledState, Text] = {
    "awaiting_customer": Text("待客户确认", "Customer is asked"),
    "in_review": Text("审核中", "In review"),
    "returned": Text("待修改", "To be corrected"),
    "on_file": Text("已备案", "On file"),
    "rejected": Text("未通过", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}
"""How people call the states."""
STATES: tuple[FiledState, ...] = get_args(FiledState)
RUNNING: frozenset[str] = frozenset({"awaiting_customer", "in_review", "returned"})
"""States in which a filing is neither on file nor over."""
Answer = Literal["confirm", "object"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
CustomerAnswer = Literal["", "confirm", "object"]
ANSWER_NAMES: Mapping[CustomerAnswer, Text] = {
    "": Text("未答复", "No answer"),
    "confirm": Text("已确认", "Confirmed"),
    "object": Text("有异议", "Objected"),
}
"""How people call what the customer has said."""
Part = Literal["filed", "about_us", "all"]


@dataclass(frozen=True, slots=True)
class DealScope:
    """Whose deals are listed: those that a provider has filed, those about an enterprise, or all."""

    part: Part
    of: str = ""


@dataclass(frozen=True, slots=True)
class DealSearch:
    """What a list is narrowed by; "" and None narrow nothing. Days are those of the deal, both included."""

    state: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class DealCard:
    """A filed deal as lists show it."""

    id: str
    number: str
    title: str
    provider_id: str
    provider_name: str
    enterprise_id: str
    enterprise_name: str
    amount: Decimal
    made_on: date
    state: FiledState
    answer: CustomerAnswer
    filed_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DealFile:
    """A contract or an invoice; `field` is that of the form it came with."""

    field: str
    id: str
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPage:
    """A filed deal with all that its page shows.

    `objection` are the customer's words. `may_answer`: the viewer answers for the customer now. `may_rate`:
    the viewer's side can rate the other now. `own`: the viewer works for the provider, whose case it is.
    """

    card: DealCard
    description: str
    contract_number: str
    files: tuple[DealFile, ...]
    objection: str
    answered_at: datetime | None
    rate_until: datetime | None
    own: bool
    may_answer: bool
    may_rate: bool
