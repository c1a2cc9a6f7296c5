"""Taking processes out of use and back, choosing the version of new cases; each with a reason.

Not by who may apply themselves: a version says who decides, so choosing it would decide their own case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from engine import Definition
from engine import errors as engine_errors
from workflows.administration.repairs import check_reason
from workflows.approvals.cases.diagrams import process_names
from workflows.approvals.models import Case
from workflows.ground.audit.log import Subject, operator_name, record
from workflows.ground.errors import Forbidden, InvalidState, NotFound
from workflows.ground.settings_store.queries import value
from workflows.ground.work import Work
from workflows.people.identity import queries as identity
from workflows.people.identity.roles import ANALYSTS
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require

APPROVAL = "deployment_approval"
"""The process in which a second analyst approves what is deployed, and the setting that asks for it."""


@dataclass(frozen=True, slots=True)
class DeploymentApproval:
    """Who asked for a version and who approved it; `number` is that of the case in which it was done."""

    asked_by: str
    approved_by: str
    number: str


def needs_approval(work: Work) -> bool:
    """Return whether a version is deployed only with the approval of a second analyst."""
    return value(work, APPROVAL) is True


def retire(work: Work, viewer: Viewer, process_id: str, reason: str) -> None:
    """Let no new case of a process begin; running ones go on. Analysts may, too, as they deploy.

    Raises: Forbidden; NotFound; Invalid: at `reason`; InvalidState: it is retired.
    """
    subject = _subject(work, viewer, process_id, reason)
    _carry_out(lambda: work.repository.retire(process_id, reason.strip()))
    record(work, "process.retired", subject, {"in_use": True}, {"in_use": False, "reason": reason.strip()})


def revive(work: Work, viewer: Viewer, process_id: str, reason: str) -> None:
    """Let new cases of a retired process begin again. Raises: as `retire`; InvalidState: it is in use."""
    subject = _subject(work, viewer, process_id, reason)
    _carry_out(lambda: work.repository.revive(process_id))
    record(work, "process.revived", subject, {"in_use": False}, {"in_use": True, "reason": reason.strip()})


def make_current(work: Work, viewer: Viewer, definition_id: str, reason: str) -> None:
    """Let new cases run on a version from now on; analysts may, too, as they deploy.

    Raises: as `retire`; InvalidState: they do already.
    """
    require(may_draw_processes(viewer))
    try:
        wanted = work.repository.get(definition_id)
    except engine_errors.NotFound as error:
        raise NotFound("administration.process_not_found") from error
    may_choose(work, viewer, may_draw_processes, wanted.process_id)
    check_reason(reason)
    before = work.repository.latest(wanted.process_id)
    _carry_out(lambda: work.repository.make_current(definition_id))
    subject = Subject("process", wanted.process_id, process_names(work, before)[0])
    after = {"version": wanted.version, "reason": reason.strip()}
    record(work, "process.made_current", subject, {"version": before.version}, after)


def deployer(work: Work, user_name: str) -> str:
    """Return the id of the account in whose name the command line deploys, and whom incidents are told.

    Raises: InvalidState: no such account, one that is locked, or one that neither draws nor administrates.
    """
    user_id = identity.id_by_identifier(work, user_name)
    granted = identity.grants_by_person(work, [user_id] if user_id else [])
    if user_id not in granted or not granted[user_id][0] & ANALYSTS:
        raise InvalidState("administration.no_deployer", name=user_name)
    return user_id


def deploy(
    work: Work,
    files: Mapping[str, bytes],
    source: str,
    *,
    operator: str = "",
    approval: DeploymentApproval | None = None,
) -> Definition:
    """Deploy a package for the acting person; a new version is written into the audit log.

    `operator` is the login on whose command line it happened, noted beside the account. With an `approval`
    it is the version of whoever asked for it.
    Raises: as `Repository.deploy`; InvalidState: a second analyst has to approve a new version.
    """
    known = {one.id: one for one in work.repository.list()}
    deployed = work.repository.deploy(files, source=source, by=approval.asked_by if approval else "")
    if deployed.id not in known:
        if approval is None and needs_approval(work):
            raise InvalidState("administration.approval_needed")
        earlier = [one.version for one in known.values() if one.process_id == deployed.process_id]
        subject = Subject("process", deployed.process_id, process_names(work, deployed)[0])
        before = {"version": max(earlier)} if earlier else {}
        after = {"version": deployed.version, "source": source}
        if operator not in ("", work.actor):
            after["operator"] = operator_name(operator)
        if approval is not None:
            after |= asdict(approval)
        record(work, "process.deployed", subject, before, after)
    return deployed


def _subject(work: Work, viewer: Viewer, process_id: str, reason: str) -> Subject:
    may_choose(work, viewer, may_draw_processes, process_id)
    check_reason(reason)
    try:
        current = work.repository.latest(process_id)
    except engine_errors.NotFound as error:
        raise NotFound("administration.process_not_found") from error
    return Subject("process", process_id, process_names(work, current)[0])


def may_choose(
    work: Work, viewer: Viewer, holds_the_role: Callable[[Viewer], bool], process_id: str = ""
) -> None:
    """Let those pass who may say how cases of a process are decided; without one, if another approves it.

    Having asked for the approval of a deployment keeps nobody from other processes than that one.
    Raises Forbidden: who may apply themselves, too.
    """
    require(holds_the_role(viewer))
    under_way = select(Case.id).where(Case.applicant_id == viewer.user_id, Case.ended_at.is_(None))
    if process_id != APPROVAL:
        under_way = under_way.where(Case.process_id != APPROVAL)
    if viewer.memberships or work.session.scalar(under_way.limit(1)) is not None:
        raise Forbidden("administration.applies_too")


def _carry_out(act: Callable[[], None]) -> None:
    try:
        act()
    except engine_errors.InvalidState as error:
        raise InvalidState("administration.process_unchanged") from error
