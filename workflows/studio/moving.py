"""Running cases taken to a version together, some at a time, and taken back: each in its own transaction.

Steps keep their ids here: to say by hand which step becomes which is for administrators, for it would carry a
case past a decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import func, select, update

from engine import InvalidArgument
from engine.spiff.program import Program
from workflows.administration import process_versions
from workflows.administration.case_migrations import migrate_case
from workflows.administration.repairs import check_reason
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.ground.work import Work
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio.drafts import find_version
from workflows.studio.impact import MOST_COUNTED, Judge, impact, numbers_of, versions_of
from workflows.studio.models import StudioMove, StudioMoveCase
from workflows.studio.obstacles import obstacles
from workflows.studio.values import Impact, MovedCase, MoveView

MOST_MOVED = 500
"""Cases of one move."""
MOST_SHOWN = 100
AT_ONCE = 10
"""Cases between two looks at how far it is."""
_MOST_LISTED = 5
Begin = Callable[[], AbstractContextManager[Work]]
ViewerIn = Callable[[Work], Viewer]
_NEXT = {"waiting": ("moved", "refused"), "returning": ("returned", "kept")}
"""What becomes of a case whose turn it is: if it goes, and if it cannot."""


def version_impact(work: Work, viewer: Viewer, definition_id: str, after: str | None = None) -> Impact:
    """Return what a version means for the cases on others. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    process_id = find_version(work, definition_id).process_id
    judge = _judge(work, process_id, definition_id)
    return impact(work, judge, process_id, besides=definition_id, after=after)


def has_cases_elsewhere(work: Work, viewer: Viewer, definition_id: str) -> bool:
    """Tell whether cases run on other versions; nothing is judged. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    process_id = find_version(work, definition_id).process_id
    alike = work.overview.counts_by_standing(process_id, most=MOST_COUNTED + 1, besides=definition_id)
    return bool(alike)


def start_move(
    work: Work, viewer: Viewer, definition_id: str, chosen: Collection[str] | None, reason: str
) -> str:
    """Note which cases go to a version, `carry_on` takes them; return the id of the move.

    `chosen` are instances of other versions; None: the newest of those that the version changes and that can
    go. Asked again before all of them have gone, it is the same move.
    Raises: Forbidden: they may apply themselves; NotFound; Invalid: at `reason` or `instance`.
    """
    require(may_draw_processes(viewer))
    process_id = find_version(work, definition_id).process_id
    process_versions.may_choose(work, viewer, may_draw_processes, process_id)
    check_reason(reason)
    judge = _judge(work, process_id, definition_id)
    limit = MOST_MOVED
    standings = work.overview.standings(process_id, limit=limit, besides=definition_id, ids=chosen)
    wanted = ("migratable",) if chosen is None else ("migratable", "unaffected")
    sources = {
        instance_id: standing.definition_id
        for instance_id, standing in standings.items()
        if judge.verdict(standing).kind in wanted
    }
    if not sources:
        raise Invalid("studio.refused", [FieldProblem("instance", "studio.choose_cases", {})])
    if (known := _under_way(work, definition_id, reason.strip(), sources)) is not None:
        return known
    move = StudioMove(
        id=new_id(), process_id=process_id, target_id=definition_id, reason=reason.strip(),
        started_by=work.actor, started_at=work.now,
    )  # fmt: skip
    work.session.add(move)
    work.session.flush()
    work.session.add_all(
        StudioMoveCase(move_id=move.id, instance_id=one, source_id=source, state="waiting")
        for one, source in sources.items()
    )
    return move.id


def _under_way(work: Work, definition_id: str, reason: str, instances: Collection[str]) -> str | None:
    """Return the acting person's move that already takes these cases there, None where there is none."""
    of = StudioMove.target_id == definition_id, StudioMove.reason == reason
    own = *of, StudioMove.started_by == work.actor, StudioMove.undone_by.is_(None)
    going = StudioMoveCase.state == "waiting", StudioMoveCase.instance_id.in_(instances)
    taking = (
        select(StudioMoveCase.move_id)
        .join(StudioMove, StudioMove.id == StudioMoveCase.move_id)
        .where(*own, *going)
        .group_by(StudioMoveCase.move_id)
        .having(func.count() == len(instances))
    )
    return work.session.scalar(taking.limit(1))


def undo_move(work: Work, viewer: Viewer, move_id: str, reason: str) -> None:
    """Let the cases of a move go back to where they came from, as far as `carry_on` has taken them.

    Those whose turn has not come stay where they are.
    Raises: Forbidden: they may apply themselves; NotFound; Invalid: at `reason`; InvalidState: it is undone.
    """
    require(may_draw_processes(viewer))
    move = _find(work, move_id)
    process_versions.may_choose(work, viewer, may_draw_processes, move.process_id)
    check_reason(reason)
    if move.undone_by is not None:
        raise InvalidState("studio.move_undone")
    move.undone_by, move.undone_at, move.undo_reason = work.actor, work.now, reason.strip()
    of = StudioMoveCase.move_id == move_id
    for before, after in (("moved", "returning"), ("waiting", "returned")):
        work.session.execute(
            update(StudioMoveCase).where(of, StudioMoveCase.state == before).values(state=after)
        )


@dataclass(frozen=True, slots=True)
class _Turn:
    """A case whose turn it is, on its way between two versions."""

    move_id: str
    instance_id: str
    state: str
    source_id: str
    target_id: str
    reason: str


