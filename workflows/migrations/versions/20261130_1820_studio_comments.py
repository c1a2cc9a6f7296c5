"""Comments of analysts at elements of drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c41d7ae5b903"
down_revision = "a93b1f47d0c8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_comments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("answers_id", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_by", sa.Text(), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["studio_drafts.id"],
            name=op.f("fk_studio_comments_draft_id_studio_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["studio_comments.id"],
            name=op.f("fk_studio_comments_answers_id_studio_comments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_comments")),
    )
    op.create_index("ix_studio_comments_draft_id", "studio_comments", ["draft_id", "id"])
    op.create_index("ix_studio_comments_answers_id", "studio_comments", ["answers_id"])


def downgrade() -> None:
    op.drop_table("studio_comments")
