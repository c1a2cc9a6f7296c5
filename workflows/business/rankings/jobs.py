"""The job of the process of an activity filing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, organisation_of
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Ranked
from workflows.ground.jobs import job

POINTS = JobVariable("number", ("计入的积分", "The points that count"))


@job(
    "activity.record",
    ("备案的活动计入活跃度排名", "Let an activity on file count in the ranking"),
    gives={"points": POINTS},
    repeatable=False,
)
def record(job: JobContext) -> Mapping[str, Any]:
    """`activity.record`: counts for the provider, once a case."""
    case = case_of(job)
    title = str(form_of(case, job)["title"])
    of = [Ranked("provider", organisation_of(case, job))]
    points = award(job.work, of, Happening("activity_filed", case.id, case.number, title))
    conclude(job, case, "approved", "approved")
    return {"points": points}


JOBS = (record,)
