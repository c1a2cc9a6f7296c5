"""Jobs on the product that a case is about. Each also records what the case has come to."""

from __future__ import annotations

from typing import Any

from engine import JobContext
from engine.errors import HandlerFailed
from forms import to_json
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.models import Case
from workflows.approvals.timeline import writer
from workflows.business.catalogue import product_lifecycle
from workflows.handlers.cases import case_of


def publish(job: JobContext) -> None:
    """`product.list`: the form as approved is what the public sees; the product is on sale."""
    case = case_of(job)
    data: dict[str, Any] = to_json(job.variables.get(case_type_of(case.process_id).variable) or {})
    product_lifecycle.publish(job.work, product_of(case, job), data)
    case.verdict = "approved"
    writer.add(job.work, case, "listed", element_id=job.element_id)


def reject(job: JobContext) -> None:
    """`product.reject`: refused; what was listed before stays listed."""
    case = case_of(job)
    product_lifecycle.reject(job.work, product_of(case, job))
    case.verdict = "rejected"


def returned(job: JobContext) -> None:
    """`product.returned`: the applicant has to correct something."""
    product_lifecycle.returned(job.work, product_of(case_of(job), job))


def product_of(case: Case, job: JobContext) -> str:
    """Return the product that a case is about. Raises: HandlerFailed: it is about something else."""
    if case_type_of(case.process_id).subject != "product" or case.subject_id is None:
        raise HandlerFailed(f"Expected {job.job_type} to concern a product, but {case.number} does not.")
    return case.subject_id
