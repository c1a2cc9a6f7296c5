"""Mending cases that cannot go on: each repair has a reason, a line in the case, an audit entry.

Administrators mend; so does who deployed the version that a case runs on, except that variables are corrected
only by who may see them. Nobody mends a case to which they are a party: moving its token would decide it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine import Incident, Instance
from engine import errors as engine_errors
from workflows.administration.repair_queries import case_of_incident, platform_incidents
from workflows.administration.repair_values import SUSPENDED, Correction, Mended
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case
from workflows.approvals.policies.cases import is_party, may_oversee
from workflows.approvals.timeline import writer
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Forbidden, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.ground.work import Work
from workflows.people.policies.administration import may_administrate, may_mend, may_read_incidents
from workflows.people.viewer import Viewer, require
from workflows.people.viewer_loader import viewer_of

REASON_LIMIT = 500
MOST_AT_ONCE = 100
RETRIES = 3

Begin = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A case that is locked for a repair; `owner` is None where nobody submitted it as a case."""

    work: Work
    instance: Instance
    owner: Case | None
    reason: str

    def note(
        self,
        action: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> Mended:
        """Put the repair into the audit log and the timeline; return what it has come to."""
        owner, instance = self.owner, self.instance
        number = owner.number if owner is not None else instance.business_key or instance.id
        subject = Subject("case", owner.id if owner is not None else instance.root_id, number)
        record(self.work, action, subject, _plain(before), {**_plain(after), "reason": self.reason})
        if owner is not None:
            writer.add(self.work, owner, "mended", opinion=self.reason, details={"action": action})
        return Mended(number, self._still())

    def _still(self) -> str:
        """Return the code of an incident that holds the case up again at once, "" if none does."""
        self.work.transaction.flush()
        again = self.work.incidents.list(instance_id=self.instance.id, limit=1)
        return again[0].code if again else ""


def retry(work: Work, viewer: Viewer, incident_id: str, reason: str) -> Mended:
    """Try again what failed.

    Raises: Forbidden; NotFound; Invalid: at `reason`; InvalidState: it is resolved, or the case has ended.
    """
    incident, held = _hold(work, viewer, incident_id, reason)
    _carry_out(lambda: work.incidents.retry(incident.id, retries=RETRIES))
    return held.note("case.retried", {"code": incident.code, "element": incident.element_id})


def correct(work: Work, viewer: Viewer, incident_id: str, variables: Correction, reason: str) -> Mended:
    """Set variables of the instance, then try again what failed. Raises: as `retry`."""
    require(may_oversee(viewer))
    incident, held = _hold(work, viewer, incident_id, reason)
    known = work.runtime.variables(held.instance.id)
    _carry_out(lambda: work.runtime.set_variables(held.instance.id, variables))
    if work.incidents.get(incident.id).resolved_at is None:
        _carry_out(lambda: work.incidents.retry(incident.id, retries=RETRIES))
    return held.note("case.corrected", {name: known.get(name) for name in variables}, variables)


def move(work: Work, viewer: Viewer, incident_id: str, target_element_id: str, reason: str) -> Mended:
    """Go on at another element instead of the one that failed.

    Raises: as `retry`; Invalid: at `target`: the case cannot go on there.
    """
    incident, held = _hold(work, viewer, incident_id, reason)
    token_id = incident.token_id or ""
    try:
        _carry_out(lambda: work.runtime.move(held.instance.id, token_id, target_element_id, held.reason))
    except engine_errors.InvalidArgument as refused:
        problem = FieldProblem("target", "administration.not_a_target", {})
        raise Invalid("administration.repair_incomplete", [problem]) from refused
    return held.note("case.moved", {"element": incident.element_id}, {"element": target_element_id})


def cancel(work: Work, viewer: Viewer, incident_id: str, reason: str) -> Mended:
    """End the whole case that an incident holds up, and tell the applicant why. Raises: as `retry`."""
    incident, held = _hold(work, viewer, incident_id, reason)
    _carry_out(lambda: work.runtime.cancel(held.instance.root_id, held.reason))
    if held.owner is not None:
        writer.tell_applicant(work, held.owner, "case_cancelled", opinion=held.reason)
    return held.note("case.cancelled", {"code": incident.code, "element": incident.element_id})


def suspend(work: Work, viewer: Viewer, instance_id: str, reason: str) -> Mended:
    """Let nothing happen in a case until it is resumed.

    Raises: Forbidden; NotFound; Invalid: at `reason`; InvalidState: it has ended, or is suspended.
    """
    require(may_administrate(viewer))
    held = _hold_instance(work, viewer, instance_id, reason)
    _carry_out(lambda: work.runtime.suspend(held.instance.root_id, held.reason))
    return held.note(SUSPENDED)


def resume(work: Work, viewer: Viewer, instance_id: str, reason: str) -> Mended:
    """Let a suspended case go on. Raises: as `suspend`; InvalidState: it is running."""
    require(may_administrate(viewer))
    held = _hold_instance(work, viewer, instance_id, reason)
    _carry_out(lambda: work.runtime.resume(held.instance.root_id))
    return held.note("case.resumed")


def retry_platform(work: Work, viewer: Viewer, incident_id: str, reason: str) -> None:
    """Try a job of the platform again that belongs to no case.

    Raises: Forbidden; NotFound; Invalid: at `reason`; InvalidState: it is resolved.
    """
    require(may_administrate(viewer))
    check_reason(reason)
    incident = {one.id: one for one in platform_incidents(work, viewer)}.get(incident_id)
    if incident is None:
        raise NotFound("administration.incident_not_found")
    _carry_out(lambda: work.incidents.retry(incident_id))
    subject = Subject("job", incident_id, incident.job_type)
    record(work, "job.retried", subject, {}, {"message": incident.said.en, "reason": reason.strip()})


def retry_all(
    begin: Begin, incident_ids: Iterable[str], reason: str
) -> list[tuple[str, Mended | WorkflowsError]]:
    """Try many again, each in a transaction of its own; return what became of each, in their order."""
    results: list[tuple[str, Mended | WorkflowsError]] = []
    for incident_id in list(dict.fromkeys(incident_ids))[:MOST_AT_ONCE]:
        try:
            with begin() as work:
                results.append((incident_id, retry(work, viewer_of(work), incident_id, reason)))
        except WorkflowsError as refusal:
            results.append((incident_id, refusal))
    return results


def _hold(work: Work, viewer: Viewer, incident_id: str, reason: str) -> tuple[Incident, _Held]:
    require(may_read_incidents(viewer))
    instance = case_of_incident(work, incident_id)[1]
    require(may_mend(viewer, work.repository.get(instance.definition_id).deployed_by))
    held = _hold_instance(work, viewer, instance.id, reason)
    incident = work.incidents.get(incident_id)  # as it is now that the case stands still
    if incident.resolved_at is not None:
        raise InvalidState("administration.incident_resolved")
    return incident, held


def _hold_instance(work: Work, viewer: Viewer, instance_id: str, reason: str) -> _Held:
    check_reason(reason)
    try:
        work.instances.lock(instance_id)
    except engine_errors.NotFound as error:
        raise NotFound("administration.instance_not_found") from error
    instance = work.runtime.get(instance_id)
    owner = work.session.scalar(select(Case).where(Case.instance_id == instance.root_id))
    if owner is not None and is_party(viewer, facts_of(owner)):
        raise Forbidden("administration.own_case")
    return _Held(work, instance, owner, reason.strip())


def check_reason(reason: str) -> None:
    """Refuse a repair without a reason. Raises: Invalid: at `reason`."""
    if not reason.strip() or len(reason) > REASON_LIMIT:
        code = "administration.reason_too_long" if reason.strip() else "administration.reason_required"
        problem = FieldProblem("reason", code, {"limit": REASON_LIMIT})
        raise Invalid("administration.repair_incomplete", [problem])


def _carry_out(act: Callable[[], object]) -> None:
    try:
        act()
    except engine_errors.InvalidState as refused:
        raise InvalidState("administration.not_to_be_mended") from refused


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, bool | int | str) else str(value)
        for name, value in (values or {}).items()
    }
