"""Sending the digests of a working day: a page of people a run, the next run at once while people follow."""

from __future__ import annotations

from engine import JobContext
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.notices.digests import sending

JOB_TYPE = "notice.digest"


@background_job(
    JOB_TYPE,
    ("发送工作日摘要邮件", "Send the digests of a working day"),
    queue=queues.LONG,
    cron="*/5 * * * *",
)
def send_digests(job: JobContext, services: Services) -> None:
    """`notice.digest`: send the digests of the next people after `after`."""
    work = job.work
    last = sending.send_page(work, services.settings.base_url, str(job.variables.get("after", "")))
    if last is None:
        sending.forget(work)
    else:
        work.jobs.defer(JOB_TYPE, {"after": last})


JOBS = (send_digests,)
