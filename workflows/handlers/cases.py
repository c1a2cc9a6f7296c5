"""The case that a job belongs to."""

from __future__ import annotations

from sqlalchemy import select

from engine import JobContext
from engine.errors import HandlerFailed
from workflows.approvals.models import Case


def case_of(job: JobContext) -> Case:
    """Return the case whose process asks for the job, held until the end of the transaction.

    Raises: HandlerFailed: the process was not started by a submission.
    """
    if job.instance_id is None:
        raise HandlerFailed(f"Expected {job.job_type} to belong to a case, but it belongs to no process.")
    root = job.work.runtime.get(job.instance_id).root_id
    case = job.work.session.scalar(select(Case).where(Case.instance_id == root).with_for_update())
    if case is None:
        raise HandlerFailed(f"Expected a case for {job.job_type}, but instance {root} has none.")
    return case


def organisation_of(case: Case, job: JobContext) -> str:
    """Return the applicant's organisation. Raises: HandlerFailed: a person applied for themselves."""
    if case.organisation_id is None:
        raise HandlerFailed(
            f"Expected {job.job_type} to concern an organisation, but {case.number} has none."
        )
    return case.organisation_id
