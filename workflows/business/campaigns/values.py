"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from workflows.ground.errors import Rejected

CampaignState = Literal["upcoming", "running", "sold_out", "ended"]
Outcome = Literal["claimed", "sold_out", "upcoming", "ended", "not_entitled", "busy"]
"""What a claim is answered: `busy` while others hold the last vouchers, and may yet lose them."""


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What the approved application says of a campaign; without `regions` enterprises of all may claim."""

    name: str
    programme_id: str
    face_value: Decimal
    stock: int
    starts_at: datetime
    ends_at: datetime
    regions: tuple[str, ...] = ()
    terms: str = ""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign as everybody sees it; `left` is what nobody has claimed yet."""

    id: str
    name: str
    programme_id: str
    programme_name: str
    face_value: Decimal
    stock: int
    left: int
    starts_at: datetime
    ends_at: datetime
    regions: tuple[str, ...]
    terms: str
    valid_until: datetime
    case_number: str
    state: CampaignState


@dataclass(frozen=True, slots=True)
class ClaimView:
    """That an organisation has its voucher of a campaign, which one of the stock, and since when."""

    number: int
    claimed_at: datetime
    voucher_id: str


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What a claim is answered at once. `repeated`: the organisation had its voucher before."""

    outcome: Outcome
    refusal: Rejected | None = None
    claim: ClaimView | None = None
    repeated: bool = False
