"""What campaigns do by the clock, and for processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of
from workflows.business.campaigns.operations import check, close_ended, open_campaign
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
    )


@background_job(
    "campaign.close_ended",
    ("活动结束后退回未领取的预算", "Give back to the budget what nobody claimed of campaigns that ended"),
    cron="*/5 * * * *",
)
def close(job: JobContext) -> None:
    """`campaign.close_ended`: a bounded number at once."""
    close_ended(job.work)


JOBS = (open_approved, close)
