"""The vouchers that a person claimed for an enterprise, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.campaigns.models import Campaign, CampaignClaim
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "campaign_claims", "抢券记录", "Vouchers claimed",
        columns(("campaign", "活动", "Campaign"), ("claimed_at", "时间", "Claimed")),
        rows_of(
            lambda user_id: select(Campaign.name, CampaignClaim.claimed_at)
            .join(Campaign, Campaign.id == CampaignClaim.campaign_id)
            .where(CampaignClaim.claimed_by == user_id)
            .order_by(CampaignClaim.claimed_at)
        ),
    ),
)  # fmt: skip
