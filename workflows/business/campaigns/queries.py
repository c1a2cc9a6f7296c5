"""Reading campaigns: what is left is counted from the stock itself, so no page says more than there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, LiteralString, cast

from sqlalchemy import func, select

from workflows.approvals.models import Case
from workflows.approvals.values import RUNNING_STATES, CaseState
from workflows.business.campaigns.models import CampaignApplication, CampaignClaim, CampaignSlot
from workflows.business.campaigns.values import (
    ApplicationView,
    CampaignState,
    CampaignTerms,
    CampaignView,
    ClaimView,
)
from workflows.business.ledger.money import to_yuan
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

SHOWN = 50
"""Campaigns on the list: those that go on first, then the last that ended."""

_TERMS: LiteralString = """
SELECT c.id, c.name, c.programme_id, c.face_value_fen, c.stock, c.starts_at, c.ends_at, c.closes_at, c.mode,
       c.regions, c.size_classes, c.terms, c.case_number, p.name AS programme_name, p.valid_until
FROM campaigns c JOIN voucher_programmes p ON p.id = c.programme_id
"""
_BY_ID: LiteralString = _TERMS + "WHERE c.id = %s"
_GOING_ON: LiteralString = _TERMS + "WHERE c.ends_at > %s ORDER BY c.ends_at, c.id LIMIT %s"
_OVER: LiteralString = _TERMS + "WHERE c.ends_at <= %s ORDER BY c.ends_at DESC, c.id DESC LIMIT %s"
_CLAIM: LiteralString = """
SELECT c.number, c.claimed_at, g.id AS voucher_id FROM campaign_claims c
JOIN voucher_grants g ON g.source_kind = 'campaign' AND g.source_id = c.campaign_id
    AND g.organisation_id = c.organisation_id
WHERE c.campaign_id = %s AND c.organisation_id = %s
"""


def campaign_terms(work: Work, campaign_id: str) -> CampaignTerms:
    """Return what was approved of a campaign. Raises: NotFound."""
    row = work.transaction.row_once(_BY_ID, (campaign_id,))
    if row is None:
        raise NotFound("campaigns.not_found")
    return CampaignTerms(**row)


def campaign(work: Work, campaign_id: str) -> CampaignView:
    """Return a campaign as it stands now. Raises: NotFound."""
    return _views(work, [campaign_terms(work, campaign_id)])[0]


def campaigns(work: Work) -> tuple[CampaignView, ...]:
    """Return those that run or will, the next to end first, and then those that ended last."""
    rows = work.transaction.rows(_GOING_ON, (work.now, SHOWN))
    if len(rows) < SHOWN:
        rows += work.transaction.rows(_OVER, (work.now, SHOWN - len(rows)))
    return _views(work, [CampaignTerms(**row) for row in rows])


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


def _views(work: Work, rows: Sequence[CampaignTerms]) -> tuple[CampaignView, ...]:
    if not rows:
        return ()
    count = select(CampaignSlot.campaign_id, func.count()).group_by(CampaignSlot.campaign_id)
    of_these = CampaignSlot.campaign_id.in_([row.id for row in rows])
    left = {row[0]: row[1] for row in work.session.execute(count.where(of_these))}
    return tuple(_view(row, left.get(row.id, 0), work.now) for row in rows)


def _view(row: CampaignTerms, left: int, now: datetime) -> CampaignView:
    return CampaignView(
        row.name, row.programme_id, to_yuan(row.face_value_fen), row.stock, row.starts_at, row.ends_at,
        tuple(row.regions), row.terms, row.mode, tuple(row.size_classes),
        id=row.id, programme_name=row.programme_name, left=left, valid_until=row.valid_until,
        case_number=row.case_number, state=_state(row, left, now), closes_at=row.closes_at,
    )  # fmt: skip


def _state(row: CampaignTerms, left: int, now: datetime) -> CampaignState:
    if now >= row.ends_at:
        return "ended"
    if now < row.starts_at:
        return "upcoming"
    return "running" if left else "sold_out"
