"""Reading campaigns: what is left is counted from the stock itself, so no page says more than there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, LiteralString, cast

from sqlalchemy import func, select

from workflows.approvals.models import Case
from workflows.approvals.values import RUNNING_STATES, CaseState
from workflows.business.campaigns.models import Campaign, CampaignApplication, CampaignClaim, CampaignSlot
from workflows.business.campaigns.values import (
    ApplicationView,
    CampaignMode,
    CampaignState,
    CampaignView,
    ClaimView,
)
from workflows.business.ledger.money import to_yuan
from workflows.business.vouchers.models import VoucherProgramme
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

SHOWN = 50
"""Campaigns on the list: those that go on first, then the last that ended."""

_CLAIM: LiteralString = """
SELECT c.number, c.claimed_at, g.id AS voucher_id FROM campaign_claims c
JOIN voucher_grants g ON g.source_kind = 'campaign' AND g.source_id = c.campaign_id
    AND g.organisation_id = c.organisation_id
WHERE c.campaign_id = %s AND c.organisation_id = %s
"""


def campaign_row(work: Work, campaign_id: str) -> Campaign:
    """Return the row of a campaign. Raises: NotFound."""
    row = work.session.get(Campaign, campaign_id)
    if row is None:
        raise NotFound("campaigns.not_found")
    return row


def campaign(work: Work, campaign_id: str) -> CampaignView:
    """Return a campaign as it stands now. Raises: NotFound."""
    return _views(work, [campaign_row(work, campaign_id)])[0]


def campaigns(work: Work) -> tuple[CampaignView, ...]:
    """Return those that run or will, the next to end first, and then those that ended last."""
    open_ones = select(Campaign).where(Campaign.ends_at > work.now).order_by(Campaign.ends_at, Campaign.id)
    rows = list(work.session.scalars(open_ones.limit(SHOWN)))
    if len(rows) < SHOWN:
        over = select(Campaign).where(Campaign.ends_at <= work.now)
        latest = over.order_by(Campaign.ends_at.desc(), Campaign.id.desc()).limit(SHOWN - len(rows))
        rows += work.session.scalars(latest)
    return _views(work, rows)


def claim_of(work: Work, campaign_id: str, organisation_id: str) -> ClaimView | None:
    """Return the claim of an organisation, None if it has none."""
    row = work.transaction.row(_CLAIM, (campaign_id, organisation_id))
    return ClaimView(**row) if row is not None else None


def standings(
    work: Work, organisation_ids: Sequence[str], campaign_ids: Sequence[str]
) -> dict[str, Literal["claimed", "applied"]]:
    """Return of which of some campaigns organisations have a voucher, and to which they have applied."""
    claims, applied = CampaignClaim, CampaignApplication
    under_review = (
        select(applied.campaign_id)
        .join(Case, Case.id == applied.case_id)
        .where(
            applied.organisation_id.in_(organisation_ids),
            applied.campaign_id.in_(campaign_ids),
            Case.state.in_(RUNNING_STATES),
        )
    )
    got = select(claims.campaign_id).where(
        claims.organisation_id.in_(organisation_ids), claims.campaign_id.in_(campaign_ids)
    )
    waiting: dict[str, Literal["claimed", "applied"]] = dict.fromkeys(
        work.session.scalars(under_review), "applied"
    )
    return waiting | dict.fromkeys(work.session.scalars(got), "claimed")


def applications_of(
    work: Work, organisation_id: str, campaign_ids: Sequence[str]
) -> dict[str, ApplicationView]:
    """Return an organisation's last applications for vouchers of some campaigns, by campaign."""
    one = CampaignApplication
    rows = (
        select(one.campaign_id, Case.number, Case.state, one.applied_at)
        .join(Case, Case.id == one.case_id)
        .where(one.organisation_id == organisation_id, one.campaign_id.in_(campaign_ids))
    )
    return {
        row.campaign_id: ApplicationView(row.number, cast("CaseState", row.state), row.applied_at)
        for row in work.session.execute(rows)
    }


def _views(work: Work, rows: Sequence[Campaign]) -> tuple[CampaignView, ...]:
    if not rows:
        return ()
    count = select(CampaignSlot.campaign_id, func.count()).group_by(CampaignSlot.campaign_id)
    of_these = CampaignSlot.campaign_id.in_([row.id for row in rows])
    left = {row[0]: row[1] for row in work.session.execute(count.where(of_these))}
    wanted = VoucherProgramme.id.in_({row.programme_id for row in rows})
    programmes = {one.id: one for one in work.session.scalars(select(VoucherProgramme).where(wanted))}
    return tuple(_view(row, programmes[row.programme_id], left.get(row.id, 0), work.now) for row in rows)


def _view(row: Campaign, programme: VoucherProgramme, left: int, now: datetime) -> CampaignView:
    return CampaignView(
        row.name, row.programme_id, to_yuan(row.face_value_fen), row.stock, row.starts_at, row.ends_at,
        tuple(row.regions), row.terms, cast("CampaignMode", row.mode), tuple(row.size_classes),
        id=row.id, programme_name=programme.name, left=left, valid_until=programme.valid_until,
        case_number=row.case_number, state=_state(row, left, now), closes_at=row.closes_at,
    )  # fmt: skip


def _state(row: Campaign, left: int, now: datetime) -> CampaignState:
    if now >= row.ends_at:
        return "ended"
    if now < row.starts_at:
        return "upcoming"
    return "running" if left else "sold_out"
