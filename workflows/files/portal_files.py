"""Files beside a text that operators keep on the portal (a notice, a policy, a call, an activity).

Who may read and keep the text may do so with its files; that is asked by whoever calls this.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import undefer

from forms.uploads import clean_name, name_for
from workflows.files.models import PortalFile
from workflows.files.sent_files import SentFile, checked
from workflows.files.values import PortalFileView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work


@dataclass(frozen=True, slots=True)
class PortalText:
    """The text that files stand beside."""

    kind: Literal["announcement", "gathering"]
    id: str


@dataclass(frozen=True, slots=True)
class AttachmentChange:
    """What is to become of the files of a text: these are added, those with `removed` ids go."""

    sent: Sequence[SentFile] = ()
    removed: Collection[str] = ()


NO_CHANGE = AttachmentChange()


def change(work: Work, of: PortalText, asked: AttachmentChange) -> None:
    """Add files to a text, which is held, and take others away; at most ten stand beside it.

    Raises: Invalid: at the files, if one is of no kind that is taken, too large, or there are too many;
        TooMany: others are being looked at.
    """
    if asked.removed:
        work.session.execute(delete(PortalFile).where(*_of(of), PortalFile.id.in_(list(asked.removed))))
    if not asked.sent:
        return
    for one in checked(asked.sent, already=len(files_of(work, of))):
        work.session.add(
            PortalFile(
                subject_kind=of.kind, subject_id=of.id, name=name_for(clean_name(one.name), one.content_type),
                content_type=one.content_type, size_bytes=len(one.content),
                sha256=sha256(one.content).hexdigest(), content=one.content, added_by=work.actor,
                added_at=work.now,
            )
        )  # fmt: skip
    work.session.flush()


def files_of(work: Work, of: PortalText) -> tuple[PortalFileView, ...]:
    """Return the files beside a text, the first one first."""
    rows = work.session.scalars(select(PortalFile).where(*_of(of)).order_by(PortalFile.id))
    return tuple(_view(one) for one in rows)


def open_file(work: Work, of: PortalText, file_id: str) -> tuple[PortalFileView, bytes]:
    """Return a file beside a text with what it holds. Raises: NotFound."""
    wanted = select(PortalFile).where(*_of(of), PortalFile.id == file_id.replace("\x00", ""))
    row = work.session.scalar(wanted.options(undefer(PortalFile.content)))
    if row is None:
        raise NotFound("files.not_found")
    return _view(row), row.content


def _of(of: PortalText) -> tuple[ColumnElement[bool], ...]:
    return PortalFile.subject_kind == of.kind, PortalFile.subject_id == of.id.replace("\x00", "")


def _view(row: PortalFile) -> PortalFileView:
    return PortalFileView(row.id, row.name, row.content_type, row.size_bytes)
