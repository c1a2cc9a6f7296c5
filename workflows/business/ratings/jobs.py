"""The job of the process in which a reported rating is reviewed."""

from __future__ import annotations

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, subject_of
from workflows.business.ratings import review
from workflows.ground.jobs import job

FINDING = JobVariable(
    "context", ("审核结论", "What was found"), members=frozenset({"finding", "explanation"})
)


@job(
    "rating.decide",
    ("保留或屏蔽被举报的评价，告知双方", "Keep or hide a reported rating, and tell both sides"),
    reads={"finding": FINDING},
    repeatable=False,
)
def decide(job: JobContext) -> None:
    """`rating.decide`: a hidden rating counts no more, and the public does not see it."""
    said = job.variables["finding"]
    rating_id = subject_of(case_of(job), job, review.SUBJECT)
    review.decide(job.work, rating_id, said["finding"], str(said.get("explanation") or ""))


JOBS = (decide,)
