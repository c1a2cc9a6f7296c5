"""What an expression at an open task sees: the variables of every scope around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import codec
from engine.spiff import ROOT, is_frame, steps_of
from engine.unit_of_work import UnitOfWork

_IN_SCOPES = "SELECT scope, name, value FROM engine_variable WHERE instance_id = %s AND scope = ANY(%s)"


@dataclass(frozen=True, slots=True)
class TaskVariables:
    """The variables of a task by name: its `own`, mapped in or the item of its run; `all` that it sees."""

    own: Mapping[str, Any]
    all: Mapping[str, Any]


def variables_at(work: UnitOfWork, row: Mapping[str, Any]) -> TaskVariables:
    """Return the variables at a task, the innermost first; of a closed one what its case still has.

    One statement, and one for the instance. Its place in the tree of scopes is told by its position.
    """
    work.transaction.flush()
    instance = work.instances.peek(row["instance_id"]).row
    inside = steps_of(row["position"])[len(steps_of(instance["parent_position"])) :]
    around = [step.rpartition("#")[2] for step in inside if not is_frame(step)]
    scopes = [ROOT, *around, row["token_id"]]
    held: dict[str, dict[str, Any]] = {scope: {} for scope in scopes}
    rows = work.connection.exec_driver_sql(_IN_SCOPES, (row["instance_id"], scopes))
    for scope, name, value in rows:
        held[scope][name] = codec.to_python(value)
    visible: dict[str, Any] = {}
    for scope in scopes:
        visible |= held[scope]
    return TaskVariables(held[row["token_id"]], visible)
