"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from forms import Text

DirectState = Literal["sent", "in_progress", "ordered", "not_agreed", "declined", "unanswered", "withdrawn"]
STATE_NAMES: Mapping[DirectState, Text] = {
    "sent": Text("待处理", "To be answered"),
    "in_progress": Text("跟进中", "In progress"),
    "ordered": Text("已成单", "Became an order"),
    "not_agreed": Text("未达成", "No agreement"),
    "declined": Text("已谢绝", "Declined"),
    "unanswered": Text("逾期未处理", "Not answered in time"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}
"""How people call the states."""
STATES: tuple[DirectState, ...] = get_args(DirectState)
OPEN: frozenset[str] = frozenset({"sent", "in_progress"})
"""States in which the process waits for the provider."""
AddresseeKind = Literal["provider", "consultant", "product"]
ADDRESSEE_KIND_NAMES: Mapping[AddresseeKind, Text] = {
    "provider": Text("服务机构", "Provider"),
    "consultant": Text("服务顾问", "Consultant"),
    "product": Text("精选产品", "Featured product"),
}
"""How people call what a demand is addressed to."""
ADDRESSEE_KINDS: tuple[AddresseeKind, ...] = get_args(AddresseeKind)
Step = Literal["accept", "decline", "order", "not_agreed"]
STEPS: tuple[Step, ...] = get_args(Step)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a demand is addressed to. `reference` names it in an address; `user_id` is a consultant's."""

    kind: AddresseeKind
    reference: str
    name: str
    provider_id: str
    provider_name: str
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class DirectSearch:
    """What a list or the figures are narrowed by; "" and None narrow nothing. Both days are included."""

    state: str = ""
    addressee_kind: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class DirectCard:
    """A direct demand as lists show it."""

    id: str
    number: str
    title: str
    enterprise_name: str
    provider_id: str
    provider_name: str
    addressee_kind: AddresseeKind
    addressee_name: str
    budget: Decimal | None
    state: DirectState
    sent_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectPage:
    """A direct demand with all that its page shows, and the steps that the viewer can take now.

    `answer` and `outcome` are the provider's words; `order_number` that of the order it became. `own`: the
    viewer works for the enterprise, whose case it is.
    """

    card: DirectCard
    description: str
    deliver_by: date | None
    contact: str
    mobile: str
    answer: str
    outcome: str
    order_number: str
    reminded_at: datetime | None
    steps: frozenset[Step]
    own: bool


@dataclass(frozen=True, slots=True)
class DirectFigures:
    """What became of the demands to one addressee: `by_state` adds up to `received`."""

    name: str
    received: int
    by_state: Mapping[DirectState, int]

    @property
    def answered_share(self) -> int | None:
        """Return the percentage that was answered of those that were or should have been, None of none."""
        unanswered = self.by_state["unanswered"]
        answered = sum(self.by_state[one] for one in ("in_progress", "ordered", "not_agreed", "declined"))
        return _percentage(answered, answered + unanswered)

    @property
    def ordered_share(self) -> int | None:
        """Return the percentage that became an order of those that have an outcome, None of none."""
        ordered = self.by_state["ordered"]
        return _percentage(ordered, ordered + self.by_state["not_agreed"] + self.by_state["declined"])


def _percentage(part: int, whole: int) -> int | None:
    return (part * 200 + whole) // (2 * whole) if whole else None
