"""The sentence of an incident in Chinese beside the English one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_incidents"
down_revision = "20261130_short_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("engine_incident", sa.Column("message_zh", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("engine_incident", "message_zh")
