"""Telling what has waited."""

from __future__ import annotations

from engine import JobContext
from workflows.ground.jobs import background_job
from workflows.notices import holding
from workflows.notices.operations import send_messages


@background_job(
    holding.JOB_TYPE,
    ("发送等待撤回期结束的通知", "Send a notice that has waited until its decision stands"),
)
def send_held(job: JobContext) -> None:
    """`notice.send_held`: send the notice `id`, unless its decision was taken back."""
    row = holding.take_held(job.work, job.variables["id"])
    if row is not None:
        send_messages(job.work, row.user_ids, row.template, row.params, row.case_id)


JOBS = (send_held,)
