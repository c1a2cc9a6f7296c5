"""Requests for a second analyst's approval: the rows, and what a change of the draft means for one."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.approvals.tasks.locking import lock_case
from workflows.approvals.timeline import writer
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.studio.models import StudioDeployRequest

CHANGED = "deployment_draft_changed"
"""The message that takes a request back to who asked; its key is the id of the request."""


def asked(work: Work, draft_id: str) -> StudioDeployRequest | None:
    """Return the request for a draft that waits for an analyst, None without one."""
    of = select(StudioDeployRequest).where(
        StudioDeployRequest.draft_id == draft_id, StudioDeployRequest.state == "asked"
    )
    return work.session.scalar(of)


def latest(work: Work, draft_id: str) -> StudioDeployRequest | None:
    """Return the newest request for a draft, None without one."""
    of = select(StudioDeployRequest).where(StudioDeployRequest.draft_id == draft_id)
    return work.session.scalar(of.order_by(StudioDeployRequest.id.desc()).limit(1))


def held(work: Work, request_id: str) -> StudioDeployRequest:
    """Return a request as it is now, held until the end of the transaction. Raises: NotFound."""
    row = work.session.get(StudioDeployRequest, request_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("studio.request_not_found")
    return row


def hold_case(work: Work, draft_id: str) -> None:
    """Take the lock of the case in which a draft is looked at, before the draft's own: as decisions do."""
    row = asked(work, draft_id)
    if row is not None:
        lock_case(work, row.case_id)


def draft_changed(work: Work, draft_id: str) -> None:
    """Take a request back to who asked, because the draft is no longer what the other analyst looks at.

    Where that analyst has just approved it, deploying finds the difference.
    """
    row = asked(work, draft_id)
    if row is None or row.case_id is None:
        return
    case = work.session.get_one(Case, row.case_id)
    row.stopped = {"code": "studio.changed_after_request"}
    if work.runtime.correlate(CHANGED, correlation_key=row.id).outcome == "delivered":
        writer.add(work, case, "draft_changed")
