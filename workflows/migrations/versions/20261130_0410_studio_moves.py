"""Running cases that analysts take to a version together, and how far each is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c5d80f13e7a9"
down_revision = "5e0c7d9b2a14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_moves",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_moves")),
    )
    op.create_index("ix_studio_moves_process_id", "studio_moves", ["process_id", "id"])
    op.create_table(
        "studio_move_cases",
        sa.Column("move_id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'moved', 'refused', 'returning', 'returned', 'kept')",
            name=op.f("ck_studio_move_cases_state"),
        ),
        sa.ForeignKeyConstraint(
            ["move_id"],
            ["studio_moves.id"],
            name=op.f("fk_studio_move_cases_move_id_studio_moves"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("move_id", "instance_id", name=op.f("pk_studio_move_cases")),
    )


def downgrade() -> None:
    op.drop_table("studio_move_cases")
    op.drop_table("studio_moves")
