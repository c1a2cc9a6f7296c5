"""Where tasks and called instances are in their case, and which task a signature was added to.

Revision ID: 20261124_positions
Revises: 20261124_important_first
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_positions"
down_revision = "20261124_important_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("engine_task", sa.Column("position", sa.Text()))
    op.add_column("engine_task", sa.Column("signs_for", sa.Text()))
    op.add_column("engine_instance", sa.Column("parent_position", sa.Text()))


def downgrade() -> None:
    op.drop_column("engine_instance", "parent_position")
    op.drop_column("engine_task", "signs_for")
    op.drop_column("engine_task", "position")
