"""What leads are told by the clock."""

from __future__ import annotations

from engine import JobContext
from workflows.approvals.team.overdue import tell_leads
from workflows.ground.calendar.working_days import is_working_day
from workflows.ground.clock import SHANGHAI
from workflows.ground.jobs import background_job


@background_job(
    "overdue.summary",
    ("工作日早上向组长汇总逾期环节", "Sum up for leads what is overdue, on the morning of a working day"),
    cron="30 0 * * *",  # half past eight in the morning, in Shanghai
)
def summarise(job: JobContext) -> None:
    """`overdue.summary`: tell every lead once a working day how many steps of their groups are overdue."""
    if is_working_day(job.work.now.astimezone(SHANGHAI).date()):
        tell_leads(job.work)


JOBS = (summarise,)
