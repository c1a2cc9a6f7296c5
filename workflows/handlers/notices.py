"""Jobs that tell people something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Handler, JobContext
from engine.errors import HandlerFailed
from workflows.approvals.cases.withdraw_and_urge import people_to_act
from workflows.approvals.timeline import writer
from workflows.handlers.cases import case_of
from workflows.notices.operations import send_messages
from workflows.outbox.delivery import deliver_row

if TYPE_CHECKING:
    from workflows.bootstrap import Platform


def send(job: JobContext) -> None:
    """`notice.send`: header `template` names the text, `to` is "applicant" or "candidates"."""
    case = case_of(job)
    template, to = job.headers.get("template", ""), job.headers.get("to", "applicant")
    if to == "applicant":
        writer.tell_applicant(job.work, case, template, opinion=writer.last_opinion(job.work, case))
    elif to == "candidates":
        people = people_to_act(job.work, case)
        send_messages(job.work, sorted(people), template, writer.params_of(case), case.id)
        writer.add(job.work, case, "reminded", element_id=job.element_id, details={"people": len(people)})
    else:
        raise HandlerFailed(f"Expected header `to` to be applicant or candidates, but it is {to!r}.")


def deliverer(platform: Platform) -> Handler:
    """Return the handler of the outbox's jobs: hands one row to its server."""

    def deliver(job: JobContext) -> None:
        deliver_row(platform, job.work, job.variables["channel"], job.variables["id"])

    return deliver
