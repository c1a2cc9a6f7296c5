"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

ProductKind = Literal["solution", "service", "featured", "regular", "own"]
ProductState = Literal["draft", "in_review", "returned", "rejected", "withdrawn", "on_sale", "off_sale"]
ChangeState = Literal["draft", "in_review", "returned", "rejected", "withdrawn"]

PRODUCT_KINDS: tuple[ProductKind, ...] = ("solution", "service", "featured", "regular", "own")
PRODUCT_STATES: tuple[ProductState, ...] = (
    "draft", "in_review", "returned", "rejected", "withdrawn", "on_sale", "off_sale",
)  # fmt: skip
CHANGE_STATES: tuple[ChangeState, ...] = ("draft", "in_review", "returned", "rejected", "withdrawn")
RUNNING: frozenset[str] = frozenset({"in_review", "returned"})
LISTED: frozenset[str] = frozenset({"on_sale", "off_sale"})


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as its own organisation sees it.

    `draft` is what was typed since and not handed in, raw, of all its people; `data` is what was last handed
    in, `listed_data` what the public sees or saw. `change` says how a change of a listed product stands; the
    product stays as it is listed until it is approved.
    """

    id: str
    number: str
    organisation_id: str
    kind: ProductKind
    name: str
    state: ProductState
    change: ChangeState | None
    data: Mapping[str, Any]
    listed_data: Mapping[str, Any] | None
    draft: Mapping[str, Any] | None
    draft_revision: int
    drafted_by: str | None
    drafted_at: datetime | None
    listed_at: datetime | None
    off_sale_at: datetime | None
    case_id: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def listed(self) -> bool:
        """Whether it has ever been approved and is, or can be put, on sale."""
        return self.state in LISTED

    @property
    def standing(self) -> str:
        """How the review stands: of a change if there is one, else of the product."""
        return self.change or self.state

    @property
    def editable(self) -> bool:
        """Whether its form is open: not while somebody reviews it."""
        return self.standing not in RUNNING

    @property
    def in_review(self) -> bool:
        """Whether a case of it runs."""
        return self.standing in RUNNING


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as lists show it. `case_number` names the running case."""

    id: str
    number: str
    kind: ProductKind
    name: str
    state: ProductState
    change: ChangeState | None
    has_draft: bool
    case_number: str | None
    picture_id: str | None
    listed_at: datetime | None
    updated_at: datetime

    @property
    def standing(self) -> str:
        """How the review stands: of a change if there is one, else of the product."""
        return self.change or self.state


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A page of an organisation's products. `after` is the next page's cursor, None at the end."""

    items: tuple[ProductLine, ...]
    after: str | None
