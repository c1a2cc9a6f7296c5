"""What scenarios of approved deployments need: a draft of the process itself, which people then change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of
from workflows.studio import approval, deploying, drafts, queries
from workflows.studio.models import StudioDeployRequest

PROCESS = "voucher_programme"
"""The process that is drafted: not the approval itself, whose version would change under the story."""
DIAGRAM = "process.bpmn"
_MARK = b"<bpmn:documentation>"


def begin(work: Work, said: Mapping[str, Any]) -> str:
    """Change a draft of a process and ask for its approval, as the actor; return the id of the case."""
    viewer, note = viewer_of(work), str(said.get("note") or "说明")
    draft_id = drafts.draft_from_version(work, viewer, work.repository.latest(PROCESS).id)
    revision = _change(work, draft_id)
    number = approval.ask(work, viewer, draft_id, note, revision=revision)
    return work.session.scalars(select(Case.id).where(Case.number == number)).one()


def take_step(work: Work, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor do something with the draft that the case is about."""
    draft_id = _request(work, case_id).draft_id
    if said["does"] == "delete":
        drafts.delete_draft(work, viewer_of(work), draft_id)
    elif said["does"] == "deploy":
        viewer = viewer_of(work)
        copied = drafts.copy_draft(work, viewer, draft_id, "副本")
        deploying.deploy_draft(work, viewer, copied, "另行部署", revision=1)
    else:
        _change(work, draft_id)


def versions(work: Work, case_id: str) -> int:
    """Return how many versions of the drafted process there are."""
    return len(work.repository.list(_request(work, case_id).process_id))


def _change(work: Work, draft_id: str) -> int:
    """Let the first description in the diagram say one thing more; return the new revision."""
    viewer = viewer_of(work)
    diagram = queries.draft_file(work, viewer, draft_id, DIAGRAM).replace(_MARK, _MARK + "又".encode(), 1)
    return drafts.save_file(work, viewer, draft_id, DIAGRAM, diagram, revision=None)


def _request(work: Work, case_id: str) -> StudioDeployRequest:
    return work.session.scalars(
        select(StudioDeployRequest).where(StudioDeployRequest.case_id == case_id)
    ).one()
