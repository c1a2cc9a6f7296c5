"""What is read of cases that cannot go on by themselves; each list costs a few statements.

Administrators read all of it; analysts read causes, history and jobs, and of a case only what others may see.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from engine import Incident, IncidentCause, Instance
from engine import errors as engine_errors
from workflows.administration.repair_values import (
    SUSPENDED,
    CauseView,
    EngineSentence,
    IncidentDetail,
    IncidentView,
    Names,
    PlatformIncident,
    SuspendedCase,
    Suspension,
)
from workflows.approvals.cases.diagrams import process_names
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case
from workflows.approvals.policies.cases import is_party, may_oversee
from workflows.ground.audit.log import operator_name
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import NotFound
from workflows.ground.reading import read_once
from workflows.ground.work import Work
from workflows.people.identity.models import User
from workflows.people.policies.administration import may_administrate, may_mend, may_read_incidents
from workflows.people.viewer import Viewer, require

PAGE_ROWS = 50
SHOWN_HISTORY = 15
JSON_LIMIT = 20_000
"""Characters of one variable that a page shows and takes."""


def causes(work: Work, viewer: Viewer) -> list[CauseView]:
    """Return the open incidents that are alike, the most frequent first. Raises: Forbidden."""
    require(may_read_incidents(viewer))
    groups = [cause for cause in work.incidents.causes() if cause.process_id]
    names = {one: _process(work, one) for one in {cause.process_id for cause in groups}}
    return [
        CauseView(
            cause.process_id,
            cause.element_id,
            cause.code,
            names[cause.process_id],
            _element(work, cause.process_id, cause.element_id),
            cause.count,
            cause.oldest_at,
            cause.newest_at,
            _sentence(cause),
        )
        for cause in groups
    ]


def incidents(
    work: Work,
    viewer: Viewer,
    *,
    process_id: str | None = None,
    element_id: str | None = None,
    code: str | None = None,
    after: str | None = None,
    limit: int = PAGE_ROWS,
) -> list[IncidentView]:
    """Return open incidents, the newest first; `after` is the last id shown before. Raises: Forbidden."""
    require(may_read_incidents(viewer))
    rows = work.incidents.list(
        process_id=process_id, element_id=element_id, code=code, after=after, limit=limit
    )
    return _views(work, viewer, rows)


def incident(work: Work, viewer: Viewer, incident_id: str) -> IncidentDetail:
    """Return one incident with what is needed to mend it. Raises: Forbidden; NotFound."""
    require(may_read_incidents(viewer))
    row = _incident(work, incident_id)
    (view,) = _views(work, viewer, [row])
    instance = work.runtime.get(view.instance_id)
    owner = _case(work, instance)
    program = work.repository.program(instance.definition_id)
    definition = work.repository.get(instance.definition_id)
    scope = program.elements[view.element_id].parent_id if view.element_id in program.elements else None
    elements = {
        one.id: Names(one.name or one.id, one.name_en or one.name or one.id)
        for one in program.elements.values()
    }
    process = Names(*process_names(work, definition))
    following = [flow.target for flow in program.flows.values() if flow.source == view.element_id]
    return IncidentDetail(
        incident=view,
        process=process,
        version=definition.version,
        suspended=instance.suspended,
        running=instance.ended_at is None,
        barred=owner is not None and is_party(viewer, facts_of(owner)),
        sees_case=may_oversee(viewer),
        variables=_variables(work, instance) if may_oversee(viewer) else (),
        elements={definition.process_id: process, **elements},
        targets=tuple(
            (one.id, elements[one.id])
            for one in sorted(program.elements.values(), key=lambda each: not each.name)  # named ones first
            if one.process_id == instance.process_id
            and one.parent_id == scope
            and one.id != view.element_id
            and one.attached_to is None
            and one.type != "startEvent"
        ),
        skips_to=following[0] if len(following) == 1 else None,
        jobs=work.jobs.list(instance_id=instance.id),
        history=work.history.of(instance.id)[-SHOWN_HISTORY:],
    )


def _variables(work: Work, instance: Instance) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, json.dumps(value, ensure_ascii=False, indent=2, default=str)[:JSON_LIMIT])
        for name, value in work.runtime.variables(instance.id).items()
    )


def latest_incident_of(work: Work, viewer: Viewer, case_id: str) -> str | None:
    """Return the id of the newest incident of a case, resolved or not, if it has one. Raises: Forbidden."""
    require(may_read_incidents(viewer))
    owner = work.session.get(Case, case_id)
    if owner is None or owner.instance_id is None:
        return None
    newest = work.incidents.list(instance_id=owner.instance_id, resolved_too=True, limit=1)
    return newest[0].id if newest else None


def platform_incidents(work: Work, viewer: Viewer, *, limit: int = PAGE_ROWS) -> list[PlatformIncident]:
    """Return the open incidents of jobs that belong to no case, newest first. Raises: Forbidden."""
    require(may_administrate(viewer))
    rows = work.incidents.list(of_no_instance=True, limit=limit)
    failed = work.jobs.list(state="failed", ids=[one.job_id for one in rows if one.job_id]) if rows else ()
    types = {job.id: job.job_type for job in failed}
    return [
        PlatformIncident(one.id, types[one.job_id] or "", _sentence(one), one.created_at)
        for one in rows
        if one.job_id in types
    ]


def suspended_cases(
    work: Work, viewer: Viewer, *, after: str | None = None, limit: int = PAGE_ROWS
) -> list[SuspendedCase]:
    """Return the cases in which nothing happens until somebody resumes them. Raises: Forbidden."""
    require(may_administrate(viewer))
    instances = work.overview.instances(state="active", suspended=True, after=after, limit=limit)
    outermost = [one for one in instances if one.parent_id is None]
    owners = _cases(work, frozenset(one.id for one in outermost))
    told = [(one, *_told(owners.get(one.id), one)) for one in outermost]
    why = _suspensions(work, [case_id or one.id for one, case_id, *_ in told])
    return [
        SuspendedCase(one.id, case_id, number, title, one.started_at, why.get(case_id or one.id))
        for one, case_id, number, title in told
    ]


def _suspensions(work: Work, subject_ids: Collection[str]) -> dict[str, Suspension]:
    """Return the latest suspension of each case by the id under which the audit log has it."""
    rows = (
        select(AuditEntry, User.full_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_kind == "case", AuditEntry.subject_id.in_(subject_ids))
        .where(AuditEntry.action == SUSPENDED)
        .ext(distinct_on(AuditEntry.subject_id))
        .order_by(AuditEntry.subject_id, AuditEntry.id.desc())
    )
    return {
        entry.subject_id: Suspension(
            entry.at, name or operator_name(entry.actor_id), entry.after.get("reason", "")
        )
        for entry, name in (work.session.execute(rows) if subject_ids else ())
    }


def case_of_incident(work: Work, incident_id: str) -> tuple[Incident, Instance, Case | None]:
    """Return an incident, its instance and the case that it belongs to. Raises: NotFound."""
    one = _incident(work, incident_id)
    instance = work.runtime.get(one.instance_id or "")
    return one, instance, _case(work, instance)


def _incident(work: Work, incident_id: str) -> Incident:
    try:
        one = work.incidents.get(incident_id)
    except engine_errors.NotFound as error:
        raise NotFound("administration.incident_not_found") from error
    if one.instance_id is None:
        raise NotFound("administration.incident_not_found")
    return one


def _sentence(one: Incident | IncidentCause) -> EngineSentence:
    return EngineSentence(one.message_zh or "", one.message)


def _views(work: Work, viewer: Viewer, rows: Iterable[Incident]) -> list[IncidentView]:
    shown = [one for one in rows if one.instance_id is not None]
    instances = work.overview.instances_of(str(one.instance_id) for one in shown)
    owners = _cases(work, frozenset(instance.root_id for instance in instances.values()))
    mends = _mended_by(work, viewer, {one.definition_id for one in instances.values()})
    views = []
    for one in shown:
        instance = instances[str(one.instance_id)]
        case_id, number, title = _told(owners.get(instance.root_id), instance)
        mending = instance.definition_id in mends
        if not mending and not may_oversee(viewer):
            title = _process(work, instance.process_id)
        views.append(
            IncidentView(
                one.id,
                instance.id,
                case_id,
                number,
                title,
                one.element_id or "",
                _element(work, instance.process_id, one.element_id or "", instance.definition_id),
                one.code,
                _sentence(one),
                one.created_at,
                one.resolved_at,
                mending,
            )
        )
    return views


def _mended_by(work: Work, viewer: Viewer, definition_ids: Collection[str]) -> set[str]:
    """Return those of some versions whose cases the viewer mends."""
    if may_administrate(viewer):
        return set(definition_ids)
    return {one for one in definition_ids if may_mend(viewer, work.repository.get(one).deployed_by)}


def _told(owner: Case | None, instance: Instance) -> tuple[str, str, Names]:
    if owner is None:
        return "", instance.business_key or instance.id, Names(instance.process_id, instance.process_id)
    return owner.id, owner.number, Names(owner.title_zh, owner.title_en or owner.title_zh)


@read_once
def _cases(work: Work, roots: frozenset[str]) -> dict[str, Case]:
    if not roots:
        return {}
    rows = work.session.scalars(select(Case).where(Case.instance_id.in_(roots)))
    return {str(row.instance_id): row for row in rows}


def _case(work: Work, instance: Instance) -> Case | None:
    return _cases(work, frozenset({instance.root_id})).get(instance.root_id)


def _process(work: Work, process_id: str) -> Names:
    try:
        return Names(*process_names(work, work.repository.latest(process_id)))
    except engine_errors.NotFound:
        return Names(process_id or "—", process_id or "—")


def _element(work: Work, process_id: str, element_id: str, definition_id: str | None = None) -> Names:
    try:
        wanted = definition_id or work.repository.latest(process_id).id
    except engine_errors.NotFound:
        return Names(element_id, element_id)
    info = work.repository.elements(wanted).get(element_id)
    if info is None:
        return Names(element_id or "—", element_id or "—")
    return Names(info.name or element_id, info.name_en or info.name or element_id)
