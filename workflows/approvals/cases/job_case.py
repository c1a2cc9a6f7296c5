"""The case that a job belongs to, and what it is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine import JobContext
from engine.errors import HandlerFailed
from forms import Text, to_json
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.models import Case
from workflows.approvals.timeline import writer


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


def subject_of(case: Case, job: JobContext, subject: str) -> str:
    """Return the id of the `subject` that a case is about. Raises: HandlerFailed: another kind."""
    if case_type_of(case.process_id).subject != subject or case.subject_id is None:
        raise HandlerFailed(f"Expected {job.job_type} to concern a {subject}, but {case.number} does not.")
    return case.subject_id


def form_of(case: Case, job: JobContext) -> dict[str, Any]:
    """Return the form as the process holds it; its decimal numbers are again the JSON that was handed in."""
    data: dict[str, Any] = to_json(job.variables.get(case_type_of(case.process_id).variable) or {})
    return data


def conclude(job: JobContext, case: Case, verdict: str, kind: str, said: Text | None = None) -> None:
    """Record what a case has come to, with an entry of its timeline that says `said`."""
    case.verdict = verdict
    words: dict[str, Any] = {} if said is None else {"opinion": said.zh, "details": {"note_en": said.en}}
    writer.add(job.work, case, kind, element_id=job.element_id, **words)
