"""Steps of the applicant that have waited until the decision before them stands."""

from __future__ import annotations

from engine import JobContext
from workflows.approvals import engine_projection
from workflows.ground.jobs import background_job


@background_job(
    engine_projection.OPEN_HELD,
    (
        "撤回期结束后，向申请人开放其环节",
        "Show applicants their step once the decision before it stands",
    ),
)
def open_held(job: JobContext) -> None:
    """`task.open_held`: show the applicant the task `task_id`, unless its decision was taken back."""
    said = job.variables
    engine_projection.open_held(job.work, said["case_id"], said["task_id"], returned=said["returned"])


JOBS = (open_held,)
