"""Which version of a process new instances run on, and whether there may be new instances at all.

Subscriptions and timers of start events belong to the current version; a retired process has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as upsert
from uuid_utils import uuid7

from engine import models
from engine.errors import InvalidState
from engine.rows import insert
from engine.spiff import Environment, Program, Schedule, schedule
from engine.transaction import Slot
from engine.unit_of_work import UnitOfWork
from engine.values import Definition, Retirement

_OLD_STARTS = "SELECT id FROM engine_job WHERE kind = 'start' AND job_type = ANY(%s)"
_RETIRED = models.retired_process.c


_KNOWN: Slot[Mapping[str, Retirement] | None] = Slot(lambda: None)
"""The retirements in force: few rows, read once a transaction, for lists and each start ask for them."""


def retirement(work: UnitOfWork, process_id: str) -> Retirement | None:
    """Return since when and why a process is retired, None if it is in use."""
    return retirements(work).get(process_id)


def retirements(work: UnitOfWork) -> Mapping[str, Retirement]:
    """Return every retirement that is in force, by process id; one statement a transaction."""
    known = _KNOWN.of(work.transaction)
    if known is None:
        rows = work.connection.execute(sa.select(models.retired_process)).mappings()
        known = {row["process_id"]: Retirement(**row) for row in rows}
        _KNOWN.put(work.transaction, known)
    return known


def retire(work: UnitOfWork, definition: Definition, reason: str) -> None:
    """Let no new instance of the processes of a package begin. Raises InvalidState: it is retired."""
    rows = [
        {"process_id": one, "retired_at": work.now, "retired_by": work.actor, "reason": reason}
        for one in definition.process_ids
    ]
    made = upsert(models.retired_process).values(rows).on_conflict_do_nothing()
    if not work.connection.execute(made.returning(_RETIRED.process_id)).all():
        raise InvalidState(f"Expected {definition.process_id} to be in use, but it is retired.")
    _KNOWN.drop(work.transaction)
    stop_listening(work, definition)


def revive(work: UnitOfWork, definition: Definition, program: Program) -> None:
    """Let new instances begin again. Raises InvalidState: it is in use."""
    gone = sa.delete(models.retired_process).where(_RETIRED.process_id.in_(definition.process_ids))
    if not work.connection.execute(gone.returning(_RETIRED.process_id)).all():
        raise InvalidState(f"Expected {definition.process_id} to be retired, but it is in use.")
    _KNOWN.drop(work.transaction)
    listen(work, definition, program)


def listen(work: UnitOfWork, definition: Definition, program: Program) -> None:
    """Let the start events of this version take over from those of any other, unless it is retired."""
    stop_listening(work, definition)
    if retirement(work, definition.process_id) is not None:
        return
    rows = [
        {
            "id": str(uuid7()),
            "kind": event.kind,
            "name": event.name.source,
            "definition_id": definition.id,
            "process_id": process.id,
            "element_id": element_id,
            "created_at": work.now,
        }
        for process in program.processes.values()
        for element_id in process.start_events
        for event in program.elements[element_id].events
        if event.kind in {"message", "signal"} and event.name is not None
    ]
    insert(work.transaction, models.subscription, rows)
    for process in program.processes.values():
        for element_id in process.start_events:
            planned = _planned(work, program, element_id)
            if planned is not None:
                _schedule_start(work, definition.id, process.id, element_id, planned)


def stop_listening(work: UnitOfWork, definition: Definition) -> None:
    """Take away all subscriptions and timers that start the processes of a package."""
    table = models.subscription
    work.connection.execute(
        sa.delete(table).where(table.c.instance_id.is_(None), table.c.process_id.in_(definition.process_ids))
    )
    work.transaction.flush()
    job_ids = work.connection.exec_driver_sql(_OLD_STARTS, (list(definition.process_ids),)).scalars()
    for job_id in job_ids:
        work.pending.delete_job(job_id)


def schedule_next_start(
    work: UnitOfWork, definition: Definition, program: Program, element_id: str, last: Schedule
) -> None:
    """Have a timer start event start its process again, if its cycle goes on."""
    following = _planned(work, program, element_id) if last.anew else last.next()
    if following is not None:
        process_id = program.elements[element_id].process_id
        _schedule_start(work, definition.id, process_id, element_id, following)


def _planned(work: UnitOfWork, program: Program, element_id: str) -> Schedule | None:
    """Return when a start event is due next, if it has a timer."""
    env = Environment(now=work.now, functions=work.functions)
    timers = [event for event in program.elements[element_id].events if event.kind == "timer"]
    return schedule(timers[0], {}, env) if timers else None


def _schedule_start(
    work: UnitOfWork, definition_id: str, process_id: str, element_id: str, at: Schedule
) -> None:
    row: dict[str, Any] = {
        "id": str(uuid7()),
        "kind": "start",
        "job_type": process_id,
        "instance_id": None,
        "root_id": None,
        "definition_id": definition_id,
        "element_id": element_id,
        "token_id": None,
        "variables": {},
        "headers": at.to_row(),
        "state": "ready",
        "retries_left": 5,
        "attempts": 0,
        "due_at": at.due_at,
        "created_by": work.actor,
        "created_at": work.now,
    }
    work.pending.add_job(row)
