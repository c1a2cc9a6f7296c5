"""Processes that are retired, and which version is current."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_retired"
down_revision = "20261124_positions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("engine_definition", sa.Column("current_since", sa.DateTime(timezone=True)))
    op.execute("UPDATE engine_definition SET current_since = deployed_at")
    op.alter_column("engine_definition", "current_since", nullable=False)
    op.create_table(
        "engine_retired_process",
        sa.Column("process_id", sa.Text(), primary_key=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("engine_retired_process")
    op.drop_column("engine_definition", "current_since")
