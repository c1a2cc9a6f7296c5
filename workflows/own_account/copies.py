"""The copy 个人信息副本 of a person's own data: asked for, made by a job, fetched for some days, deleted.

Asking and fetching take the password again: a browser that was left open gives nobody's data away.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import BinaryIO, cast

from sqlalchemy import func, select, update

from forms import FileStore
from forms.storage import new_key
from workflows.ground.audit.log import Subject, record
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.own_account.archive import write_archive
from workflows.own_account.models import PersonalDataCopy
from workflows.own_account.values import DataCopyFile, DataCopyState, DataCopyView
from workflows.people.identity.password_again import check_password
from workflows.people.identity.queries import acting_account
from workflows.people.identity.values import Account, AttemptRefused

JOB = "personal_data.copy"
KEPT = timedelta(days=3)
GIVEN_UP_AFTER = timedelta(days=1)
MOST_A_DAY = 3
_LOCK = 0x636F7079


def ask(work: Work, typed: str, locale: Locale) -> AttemptRefused | None:
    """Have a copy of the acting user's data made, after the password `typed`; None when it is on its way.

    One that was ready is over: there is one at a time.

    Raises: InvalidState: one is being made, or three were asked for within a day.
    """
    owner = acting_account(work)
    if (refused := check_password(work, typed)) is not None:
        return refused
    work.session.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(owner.id))))
    _refuse_more(work, owner.id)
    ready = (PersonalDataCopy.user_id == owner.id) & (PersonalDataCopy.state == "ready")
    work.session.execute(update(PersonalDataCopy).where(ready).values(expires_at=work.now))
    row = PersonalDataCopy(
        id=new_id(), user_id=owner.id, locale=locale, state="waiting", store_key=new_key(), asked_at=work.now
    )
    work.session.add(row)
    work.session.flush()
    work.jobs.defer(JOB, {"id": row.id})
    record(work, "personal_data.asked", _subject(owner))
    return None


def _refuse_more(work: Work, user_id: str) -> None:
    lately = PersonalDataCopy.asked_at > work.now - timedelta(days=1)
    asked = work.session.execute(
        select(PersonalDataCopy.state, PersonalDataCopy.asked_at)
        .where(PersonalDataCopy.user_id == user_id, lately | (PersonalDataCopy.state == "waiting"))
        .order_by(PersonalDataCopy.asked_at)
    ).all()
    if any(one.state == "waiting" for one in asked):
        raise InvalidState("own_account.copy_under_way")
    if len(asked) >= MOST_A_DAY:
        next_at = (asked[-MOST_A_DAY].asked_at + timedelta(days=1)).astimezone(SHANGHAI)
        raise InvalidState("own_account.copy_too_often", most=MOST_A_DAY, at=f"{next_at:%m-%d %H:%M}")


def make(work: Work, files: FileStore, copy_id: str) -> None:
    """Make a copy that was asked for, and tell its owner; one that is there already stays as it is.

    Its place was noted when it was asked for: a run that was killed is made again at the same place.
    """
    row = work.session.get(PersonalDataCopy, copy_id, with_for_update=True)
    if row is None or row.state != "waiting":
        return
    locale: Locale = "en" if row.locale == "en" else "zh-CN"
    with tempfile.TemporaryFile() as written:
        made = cast("BinaryIO", written)
        write_archive(work, files, row.user_id, locale, made)
        made.seek(0)
        kept = files.put(made, name="", content_type="application/zip", key=row.store_key)
    row.state, row.size_bytes = "ready", kept.size_bytes
    row.ready_at, row.expires_at = work.now, work.now + KEPT
    work.session.flush()
    tell(work, row.user_id, "personal_data_ready", {"until": _shown_until(row)})


def _shown_until(row: PersonalDataCopy) -> str:
    assert row.expires_at is not None
    return f"{row.expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def newest(work: Work) -> DataCopyView | None:
    """Return the copy that the acting user asked for last, None if they never did."""
    row = work.session.scalar(
        select(PersonalDataCopy)
        .where(PersonalDataCopy.user_id == work.actor)
        .order_by(PersonalDataCopy.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    is_over = row.state == "ready" and row.expires_at is not None and row.expires_at <= work.now
    state = "deleted" if is_over else row.state
    return DataCopyView(
        row.id, cast("DataCopyState", state), row.asked_at, row.ready_at, row.expires_at, row.size_bytes or 0
    )


def fetch(work: Work, copy_id: str, typed: str) -> DataCopyFile | AttemptRefused:
    """Return a copy of the acting user's own data, after the password `typed`.

    Raises: NotFound: there is none, it is over, or it is somebody else's.
    """
    row = work.session.get(PersonalDataCopy, copy_id)
    if row is None or row.user_id != work.actor or row.state != "ready":
        raise NotFound("own_account.copy_not_found")
    if row.expires_at is None or row.expires_at <= work.now or row.size_bytes is None:
        raise NotFound("own_account.copy_not_found")
    if (refused := check_password(work, typed)) is not None:
        return refused
    record(work, "personal_data.fetched", _subject(acting_account(work)))
    day = (row.ready_at or work.now).astimezone(SHANGHAI)
    return DataCopyFile(row.store_key, f"tongban-personal-data-{day:%Y%m%d}.zip", row.size_bytes)


def purge(work: Work, files: FileStore) -> int:
    """Delete the copies whose time is over, and give up those that were not made for a day; return how many.

    The content goes first: should the transaction fail, the rows are found again next time.
    """
    is_over = (PersonalDataCopy.state == "ready") & (PersonalDataCopy.expires_at <= work.now)
    is_given_up = (PersonalDataCopy.state == "waiting") & (
        PersonalDataCopy.asked_at <= work.now - GIVEN_UP_AFTER
    )
    rows = work.session.scalars(
        select(PersonalDataCopy).where(is_over | is_given_up).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        files.delete(row.store_key)
        row.state = "deleted" if row.state == "ready" else "failed"
    work.session.flush()
    return len(rows)


def _subject(owner: Account) -> Subject:
    return Subject("user", owner.id, owner.shown_name)
