"""Campaigns of the demonstration: one to grab from, one that starts in some minutes, one to apply to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases import submitting
from workflows.approvals.values import Decision
from workflows.business.campaigns.models import Campaign
from workflows.business.vouchers.queries import programmes
from workflows.demo.deciding import decide
from workflows.demo.story import Act
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

PROGRAMME, CAMPAIGN, APPLICATION = "voucher_programme", "voucher_campaign", "campaign_application"
BEGUN_BEFORE = timedelta(hours=1)
"""So long before the end of the story all of this happened."""
STARTS_IN = BEGUN_BEFORE + timedelta(minutes=15)
APPLIED_TO = "小微企业培训服务券"
APPLICANTS: tuple[tuple[str, str, Decision | None], ...] = (
    ("enterprise2", "采购员工技能培训，预计六月底前完成。", None),
    ("enterprise3", "组织班组长参加质量管理培训。", Decision("approve", "符合支持方向。")),
    ("enterprise4", "员工培训。", Decision("return", "请写明培训内容和完成时间。")),
)
"""Who applies, why, and what the operator says."""


def acts() -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    yield "operator", _draw_up_programme
    yield "department", partial(decide, process_id=PROGRAMME, decision=Decision("approve", "同意设立。"))
    for said in (
        {"name": "数字化转型服务券抢券", "mode": "grab", "face_value": "2000.00", "stock": 60, "days": 5,
         "starts_in": timedelta(), "terms": "领取后在有效期内使用，不可转让、不可兑换现金。"},
        {"name": "长沙企业专场抢券", "mode": "grab", "face_value": "5000.00", "stock": 20, "days": 2,
         "starts_in": STARTS_IN, "target_regions": ["430100"], "terms": "面向注册地在长沙市的企业。"},
        {"name": APPLIED_TO, "mode": "apply", "face_value": "3000.00", "stock": 5, "days": 20,
         "starts_in": timedelta(), "size_classes": ["micro", "small"], "terms": "用于购买培训类服务。"},
    ):  # fmt: skip
        yield "operator", partial(_draw_up, said=said)
        yield "department", partial(decide, process_id=CAMPAIGN, decision=Decision("approve", "同意公布。"))
    for user_name, reason, decision in APPLICANTS:
        yield user_name, partial(_apply, reason=reason)
        if decision is not None:
            yield "operator", partial(decide, process_id=APPLICATION, decision=decision)


def _draw_up_programme(work: Work) -> None:
    today = work.now.astimezone(SHANGHAI).date()
    said = {
        "name": f"{today.year} 年数字化服务券", "year": today.year, "kind": "general", "categories": [],
        "budget": "1000000.00", "share_percent": 50, "least": "500.00", "most": "20000.00",
        "valid_from": f"{today - timedelta(days=30)}", "valid_until": f"{today + timedelta(days=180)}",
        "terms": "用于购买平台上架的数字化服务产品。",
    }  # fmt: skip
    submitting.submit(work, viewer_of(work), PROGRAMME, said)


def _draw_up(work: Work, *, said: dict[str, Any]) -> None:
    form = dict(said)
    (of, *_rest) = programmes(work, kind="general")
    starts_at = work.now + form.pop("starts_in")
    ends_at = work.now + timedelta(days=form.pop("days"))
    form |= {"programme": of.id, "starts_at": _typed(starts_at), "ends_at": _typed(ends_at)}
    submitting.submit(work, viewer_of(work), CAMPAIGN, form)


def _typed(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


def _apply(work: Work, *, reason: str) -> None:
    campaign_id = work.session.scalars(select(Campaign.id).where(Campaign.name == APPLIED_TO)).one()
    (own, *_rest) = organisations_of(work, work.actor)
    said = {"campaign": campaign_id, "reason": reason, "evidence": []}
    submitting.submit(work, viewer_of(work), APPLICATION, said, organisation_id=own.id)
