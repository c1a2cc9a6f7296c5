"""What is more important than usual is read without all the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a7c15e0d4b92"
down_revision = "d3b90f6a1c58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_work_items_important",
        "work_items",
        ["audience_id", sa.text("coalesce(due_at, '9999-01-01 00:00:00+00'::timestamptz)"), "task_id"],
        postgresql_include=["state", "due_at", "priority", "region_code", "parties_too"],
        postgresql_where=sa.text("state IN ('open', 'claimed') AND priority > 50"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_important", "work_items")
