"""What the platform does by the clock about activities."""

from __future__ import annotations

from engine import JobContext
from workflows.business.gatherings.telling import remind_of_what_starts
from workflows.ground.jobs import background_job


@background_job(
    "activity_reminder.send",
    ("活动开始前一天提醒已报名人员", "Remind of activities a day before they start"),
    cron="*/15 * * * *",
)
def remind(job: JobContext) -> None:
    """`activity_reminder.send`: a bounded number at once; the next run goes on."""
    remind_of_what_starts(job.work)


JOBS = (remind,)
