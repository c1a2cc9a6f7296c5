"""Jobs on the enrolment of experts. Those that end a case also record what it has come to."""

from __future__ import annotations

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, subject_of
from workflows.approvals.timeline import writer
from workflows.business.experts import expert_lifecycle as experts
from workflows.ground.jobs import job
from workflows.ground.services import Services
from workflows.people.invitations.validity import HEADERS, valid_until
from workflows.people.invitations.values import Kind

FORM = JobVariable("context", ("专家表单", "The form of the expert"))
SUBJECT: Kind = "expert"


def _invite(job: JobContext, services: Services) -> None:
    subject = subject_of(case_of(job), job, SUBJECT)
    until = valid_until(job, SUBJECT, subject)
    base_url, template = services.settings.base_url, job.headers["template"]
    experts.send_link(job.work, subject, template=template, until=until, base_url=base_url)


invite = job("expert.invite", ("邀请专家确认", "Ask the expert to accept, by mail"), headers=HEADERS)(_invite)
remind = job("expert.remind", ("再次提醒专家确认", "Remind the expert to accept"), headers=HEADERS)(_invite)


@job(
    "expert.enrol",
    ("专家入库", "Enrol the expert, and tell them"),
    reads={"application": FORM},
    repeatable=False,
)
def enrol(job: JobContext) -> None:
    """`expert.enrol`: the person is an expert from now on, and is told."""
    case = case_of(job)
    experts.enrol(job.work, subject_of(case, job, SUBJECT), form_of(case, job))
    conclude(job, case, "approved", "expert_enrolled")


@job("expert.reject", ("专家申请不通过", "The application of the expert is refused"))
def reject(job: JobContext) -> None:
    """`expert.reject`: the operator refused."""
    case = case_of(job)
    experts.reject(job.work, subject_of(case, job, SUBJECT), writer.last_opinion(job.work, case))
    case.verdict = "rejected"


@job("expert.expire", ("专家逾期未确认", "The expert did not agree in time"), repeatable=False)
def expire(job: JobContext) -> None:
    """`expert.expire`: the person did not agree in time; the applicant is told."""
    case = case_of(job)
    experts.expire(job.work, subject_of(case, job, SUBJECT))
    conclude(job, case, "cancelled", "link_expired")


JOBS = (invite, remind, enrol, reject, expire)
