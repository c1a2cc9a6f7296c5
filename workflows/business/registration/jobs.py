"""Jobs on the applicant's organisation. Each also records what the case has come to."""

from __future__ import annotations

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, organisation_of
from workflows.approvals.timeline import writer
from workflows.business.agents.agent_lifecycle import invite_named
from workflows.business.registration import licences
from workflows.business.seals.operations import organisation_changed
from workflows.ground.jobs import background_job, job
from workflows.ground.services import Services
from workflows.people.organisations import operations

FORM = JobVariable("context", ("申请表单", "The form of the application"))


@job(
    "organisation.certify",
    (
        "认证机构：审核通过的表单成为机构资料；已认证的，更新资料",
        "Certify the organisation: the approved form becomes its profile, of a certified one its new profile",
    ),
    reads={"application": FORM},
)
def certify(job: JobContext, services: Services) -> None:
    """`organisation.certify`: the approved form becomes the profile, the menus open, the agent is invited."""
    case = case_of(job)
    organisation_id = organisation_of(case, job)
    changed = operations.certify(job.work, organisation_id, form_of(case, job))
    organisation_changed(job.work, organisation_id)
    invite_named(job.work, organisation_id, base_url=services.settings.base_url)
    conclude(job, case, "approved", "profile_changed" if changed else "certified")


@job("organisation.reject", ("机构注册不通过", "The registration is refused"))
def reject(job: JobContext) -> None:
    """`organisation.reject`: the pages stay closed."""
    case = case_of(job)
    operations.reject(job.work, organisation_of(case, job))
    organisation_changed(job.work, organisation_of(case, job))
    case.verdict = "rejected"


@job("organisation.returned", ("机构注册退回补正", "The registration goes back for completion"))
def returned(job: JobContext) -> None:
    """`organisation.returned`: the applicant has to correct something."""
    case = case_of(job)
    operations.application_returned(job.work, organisation_of(case, job))


@job(
    "organisation.register_ordinary",
    ("登记为普通用户（区域外）", "Register as an ordinary user, outside the region"),
)
def register_ordinary(job: JobContext) -> None:
    """`organisation.register_ordinary`: outside the region, only an ordinary user."""
    case = case_of(job)
    operations.register_ordinary(job.work, organisation_of(case, job))
    organisation_changed(job.work, organisation_of(case, job))
    conclude(job, case, "completed", "registered_ordinary")


@job("organisation.enrol_member", ("登记为协会会员", "Enrol as a member of the association"))
def enrol_member(job: JobContext) -> None:
    """`organisation.enrol_member`: a member of the association from now on."""
    case = case_of(job)
    operations.enrol_member(job.work, organisation_of(case, job))
    writer.add(job.work, case, "enrolled", element_id=job.element_id)


@background_job(
    "organisation.ask_for_renewals",
    ("提醒机构更换到期证照", "Ask organisations to renew licences that end"),
    cron="10 1 * * *",  # ten past nine in the morning, in Shanghai
)
def ask_for_renewals(job: JobContext) -> None:
    """`organisation.ask_for_renewals`: a bounded number at once; the next run goes on."""
    licences.ask_for_renewals(job.work)


JOBS = (certify, reject, returned, register_ordinary, enrol_member, ask_for_renewals)
