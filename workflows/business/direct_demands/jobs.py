"""The job of the process of a direct demand."""

from __future__ import annotations

from engine import JobContext
from workflows.approvals.cases.job_case import case_of, subject_of
from workflows.business.direct_demands.direct_lifecycle import SUBJECT, locked
from workflows.business.direct_demands.direct_lifecycle import remind as remind_of
from workflows.ground.jobs import job


@job(
    "direct_demand.remind",
    ("提醒服务机构处理直接需求或登记结果", "Remind the provider of a direct demand that waits for it"),
)
def remind(job: JobContext) -> None:
    """`direct_demand.remind`: whoever was addressed is told; nothing, if it is over meanwhile."""
    remind_of(job.work, locked(job.work, subject_of(case_of(job), job, SUBJECT)))


JOBS = (remind,)
