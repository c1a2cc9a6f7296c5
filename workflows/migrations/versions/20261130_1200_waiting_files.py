"""Files that came with a form that was refused, until it is sent again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f2b64d7c8e15"
down_revision = "b4d81f6a2c57"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_file")),
    )
    op.create_index("ix_waiting_file_owner_id", "waiting_file", ["owner_id", "form", "id"])
    op.create_index("ix_waiting_file_sent_at", "waiting_file", ["sent_at"])


def downgrade() -> None:
    op.drop_table("waiting_file")
