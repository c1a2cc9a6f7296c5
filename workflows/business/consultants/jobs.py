"""Jobs on the link of a consultant. Those that end a case also record what it has come to."""

from __future__ import annotations

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, subject_of
from workflows.approvals.timeline import writer
from workflows.business.consultants import consultant_lifecycle as consultants
from workflows.ground.jobs import job
from workflows.ground.services import Services
from workflows.people.invitations.validity import HEADERS, valid_until
from workflows.people.invitations.values import Kind

FORM = JobVariable("context", ("服务顾问表单", "The form of the consultant"))
SUBJECT: Kind = "consultant"


def _invite(job: JobContext, services: Services) -> None:
    subject = subject_of(case_of(job), job, SUBJECT)
    until = valid_until(job, SUBJECT, subject)
    base_url, template = services.settings.base_url, job.headers["template"]
    consultants.send_link(job.work, subject, template=template, until=until, base_url=base_url)


invite = job(
    "consultant.invite", ("邀请服务顾问确认", "Ask the consultant to accept, by mail"), headers=HEADERS
)(_invite)
remind = job(
    "consultant.remind", ("再次提醒服务顾问确认", "Remind the consultant to accept"), headers=HEADERS
)(_invite)


@job(
    "consultant.enrol",
    ("服务顾问正式加入", "The consultant acts for the provider from now on"),
    reads={"application": FORM},
    repeatable=False,
)
def enrol(job: JobContext) -> None:
    """`consultant.enrol`: the person acts for the provider from now on; the provider is told."""
    case = case_of(job)
    consultants.enrol(job.work, subject_of(case, job, SUBJECT), form_of(case, job))
    conclude(job, case, "approved", "consultant_enrolled")


@job("consultant.reject", ("服务顾问申请不通过", "The consultant is refused"))
def reject(job: JobContext) -> None:
    """`consultant.reject`: the operator refused; the provider is told."""
    case = case_of(job)
    consultants.reject(job.work, subject_of(case, job, SUBJECT), writer.last_opinion(job.work, case))
    case.verdict = "rejected"


@job("consultant.expire", ("服务顾问逾期未确认", "The consultant did not accept in time"), repeatable=False)
def expire(job: JobContext) -> None:
    """`consultant.expire`: nobody accepted, or handed the form in, in time; the provider is told."""
    case = case_of(job)
    consultants.expire(job.work, subject_of(case, job, SUBJECT))
    conclude(job, case, "cancelled", "link_expired")


@job(
    "consultant.ended",
    ("办理期间服务机构解除关系", "The provider has ended the link while it was made"),
    repeatable=False,
)
def ended(job: JobContext) -> None:
    """`consultant.ended`: the provider has ended the link while it was made; the person is told."""
    case = case_of(job)
    consultants.tell_ended(job.work, subject_of(case, job, SUBJECT))
    conclude(job, case, "withdrawn", "link_ended")


JOBS = (invite, remind, enrol, reject, expire, ended)
