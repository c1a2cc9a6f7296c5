"""Files that came with a form that was refused: they wait until the person sends the form again.

No browser keeps a chosen file in its field when a page is shown again. What waits is its sender's alone, and
locked: a copy of the database opens none of it. What another secret has locked is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from io import BytesIO

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import undefer

from forms.uploads import clean_name, name_for
from workflows.files.models import WaitingFile
from workflows.files.sent_files import MOST_FILES, CheckedFile, SentFile, checked
from workflows.files.values import WaitingFileView
from workflows.ground.errors import Invalid
from workflows.ground.safe import Safe
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work

PURPOSE = "waiting files"
"""What the safe of the files is for."""


def keep(work: Work, secret_key: str, form: str, files: Iterable[SentFile]) -> None:
    """Let those of the files that are taken wait for the actor's next try of a form; the others are lost."""
    safe = Safe(secret_key, PURPOSE)
    known = select(func.count()).where(*_of(work, form))
    room = MOST_FILES - (work.session.scalar(known) or 0)
    for one in [taken for sent in files for taken in _taken(sent)][: max(0, room)]:
        work.session.add(
            WaitingFile(
                owner_id=work.actor, form=form,
                name=safe.lock(name_for(clean_name(one.name), one.content_type)),
                content_type=one.content_type, size_bytes=len(one.content),
                content=safe.lock_bytes(one.content), sent_at=work.now,
            )
        )  # fmt: skip
    work.session.flush()


def _taken(sent: SentFile) -> Sequence[CheckedFile]:
    try:
        return checked([sent])
    except Invalid:
        return ()


def waiting(work: Work, secret_key: str, form: str) -> tuple[WaitingFileView, ...]:
    """Return what waits for the actor's next try of a form."""
    safe = Safe(secret_key, PURPOSE)
    rows = work.session.scalars(select(WaitingFile).where(*_of(work, form)).order_by(WaitingFile.id))
    named = [(one, safe.unlock(one.name)) for one in rows]
    return tuple(WaitingFileView(one.id, name, one.size_bytes) for one, name in named if name is not None)


def take(work: Work, secret_key: str, form: str) -> tuple[SentFile, ...]:
    """Return what waits, as if it had just been sent; it waits no more unless the transaction fails."""
    rows = work.session.scalars(
        select(WaitingFile)
        .where(*_of(work, form))
        .order_by(WaitingFile.id)
        .with_for_update()
        .options(undefer(WaitingFile.content))
    ).all()
    taken = tuple(_unlocked(Safe(secret_key, PURPOSE), rows))
    work.session.execute(delete(WaitingFile).where(WaitingFile.id.in_([one.id for one in rows])))
    return taken


def _unlocked(safe: Safe, rows: Iterable[WaitingFile]) -> Iterator[SentFile]:
    for one in rows:
        name, content = safe.unlock(one.name), safe.unlock_bytes(one.content)
        if name is not None and content is not None:
            yield SentFile(name, BytesIO(content))


def leave_out(work: Work, form: str, file_ids: Collection[str]) -> None:
    """Drop some of what waits."""
    if file_ids:
        work.session.execute(delete(WaitingFile).where(*_of(work, form), WaitingFile.id.in_(file_ids)))


def purge(work: Work) -> int:
    """Delete what has waited as long as uploads that were never handed in may; return how many."""
    edge = work.now - timedelta(days=number(work, "draft_upload_days"))
    gone = delete(WaitingFile).where(WaitingFile.sent_at < edge).returning(WaitingFile.id)
    return len(work.session.scalars(gone).all())


def _of(work: Work, form: str) -> tuple[ColumnElement[bool], ...]:
    return WaitingFile.owner_id == work.actor, WaitingFile.form == form
