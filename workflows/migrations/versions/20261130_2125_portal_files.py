"""Files beside the texts that operators keep on the portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c93f1d7a06b5"
down_revision = "a4c81e6d2f90"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portal_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('announcement', 'gathering')", name=op.f("ck_portal_files_subject_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_files")),
    )
    op.create_index("ix_portal_files_subject", "portal_files", ["subject_kind", "subject_id", "id"])


def downgrade() -> None:
    op.drop_table("portal_files")
