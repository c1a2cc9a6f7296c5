"""Setting and ending absences. What is open moves afterwards, case by case, by jobs of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from workflows.ground.audit.log import Subject, record
from workflows.ground.clock import SHANGHAI
from workflows.ground.concerned import note_people
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.absences.active import forget
from workflows.people.absences.chains import between, partial, reaches_its_judge, stand_ins
from workflows.people.absences.models import Absence
from workflows.people.absences.queries import state_of
from workflows.people.absences.values import NewAbsence
from workflows.people.identity import queries as identity
from workflows.people.identity.queries import groups_of
from workflows.people.identity.roles import WORKING_ROLES
from workflows.people.policies.absences import is_colleague, may_confirm, may_set
from workflows.people.viewer import NEVER_LENT, Viewer, require

BEGIN, END, TELL = "absence.begin", "absence.end", "absence.tell"
LONGEST = timedelta(days=366)
REASON_LIMIT = 200


def set_absence(work: Work, viewer: Viewer, new: NewAbsence) -> str:
    """Note that somebody will be away, and who stands in; return its id. What is open moves when it begins.

    One that somebody else sets is in force when it is confirmed, and lends nothing before that.

    Raises: Forbidden: neither the own absence nor an administrator; Invalid: at `deputy_id`, `starts_at`,
        `ends_at` or `reason`; at `user_id`, who works on no cases.
    """
    require(may_set(viewer, new.user_id, groups_of(work, new.user_id)), "absences.not_yours")
    _one_at_a_time(work)
    if problems := _problems(work, viewer, new) or _beside_others(work, new):
        raise Invalid("absences.incomplete", problems)
    assert new.starts_at is not None
    assert new.ends_at is not None
    own = viewer.user_id == new.user_id
    row = Absence(
        id=new_id(),
        user_id=new.user_id,
        deputy_id=new.deputy_id,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        process_ids=sorted(new.process_ids),
        reason=new.reason.strip(),
        set_by=viewer.user_id,
        created_at=work.now,
        confirmed_at=work.now if own else None,
        confirmed_by=viewer.user_id if own else None,
    )
    work.session.add(row)
    forget(work)
    note_people(work, [new.deputy_id])
    _record(work, "absence.set", row, {}, _facts(row))
    if own:
        work.jobs.defer(BEGIN, {"id": row.id}, run_at=row.starts_at)
    work.jobs.defer(END, {"id": row.id}, run_at=row.ends_at)
    work.jobs.defer(TELL, {"id": row.id})
    return row.id


def confirm_absence(work: Work, viewer: Viewer, absence_id: str) -> None:
    """Put an absence in force that somebody else set; its deputy is told.

    Raises: NotFound: none, or not for this viewer; InvalidState: it is over, or confirmed already.
    """
    _one_at_a_time(work)
    row = work.session.get(Absence, absence_id, with_for_update=True)
    if row is None or not may_confirm(viewer, row.user_id, partial=_partial(work, row)):
        raise NotFound("absences.not_found")
    state = state_of(work, row)
    if state != "waiting":
        raise InvalidState("absences.over" if state == "over" else "absences.confirmed_already")
    before = _facts(row)
    row.confirmed_at, row.confirmed_by = work.now, viewer.user_id
    forget(work)
    _record(work, "absence.confirmed", row, before, _facts(row))
    note_people(work, [row.deputy_id])
    work.jobs.defer(BEGIN, {"id": row.id}, run_at=max(row.starts_at, work.now))
    work.jobs.defer(TELL, {"id": row.id})


def _partial(work: Work, row: Absence) -> set[str]:
    return partial(between(work, work.now, row.ends_at), row)


def _one_at_a_time(work: Work) -> None:
    """Let whoever sets or confirms stand in line: what two do at once might not go together."""
    work.session.execute(select(func.pg_advisory_xact_lock(0x61776179)))


def end_absence(work: Work, viewer: Viewer, absence_id: str) -> None:
    """End an absence now, or call it off. What was handed to the deputy and is not decided comes back.

    Raises: NotFound: none, or not for this viewer; InvalidState: it is over.
    """
    row = work.session.get(Absence, absence_id, with_for_update=True)
    if row is None or not may_set(viewer, row.user_id, groups_of(work, row.user_id)):
        raise NotFound("absences.not_found")
    if state_of(work, row) == "over":
        raise InvalidState("absences.over")
    before = _facts(row)
    row.ended_at, row.ended_by = work.now, viewer.user_id
    forget(work)
    _record(work, "absence.ended", row, before, _facts(row))
    note_people(work, [row.deputy_id])
    work.jobs.defer(END, {"id": row.id})


def _at(field: str, code: str, **params: object) -> FieldProblem:
    return FieldProblem(field, f"absences.{code}", params)


def _problems(work: Work, viewer: Viewer, new: NewAbsence) -> list[FieldProblem]:
    problems = [*_period(work, new), *(_people(work, new) or _chosen_for_another(work, viewer, new))]
    if len(new.reason.strip()) > REASON_LIMIT:
        problems.append(_at("reason", "reason_too_long", limit=REASON_LIMIT))
    return problems


def _period(work: Work, new: NewAbsence) -> list[FieldProblem]:
    if new.starts_at is None or new.ends_at is None:
        missing = {"starts_at": new.starts_at is None, "ends_at": new.ends_at is None}
        names = {"starts_at": "start_missing", "ends_at": "end_missing"}
        return [_at(field, names[field]) for field, lacks in missing.items() if lacks]
    if new.ends_at <= new.starts_at:
        return [_at("ends_at", "end_before_start")]
    if new.ends_at <= work.now:
        return [_at("ends_at", "over_already")]
    if new.ends_at - new.starts_at > LONGEST:
        return [_at("ends_at", "too_long", limit=LONGEST.days)]
    return []


def _people(work: Work, new: NewAbsence) -> list[FieldProblem]:
    if not new.deputy_id:
        return [_at("deputy_id", "choose_deputy")]
    known = identity.accounts(work, [new.user_id, new.deputy_id])
    absent, deputy = known.get(new.user_id), known.get(new.deputy_id)
    if absent is None or not is_colleague(absent.groups):
        return [_at("user_id", "no_colleague")]
    if deputy is None or deputy.disabled or deputy.id == absent.id or not is_colleague(deputy.groups):
        return [_at("deputy_id", "unfit_deputy")]
    return []


def _chosen_for_another(work: Work, viewer: Viewer, new: NewAbsence) -> list[FieldProblem]:
    """Nobody lends themselves what somebody else controls, nor hands it to who controls less than they do."""
    if viewer.user_id == new.user_id:
        return []
    if new.deputy_id == viewer.user_id:
        return [_at("deputy_id", "not_oneself")]
    known = identity.accounts(work, [new.user_id, new.deputy_id])
    # Who sets somebody else's absence lends the roles that check others only to who has them too.
    lent = (known[new.user_id].groups & WORKING_ROLES) - NEVER_LENT
    if not lent <= known[new.deputy_id].groups:
        return [_at("deputy_id", "controls_less", name=known[new.user_id].shown_name)]
    return []


def _facts(row: Absence) -> dict[str, Any]:
    return {
        "deputy": row.deputy_id,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": (row.ended_at or row.ends_at).isoformat(),
        "process_ids": list(row.process_ids),
        "reason": row.reason,
        "set_by": row.set_by,
        "confirmed_by": row.confirmed_by,
        "ended_by": row.ended_by,
    }


def _record(work: Work, action: str, row: Absence, before: dict[str, Any], after: dict[str, Any]) -> None:
    name = identity.account(work, row.user_id).shown_name
    record(work, action, Subject("user", row.user_id, name), before, after)


def _beside_others(work: Work, new: NewAbsence) -> list[FieldProblem]:
    """What does not go together with the absences of that time: one of the same person, or a circle."""
    assert new.starts_at is not None
    assert new.ends_at is not None
    others = between(work, new.starts_at, new.ends_at)
    for one in others:
        if one.user_id == new.user_id and _share_a_kind(one.process_ids, new.process_ids):
            start, end = (f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for at in (one.starts_at, one.ends_at))
            return [_at("starts_at", "overlaps", start=start, end=end)]
    name = identity.account(work, new.deputy_id).shown_name
    if new.user_id in stand_ins(others, [new.deputy_id]):
        return [_at("deputy_id", "circle", name=name)]
    if reaches_its_judge(others, new.user_id, new.deputy_id):
        return [_at("deputy_id", "own_word", name=name)]
    return []


def _share_a_kind(some: Sequence[str], others: Sequence[str]) -> bool:
    return not some or not others or not set(some).isdisjoint(others)
