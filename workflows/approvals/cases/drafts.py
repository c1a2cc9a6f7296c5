"""Drafts: what somebody typed and did not submit, kept on the server, the same on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from workflows.approvals.models import Case, Draft
from workflows.approvals.values import DraftView
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Conflict, Invalid
from workflows.ground.reading import read_once
from workflows.ground.work import Work

MAX_DRAFT_BYTES = 2_000_000
DECISION = "decision"
"""Key of the drafts of opinions, remarks and forms of steps; their subject is the task."""


@read_once
def load_draft(work: Work, user_id: str, form_key: str, subject: str = "") -> DraftView | None:
    """Return what `user_id` had typed into this form about `subject`, None if nothing."""
    row = work.session.get(Draft, (user_id, form_key, subject))
    return None if row is None else DraftView(row.data, row.revision, row.updated_at)


def save_draft(
    work: Work,
    user_id: str,
    form_key: str,
    data: Mapping[str, Any],
    *,
    subject: str = "",
    revision: int | None = None,
) -> DraftView:
    """Keep what was typed, raw; return the draft with its new revision.

    `revision` is that of the draft the page was opened with (0: there was none); without it the last wins.

    Raises: Conflict: another device has saved since; Invalid: larger than any honest form.
    """
    if len(json.dumps(data, ensure_ascii=False, default=str)) > MAX_DRAFT_BYTES:
        raise Invalid("approvals.draft_too_large")
    key = {"user_id": user_id, "form_key": form_key, "subject": subject}
    first = insert(Draft).values(**key, data=dict(data), revision=1, updated_at=work.now)
    saved = first.on_conflict_do_update(
        index_elements=list(key),
        set_={"data": dict(data), "revision": Draft.revision + 1, "updated_at": work.now},
        where=None if revision is None else Draft.revision == revision,
    ).returning(Draft.revision)
    new_revision = work.session.scalar(saved)
    if new_revision is None:
        row = work.session.get_one(Draft, tuple(key.values()), populate_existing=True)
        raise Conflict("approvals.draft_conflict", at=f"{row.updated_at.astimezone(SHANGHAI):%m-%d %H:%M}")
    return DraftView(dict(data), new_revision, work.now)


def hold_draft(work: Work, user_id: str, form_key: str, subject: str) -> None:
    """Let nobody else take or change a draft until the end of the transaction; does nothing without one."""
    work.session.get(Draft, (user_id, form_key, subject), with_for_update=True, populate_existing=True)


def move_draft(work: Work, user_id: str, form_key: str, subject: str, to: str) -> None:
    """Let a draft be about something else, unless there is one about that; does nothing without one."""
    taken = select(Draft.subject).where(
        Draft.user_id == user_id, Draft.form_key == form_key, Draft.subject == to
    )
    moved = update(Draft).where(
        Draft.user_id == user_id, Draft.form_key == form_key, Draft.subject == subject, ~taken.exists()
    )
    work.session.execute(moved.values(subject=to))


def hand_over_drafts(work: Work, user_id: str, to: str, organisation_id: str) -> None:
    """Let what somebody typed for an organisation and its cases be another person's draft.

    Where that person has a draft of the same form about the same, theirs stays and the other goes.
    """
    about = select(Case.id).where(Case.organisation_id == organisation_id)
    subjects = select(Case.subject_id).where(Case.organisation_id == organisation_id, Case.subject_id != "")
    theirs = aliased(Draft)
    taken = (
        select(theirs.subject)
        .where(theirs.user_id == to, theirs.form_key == Draft.form_key, theirs.subject == Draft.subject)
        .exists()
    )
    here = (Draft.user_id == user_id) & or_(
        Draft.subject == organisation_id, Draft.subject.in_(about), Draft.subject.in_(subjects)
    )
    work.session.execute(
        update(Draft).where(here, ~taken).values(user_id=to).execution_options(synchronize_session=False)
    )
    work.session.execute(delete(Draft).where(here).execution_options(synchronize_session=False))
    work.session.expire_all()


def discard_draft(work: Work, user_id: str, form_key: str, subject: str = "") -> bool:
    """Delete a draft; return whether there was one."""
    draft = delete(Draft).where(
        Draft.user_id == user_id, Draft.form_key == form_key, Draft.subject == subject
    )
    return work.session.scalar(draft.returning(Draft.revision)) is not None


def forget_drafts(work: Work, user_id: str) -> None:
    """Delete the drafts of a person whose account is closed."""
    work.session.execute(delete(Draft).where(Draft.user_id == user_id))
