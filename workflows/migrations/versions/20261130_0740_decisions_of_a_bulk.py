"""Which tasks were decided at once, so that they are taken back at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b7c41f0e6a52"
down_revision = "8d41c7e2b9f0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_items", sa.Column("bulk_id", sa.Text(), nullable=True))
    op.create_index(
        "ix_work_items_bulk",
        "work_items",
        ["closed_by", "undo_until"],
        postgresql_where=sa.text("state = 'done' AND bulk_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_bulk", "work_items")
    op.drop_column("work_items", "bulk_id")
