"""What campaigns do by the clock, and for processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from forms import Text
from workflows.approvals.cases.job_case import case_of, conclude, form_of, organisation_of
from workflows.business.campaigns.applications import FIELD
from workflows.business.campaigns.claiming import award
from workflows.business.campaigns.operations import check, close_ended, open_campaign
from workflows.business.campaigns.queries import campaign
from workflows.business.campaigns.values import CampaignDraft
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import WorkflowsError
from workflows.ground.jobs import background_job, job


@job(
    "campaign.open",
    ("公布活动并预留预算", "Open the campaign and set its money aside"),
    reads={"application": JobVariable("context", ("申请表单", "The form of the application"))},
    gives={
        "obstacle": JobVariable(
            "text", ("不能公布的原因，空为没有", "Why it cannot be opened; empty: nothing is in the way")
        ),
    },
)
def open_approved(job: JobContext) -> Mapping[str, Any]:
    """`campaign.open`: once a case. What the programme refuses by then goes back to whoever drew it up."""
    case = case_of(job)
    draft = draft_of(form_of(case, job))
    try:
        check(job.work, draft)
    except WorkflowsError as refusal:
        return {"obstacle": refusal.code.partition(".")[2]}
    open_campaign(job.work, draft, case_number=case.number)
    conclude(job, case, "approved", "approved")
    return {"obstacle": ""}


APPLICATION = JobVariable("context", ("申请表单", "The form of the application"))
OBSTACLE = JobVariable(
    "text", ("不能发放的原因，空为没有", "Why it cannot be given; empty: nothing is in the way")
)


@job(
    "campaign.look_up",
    ("查询活动的剩余数量和审核期限", "Look up what is left of a campaign, and until when it is decided"),
    reads={"application": APPLICATION},
    gives={
        "stock_left": JobVariable("number", ("提交时的剩余数量", "How many vouchers are left now")),
        "decided_until": JobVariable("text", ("审核期限", "Until when applications are decided")),
        "obstacle": OBSTACLE,
    },
)
def look_up(job: JobContext) -> Mapping[str, Any]:
    """`campaign.look_up`: what the reviewer is told; a new round begins without an earlier obstacle."""
    case = case_of(job)
    of = campaign(job.work, str(form_of(case, job).get(FIELD)))
    return {"stock_left": of.left, "decided_until": of.closes_at.isoformat(), "obstacle": ""}


@job(
    "campaign.award",
    ("按审核结果发放活动服务券", "Give the voucher of a campaign that an application was approved for"),
    reads={"application": APPLICATION},
    gives={
        "outcome": JobVariable("text", ("结果：granted、refused 或 review", "granted, refused or review")),
        "obstacle": OBSTACLE,
        "face_value": JobVariable("number", ("面额", "The face value")),
    },
)
def award_approved(job: JobContext) -> Mapping[str, Any]:
    """`campaign.award`: one of the stock. Nothing left goes back to the reviewer to decide."""
    case = case_of(job)
    of = campaign(job.work, str(form_of(case, job).get(FIELD)))
    answer = award(job.work, of.id, organisation_of(case, job), case_number=case.number)
    if answer.outcome == "claimed":
        zh, en = f"发放服务券 {of.face_value:,.2f} 元", f"A voucher of {of.face_value:,.2f} yuan was granted"
        conclude(job, case, "approved", "approved", Text(zh, en))
        return {"outcome": "granted", "obstacle": "", "face_value": of.face_value}
    refusal = answer.refusal.code.partition(".")[2] if answer.refusal is not None else answer.outcome
    outcome = "review" if answer.outcome in {"sold_out", "busy"} else "refused"
    return {"outcome": outcome, "obstacle": refusal, "face_value": of.face_value}


@job("campaign.refuse", ("不予发放", "Nothing is given"))
def refuse(job: JobContext) -> None:
    """`campaign.refuse`: the case ends as rejected, though nobody has decided so."""
    conclude(job, case_of(job), "rejected", "rejected")


def draft_of(said: Mapping[str, Any]) -> CampaignDraft:
    """Return what the form says of a campaign; its times are those of Shanghai."""
    starts_at, ends_at = (
        datetime.fromisoformat(str(said[name])).replace(tzinfo=SHANGHAI) for name in ("starts_at", "ends_at")
    )
    return CampaignDraft(
        name=str(said["name"]),
        programme_id=str(said["programme"]),
        face_value=Decimal(str(said["face_value"])),
        stock=int(said["stock"]),
        starts_at=starts_at,
        ends_at=ends_at,
        regions=tuple(said.get("target_regions") or ()),
        terms=str(said.get("terms") or ""),
        mode=said.get("mode") or "grab",
        size_classes=tuple(said.get("size_classes") or ()),
    )


@background_job(
    "campaign.close_ended",
    ("活动结束后退回未发放的预算", "Give back to the budget what nobody got of campaigns that closed"),
    cron="*/5 * * * *",
)
def close(job: JobContext) -> None:
    """`campaign.close_ended`: a bounded number at once."""
    close_ended(job.work)


JOBS = (open_approved, look_up, award_approved, refuse, close)
