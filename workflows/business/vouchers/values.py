"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from workflows.business.ledger.values import Cause

ProgrammeKind = Literal["general", "special"]
SourceKind = Literal["quota", "campaign"]
VoucherState = Literal["not_yet", "usable", "used_up", "expired", "given_up"]


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    """What the approved application says of a programme; `least` and `most` bound one face value."""

    name: str
    year: int
    kind: ProgrammeKind
    categories: tuple[str, ...]
    share_percent: int
    budget: Decimal
    least: Decimal
    most: Decimal
    valid_from: datetime
    valid_until: datetime
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView(ProgrammeDraft):
    """A programme that was opened: what its draft says, and the case that approved it."""

    id: str
    case_number: str

    def pays(self, price: Decimal, categories: tuple[str, ...]) -> Decimal:
        """Return the most that its vouchers may pay of a price, nothing for what does not match."""
        if self.categories and not set(self.categories) & set(categories):
            return Decimal("0.00")
        return (price * self.share_percent / 100).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


@dataclass(frozen=True, slots=True)
class GrantSource:
    """Where a voucher comes from: the quota's case (its number), or the campaign (its id)."""

    kind: SourceKind
    id: str


@dataclass(frozen=True, slots=True)
class GrantOrder:
    """A voucher to be granted. `cause`: what the ledger names. `valid_until`: never after the programme's.

    `size_class`: as a process has found it; "": what the profile says now.
    """

    programme_id: str
    organisation_id: str
    source: GrantSource
    cause: Cause
    face_value: Decimal
    size_class: str = ""
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class VoucherView:
    """A voucher with what the ledger says of it; face value = available + held + used + expired."""

    id: str
    programme: ProgrammeView
    organisation_id: str
    source: GrantSource
    account_id: str
    face_value: Decimal
    available: Decimal
    held: Decimal
    expired: Decimal
    valid_until: datetime
    granted_at: datetime
    state: VoucherState

    @property
    def used(self) -> Decimal:
        """Return what orders have really taken."""
        return self.face_value - self.available - self.held - self.expired
