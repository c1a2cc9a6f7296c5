"""What administrators read; each list costs a constant number of statements."""

from __future__ import annotations

from sqlalchemy import select

from workflows.administration.models import AuditEntry
from workflows.administration.values import AuditView
from workflows.identity.models import User
from workflows.policies.administration import may_administrate
from workflows.policies.viewer import Viewer, require
from workflows.work import Work


def audit_log(
    work: Work,
    viewer: Viewer,
    *,
    text: str = "",
    subject_kind: str | None = None,
    subject_id: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> list[AuditView]:
    """Return administrative actions, the newest first.

    `text` is part of the name of who acted or of what it was done to; `after` is the last id shown before.

    Raises: Forbidden.
    """
    require(may_administrate(viewer))
    rows = (
        select(AuditEntry, User.full_name, User.user_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if text.strip():
        named = (AuditEntry.subject_name, User.full_name, User.user_name)
        found = [column.icontains(text.strip(), autoescape=True) for column in named]
        rows = rows.where(found[0] | found[1] | found[2])
    if subject_kind:
        rows = rows.where(AuditEntry.subject_kind == subject_kind)
    if subject_id:
        rows = rows.where(AuditEntry.subject_id == subject_id)
    if after is not None:
        rows = rows.where(AuditEntry.id < after)
    return [
        AuditView(
            entry.id, entry.at, entry.actor_id, full_name or user_name or "", entry.action,
            entry.subject_kind, entry.subject_id, entry.subject_name, entry.before, entry.after,
        )
        for entry, full_name, user_name in work.session.execute(rows)
    ]  # fmt: skip
