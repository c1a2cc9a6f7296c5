"""What a person did, and what was done to their account, by the audit log, for the copy of their data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from workflows.ground.audit.models import AuditEntry
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.personal_data import ROWS_AT_ONCE, PersonalRecords, Rows, columns


def _entries(work: Work, user_id: str, _locale: Locale) -> Rows:
    """Yield the entries. What an action changed is told of the own account only: other things are others'."""
    own = (AuditEntry.subject_kind == "user") & (AuditEntry.subject_id == user_id)
    rows = (
        select(
            AuditEntry.at, AuditEntry.actor_id, AuditEntry.action, AuditEntry.subject_kind,
            AuditEntry.before, AuditEntry.after, own,
        )
        .where(or_(AuditEntry.actor_id == user_id, own))
        .order_by(AuditEntry.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )  # fmt: skip
    for at, actor, action, kind, before, after, is_own in work.session.execute(rows):
        changed: tuple[Any, Any] = (before, after) if is_own else (None, None)
        yield at, action, kind, actor == user_id, *changed


RECORDS = (
    PersonalRecords(
        "actions", "操作记录", "Actions",
        columns(
            ("at", "时间", "At"), ("action", "操作", "Action"), ("about", "对象", "About"),
            ("by_oneself", "本人操作", "By oneself"), ("before", "之前", "Before"),
            ("after", "之后", "After"),
        ),
        _entries,
    ),
)  # fmt: skip
