"""Approvals that stay: after a return, what somebody approved and nobody changed is not asked again.

A step that opens once more in a case is answered with its earlier approval when a return came after that,
the return did not mean this very step, and no field on which it rests differs from what was approved. A step
rests on the fields that it shows, or on those that its diagram names: `<tongban:approval depends="cases"/>`;
with `keep="never"` it is always asked. (Requirements, sections 8 and 10.)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, or_, select

from engine.events import TaskOpened
from engine.spiff import Answer, ElementInfo
from engine.transaction import Slot
from workflows.approvals.actions.vocabulary import permitted
from workflows.approvals.cases import step_forms
from workflows.approvals.cases.diagrams import rights_of
from workflows.approvals.models import Case, CaseEvent, Submission, WorkItem
from workflows.approvals.timeline.writer import RETURNS
from workflows.ground.work import Work

KEPT = "kept"
_EVENT = "passed_kept"
"""Why a task was answered: with an approval that stays."""
_KEPT_FROM: Slot[dict[str, str]] = Slot(dict)
"""The tasks whose approvals were kept in this transaction, by the token that they pass."""


def kept_approval(work: Work, case: Case, element: ElementInfo, opened: TaskOpened) -> Answer | None:
    """Return the approval that stays for a step that is about to open again, None to ask."""
    said = element.tongban.get("approval", {})
    addressed = opened.assignee is not None
    if said.get("keep") == "never" or "approve" not in permitted(element, addressed=addressed):
        return None
    if opened.loop_index is not None and not addressed:
        return None  # one of several alike: nobody can tell whose approval it was
    earlier = _earlier(work, case, opened)
    if earlier is None or earlier.action != "approve" or earlier.result is None or earlier.closed_by is None:
        return None
    if not _returned_since(work, case, earlier) or _changed(work, case, element, earlier):
        return None
    _KEPT_FROM.of(work.transaction)[opened.token_id] = earlier.task_id
    return Answer(dict(earlier.result), earlier.closed_by, KEPT)


def take_over(work: Work, item: WorkItem, event: CaseEvent) -> None:
    """Let the task of a kept approval know whose it was, with what had been filled in there."""
    source = _KEPT_FROM.of(work.transaction).get(item.token_id)
    item.kept_from = source
    earlier = None if source is None else work.session.get(WorkItem, source)
    if earlier is None:
        return
    item.result, item.stands_for = earlier.result, earlier.stands_for
    step_forms.keep_again(work, event, item, earlier.task_id)


def _earlier(work: Work, case: Case, opened: TaskOpened) -> WorkItem | None:
    """Return how this step was last decided: by the same person, if the diagram names one."""
    rows = select(WorkItem).where(
        WorkItem.case_id == case.id,
        WorkItem.element_id == opened.element_id,
        WorkItem.state == "done",
        WorkItem.signs_for.is_(None),
    )
    if opened.assignee is not None:
        who = opened.assignee
        rows = rows.where(or_(WorkItem.closed_by == who, WorkItem.stands_for == who))
    return work.session.scalar(rows.order_by(WorkItem.closed_at.desc(), WorkItem.task_id.desc()).limit(1))


def _returned_since(work: Work, case: Case, earlier: WorkItem) -> bool:
    """Whether the case was returned after that approval, and not to this very step."""
    told = select(func.max(CaseEvent.id)).where(CaseEvent.task_id == earlier.task_id)
    since = work.session.scalar(told.where(CaseEvent.kind.in_(("approve", _EVENT)))) or ""
    rows = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(RETURNS))
    returns = work.session.scalars(rows.where(CaseEvent.id > since).order_by(CaseEvent.id)).all()
    return bool(returns) and all(one.details.get("target") != earlier.element_id for one in returns)


def _changed(work: Work, case: Case, element: ElementInfo, earlier: WorkItem) -> bool:
    """Whether a field on which the step rests differs from what was approved."""
    if earlier.round == case.round:
        return False
    rows = select(Submission).where(
        Submission.case_id == case.id, Submission.round.in_((earlier.round, case.round))
    )
    by_round = {one.round: one.data for one in work.session.scalars(rows)}
    if len(by_round) < 2:
        return True
    before, after = by_round[earlier.round], by_round[case.round]
    wanted = element.tongban.get("approval", {}).get("depends", "").split()
    if wanted:
        return any(_at(before, path.split(".")) != _at(after, path.split(".")) for path in wanted)
    shown = _shown(element, before.keys() | after.keys())
    hidden = _hidden(element)
    return any(
        _without(before.get(name), hidden.get(name, ())) != _without(after.get(name), hidden.get(name, ()))
        for name in shown
    )


def _shown(element: ElementInfo, names: Collection[str]) -> list[str]:
    """Return the fields of the application that a step shows, in whole or in part."""
    rights, default = rights_of(element, addressed=False)
    if rights.get("*", default) == "hidden":
        visible = {path.partition(".")[0] for path, access in rights.items() if access != "hidden"}
        return sorted(set(names) & visible)
    return sorted(name for name in names if "hidden" not in {rights.get(name), rights.get(f"{name}.*")})


def _hidden(element: ElementInfo) -> dict[str, list[list[str]]]:
    """Return the parts hidden inside fields that are shown: {field: [path inside it]}."""
    paths_by_name: dict[str, list[list[str]]] = {}
    for path, access in rights_of(element, addressed=False)[0].items():
        name, *inside = path.split(".")
        if access == "hidden" and inside and inside != ["*"]:
            paths_by_name.setdefault(name, []).append(inside)
    return paths_by_name


def _at(value: Any, path: list[str]) -> Any:
    """Return what lies at a path; in a list, at the path in each entry."""
    if not path or value is None:
        return value
    if isinstance(value, list):
        return [_at(entry, path) for entry in value]
    return _at(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else None


def _without(value: Any, paths: Collection[list[str]]) -> Any:
    """Return a value without what lies at these paths."""
    if not paths or value is None:
        return value
    if isinstance(value, list):
        return [_without(entry, paths) for entry in value]
    if not isinstance(value, Mapping):
        return value
    gone = {path[0] for path in paths if len(path) == 1}
    deeper: dict[str, list[list[str]]] = {}
    for path in paths:
        if len(path) > 1:
            deeper.setdefault(path[0], []).append(path[1:])
    return {
        name: _without(inside, deeper.get(name, ())) for name, inside in value.items() if name not in gone
    }
