"""Notices that wait: what tells of a decision goes out once it can no longer be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from engine.transaction import Slot
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.notices.models import HeldNotice

JOB_TYPE = "notice.send_held"


@dataclass(frozen=True, slots=True)
class _Hold:
    """What the notices of a transaction tell of, and until when they wait."""

    cause: str
    until: datetime


_HOLD: Slot[_Hold | None] = Slot(lambda: None)


def holding_notices(work: Work, cause: str, until: datetime) -> AbstractContextManager[None]:
    """Let the notices of the block wait until `until`; `drop_held` of the same cause lets them go unsaid."""
    return _HOLD.carrying(work.transaction, _Hold(cause, until))


def held_until(work: Work) -> datetime | None:
    """Return until when this transaction holds its notices; None: it does not."""
    hold = _HOLD.of(work.transaction)
    return None if hold is None else hold.until


def held(
    work: Work, user_ids: Sequence[str], template: str, params: Mapping[str, Any], case_id: str | None
) -> bool:
    """Keep a notice for later if this transaction holds its notices; False: it goes out now."""
    hold = _HOLD.of(work.transaction)
    if hold is None:
        return False
    row = HeldNotice(
        id=new_id(),
        cause=hold.cause,
        due_at=hold.until,
        user_ids=list(user_ids),
        template=template,
        params=dict(params),
        case_id=case_id,
    )
    work.session.add(row)
    work.jobs.defer(JOB_TYPE, {"id": row.id}, run_at=hold.until)
    return True


def take_held(work: Work, notice_id: str) -> HeldNotice | None:
    """Return a notice that has waited and take it off the list; None if it was dropped meanwhile."""
    row = work.session.get(HeldNotice, notice_id, with_for_update=True)
    if row is not None:
        work.session.delete(row)
    return row


def drop_held(work: Work, cause: str) -> None:
    """Let the notices that wait for `cause` go unsaid."""
    work.session.execute(delete(HeldNotice).where(HeldNotice.cause == cause))


def drop_held_of_case(work: Work, case_id: str) -> None:
    """Let all notices of a case that wait go unsaid: it was ended before."""
    work.session.execute(delete(HeldNotice).where(HeldNotice.case_id == case_id))
