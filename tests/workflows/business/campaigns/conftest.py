"""A campaign of three vouchers that runs, and enterprises that may claim."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.people import viewer
from tests.workflows.business.vouchers.conftest import certified_enterprise, opened
from workflows.bootstrap import Platform
from workflows.business.campaigns.claiming import claim
from workflows.business.campaigns.operations import open_campaign
from workflows.business.campaigns.values import CampaignDraft, ClaimAnswer
from workflows.ground.work import Work


def draft_of(work: Work, programme_id: str, **changes: Any) -> CampaignDraft:
    values: dict[str, Any] = {
        "name": "数字化转型抢券",
        "programme_id": programme_id,
        "face_value": Decimal("100.00"),
        "stock": 3,
        "starts_at": work.now - timedelta(minutes=5),
        "ends_at": work.now + timedelta(days=3),
    }
    return CampaignDraft(**values | changes)


def begun(platform: Platform, **changes: Any) -> str:
    """Open a programme and a campaign on it; return the id of the campaign."""
    with platform.begin() as work:
        of = opened(work)
        return open_campaign(work, draft_of(work, of.id, **changes), case_number="HD-1")


def claimed(platform: Platform, user_id: str, campaign_id: str, **at: Any) -> ClaimAnswer:
    """Claim as a person does, in a transaction of its own."""
    who = viewer(platform, user_id)
    with platform.begin(user_id, **at) as work:
        return claim(work, who, campaign_id)


@pytest.fixture
def campaign_id(platform: Platform) -> str:
    return begun(platform)


@pytest.fixture
def enterprises(platform: Platform) -> list[str]:
    """The people of five enterprises, by their ids."""
    return [certified_enterprise(platform).user_id for _ in range(5)]