def carry_on(begin: Begin, viewer_in: ViewerIn, move_id: str) -> None:
    """Take the next cases of a move there, or back; what stops one is noted, and the next one goes.

    Raises: Forbidden: they may apply themselves; NotFound.
    """
    with begin() as work:
        viewer = viewer_in(work)
        require(may_draw_processes(viewer))
        process_id = _find(work, move_id).process_id
        process_versions.may_choose(work, viewer, may_draw_processes, process_id)
        turns = _turns(work, move_id)
    for turn in turns:
        try:
            with begin() as work:
                viewer = viewer_in(work)
                process_versions.may_choose(work, viewer, may_draw_processes, process_id)
                _take(work, viewer, turn)
        except WorkflowsError as refusal:
            with begin() as work:
                _end_turn(work, turn, refusal)


def _turns(work: Work, move_id: str) -> list[_Turn]:
    move = _find(work, move_id)
    rows = work.session.scalars(
        select(StudioMoveCase)
        .where(StudioMoveCase.move_id == move_id, StudioMoveCase.state.in_(_NEXT))
        .order_by(StudioMoveCase.instance_id.desc())
        .limit(AT_ONCE)
    )
    back = move.undo_reason
    return [
        _Turn(move_id, row.instance_id, row.state, row.source_id, move.target_id, move.reason)
        if back is None
        else _Turn(move_id, row.instance_id, row.state, move.target_id, row.source_id, back)
        for row in rows
    ]


def _take(work: Work, viewer: Viewer, turn: _Turn) -> None:
    if _end_turn(work, turn, None):  # else somebody else was quicker
        plan = work.runtime.plan_migration(turn.source_id, turn.target_id)
        migrate_case(work, viewer, plan, turn.instance_id, turn.reason)


def _end_turn(work: Work, turn: _Turn, refusal: WorkflowsError | None) -> bool:
    """Write down what became of a case; return whether it was still to be done."""
    gone, stays = _NEXT[turn.state]
    said = None if refusal is None else _said(refusal, work.repository.program(turn.source_id))
    ended = (
        update(StudioMoveCase)
        .where(
            StudioMoveCase.move_id == turn.move_id,
            StudioMoveCase.instance_id == turn.instance_id,
            StudioMoveCase.state == turn.state,
        )
        .values(state=gone if refusal is None else stays, refusal=said)
        .returning(StudioMoveCase.instance_id)
    )
    return work.session.scalar(ended) is not None


def _said(refusal: WorkflowsError, old: Program) -> dict[str, object]:
    """Return the code and values of what stopped a case; of several reasons the first."""
    cause = refusal.__cause__
    problems = cause.details.get("problems", ()) if isinstance(cause, InvalidArgument) else ()
    if problems:
        (first, *_) = obstacles(problems, old)
        said = {"reason": first.zh, "reason_en": first.en}
        return {"code": "studio.cannot_go", "params": said}
    return {"code": refusal.code, "params": {key: str(value) for key, value in refusal.params.items()}}


def move(work: Work, viewer: Viewer, move_id: str) -> MoveView:
    """Return how far a move is; of many cases those first that were stopped. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    row = _find(work, move_id)
    of = StudioMoveCase.move_id == move_id
    counts = work.session.execute(
        select(StudioMoveCase.state, func.count().label("cases")).where(of).group_by(StudioMoveCase.state)
    )
    stopped_first = StudioMoveCase.refusal.is_(None), StudioMoveCase.instance_id.desc()
    rows = list(
        work.session.scalars(select(StudioMoveCase).where(of).order_by(*stopped_first).limit(MOST_SHOWN))
    )
    return _view(work, row, {row.state: row.cases for row in counts}, rows)


def moves_of(work: Work, viewer: Viewer, process_id: str) -> list[MoveView]:
    """Return the last moves of cases of a process, without the cases. Raises: Forbidden."""
    require(may_draw_processes(viewer))
    rows = list(
        work.session.scalars(
            select(StudioMove)
            .where(StudioMove.process_id == process_id)
            .order_by(StudioMove.id.desc())
            .limit(_MOST_LISTED)
        )
    )
    of = StudioMoveCase.move_id.in_([row.id for row in rows])
    counts: dict[str, Counter[str]] = {row.id: Counter() for row in rows}
    for move_id, state, many in work.session.execute(
        select(StudioMoveCase.move_id, StudioMoveCase.state, func.count())
        .where(of)
        .group_by(StudioMoveCase.move_id, StudioMoveCase.state)
    ):
        counts[move_id][state] = many
    return [_view(work, row, counts[row.id], []) for row in rows]


def _view(work: Work, row: StudioMove, counts: dict[str, int], cases: list[StudioMoveCase]) -> MoveView:
    versions = versions_of(work, row.process_id)
    numbers = numbers_of(work, [one.instance_id for one in cases]) if cases else {}
    moved = tuple(
        MovedCase(
            numbers.get(one.instance_id, one.instance_id),
            versions[one.source_id],
            one.state,
            None if one.refusal is None else (one.refusal["code"], one.refusal["params"]),
        )
        for one in cases
    )
    return MoveView(
        row.id, row.process_id, row.target_id, versions[row.target_id], row.reason,
        row.started_by, row.started_at, row.undone_by, counts, moved,
    )  # fmt: skip


def _judge(work: Work, process_id: str, definition_id: str) -> Judge:
    return Judge(
        work, process_id, work.repository.program(definition_id), work.repository.files(definition_id)
    )


def _find(work: Work, move_id: str) -> StudioMove:
    row = work.session.get(StudioMove, move_id)
    if row is None:
        raise NotFound("studio.move_not_found")
    return row
