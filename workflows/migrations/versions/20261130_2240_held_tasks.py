"""The index of tasks by who holds them holds those that somebody does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d3b90f6a1c58"
down_revision = "b2d84e6f1c05"
branch_labels = None
depends_on = None

_ACTIVE = "state IN ('open', 'claimed')"


def upgrade() -> None:
    _replace_index(f"{_ACTIVE} AND assignee IS NOT NULL")


def downgrade() -> None:
    _replace_index(_ACTIVE)


def _replace_index(condition: str) -> None:
    op.drop_index("ix_work_items_assignee", "work_items")
    op.create_index(
        "ix_work_items_assignee", "work_items", ["assignee", "opened_at"], postgresql_where=sa.text(condition)
    )
