"""Reading campaigns: what is left is counted from the stock itself, so no page says more than there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from sqlalchemy import func, select

from workflows.business.campaigns.models import Campaign, CampaignClaim, CampaignSlot
from workflows.business.campaigns.values import CampaignState, CampaignView, ClaimView
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


def claimed_campaigns(work: Work, organisation_id: str) -> frozenset[str]:
    """Return the ids of the listed campaigns of which an organisation has its voucher."""
    rows = (
        select(CampaignClaim.campaign_id)
        .where(CampaignClaim.organisation_id == organisation_id)
        .order_by(CampaignClaim.claimed_at.desc())
        .limit(SHOWN)
    )
    return frozenset(work.session.scalars(rows))


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
        row.id, row.name, row.programme_id, programme.name, to_yuan(row.face_value_fen), row.stock, left,
        row.starts_at, row.ends_at, tuple(row.regions), row.terms, programme.valid_until, row.case_number,
        _state(row, left, now),
    )  # fmt: skip


def _state(row: Campaign, left: int, now: datetime) -> CampaignState:
    if now >= row.ends_at:
        return "ended"
    if now < row.starts_at:
        return "upcoming"
    return "running" if left else "sold_out"
