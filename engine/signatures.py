"""Signatures added to a task: asked for, given, refused, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from engine.errors import InvalidArgument
from engine.instances import LockedInstance
from engine.spiff import Signers
from engine.stepping import environment, step
from engine.unit_of_work import UnitOfWork

When = Literal["before", "after"]


def add_signers(
    work: UnitOfWork, locked: LockedInstance, row: dict[str, Any], users: Sequence[str], when: When
) -> None:
    """Ask `users` to sign before the task's person decides, or after. Raises InvalidArgument: nobody new."""
    known = signers(work, locked, row["token_id"])
    wanted = [user for user in dict.fromkeys(users) if user not in known.open and user not in known.after]
    if not wanted:
        raise InvalidArgument("Expected people who are not asked to sign yet, but all are.")
    token_id, who = row["token_id"], row["assignee"] or work.actor
    data = {"task_id": row["id"], "token_id": token_id, "users": wanted, "when": when, "who": who}
    before = when == "before"
    step(work, locked, "add_signers", data, lambda run: run.add_signers(token_id, who, wanted, before=before))


def drop_signer(work: UnitOfWork, locked: LockedInstance, token_id: str, user: str) -> None:
    """Ask `user` for no signature any more; the last one dropped counts as given. Raises InvalidState."""
    data = {"token_id": token_id, "user": user}
    step(work, locked, "drop_signer", data, lambda run: run.drop_signer(token_id, user))


def signers(work: UnitOfWork, locked: LockedInstance, token_id: str) -> Signers:
    """Return the signatures of a task's token. Raises NotFound."""
    return work.instances.execution(locked, environment(work, locked)).signers(token_id)
