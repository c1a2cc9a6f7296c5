"""Jobs on the applicant's organisation. Each also records what the case has come to."""

from __future__ import annotations

from typing import Any

from engine import JobContext
from forms import to_json
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.timeline import writer
from workflows.handlers.cases import case_of, organisation_of
from workflows.people.organisations import operations


def certify(job: JobContext) -> None:
    """`organisation.certify`: the approved form becomes the profile, the menus open."""
    case = case_of(job)
    # Process variables hold decimal numbers; a profile is the JSON that the form handed in.
    data: dict[str, Any] = to_json(job.variables.get(case_type_of(case.process_id).variable) or {})
    operations.certify(job.work, organisation_of(case, job), data)
    case.verdict = "approved"
    writer.add(job.work, case, "certified", element_id=job.element_id)


def reject(job: JobContext) -> None:
    """`organisation.reject`: the pages stay closed."""
    case = case_of(job)
    operations.reject(job.work, organisation_of(case, job))
    case.verdict = "rejected"


def returned(job: JobContext) -> None:
    """`organisation.returned`: the applicant has to correct something."""
    case = case_of(job)
    operations.application_returned(job.work, organisation_of(case, job))


def register_ordinary(job: JobContext) -> None:
    """`organisation.register_ordinary`: outside the region, only an ordinary user."""
    case = case_of(job)
    operations.register_ordinary(job.work, organisation_of(case, job))
    case.verdict = "completed"
    writer.add(job.work, case, "registered_ordinary", element_id=job.element_id)


def enrol_member(job: JobContext) -> None:
    """`organisation.enrol_member`: a member of the association from now on."""
    case = case_of(job)
    operations.enrol_member(job.work, organisation_of(case, job))
    writer.add(job.work, case, "enrolled", element_id=job.element_id)
