"""Drafts of process packages in the studio."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5d1c8a7e3f90"
down_revision = "6f0e2b9d41c7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("base_definition_id", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("import_notes", postgresql.JSONB(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_studio_drafts_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_drafts")),
    )
    op.create_index("ix_studio_drafts_changed_at", "studio_drafts", ["changed_at"], unique=False)
    op.create_table(
        "studio_draft_files",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["studio_drafts.id"],
            name=op.f("fk_studio_draft_files_draft_id_studio_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "name", name=op.f("pk_studio_draft_files")),
    )


def downgrade() -> None:
    op.drop_table("studio_draft_files")
    op.drop_index("ix_studio_drafts_changed_at", table_name="studio_drafts")
    op.drop_table("studio_drafts")
