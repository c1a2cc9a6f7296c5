"""Taking running cases to another version of their process, and back: looked at first, then one by one.

A migration of several cases is one entry of the audit log, with the plan; undoing it goes by the same plan
turned round. What the case has done meanwhile stays: it is the way on that changes, not the past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import select

from engine import Instance, MigrationPlan
from engine import errors as engine_errors
from engine.spiff import ElementInfo, MigrationProblem
from workflows.administration.repairs import check_reason
from workflows.approvals.cases.diagrams import process_names
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case
from workflows.approvals.policies.cases import is_party
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.policies.administration import may_administrate, may_draw_processes
from workflows.people.viewer import Viewer, require

PAGE_ROWS = 100
Begin = Callable[[], AbstractContextManager[Work]]
ViewerIn = Callable[[Work], Viewer]
"""Gives who acts, asked anew in every transaction."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a case cannot go to the other version as it stands: the element, and the sentence."""

    element_id: str
    zh: str
    en: str

    def message(self, locale: Locale) -> str:
        """Return the sentence in one language."""
        return self.zh if locale == "zh-CN" else self.en


@dataclass(frozen=True, slots=True)
class Candidate:
    """A running case and whether it can go; `obstacles` is empty if it can."""

    instance_id: str
    case_id: str
    number: str
    title: str
    steps: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a migration would do: the plan, a page of the running cases, and where the next page begins.

    `missing` are elements in which cases wait and that the other version lacks, to be mapped by hand.
    """

    plan: MigrationPlan
    process_id: str
    source_version: int
    target_version: int
    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]
    next_after: str | None


def look_ahead(
    work: Work,
    viewer: Viewer,
    source_id: str,
    target_id: str,
    mapping: Mapping[str, str] | None = None,
    *,
    locale: Locale,
    after: str | None = None,
    instance_id: str | None = None,
) -> Outlook:
    """Return what taking the running cases of one version to another would do; nothing is changed.

    With `instance_id` only that one is looked at.
    Raises: Forbidden; NotFound; InvalidState: the versions are not of one process, or are the same.
    """
    require(may_administrate(viewer))
    plan = _plan(work, source_id, target_id, mapping)
    source, target = work.repository.get(source_id), work.repository.get(target_id)
    instances = _running(work, source_id, after, instance_id)
    shown = [one for one in instances[:PAGE_ROWS] if one.parent_id is None]
    rows = work.session.scalars(select(Case).where(Case.instance_id.in_([one.id for one in shown])))
    owners = {str(row.instance_id): row for row in rows}
    elements = work.repository.elements(source_id)
    candidates = tuple(_candidate(work, one.id, owners.get(one.id), plan, locale) for one in shown)
    lacking = {obstacle.element_id for one in candidates for obstacle in one.obstacles}
    return Outlook(
        plan,
        source.process_id,
        source.version,
        target.version,
        candidates,
        tuple(sorted(one for one in lacking if one in elements and one not in plan.mapping)),
        _targets(work.repository.elements(target_id), locale),
        instances[PAGE_ROWS - 1].id if len(instances) > PAGE_ROWS else None,
    )


def version_of_case(work: Work, viewer: Viewer, number: str) -> tuple[str, str]:
    """Return the instance of a running case and the version it is on.

    Raises: Forbidden; NotFound; InvalidState: it has ended, or has not begun.
    """
    require(may_administrate(viewer))
    row = work.session.scalar(select(Case).where(Case.number == number.strip().upper()))
    if row is None:
        raise NotFound("approvals.case_not_found")
    if row.instance_id is None or row.ended_at is not None:
        raise InvalidState("administration.case_not_running", number=row.number)
    return row.instance_id, row.definition_id


def migrate(
    begin: Begin,
    viewer_in: ViewerIn,
    plan: MigrationPlan,
    instance_ids: Iterable[str],
    reason: str,
) -> list[tuple[str, WorkflowsError | None]]:
    """Take cases to the plan's target, each in a transaction of its own; return what stopped which.

    Raises: Forbidden; Invalid: at `reason`.
    """
    wanted = list(dict.fromkeys(instance_ids))[:PAGE_ROWS]
    with begin() as work:
        require(may_administrate(viewer_in(work)))
        check_reason(reason)
    done: list[tuple[str, WorkflowsError | None]] = []
    for instance_id in wanted:
        try:
            with begin() as work:
                viewer = viewer_in(work)
                require(may_administrate(viewer))
                migrate_case(work, viewer, plan, instance_id, reason.strip())
            done.append((instance_id, None))
        except WorkflowsError as refusal:
            done.append((instance_id, refusal))
    return done


def plan_back(plan: MigrationPlan) -> MigrationPlan:
    """Return the plan that undoes another. Raises: InvalidState: two steps have become one."""
    try:
        return plan.reversed()
    except engine_errors.InvalidArgument as error:
        raise InvalidState("administration.cannot_go_back") from error


def plan_of(
    work: Work, viewer: Viewer, source_id: str, target_id: str, mapping: Mapping[str, str]
) -> MigrationPlan:
    """Return a plan for `migrate`. Raises: Forbidden; NotFound; InvalidState."""
    require(may_administrate(viewer))
    return _plan(work, source_id, target_id, mapping)


def _plan(work: Work, source_id: str, target_id: str, mapping: Mapping[str, str] | None) -> MigrationPlan:
    try:
        source, target = work.repository.get(source_id), work.repository.get(target_id)
        if source.process_id != target.process_id or source.id == target.id:
            raise InvalidState("administration.not_another_version")
        return work.runtime.plan_migration(source_id, target_id, mapping)
    except engine_errors.NotFound as error:
        raise NotFound("administration.process_not_found") from error
    except engine_errors.InvalidArgument as error:
        raise InvalidState("administration.not_another_version") from error


def _running(work: Work, source_id: str, after: str | None, instance_id: str | None) -> tuple[Instance, ...]:
    if instance_id is None:
        return work.overview.instances(
            definition_id=source_id, state="active", after=after, limit=PAGE_ROWS + 1
        )
    instances = work.overview.instances_of([instance_id]).values()
    return tuple(one for one in instances if one.definition_id == source_id and one.state == "active")


def _targets(into: Mapping[str, ElementInfo], locale: Locale) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.id, (one.name_en if locale == "en" else one.name) or one.name or one.id)
        for one in into.values()
        if one.type.endswith("Task") or one.type in {"callActivity", "subProcess"}
    )


def _candidate(
    work: Work, instance_id: str, owner: Case | None, plan: MigrationPlan, locale: Locale
) -> Candidate:
    obstacles = work.runtime.migration_problems(instance_id, plan)
    here = work.runtime.current_elements(instance_id)
    return Candidate(
        instance_id,
        owner.id if owner is not None else "",
        owner.number if owner is not None else instance_id,
        "" if owner is None else (owner.title_en if locale == "en" else owner.title_zh) or owner.title_zh,
        tuple(one.name or one.element_id for one in here),
        obstacles_of(obstacles),
    )


def obstacles_of(problems: Iterable[MigrationProblem]) -> tuple[Obstacle, ...]:
    """Return what the engine says against a migration as sentences in both languages."""
    return tuple(Obstacle(one.element_id, one.message("zh-CN"), one.message("en")) for one in problems)


def migrate_case(work: Work, viewer: Viewer, plan: MigrationPlan, instance_id: str, reason: str) -> None:
    """Take one case to the plan's target. Whose plan it may be is for the caller to say.

    Raises: Forbidden: they are a party to the case; NotFound; Invalid: it cannot go; InvalidState: it is not
    on the plan's source.
    """
    require(may_draw_processes(viewer))
    try:
        work.instances.lock(instance_id)
    except engine_errors.NotFound as error:
        raise NotFound("administration.instance_not_found") from error
    owner = work.session.scalar(select(Case).where(Case.instance_id == instance_id))
    if owner is not None and is_party(viewer, facts_of(owner)):
        raise Forbidden("administration.own_case")
    try:
        work.runtime.migrate(instance_id, plan, reason)
    except engine_errors.InvalidArgument as error:
        raise Invalid("administration.not_migratable", []) from error
    except engine_errors.InvalidState as error:
        raise InvalidState("administration.not_on_this_version") from error
    source, target = work.repository.get(plan.source_id), work.repository.get(plan.target_id)
    subject = Subject(
        "case",
        owner.id if owner is not None else instance_id,
        owner.number if owner is not None else process_names(work, target)[0],
    )
    moved = {old: new for old, new in plan.mapping.items() if old != new}
    after = {"version": target.version, "reason": reason, "mapping": str(moved) if moved else ""}
    record(work, "case.migrated", subject, {"version": source.version}, after)
