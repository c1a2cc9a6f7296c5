"""A second analyst's approval of what is deployed: asked for at a draft, decided as a case, carried out.

What the case is about is a request: the draft as it was then. Nothing else is deployed by it, and nobody
who has changed the draft decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.administration import process_versions
from workflows.administration.process_versions import DeploymentApproval
from workflows.administration.repairs import check_reason
from workflows.approvals.cases.case_status import own_task
from workflows.approvals.cases.submitting import submit
from workflows.approvals.models import Case
from workflows.approvals.tasks.deciding import decide
from workflows.approvals.timeline import writer
from workflows.approvals.values import Decision
from workflows.ground.errors import Conflict, InvalidState, WorkflowsError
from workflows.ground.work import Work
from workflows.people.identity.queries import members_of
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.people.viewer_loader import viewer_of
from workflows.studio import deploy_requests, deploying, drafts
from workflows.studio.models import StudioDeployRequest, StudioDraft
from workflows.studio.scenario_runs import fingerprint
from workflows.studio.values import DeployRequestView

SUBJECT = "deployment"
PROCESS_VARIABLES = frozenset({"request_id"})


def ask(
    work: Work, viewer: Viewer, draft_id: str, note: str, *, revision: int | None, although: str = ""
) -> str:
    """Ask another analyst to approve a draft as it was looked at; return the number of the case.

    A request of the viewer's that came back is asked anew.
    Raises: as `deploying.deploy_draft`; InvalidState: it is asked for already, or nobody is left to decide.
    """
    process_versions.may_choose(work, viewer, may_draw_processes)
    check_reason(note)
    row = drafts.held(work, draft_id)
    if revision != row.revision:
        raise Conflict("studio.changed_since_looked_at")
    data = {"draft": row.name, "process": row.process_id, "note": note.strip(), "although": although.strip()}
    returned = _returned_to(work, viewer, draft_id)
    if returned is not None and returned.case_id is not None:
        task_id = own_task(work, viewer, returned.case_id)
        if task_id is not None:
            return decide(work, viewer, task_id, Decision("submit", "", (), data)).number
    request = StudioDeployRequest(
        draft_id=draft_id, process_id=row.process_id, state="ended", revision=row.revision, fingerprint="",
        authors=[], note="", asked_by=work.actor, asked_at=work.now,
    )  # fmt: skip
    work.session.add(request)
    work.session.flush()
    return submit(work, viewer, process_versions.APPROVAL, data, subject_id=request.id).number


def view(work: Work, viewer: Viewer, draft_id: str) -> DeployRequestView | None:
    """Return how the newest request for a draft stands, None without one. Raises: Forbidden."""
    require(may_draw_processes(viewer))
    row = deploy_requests.latest(work, draft_id)
    return None if row is None else _view(work, row)


def of_case(work: Work, viewer: Viewer, case_id: str) -> DeployRequestView | None:
    """Return the request that a case is about, for who draws processes; None for all others who see it."""
    if not may_draw_processes(viewer):
        return None
    row = work.session.scalar(select(StudioDeployRequest).where(StudioDeployRequest.case_id == case_id))
    return _view(work, row) if row is not None else None


def _view(work: Work, row: StudioDeployRequest) -> DeployRequestView:
    case = work.session.get(Case, row.case_id) if row.case_id is not None else None
    is_back = row.state == "returned" and case is not None and row.stopped is None
    draft = work.session.get(StudioDraft, row.draft_id)
    stopped = (row.stopped["code"], row.stopped.get("params", {})) if row.stopped else None
    return DeployRequestView(
        row.draft_id if draft is not None else None,
        row.state,
        row.revision,
        case.number if case is not None else "",
        row.note,
        row.although or "",
        row.asked_by,
        row.asked_at,
        opinion=writer.reason_of_return(work, case) if is_back and case is not None else "",
        stopped=stopped,
        definition_id=row.definition_id,
    )


def locked(work: Work, request_id: str) -> StudioDeployRequest:
    """Return the request that a case is about, held; the case is held before it."""
    return deploy_requests.held(work, request_id)


def process_variables(_work: Work, request_id: str) -> dict[str, Any]:
    """Return what the diagram knows of a request."""
    return {"request_id": request_id}


def kept_out(work: Work, request_id: str) -> frozenset[str]:
    """Return who had changed the draft when it was asked for."""
    row = work.session.get(StudioDeployRequest, request_id)
    return frozenset(row.authors if row is not None else ())


def submitted(work: Work, request_id: str, case_id: str, data: Mapping[str, Any]) -> None:
    """It is asked for, or asked anew: what may be deployed is the draft as it is now.

    Raises: NotFound: the draft is gone; Invalid: as `deploying.deploy_draft`; InvalidState: somebody else
        has asked for the same draft, or everybody who could decide has changed it.
    """
    request = deploy_requests.held(work, request_id)
    row = drafts.held(work, request.draft_id)
    other = deploy_requests.asked(work, row.id)
    if other is not None and other.id != request.id:
        raise InvalidState("studio.asked_already")
    overruled = deploying.check(work, row.id, str(data.get("although") or ""))
    out = {*row.authors, request.asked_by}
    if not set(members_of(work, "analyst")) - out:
        raise InvalidState("studio.nobody_to_approve")
    request.state, request.stopped, request.case_id = "asked", None, case_id
    request.revision, request.fingerprint = row.revision, fingerprint(drafts.files_of(work, row.id))
    request.authors, request.asked_at = sorted(out), work.now
    request.note, request.although = str(data.get("note") or ""), overruled
    work.session.flush()


def returned(work: Work, request_id: str) -> None:
    """It came back to who asked, by a decision or because the draft has changed."""
    deploy_requests.held(work, request_id).state = "returned"


def resumed(work: Work, request_id: str) -> None:
    """It is looked at again without being asked anew, because a decision was taken back."""
    deploy_requests.held(work, request_id).state = "asked"


def ended(work: Work, request_id: str, *_: Any) -> None:
    """The case is over; what was not deployed is asked for no more."""
    request = deploy_requests.held(work, request_id)
    if request.state != "deployed":
        request.state = "ended"


def deploy(work: Work, request_id: str, approved_by: str) -> int:
    """Deploy exactly what was approved; return the number of the version.

    Raises: Conflict: the draft is another one by now; Forbidden: one of the two may no longer deploy; as
        `deploying.deploy_draft`.
    """
    request = deploy_requests.held(work, request_id)
    row = drafts.held(work, request.draft_id)
    if fingerprint(drafts.files_of(work, row.id)) != request.fingerprint:
        raise Conflict("studio.changed_after_request")
    for user_id in (request.asked_by, approved_by):
        process_versions.may_choose(work, viewer_of(work, user_id), may_draw_processes)
    case = work.session.get_one(Case, request.case_id)
    approval = DeploymentApproval(request.asked_by, approved_by, case.number)
    overruled = deploying.check(work, row.id, request.although or "")
    deployed = deploying.deploy(work, row.id, request.note, overruled, approval)
    request.state, request.definition_id = "deployed", deployed.id
    return deployed.version


def stop(work: Work, request_id: str, refusal: WorkflowsError) -> None:
    """Note why an approved request was not carried out: it goes back to who asked."""
    params = {name: str(value) for name, value in refusal.params.items()}
    deploy_requests.held(work, request_id).stopped = {"code": refusal.code, "params": params}


def _returned_to(work: Work, viewer: Viewer, draft_id: str) -> StudioDeployRequest | None:
    of = select(StudioDeployRequest).where(
        StudioDeployRequest.draft_id == draft_id,
        StudioDeployRequest.state == "returned",
        StudioDeployRequest.asked_by == viewer.user_id,
    )
    return work.session.scalar(of.order_by(StudioDeployRequest.id.desc()).limit(1))
