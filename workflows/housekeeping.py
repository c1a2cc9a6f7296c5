"""Deleting what has had its time and adding up counts, once an hour."""

from __future__ import annotations

import structlog

from engine import JobContext
from workflows.business.catalogue import publication
from workflows.business.surveys.retention import forget_who_answered
from workflows.files import operations as files
from workflows.files import waiting_files
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.outbox.delivery import blank_expired
from workflows.outside.retention import forget_old_calls
from workflows.own_account import copies
from workflows.people.identity.purge import purge

JOB_TYPE = "housekeeping.clean"
log = structlog.get_logger("workflows.housekeeping")


@background_job(
    JOB_TYPE,
    ("清理过期数据并汇总计数", "Delete what is over, add up counts"),
    queue=queues.LONG,
    cron="7 * * * *",
)
def clean(job: JobContext, services: Services) -> None:
    """`housekeeping.clean`: delete rows, files and letters whose time is over."""
    work = job.work
    deleted = {
        "rows": purge(work),
        "files": files.purge(work, services.files),
        "waiting_files": waiting_files.purge(work),
        "personal_data_copies": copies.purge(work, services.files),
        "letters": blank_expired(services.settings, work),
        "service_calls": forget_old_calls(work),
        "survey_answers": forget_who_answered(work),
    }
    publication.merge_counts(work)
    log.info("housekeeping", **deleted)


JOBS = (clean,)
