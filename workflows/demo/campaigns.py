"""A programme, a campaign that runs and one that starts in some minutes, for whoever looks at them now."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from workflows.business.campaigns.operations import open_campaign
from workflows.business.campaigns.values import CampaignDraft
from workflows.business.vouchers.operations import open_programme
from workflows.business.vouchers.values import ProgrammeDraft
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work

STARTS_IN = timedelta(minutes=15)


def open_all(work: Work) -> None:
    """Open the programme and both campaigns, by the clock of `work`."""
    year = work.now.astimezone(SHANGHAI).year
    programme = ProgrammeDraft(
        f"{year} 年数字化服务券", year, "general", (), 50, Decimal(1_000_000), Decimal(500), Decimal(20_000),
        work.now - timedelta(days=30), work.now + timedelta(days=180), "用于购买平台上架的数字化服务产品。",
    )  # fmt: skip
    of = open_programme(work, programme, case_number="QZ-0001")
    runs = CampaignDraft(
        "数字化转型服务券抢券", of.id, Decimal(2_000), 60, work.now - timedelta(hours=2),
        work.now + timedelta(days=5), terms="领取后在有效期内使用，不可转让、不可兑换现金。",
    )  # fmt: skip
    starts = CampaignDraft(
        "长沙企业专场抢券", of.id, Decimal(5_000), 20, work.now + STARTS_IN, work.now + timedelta(days=2),
        regions=("430100",), terms="面向注册地在长沙市的企业。",
    )  # fmt: skip
    open_campaign(work, runs, case_number="HD-0001")
    open_campaign(work, starts, case_number="HD-0002")
