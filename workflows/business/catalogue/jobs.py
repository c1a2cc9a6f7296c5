"""Jobs on the product that a case is about. Each also records what the case has come to."""

from __future__ import annotations

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, subject_of
from workflows.business.catalogue import product_lifecycle
from workflows.ground.jobs import job

FORM = JobVariable("context", ("产品表单", "The form of the product"))


@job("product.list", ("产品上架", "The product goes on sale, as approved"), reads={"application": FORM})
def publish(job: JobContext) -> None:
    """`product.list`: the form as approved is what the public sees; the product is on sale."""
    case = case_of(job)
    product_lifecycle.publish(job.work, subject_of(case, job, "product"), form_of(case, job))
    conclude(job, case, "approved", "listed")


@job("product.reject", ("产品上架不通过", "The product is refused"))
def reject(job: JobContext) -> None:
    """`product.reject`: refused; what was listed before stays listed."""
    case = case_of(job)
    product_lifecycle.reject(job.work, subject_of(case, job, "product"))
    case.verdict = "rejected"


@job("product.returned", ("产品上架退回补正", "The product goes back for completion"))
def returned(job: JobContext) -> None:
    """`product.returned`: the applicant has to correct something."""
    product_lifecycle.returned(job.work, subject_of(case_of(job), job, "product"))


JOBS = (publish, reject, returned)
