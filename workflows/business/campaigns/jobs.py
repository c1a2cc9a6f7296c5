"""What campaigns do by the clock, and for processes."""

from __future__ import annotations

from engine import JobContext
from workflows.business.campaigns.operations import close_ended
from workflows.ground.jobs import background_job


@background_job(
    "campaign.close_ended",
    ("活动结束后退回未领取的预算", "Give back to the budget what nobody claimed of campaigns that ended"),
    cron="*/5 * * * *",
)
def close(job: JobContext) -> None:
    """`campaign.close_ended`: a bounded number at once."""
    close_ended(job.work)


JOBS = (close,)
