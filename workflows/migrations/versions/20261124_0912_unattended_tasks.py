"""tasks that nobody may take are marked, so that they are listed without asking about each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "91b4ce07d3aa"
down_revision = "d16e57a0910f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_items", sa.Column("unattended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_work_items_unattended",
        "work_items",
        ["unattended_at", "task_id"],
        postgresql_where=sa.text("unattended_at IS NOT NULL"),
    )
    # Those that were told of before, as far as they are still open: the next look takes the mark away.
    op.execute(
        "UPDATE work_items w SET unattended_at = e.at FROM case_events e "
        "WHERE e.task_id = w.task_id AND e.kind = 'nobody_eligible' AND w.state = 'open'"
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_unattended", "work_items")
    op.drop_column("work_items", "unattended_at")
