"""Jobs on experts and consultants. Those that end a case also record what it has come to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine import Handler, JobContext
from engine.errors import HandlerFailed
from forms import to_json
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.models import Case
from workflows.approvals.timeline import writer
from workflows.business.consultants import consultant_lifecycle as consultants
from workflows.business.experts import expert_lifecycle as experts
from workflows.ground.calendar import add_working_days
from workflows.handlers.cases import case_of
from workflows.people.invitations.queries import last_sent
from workflows.people.invitations.values import Kind

if TYPE_CHECKING:
    from workflows.bootstrap import Platform


def expert_inviter(platform: Platform) -> Handler:
    """Return the handler of `expert.invite` and `expert.remind`; header `template` names the mail.

    With header `valid_working_days` the link is good for so long, without it as long as the one before.
    """

    def invite(job: JobContext) -> None:
        subject, until = _subject_of(case_of(job), job), _until(job, "expert")
        base_url, template = platform.settings.base_url, job.headers.get("template", "")
        experts.send_link(job.work, subject, template=template, until=until, base_url=base_url)

    return invite


def consultant_inviter(platform: Platform) -> Handler:
    """Return the handler of `consultant.invite` and `consultant.remind`; headers as for experts."""

    def invite(job: JobContext) -> None:
        subject, until = _subject_of(case_of(job), job), _until(job, "consultant")
        base_url, template = platform.settings.base_url, job.headers.get("template", "")
        consultants.send_link(job.work, subject, template=template, until=until, base_url=base_url)

    return invite


def enrol_expert(job: JobContext) -> None:
    """`expert.enrol`: the person is an expert from now on, and is told."""
    case = case_of(job)
    experts.enrol(job.work, _subject_of(case, job), _form_of(case, job))
    _conclude(job, case, "approved", "expert_enrolled")


def reject_expert(job: JobContext) -> None:
    """`expert.reject`: the operator refused."""
    case = case_of(job)
    experts.reject(job.work, _subject_of(case, job), writer.last_opinion(job.work, case))
    case.verdict = "rejected"


def expire_expert(job: JobContext) -> None:
    """`expert.expire`: the person did not agree in time; the applicant is told."""
    case = case_of(job)
    experts.expire(job.work, _subject_of(case, job))
    _conclude(job, case, "cancelled", "link_expired")


def enrol_consultant(job: JobContext) -> None:
    """`consultant.enrol`: the person acts for the provider from now on; the provider is told."""
    case = case_of(job)
    consultants.enrol(job.work, _subject_of(case, job), _form_of(case, job))
    _conclude(job, case, "approved", "consultant_enrolled")


def reject_consultant(job: JobContext) -> None:
    """`consultant.reject`: the operator refused; the provider is told."""
    case = case_of(job)
    consultants.reject(job.work, _subject_of(case, job), writer.last_opinion(job.work, case))
    case.verdict = "rejected"


def expire_consultant(job: JobContext) -> None:
    """`consultant.expire`: nobody accepted, or handed the form in, in time; the provider is told."""
    case = case_of(job)
    consultants.expire(job.work, _subject_of(case, job))
    _conclude(job, case, "cancelled", "link_expired")


def consultant_ended(job: JobContext) -> None:
    """`consultant.ended`: the provider has ended the link while it was made; the person is told."""
    case = case_of(job)
    consultants.tell_ended(job.work, _subject_of(case, job))
    _conclude(job, case, "withdrawn", "link_ended")


def _conclude(job: JobContext, case: Case, verdict: str, kind: str) -> None:
    case.verdict = verdict
    writer.add(job.work, case, kind, element_id=job.element_id)


def _subject_of(case: Case, job: JobContext) -> str:
    if case.subject_id is None:
        raise HandlerFailed(
            f"Expected {job.job_type} to be about a person, but {case.number} is about nobody."
        )
    return case.subject_id


def _form_of(case: Case, job: JobContext) -> dict[str, Any]:
    found: dict[str, Any] = to_json(job.variables.get(case_type_of(case.process_id).variable) or {})
    return found


def _until(job: JobContext, kind: Kind) -> datetime:
    days = job.headers.get("valid_working_days")
    if days is not None:
        return add_working_days(job.work.now, int(days))
    subject = _subject_of(case_of(job), job)
    sent = last_sent(job.work, kind, [subject]).get(subject)
    if sent is None or sent.valid_until is None:
        raise HandlerFailed(f"Expected {job.job_type} to follow an invitation, but none was sent.")
    return sent.valid_until
