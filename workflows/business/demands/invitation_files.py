"""Files that come with a line of the thread: known by their content, kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import func, select

from forms.uploads import clean_name, name_for
from workflows.business.demands.invitation_models import DemandInvitation, InvitationEntry, InvitationFile
from workflows.business.demands.values import ThreadFile
from workflows.files.sent_files import FIELD, CheckedFile, SentFile, checked
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work

MOST_FILES = 30
"""Of one invitation."""


def read_all(work: Work, row: DemandInvitation, files: Sequence[SentFile]) -> Sequence[CheckedFile]:
    """Return the files, read whole. Raises: Invalid: at the files; TooMany."""
    kept = select(func.count()).where(InvitationFile.invitation_id == row.id)
    if files and (work.session.scalar(kept) or 0) + len(files) > MOST_FILES:
        code, most = "demands.too_many_files", {"most": MOST_FILES}
        raise Invalid(code, [FieldProblem(FIELD, code, most)], **most)
    return checked(files)


def keep(work: Work, entry: InvitationEntry, files: Sequence[CheckedFile]) -> None:
    """Keep files with a line of the thread."""
    work.session.add_all(
        InvitationFile(
            invitation_id=entry.invitation_id, entry_id=entry.id,
            name=name_for(clean_name(one.name), one.content_type), content_type=one.content_type,
            size_bytes=len(one.content), sha256=sha256(one.content).hexdigest(), content=one.content,
        )
        for one in files
    )  # fmt: skip
    work.session.flush()


def of_invitation(work: Work, invitation_id: str) -> dict[str, list[ThreadFile]]:
    """Return {id of a line: its files}; one statement."""
    by_entry: dict[str, list[ThreadFile]] = {}
    rows = select(InvitationFile).where(InvitationFile.invitation_id == invitation_id)
    for one in work.session.scalars(rows.order_by(InvitationFile.id)):
        by_entry.setdefault(one.entry_id, []).append(view_of(one))
    return by_entry


def view_of(row: InvitationFile) -> ThreadFile:
    """Return a file without its content."""
    return ThreadFile(row.id, row.name, row.content_type, row.size_bytes)
