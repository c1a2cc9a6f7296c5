"""Writing the audit log: in the transaction of the action, so that neither exists without the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.ground.audit.models import AuditEntry
from workflows.ground.db import new_id
from workflows.ground.work import Work

COMMAND_LINE = "command line, "
"""Before the login name, where the actor is nobody's account but who operates the installation."""


def operator_name(actor_id: str) -> str:
    """Return who ran a command, in the same words in every language; empty: an account or the platform."""
    login = actor_id.removeprefix(COMMAND_LINE)
    return f"tongban ({login})" if login != actor_id else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action was done to. `kind` is user, region, cluster, settings or announcement."""

    kind: str
    id: str
    name: str


def record(
    work: Work,
    action: str,
    subject: Subject,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note an action of the acting person; of `before` and `after` only what differs is kept.

    Values must be JSON-able. Never hand in a password or a code.
    """
    old, new = dict(before or {}), dict(after or {})
    changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    row = AuditEntry(
        id=new_id(),
        at=work.now,
        actor_id=work.actor,
        action=action,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_name=subject.name,
        before={key: value for key, value in old.items() if key in changed},
        after={key: value for key, value in new.items() if key in changed},
    )
    work.session.add(row)
    work.session.flush()
