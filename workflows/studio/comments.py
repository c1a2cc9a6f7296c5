"""What analysts say to each other at elements of a draft: asked, answered, solved.

Comments change no file and no revision, and go nowhere else: neither into versions nor into copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from workflows.administration.repair_values import Names
from workflows.ground.audit.log import Subject, record
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio.drafts import files_of, find, held
from workflows.studio.element_names import element_names
from workflows.studio.models import StudioComment, StudioDraft

MOST_COMMENTS = 500
"""Comments and answers of one draft."""
LONGEST_COMMENT = 1_000


@dataclass(frozen=True, slots=True)
class CommentPlace:
    """Where a comment stands; `element_id`: "" for the whole file."""

    file: str
    element_id: str = ""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What somebody wrote."""

    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class CommentThread:
    """A comment with the answers to it; `element`: what it is called, None where it is not there any more.

    `element_id`: "" for one on the whole file. `solved_by`: "" while it is open.
    """

    id: str
    file: str
    element_id: str
    element: Names | None
    lines: tuple[CommentLine, ...]
    solved_by: str
    solved_at: datetime | None

    @property
    def people(self) -> frozenset[str]:
        """Return who wrote in it or solved it."""
        return frozenset({one.written_by for one in self.lines} | ({self.solved_by} - {""}))


def comment_threads(work: Work, viewer: Viewer, draft_id: str, file: str = "") -> tuple[CommentThread, ...]:
    """Return the comments of a draft, or of one file, open ones first, then the newest.

    Raises: Forbidden; NotFound.
    """
    require(may_draw_processes(viewer))
    find(work, draft_id)
    names = element_names(files_of(work, draft_id))
    of = select(StudioComment).where(StudioComment.draft_id == draft_id).order_by(StudioComment.id)
    answers, heads = defaultdict(list), []
    for row in work.session.scalars(of):
        if row.answers_id is None:
            heads.append(row)
        answers[row.answers_id or row.id].append(CommentLine(row.text, row.written_by, row.written_at))
    threads = [
        CommentThread(
            row.id, row.file, row.element_id, names.get(row.file, {}).get(row.element_id),
            tuple(answers[row.id]), row.solved_by or "", row.solved_at,
        )
        for row in reversed(heads)
        if file in ("", row.file)
    ]  # fmt: skip
    return tuple(sorted(threads, key=lambda one: bool(one.solved_by)))


def open_comments(work: Work, draft_id: str) -> int:
    """Return how many comments of a draft nobody has solved."""
    of = StudioComment.draft_id == draft_id, StudioComment.answers_id.is_(None)
    count = select(func.count()).select_from(StudioComment).where(*of, StudioComment.solved_by.is_(None))
    return work.session.scalar(count) or 0


def count_open(threads: Sequence[CommentThread]) -> dict[str, int]:
    """Return how many open comments there are by element, those of whole files at ""."""
    counts: dict[str, int] = {}
    for one in threads:
        if not one.solved_by:
            counts[one.element_id] = counts.get(one.element_id, 0) + 1
    return counts


def comment(work: Work, viewer: Viewer, draft_id: str, place: CommentPlace, text: str) -> str:
    """Write a comment at an element of a file, or at the file; return its id.

    Sent twice, it is there once. Raises: Forbidden; NotFound; Invalid: at `text` or `at`.
    """
    draft = _hold(work, viewer, draft_id)
    names = element_names(files_of(work, draft_id))
    file, element_id = place.file, place.element_id
    if file not in names or (element_id and element_id not in names[file]):
        raise Invalid("studio.refused", [FieldProblem("at", "studio.comment_place", {})])
    same = (
        StudioComment.file == file,
        StudioComment.element_id == element_id,
        StudioComment.solved_by.is_(None),
    )
    written = StudioComment(file=file, element_id=element_id, answers_id=None)
    return _write(work, draft, written, text, same)


def answer(work: Work, viewer: Viewer, draft_id: str, comment_id: str, text: str) -> str:
    """Answer a comment, which opens it again if it was solved; return the id of the answer.

    Sent twice, it is there once. Raises: Forbidden; NotFound; Invalid: at `text`.
    """
    draft = _hold(work, viewer, draft_id)
    head = _head(work, draft_id, comment_id)
    written = StudioComment(file=head.file, element_id=head.element_id, answers_id=head.id)
    answer_id = _write(work, draft, written, text, (StudioComment.answers_id == head.id,))
    head.solved_by = head.solved_at = None
    return answer_id


def set_solved(work: Work, viewer: Viewer, draft_id: str, comment_id: str, *, solved: bool) -> None:
    """Close a comment, or open it again; one that is so already stays. Raises: Forbidden; NotFound."""
    draft = _hold(work, viewer, draft_id)
    head = _head(work, draft_id, comment_id)
    if solved == (head.solved_by is not None):
        return
    head.solved_by, head.solved_at = (work.actor, work.now) if solved else (None, None)
    at = {"file": head.file, "element": head.element_id}
    record(work, "draft.comment_solved" if solved else "draft.comment_reopened", _subject(draft), {}, at)


def _write(
    work: Work, draft: StudioDraft, written: StudioComment, text: str, same: tuple[object, ...]
) -> str:
    said = _checked(text)
    own = StudioComment.draft_id == draft.id, StudioComment.written_by == work.actor
    there = select(StudioComment.id).where(*own, *same, StudioComment.text == said)  # type: ignore[arg-type]
    if (known := work.session.scalar(there.limit(1))) is not None:
        return known
    count = select(func.count()).select_from(StudioComment).where(StudioComment.draft_id == draft.id)
    if (work.session.scalar(count) or 0) >= MOST_COMMENTS:
        raise Invalid("studio.too_many_comments", most=MOST_COMMENTS)
    written.id, written.draft_id, written.text = new_id(), draft.id, said
    written.written_by, written.written_at = work.actor, work.now
    work.session.add(written)
    at = {"file": written.file, "element": written.element_id}
    record(work, "draft.commented", _subject(draft), {}, at)
    return written.id


def _checked(text: str) -> str:
    """Return a text without space around it. Raises: Invalid, at `text`."""
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Invalid("studio.refused", [FieldProblem("text", "studio.comment_empty", {})])
    if len(said) > LONGEST_COMMENT:
        too_long = {"most": LONGEST_COMMENT, "found": len(said)}
        raise Invalid("studio.refused", [FieldProblem("text", "studio.comment_too_long", too_long)])
    return said


def _hold(work: Work, viewer: Viewer, draft_id: str) -> StudioDraft:
    """Return a draft, held until the end of the transaction. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    return held(work, draft_id)


def _head(work: Work, draft_id: str, comment_id: str) -> StudioComment:
    """Return a comment that is no answer. Raises: NotFound."""
    row = work.session.get(StudioComment, comment_id)
    if row is None or row.draft_id != draft_id or row.answers_id is not None:
        raise NotFound("studio.comment_not_found")
    return row


def _subject(draft: StudioDraft) -> Subject:
    return Subject("draft", draft.id, draft.name)
