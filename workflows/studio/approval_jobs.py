"""The job of the process in which a deployment is approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from forms import Text
from workflows.approvals.cases.job_case import case_of, conclude, subject_of
from workflows.approvals.timeline import writer
from workflows.ground.errors import WorkflowsError
from workflows.ground.jobs import job
from workflows.studio import approval

REVIEW = JobVariable("context", ("审批结果", "What was decided"), members=frozenset({"by"}))
DEPLOYED = JobVariable("context", ("部署结果", "What came of it"), members=frozenset({"done"}))


@job(
    "deployment.carry_out",
    ("部署审批通过的草稿；草稿已变动的，不予部署", "Deploy the approved draft, unless it has changed"),
    reads={"review": REVIEW},
    gives={"deployed": DEPLOYED},
)
def carry_out(job: JobContext) -> Mapping[str, Any]:
    """`deployment.carry_out`: what was approved becomes a version, or goes back with the reason."""
    case = case_of(job)
    request_id = subject_of(case, job, approval.SUBJECT)
    try:
        version = approval.deploy(job.work, request_id, str(job.variables["review"]["by"]))
    except WorkflowsError as refusal:
        approval.stop(job.work, request_id, refusal)
        writer.add(
            job.work, case, "not_deployed", element_id=job.element_id, opinion=refusal.message("zh-CN"),
            details={"note_en": refusal.message("en")},
        )  # fmt: skip
        return {"deployed": {"done": False}}
    words = Text(f"已部署为第 {version} 版", f"Deployed as version {version}")
    conclude(job, case, "approved", "approved", words)
    return {"deployed": {"done": True}}


JOBS = (carry_out,)
