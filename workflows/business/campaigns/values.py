"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from workflows.approvals.values import RUNNING_STATES, CaseState
from workflows.ground.errors import Rejected

CampaignState = Literal["upcoming", "running", "sold_out", "ended"]
CampaignMode = Literal["grab", "apply"]
Outcome = Literal["claimed", "applied", "open", "sold_out", "upcoming", "ended", "not_entitled", "busy"]
"""What a claim is answered: `busy` while others hold the last vouchers, and may yet lose them; `applied`
while the enterprise's application is being reviewed, `open` where it may apply again after an earlier one."""


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What the approved application says of a campaign; no `regions` or `size_classes`: those of all may."""

    name: str
    programme_id: str
    face_value: Decimal
    stock: int
    starts_at: datetime
    ends_at: datetime
    regions: tuple[str, ...] = ()
    terms: str = ""
    mode: CampaignMode = "grab"
    size_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignTerms:
    """What was approved of a campaign and its programme and stays so, as the database keeps it.

    `valid_until`: the end of the programme, and so of its vouchers.
    """

    id: str
    name: str
    programme_id: str
    face_value_fen: int
    stock: int
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    mode: CampaignMode
    regions: Sequence[str]
    size_classes: Sequence[str]
    terms: str
    case_number: str
    programme_name: str
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignView(CampaignDraft):
    """A campaign as everybody sees it: what its draft says, and how it stands.

    `left` is what nobody has got yet; `closes_at`: nothing is given any more from then on.
    """

    id: str
    programme_name: str
    left: int
    valid_until: datetime
    case_number: str
    state: CampaignState
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An organisation's last application for a voucher of a campaign, by its case."""

    case_number: str
    state: CaseState
    applied_at: datetime

    @property
    def open(self) -> bool:
        """Return whether it is still being reviewed or corrected."""
        return self.state in RUNNING_STATES


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
    application: ApplicationView | None = None
