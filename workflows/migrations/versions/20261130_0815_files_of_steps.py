"""Files of the forms that steps have of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d92a5f3c1b08"
down_revision = "b7c41f0e6a52"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "step_files",
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["uploaded_file.id"],
            name=op.f("fk_step_files_file_id_uploaded_file"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["step_answers.event_id"], name=op.f("fk_step_files_event_id_step_answers")
        ),
        sa.PrimaryKeyConstraint("file_id", "event_id", name=op.f("pk_step_files")),
    )


def downgrade() -> None:
    op.drop_table("step_files")
