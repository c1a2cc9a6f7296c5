"""Notices that wait until a decision can no longer be taken back, and until when that is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a14e9d53cb70"
down_revision = "f03d8e42bc69"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_items", sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "held_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_notices")),
    )
    op.create_index("ix_held_notices_cause", "held_notices", ["cause"])


def downgrade() -> None:
    op.drop_table("held_notices")
    op.drop_column("work_items", "undo_until")
