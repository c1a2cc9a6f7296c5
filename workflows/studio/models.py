"""Tables of the studio: drafts of process packages and their files, and running cases that are moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class StudioDraft(Base):
    """A package that analysts work on before it is deployed.

    `process_id`: of the first executable process of its diagrams, empty while there is none.
    `base_definition_id`: the version it was begun from, or last deployed as. `revision` goes up with every
    change of a file. `import_notes`: what was rewritten when it came in as a ZIP file.
    """

    __tablename__ = "studio_drafts"
    __table_args__ = (
        CheckConstraint("revision > 0", name="revision"),
        Index("ix_studio_drafts_changed_at", "changed_at"),
    )

    id: Mapped[TextId]
    name: Mapped[str]
    process_id: Mapped[str]
    base_definition_id: Mapped[str | None]
    revision: Mapped[int] = mapped_column(Integer)
    import_notes: Mapped[list[Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    authors: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Who has changed something since it was begun or last deployed: none of them approves it."""


class StudioDraftFile(Base):
    """A file of a draft: small, of a kind that packages have, and XML only without entities."""

    __tablename__ = "studio_draft_files"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("studio_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    size_bytes: Mapped[int] = mapped_column(Integer)


class StudioComment(Base):
    """What an analyst said at an element of a draft (`element_id` empty: of the file), or answered to it.

    `answers_id`: the comment that it answers; only what answers nothing is solved.
    """

    __tablename__ = "studio_comments"
    __table_args__ = (
        Index("ix_studio_comments_draft_id", "draft_id", "id"),
        Index("ix_studio_comments_answers_id", "answers_id"),
    )

    id: Mapped[TextId]
    draft_id: Mapped[str] = mapped_column(ForeignKey("studio_drafts.id", ondelete="CASCADE"))
    answers_id: Mapped[str | None] = mapped_column(ForeignKey("studio_comments.id", ondelete="CASCADE"))
    file: Mapped[str]
    element_id: Mapped[str]
    text: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    solved_by: Mapped[str | None]
    solved_at: Mapped[datetime | None]


class StudioDeployment(Base):
    """What an analyst noted about a version deployed from a draft; who and when, the engine keeps."""

    __tablename__ = "studio_deployments"

    definition_id: Mapped[str] = mapped_column(primary_key=True)
    draft_name: Mapped[str]
    note: Mapped[str]
    although: Mapped[str | None]
    """Why it was deployed although one of its scenarios failed."""
    approved_by: Mapped[str | None]
    """Who approved it where that is asked for."""


class StudioDeployRequest(Base):
    """A draft as it was when a second analyst was asked to approve it; asked anew, it is the draft of then.

    `asked` becomes `returned` and `asked` again, in the end `deployed` or `ended`. `fingerprint` is of the
    files at `revision`: nothing else is deployed. `stopped`: why it came back without a decision, the code
    of the sentence and what it needs. `authors`: who had changed the draft, none of whom decides.
    """

    __tablename__ = "studio_deploy_requests"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'returned', 'deployed', 'ended')", name="state"),
        Index("ix_studio_deploy_requests_draft_id", "draft_id", "id"),
        Index(
            "uq_studio_deploy_requests_asked",
            "draft_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: Mapped[TextId]
    draft_id: Mapped[str]
    process_id: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str]
    authors: Mapped[list[str]] = mapped_column(ARRAY(Text))
    note: Mapped[str]
    although: Mapped[str | None]
    case_id: Mapped[str | None]
    stopped: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    definition_id: Mapped[str | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]


class StudioScenarioRun(Base):
    """The last time that the scenarios of a draft were played; `fingerprint` is of the files as they were.

    `came`: what the player wrote; nothing until it has ended.
    """

    __tablename__ = "studio_scenario_runs"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ended')", name="state"),
        Index("ix_studio_scenario_runs_draft_id", "draft_id"),
    )

    id: Mapped[TextId]
    draft_id: Mapped[str] = mapped_column(ForeignKey("studio_drafts.id", ondelete="CASCADE"))
    fingerprint: Mapped[str]
    state: Mapped[str]
    came: Mapped[dict[str, Any]]
    started_by: Mapped[str]
    started_at: Mapped[datetime]


class StudioMove(Base):
    """Running cases that an analyst takes to a version together; `undone_by` is who takes them back."""

    __tablename__ = "studio_moves"
    __table_args__ = (Index("ix_studio_moves_process_id", "process_id", "id"),)

    id: Mapped[TextId]
    process_id: Mapped[str]
    target_id: Mapped[str]
    reason: Mapped[str]
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undo_reason: Mapped[str | None]


class StudioMoveCase(Base):
    """A case of a move: where it came from, and how far it is.

    `waiting` becomes `moved` or `refused`; undone, `returning` becomes `returned` or `kept`. `refusal` says
    why it was refused or kept: the code of the sentence, and what it needs.
    """

    __tablename__ = "studio_move_cases"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'moved', 'refused', 'returning', 'returned', 'kept')", name="state"
        ),
    )

    move_id: Mapped[str] = mapped_column(ForeignKey("studio_moves.id", ondelete="CASCADE"), primary_key=True)
    instance_id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str]
    state: Mapped[str]
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
