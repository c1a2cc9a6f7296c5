"""An index for inboxes that show what is important first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_important_first"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_engine_task_open_priority",
        "engine_task",
        ["audience_id", "process_id", sa.literal_column("(-priority)"), "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_index("ix_engine_task_open_priority", table_name="engine_task")
