"""Jobs of what owners of accounts ask for."""

from __future__ import annotations

from engine import JobContext
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.own_account import closing, copies


@background_job(
    copies.JOB, ("生成个人信息副本", "Make the copy of somebody's personal data"), queue=queues.LONG
)
def copy_personal_data(job: JobContext, services: Services) -> None:
    """`personal_data.copy`: make the copy `id`."""
    copies.make(job.work, services.files, str(job.variables["id"]))


@background_job(closing.JOB, ("注销账号", "Close an account"))
def close_account(job: JobContext) -> None:
    """`account.close`: carry out the closing `id`."""
    closing.carry_out(job.work, str(job.variables["id"]))


JOBS = (copy_personal_data, close_account)
